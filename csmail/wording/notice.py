"""What a chat is told, in the desk's language: an id, why, by when, what to type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Said = TypeVar("Said")

WHY = {
    "en": {
        "overdue": "overdue", "broken": "promise broken", "in_doubt": "a mail is in doubt",
        "login_refused": "login refused", "asked": "please look",
    },
    "id": {
        "overdue": "lewat batas waktu", "broken": "janji tidak ditepati",
        "in_doubt": "ada surel yang belum pasti terkirim",
        "login_refused": "login ditolak", "asked": "mohon dilihat",
    },
}  # fmt: skip
DUE = {"en": "due {due}", "id": "batas {due}"}
MANY = {"en": "{desk}: {count} notices", "id": "{desk}: {count} pemberitahuan"}


def line(language: str, about: str, why: str, due: str, subject: str) -> str:
    """`K7F3Q2: overdue, due 2026-07-06 16:00 WIB · Paket`."""
    said = ", ".join(filter(None, (_in(WHY, language)[why], _in(DUE, language).format(due=due) if due else "")))
    return f"{about}: {said}" + (f" · {subject}" if subject else "")


def digest(language: str, desk: str, lines: Sequence[str]) -> tuple[str, str]:
    """Title and text of several in one."""
    return _in(MANY, language).format(desk=desk, count=len(lines)), "\n".join((*lines, "csmail todo"))


def _in(said: Mapping[str, Said], language: str) -> Said:
    return said.get(language, said["en"])
