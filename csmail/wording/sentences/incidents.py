"""Incidents and announcements: who is told and who is not, what is refused, what a receipt says of it."""

from __future__ import annotations

from csmail.wording.dates_and_money import DAYS

SENTENCES = {
    "announce_asks_customers": (
        "{option} asks about customers alone: tagged, since, open, known below customer, or addresses",
        "{option} hanya memilih pelanggan: tagged, since, open, known di bawah customer, atau alamat",
    ),
    "customer_is_forgotten": ("the customer was forgotten", "data pelanggan ini sudah dihapus"),
    "incident_acknowledged": (
        "incident {name} ({title}): acknowledged in its words",
        "gangguan {name} ({title}): konfirmasi memakai kalimatnya",
    ),
    "incident_closed_since": ("{name} is closed since {at}", "{name} sudah ditutup sejak {at}"),
    "incident_fits_too": ("matches {name} too", "cocok juga dengan {name}"),
    "incident_is_open_now": (
        "{name} is open: new mail that fits is acknowledged in its words; at the end: csmail incident close {name}",
        "{name} dibuka: email baru yang cocok dijawab dengan kalimatnya; "
        "kalau sudah selesai: csmail incident close {name}",
    ),
    "incident_name_expected": (
        "{written!r} cannot be a name: letters and digits, like PAY1",
        "{written!r} tidak bisa jadi nama: huruf dan angka, seperti PAY1",
    ),
    "incident_open_since": (
        "{name} is open since [{weekday}][{at}]",
        "{name} sudah dibuka sejak [{weekday}][{at}]",
    ),
    "incident_over": ("the incident was over before it left", "gangguan sudah selesai sebelum email ini terkirim"),
    "incident_over_cap": (
        "{count} are more than the cap of {cap}; look at the list, then say --cap {count}",
        "{count} orang melebihi batas {cap}; periksa dulu daftarnya, lalu tulis --cap {count}",
    ),
    "incident_would_close": (
        "{name} would be closed, nobody written to; add --yes to do it",
        "{name} akan ditutup tanpa mengabari siapa pun; tambahkan --yes untuk melakukannya",
    ),
    "incident_summary": ("{name}: {counts}", "{name}: {counts}"),
    "incident_would_tell": (
        "{count:person|people} would be told; add --yes to do it",
        "{count:orang|orang} akan diberi tahu; tambahkan --yes untuk melakukannya",
    ),
    "left_out_by_hand": ("left out by --except", "dikecualikan dengan --except"),
    "lies_ahead": ("{option} lies ahead", "{option} masih di depan"),
    "match_fits_everything": (
        "{option} fits everything that is written: --everything, if that is meant",
        "{option} cocok dengan semua pesan: pakai --everything kalau memang itu maksudnya",
    ),
    "no_customer_wrote": ("no customer wrote in it", "tidak ada pelanggan yang menulis di dalamnya"),
    "no_such_incident": ("there is no incident {name}", "tidak ada gangguan {name}"),
    "notice_came_back": ("the notice came back", "pemberitahuannya kembali"),
    "notice_never_left": ("the notice had not left", "pemberitahuannya belum sempat terkirim"),
    "notice_refused": ("the notice was refused", "pemberitahuannya ditolak server"),
    "notice_in_doubt": (
        "the notice is in doubt: csmail outbox resolve, then csmail incident resume",
        "pemberitahuannya belum pasti sampai: csmail outbox resolve, lalu csmail incident resume",
    ),
    "notice_waits": ("the notice has not left yet", "pemberitahuannya belum terkirim"),
    "told_already": ("told already", "sudah diberi tahu"),
}

WEEKDAYS = {en.lower(): (en, id) for en, id in zip(DAYS["en"], DAYS["id"], strict=True)}
