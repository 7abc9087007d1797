"""What is wrong with the hours of a desk. The English is that of the table of cases for business time."""

from __future__ import annotations

SENTENCES = {
    "hours_expected": ("expected always, or days with hours", "isi always, atau hari dengan jam bukanya"),
    "desk_never_open": ("the desk is never open", "desk ini tidak pernah buka"),
    "never_open": ("{desk} is not open again within ten years", "{desk} tidak buka lagi dalam sepuluh tahun"),
    "never_opens_again": ("it is not open again within ten years", "tidak buka lagi dalam sepuluh tahun"),
    "weekday_twice": ("{days} is said twice: write it once", "{days} tertulis dua kali: tulis sekali saja"),
    "weekday_in_two_keys": (
        "{days} is said twice: write {one} and {other}",
        "{days} tertulis dua kali: tulis {one} dan {other}",
    ),
    "closed_and_open": ("{date} is closed and open", "{date} tertulis tutup sekaligus buka"),
    "ranges_overlap": (
        "{one} and {other} overlap: a date has the hours of one range",
        "{one} dan {other} bertumpang tindih: satu tanggal hanya mengikuti jam satu rentang",
    ),
    "range_without_days": (
        'a range says the hours of its days: mon-fri: "08:00-15:00"',
        'rentang harus menyebut jam tiap harinya: mon-fri: "08:00-15:00"',
    ),
    "country_missing": ("country is missing: ID, DE, DE-BY", "country belum diisi: ID, DE, DE-BY"),
    "country_expected": ("expected a country: ID, DE, DE-BY", "isi dengan negara: ID, DE, DE-BY"),
    "country_unknown": (
        "{country} is no country we know holidays of: ID, DE, DE-BY",
        "hari libur {country} tidak dikenal: ID, DE, DE-BY",
    ),
    "not_a_weekday": (
        "{written} is no day: {days}, mon-fri, mon,wed",
        "{written} bukan hari: {days}, mon-fri, mon,wed",
    ),
    "not_hours": (
        "{written!r} is no hours: 09:00-17:00, several with commas, or closed",
        "{written!r} bukan jam buka: 09:00-17:00, beberapa dipisah koma, atau closed",
    ),
    "shifts_overlap": ("{one} and {other} overlap", "{one} dan {other} bertumpang tindih"),
    "opens_at_midnight": ("24:00 can only close: write 00:00", "24:00 hanya untuk jam tutup: tulis 00:00"),
    "opens_as_it_closes": (
        "{written} opens and closes at the same time: a whole day is 00:00-24:00",
        "{written} buka dan tutup pada jam yang sama: sehari penuh ditulis 00:00-24:00",
    ),
    "not_a_time_of_day": ("{written} is no time of day", "{written} bukan jam"),
    "not_a_date": ("{written!r} is no date: 2026-12-24", "{written!r} bukan tanggal: 2026-12-24"),
    "not_dates": (
        "{written!r} is no date: 2026-12-24 or 2026-12-24..2026-12-31",
        "{written!r} bukan tanggal: 2026-12-24 atau 2026-12-24..2026-12-31",
    ),
    "ends_before_it_begins": ("{first}..{last} ends before it begins", "{first}..{last} berakhir sebelum dimulai"),
}
