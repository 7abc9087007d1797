"""Judges a text: upset, urgent or neutral, with the words that say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from csmail.model.conversation import MoodName
from csmail.tone import deadlines, signs
from csmail.tone.context import Context
from csmail.tone.phrases import Phrases
from csmail.tone.signs import Sign
from csmail.tone.tokens import tokens

LOOKED_AT = 4000
WORDS_LOOKED_AT = 1500
UPSET = 3.0
URGENT = 2.0
WEAK_AT_MOST = 2.0
SHOWN = 150


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words from `start` to `end` (characters of the text judged) and what they count for."""

    start: int
    end: int
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mood:
    """`tags` are all moods that hold: an upset customer may be in haste too. `said`: a person said so."""

    name: MoodName
    tags: tuple[MoodName, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    said: bool = False

    @property
    def seen(self) -> str:
        """The words that show it, in one line for people."""
        return ", ".join(dict.fromkeys(" ".join(one.words.split()) for one in self.evidence))[:SHOWN]

    @property
    def line(self) -> str:
        """The mood with its evidence: "upset: sangat kecewa, lapor polisi"."""
        names = ", ".join(self.tags) or self.name
        return f"{names}, as a person said" if self.said else f"{names}: {self.seen}" if self.evidence else names


NEUTRAL = Mood("neutral")


@dataclass(frozen=True, slots=True)
class _Counted:
    sign: Sign
    points: float


@lru_cache(maxsize=64)
def judge(text: str, upset: tuple[str, ...] = (), calm: tuple[str, ...] = ()) -> Mood:
    """The mood of `text`, of which the first 4,000 characters count.

    `upset` and `calm` are phrases of the desk's own. Remembered: several rules and an action ask for one mail.
    """
    looked = text[:LOOKED_AT]
    words = tokens(looked)[:WORDS_LOOKED_AT]
    own = _own(upset, calm).find(words) if upset or calm else []
    ignored = frozenset(at for one in own if one.kind == "not" for at in range(one.first, one.end))
    angry, matches = signs.found(words)
    angry += [Sign("OWN", UPSET, one.first, one.end) for one in own if one.kind == "upset"]
    context = Context(words, looked, matches, ignored)
    pressing, unhurried = deadlines.pressing(words)
    against = _counted(angry, context)
    shouts = signs.shouting(looked)
    haste = _counted([one for one in pressing if unhurried.isdisjoint(range(one.first, one.end))], context)
    is_upset, is_urgent = _is_upset(against, len(shouts)), _total(haste) >= URGENT
    spans = [
        _evidence(one.sign, context, looked) for one in (against if is_upset else []) + (haste if is_urgent else [])
    ]
    if is_upset:
        spans += [Evidence(start, end, looked[start:end], "shouting") for start, end in shouts]
    tags: tuple[MoodName, ...] = (*(("upset",) if is_upset else ()), *(("urgent",) if is_urgent else ()))
    return Mood(tags[0], tags, tuple(sorted(spans, key=lambda one: one.start))) if tags else NEUTRAL


@lru_cache(maxsize=8)
def _own(upset: tuple[str, ...], calm: tuple[str, ...]) -> Phrases:
    return Phrases((("upset", "\n".join(upset)), ("not", "\n".join(calm))))


def _counted(found: Iterable[Sign], context: Context) -> list[_Counted]:
    """The signs that count, the heaviest of those that overlap, the same words once."""
    weighed = [_Counted(one, context.points(one)) for one in found]
    weighed.sort(key=lambda one: (-one.points, one.sign.first, -one.sign.end))
    taken: set[int] = set()
    said: set[tuple[str, ...]] = set()
    kept = []
    for one in weighed:
        places = range(one.sign.first, one.sign.end)
        words = tuple(context.words[at].word for at in places)
        if one.points and taken.isdisjoint(places) and words not in said:
            taken.update(places)
            said.add(words)
            kept.append(one)
    return kept


def _total(counted: Iterable[_Counted]) -> float:
    every = list(counted)
    weak = sum(one.points for one in every if one.sign.kind in ("WEAK", "HINT"))
    return sum(one.points for one in every if one.sign.kind not in ("WEAK", "HINT")) + min(weak, WEAK_AT_MOST)


def _is_upset(counted: list[_Counted], shouts: int) -> bool:
    """3 points; or 2 that are shouted. Exclamation marks and repeats alone are no anger."""
    total = _total(counted)
    return total >= UPSET or (total >= 2 and shouts > 0)


def _evidence(sign: Sign, context: Context, text: str) -> Evidence:
    first, last = context.whole(sign)
    start, end = context.words[first].start, context.words[last - 1].end
    return Evidence(start, end, text[start:end], sign.kind.lower())
