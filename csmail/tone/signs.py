"""What shows that a customer is upset: words with their points, threats, sarcasm, repeats, shouting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from csmail.tone.phrases import Match, Phrases
from csmail.tone.tokens import Token
from csmail.tone.words import upset_en, upset_id

POINTS = {
    "FEELING": 3.0, "ACCUSATION": 3.0, "RHETORIC": 3.0, "PLAIN": 2.0, "WEAK": 1.0, "AMBIGUOUS": 2.0, "SWEARING": 3.0,
    "THREAT": 3.0, "REPEAT": 1.0, "CALM": 2.0,
}  # fmt: skip
OTHERS = ("PRAISE", "FAULT", "REMEDY", "PLEASED")


@cache
def _lists() -> Phrases:
    """Built when the first mail is judged: it takes milliseconds that most commands do without."""
    return Phrases((kind, getattr(module, kind)) for module in (upset_id, upset_en) for kind in (*POINTS, *OTHERS))


SARCASM_WITHIN = 12
FIELD = re.compile(r"^[ \t>*-]*[^\W\d_][^:\n]{0,40}:", re.MULTILINE)
MARKS = re.compile(r"!!!|\?\?\?|[!?]{4}")
LETTERS_NEEDED = 12
CAPITALS = 0.6


@dataclass(frozen=True, slots=True)
class Sign:
    """Something from token `first` up to, without, `end` that counts so many points."""

    kind: str
    points: float
    first: int
    end: int


def found(words: Sequence[Token]) -> tuple[list[Sign], list[Match]]:
    """The signs in order, and all matches of the lists for what looks around them."""
    matches = _lists().find(words)
    signs = [Sign(one.kind, POINTS[one.kind], one.first, one.end) for one in matches if one.kind in POINTS]
    return signs + _sarcasm(matches, words), matches


def _sarcasm(matches: list[Match], words: Sequence[Token]) -> list[Sign]:
    """Praise with a fault behind it in the same sentence, unless it thanks for the remedy or turns with a "but"."""
    signs: list[Sign] = []
    praise: Match | None = None
    for one in matches:
        if one.kind == "PRAISE":
            praise = one
        elif praise is not None and one.first >= praise.end and one.kind in ("REMEDY", "FAULT"):
            near = one.first - praise.end < SARCASM_WITHIN and words[one.first].sentence == words[praise.first].sentence
            if near and one.kind == "FAULT":
                signs.append(Sign("SARCASM", 3.0, praise.first, one.end))
            praise = None
    return signs


def shouting(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of sentences in capitals and of `!!!`; lines such as "NAME: JANE" are a form, not a shout."""
    spans = []
    at = 0
    for line in re.split(r"(?<=[\n.!?])", text):
        letters = [one for one in line if one.isalpha()]
        capitals = sum(one.isupper() for one in letters)
        if len(letters) > LETTERS_NEEDED and capitals > CAPITALS * len(letters) and not FIELD.match(line):
            spans.append((at, at + len(line.rstrip())))
        at += len(line)
    marks = MARKS.search(text)
    return (*spans[:1], *((marks.span(),) if marks else ()))
