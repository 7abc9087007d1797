"""The sentence that tells a customer by when he is answered: always with its date, for it may be read tomorrow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from csmail.wording import dates_and_money

RELATIVE = {"id": ("hari ini", "besok"), "en": ("today", "tomorrow")}
LANGUAGES = tuple(RELATIVE)
AGAIN = {"id": "Kami akan memberi kabar lagi {moment}.", "en": "You will hear from us again {moment}."}
NEAR = {"id": "{relative} ({date}) sebelum pukul {time} {zone}", "en": "{relative} ({date}) before {time} {zone}"}
FAR = {"id": "{date}, sebelum pukul {time} {zone}", "en": "{date}, before {time} {zone}"}


@dataclass(frozen=True, slots=True)
class AnswerBy:
    """The sentence and its parts; `relative` is empty for what is neither today nor tomorrow."""

    sentence: str
    relative: str
    date: str
    time: str
    zone: str


def answer_by(due: datetime, now: datetime, language: str) -> AnswerBy:
    """`due` and `now` in the desk's zone. A language without words of ours gets English."""
    language = dates_and_money.known(language)
    midnight = not (due.hour or due.minute)
    on = due.date() - timedelta(days=1) if midnight else due.date()
    gap = (on - now.date()).days
    relative = RELATIVE[language][gap] if gap in (0, 1) else ""
    time = dates_and_money.time(due, language)
    parts = {
        "relative": relative,
        "date": _date(on, now.date(), language),
        "time": time.replace("00", "24", 1) if midnight else time,
        "zone": dates_and_money.zone(due),
    }
    return AnswerBy((NEAR if relative else FAR)[language].format(**parts), **parts)


def closing_line(moment: str, language: str) -> str:
    """The moment as a sentence of its own, for words that do not name it."""
    return AGAIN[dates_and_money.known(language)].format(moment=moment)


def _date(on: date, today: date, language: str) -> str:
    """The year stands there only when it is another than today's."""
    whole = dates_and_money.date(on, language)
    return whole if on.year != today.year else whole.removesuffix(f" {on.year}")
