"""What a specialist is told of a conversation, line by line, in the desk's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from csmail.wording import dates_and_money

LABELS = {
    "en": {
        "tags": "Tags", "mood": "Mood", "assignee": "Who has it", "nobody": "nobody yet", "seen": "seen",
        "first_response": "First answer", "next_response": "Next answer", "resolution": "Resolution",
        "promised": "{used} of {promised} used", "due": "due {at}", "overdue": "overdue since {at}",
        "counted": "counted from {at}", "nothing": "nothing", "customer": "customer", "we": "we",
        "more": "and {count} more: csmail escalations list --open",
        "upset": "upset", "urgent": "urgent", "neutral": "neutral",
    },
    "id": {
        "tags": "Tag", "mood": "Suasana", "assignee": "Yang menangani", "nobody": "belum ada", "seen": "terlihat dari",
        "first_response": "Jawaban pertama", "next_response": "Jawaban berikutnya", "resolution": "Penyelesaian",
        "promised": "terpakai {used} dari {promised}", "due": "batas waktu {at}", "overdue": "lewat waktu sejak {at}",
        "counted": "dihitung sejak {at}", "nothing": "0 menit", "customer": "pelanggan", "we": "kami",
        "more": "dan {count} lagi: csmail escalations list --open",
        "upset": "kesal", "urgent": "mendesak", "neutral": "biasa",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is known: `mood` with the words that showed it; times are in the zone of the desk."""

    language: str
    tags: Sequence[str]
    mood: str
    seen: str
    assignee: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One clock that runs; its moments in the zone of the desk."""

    name: str
    used: timedelta
    promised: timedelta
    started_at: datetime
    due_at: datetime
    overdue: bool


def summary(found: Briefing) -> str:
    """Tags, mood and who has it; what is not known is left out."""
    words = LABELS[dates_and_money.known(found.language)]
    lines = [f"{words['tags']}: {', '.join(found.tags)}"] if found.tags else []
    if found.mood in ("upset", "urgent"):
        seen = f" ({words['seen']}: {found.seen})" if found.seen else ""
        lines.append(f"{words['mood']}: {words[found.mood]}{seen}")
    return "\n".join((*lines, f"{words['assignee']}: {found.assignee or words['nobody']}"))


def receipt(clocks: Sequence[Counted], language: str) -> str:
    """How each clock that runs came to where it stands."""
    return "\n".join(_clock(one, dates_and_money.known(language)) for one in clocks)


def more(count: int, language: str) -> str:
    """How many are not listed, and what lists them."""
    return LABELS[dates_and_money.known(language)]["more"].format(count=count)


def speaker(direction: str, language: str) -> str:
    """Who said it: the customer, or we."""
    return LABELS[dates_and_money.known(language)]["customer" if direction == "in" else "we"]


def _clock(clock: Counted, language: str) -> str:
    words = LABELS[language]
    used, promised = (_span(one, language) for one in (clock.used, clock.promised))
    state = words["overdue" if clock.overdue else "due"].format(at=_moment(clock.due_at, language))
    begun = words["counted"].format(at=_moment(clock.started_at, language))
    return f"{words[clock.name]}: {words['promised'].format(used=used, promised=promised)}, {begun}, {state}"


def _span(length: timedelta, language: str) -> str:
    whole = timedelta(minutes=length // timedelta(minutes=1))
    return dates_and_money.span(whole, language) or LABELS[language]["nothing"]


def _moment(at: datetime, language: str) -> str:
    return f"{dates_and_money.date(at, language)} {dates_and_money.time(at, language)} {dates_and_money.zone(at)}"
