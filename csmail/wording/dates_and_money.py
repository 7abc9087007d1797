"""How dates, times, spans and sums are said in Indonesian and English."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime, timedelta

# Small tables of our own: babel knows every language and weighs 33 MB installed, this desk speaks two.
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni",
           "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}  # fmt: skip
UNITS = {
    "id": (("hari", "hari"), ("jam", "jam"), ("menit", "menit"), ("detik", "detik")),
    "en": (("day", "days"), ("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
}
SECONDS = (86400, 3600, 60, 1)


def known(language: str) -> str:
    """`language` when we have words for it, else "en"."""
    return language if language in DAYS else "en"


def date(day: Day, language: str) -> str:
    """`Senin, 6 Juli 2026` or `Monday, 6 July 2026`."""
    language = known(language)
    return f"{DAYS[language][day.weekday()]}, {day.day} {MONTHS[language][day.month - 1]} {day.year}"


def time(moment: datetime, language: str) -> str:
    """`14.05` (Indonesian writes a point) or `14:05`, in the moment's own time zone."""
    return moment.strftime("%H.%M" if known(language) == "id" else "%H:%M")


def zone(local: datetime) -> str:
    """The letters of the zone (WIB, CEST), or how far it is from UTC where it has none: UTC+5:45."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    minutes = int((local.utcoffset() or timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def span(length: timedelta, language: str) -> str:
    """`1 jam 30 menit` or `1 hour 30 minutes`, whole seconds; "" for nothing or less."""
    left = int(length.total_seconds())
    parts = []
    for seconds, (one, many) in zip(SECONDS, UNITS[known(language)], strict=True):
        count, left = divmod(left, seconds) if left > 0 else (0, 0)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    return " ".join(parts)


def rupiah(amount: float, language: str) -> str:
    """`Rp1.250.000` (no space, points: Indonesian spelling rules) or `IDR 1,250,000`, whole rupiah."""
    figure = f"{round(amount):,}"
    return "Rp" + figure.replace(",", ".") if known(language) == "id" else f"IDR {figure}"
