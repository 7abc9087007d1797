"""How pressing a mail is: words of haste, danger, accounts taken over, outages and deadlines within two days."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from csmail.tone.phrases import Match, Phrases
from csmail.tone.signs import Sign
from csmail.tone.tokens import Token
from csmail.tone.words import urgent_en, urgent_id

KINDS = (
    "WORDS", "HINT", "DANGER", "ACCOUNT", "OUTAGE", "NEAR", "NEXT", "BEFORE", "EVENT", "NEED", "REQUEST", "PROBLEM",
    "PAST", "HOURS", "CALM",
)  # fmt: skip


@cache
def _lists() -> Phrases:
    """Built when the first mail is judged: it takes milliseconds that most commands do without."""
    return Phrases((kind, getattr(module, kind)) for module in (urgent_id, urgent_en) for kind in KINDS)


POINTS = {"WORDS": 2.0, "DANGER": 3.0, "ACCOUNT": 3.0, "OUTAGE": 2.0, "HINT": 1.0}
BEFORE_WITHIN = 6
PAST_WITHIN = 4


def pressing(words: Sequence[Token]) -> tuple[list[Sign], frozenset[int]]:
    """The signs of haste, and the tokens of calm phrases ("no rush"), whose haste is none."""
    found = _lists().find(words)
    calm = frozenset(at for one in found if one.kind == "CALM" for at in range(one.first, one.end))
    signs = [Sign(one.kind, POINTS[one.kind], one.first, one.end) for one in found if one.kind in POINTS]
    return signs + _deadlines(found, words), calm


def _deadlines(found: list[Match], words: Sequence[Token]) -> list[Sign]:
    """Near moments that are a deadline: something has to happen by then, somebody asks for it."""
    kinds = {one.kind for one in found}
    wanted = bool(kinds & {"REQUEST", "NEED", "PROBLEM"})
    by_sentence: dict[int, list[Match]] = {}
    for one in found:
        by_sentence.setdefault(words[one.first].sentence, []).append(one)
    signs = []
    for inside in by_sentence.values():
        here = {one.kind for one in inside}
        if here & {"HOURS"}:
            continue
        for near in inside:
            if near.kind in ("NEAR", "NEXT") and _is_deadline(near, inside, here, wanted):
                signs.append(Sign("DEADLINE", 2.0, near.first, near.end))
    return signs


def _is_deadline(near: Match, inside: list[Match], here: set[str], wanted: bool) -> bool:
    if _follows(near, inside, "PAST", PAST_WITHIN) and "NEED" not in here:
        return False
    if wanted and (_follows(near, inside, "BEFORE", BEFORE_WITHIN) or "EVENT" in here):
        return True
    if "NEED" in here:
        return True
    return near.kind == "NEAR" and "REQUEST" in here


def _follows(near: Match, inside: list[Match], kind: str, within: int) -> bool:
    return any(one.kind == kind and 0 <= near.first - one.end < within for one in inside)
