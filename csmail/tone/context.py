"""What stands around a sign and changes its points: negations, intensifiers, conditions, other people's anger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from csmail.tone.phrases import Match, Phrases
from csmail.tone.signs import Sign
from csmail.tone.tokens import Token
from csmail.tone.words import grammar


@cache
def _lists() -> Phrases:
    """Built when the first mail is judged: it takes milliseconds that most commands do without."""
    return Phrases(
        (kind, getattr(grammar, kind))
        for kind in ("NOT_NEGATING", "CONDITIONS", "NO_CONDITIONS", "THIRD_PERSONS", "PAST", "SETTLED", "OTHER_SENSES")
    )


QUOTED = re.compile(r"[\"“„«][^\"“”„«»\n]{1,160}[\"”»]|‘[^‘’\n]{1,160}’")
NEGATED_WITHIN = 3
STEADY = frozenset({"RHETORIC", "SARCASM", "SWEARING", "REPEAT"})
MOODS = frozenset({"FEELING", "CALM"})


class Context:
    """The words of one text with all that may change what a sign in it counts."""

    __slots__ = ("_by_kind", "_covered", "_pleased", "_settled", "words")

    def __init__(self, words: Sequence[Token], text: str, upset: list[Match], own: frozenset[int]) -> None:
        self.words = words
        self._by_kind: dict[str, list[Match]] = {}
        for one in _lists().find(words):
            self._by_kind.setdefault(one.kind, []).append(one)
        quoted = [match.span() for match in QUOTED.finditer(text)]
        self._covered = own | _covered(self._by_kind.get("OTHER_SENSES", ())) | _within(words, quoted)
        self._settled = bool(self._by_kind.get("SETTLED"))
        self._pleased = {words[one.first].sentence for one in upset if one.kind == "PLEASED"}

    def points(self, sign: Sign) -> float:
        """What the sign counts here, 0 when nothing."""
        if any(at in self._covered for at in range(sign.first, sign.end)):
            return 0.0
        points = sign.points
        if sign.kind == "CALM":
            points = self._of_calm(sign)
        elif sign.kind not in STEADY and self.negated(sign.first, forbidding=sign.kind == "FEELING"):
            return 0.0
        if sign.kind == "AMBIGUOUS" and self._pleased:
            return 0.0
        if sign.kind in MOODS and (self._of_others(sign) or self._over(sign)):
            return 0.0
        if points and sign.kind in MOODS | {"ACCUSATION", "PLAIN", "AMBIGUOUS"}:
            points += self._strengthened(sign)
        if sign.kind not in STEADY | {"THREAT"} and self._conditional(sign):
            points /= 2
        return points

    def negated(self, at: int, forbidding: bool = False) -> bool:
        """Whether a negation stands within three words before, in the same clause."""
        excused = _covered(self._by_kind.get("NOT_NEGATING", ()))
        for before in range(at - 1, max(at - 1 - NEGATED_WITHIN, -1), -1):
            token = self.words[before]
            if token.clause != self.words[at].clause:
                return False
            if before not in excused and (
                token.word in grammar.NEGATIONS or (forbidding and token.word in grammar.FORBIDDING)
            ):
                return True
        return False

    def whole(self, sign: Sign) -> tuple[int, int]:
        """From which word to which the sign is shown: with its negation ("not happy"), with what strengthens it."""
        first, end, clause = sign.first, sign.end, self.words[sign.first].clause
        if sign.kind == "CALM":
            back = range(first - 1, max(first - 1 - NEGATED_WITHIN, -1), -1)
            first = next((at for at in back if self.words[at].word in grammar.NEGATIONS), first)
        if first and self._is_strong(first - 1, clause):
            first -= 1
        if end < len(self.words) and self._is_strong(end, clause):
            end += 1
        return first, end

    def _is_strong(self, at: int, clause: int) -> bool:
        return self.words[at].word in grammar.INTENSIFIERS and self.words[at].clause == clause

    def _of_calm(self, sign: Sign) -> float:
        """ "not happy": 2, and 3 when somebody says it of himself."""
        if not self.negated(sign.first):
            return 0.0
        sentence = self.words[sign.first].sentence
        first = any(one.word in grammar.FIRST_PERSONS for one in self.words if one.sentence == sentence)
        return 3.0 if first else 2.0

    def _strengthened(self, sign: Sign) -> float:
        clause = self.words[sign.first].clause
        around = (*range(max(sign.first - 3, 0), sign.first), *range(sign.end, min(sign.end + 3, len(self.words))))
        strong = any(self._is_strong(at, clause) for at in around)
        return 1.0 if strong else 0.0

    def _conditional(self, sign: Sign) -> bool:
        excused = _covered(self._by_kind.get("NO_CONDITIONS", ()))
        return any(one.first not in excused for one in self._before(sign, "CONDITIONS"))

    def _of_others(self, sign: Sign) -> bool:
        """Whether the subject before it is a third person, with no first person between."""
        for one in self._before(sign, "THIRD_PERSONS"):
            between = self.words[one.end : sign.first]
            if not any(token.word in grammar.FIRST_PERSONS for token in between):
                return True
        return False

    def _over(self, sign: Sign) -> bool:
        return self._settled and bool(self._before(sign, "PAST"))

    def _before(self, sign: Sign, kind: str) -> list[Match]:
        sentence = self.words[sign.first].sentence
        return [
            one
            for one in self._by_kind.get(kind, ())
            if one.end <= sign.first and self.words[one.first].sentence == sentence
        ]


def _covered(matches: Sequence[Match]) -> frozenset[int]:
    return frozenset(at for one in matches for at in range(one.first, one.end))


def _within(words: Sequence[Token], spans: list[tuple[int, int]]) -> frozenset[int]:
    return (
        frozenset(at for at, token in enumerate(words) if any(begin <= token.start < end for begin, end in spans))
        if spans
        else frozenset()
    )
