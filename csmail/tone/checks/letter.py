"""A text made ready for the checks: blanked, split, its phrases found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from csmail.model.courtesy import Tone
from csmail.reason import Reason
from csmail.tone.checks import split
from csmail.tone.checks.about import About
from csmail.tone.checks.phrase_index import Hit, Phrase, PhraseIndex, phrase, tokens
from csmail.tone.checks.split import Span
from csmail.tone.words import courtesy_en, courtesy_id

WORDS = {"id": courtesy_id, "en": courtesy_en}
ALLOWED = "allow"


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is blanked and as long as `original`; `hits` are those of each list, in the order of the text."""

    about: About
    original: str
    text: str
    lines: Sequence[Span]
    sentences: Sequence[Span]
    hits: dict[str, list[Hit]]

    def of(self, name: str) -> Sequence[Hit]:
        """The hits of a list."""
        return self.hits.get(name, ())

    def within(self, name: str, span: Span) -> Sequence[Hit]:
        """The hits of a list that begin in `span`."""
        hits = self.of(name)
        return hits[bisect_left(hits, (span.start,)) : bisect_left(hits, (span.end,))] if hits else ()

    def touches(self, name: str, hit: Hit) -> bool:
        """Whether a hit of that list stands over some of the same words."""
        hits = self.of(name)
        before = bisect_left(hits, (hit.end,)) - 1
        return before >= 0 and hits[before].end > hit.start

    def at(self, name: str, start: int) -> Hit | None:
        """The hit of a list that begins exactly there."""
        found = self.within(name, Span(start, start + 1))
        return found[0] if found else None


def prepared(text: str, about: About) -> Letter:
    """`text` with everything that the checks ask for. A language without word lists has no hits."""
    plain = split.blanked(text)
    found = index(about.language, about.tone).find(tokens(plain))
    return Letter(about, text, plain, split.lines(plain), split.sentences(plain), found)


@lru_cache(maxsize=16)
def index(language: str, tone: Tone) -> PhraseIndex:
    """The lists of a language with the desk's own phrases."""
    return PhraseIndex((*_shipped(language), *_own(language, tone)))


def _shipped(language: str) -> Iterator[Phrase]:
    words = WORDS.get(language)
    if words is None:
        return
    for name, written in words.LISTS.items():
        yield from _phrases(name, written, None)
    for name, advised in words.ADVISED.items():
        for advice, written in advised.items():
            yield from _phrases(name, written, Reason(advice))
    for name, instead in words.INSTEAD.items():
        for other, written in instead.items():
            yield from _phrases(name, written, Reason.of("tone_write_instead", instead=other))


def _phrases(name: str, written: str, advice: Reason | None) -> Iterator[Phrase]:
    yield from filter(None, (phrase(name, one, advice) for one in written.split(",")))


def _own(language: str, tone: Tone) -> Iterator[Phrase]:
    for added in tone.add:
        if added.language == language:
            advice = Reason.verbatim(added.advice) if added.advice else None
            yield from filter(None, (phrase(added.list, added.phrase, advice),))
    yield from filter(None, (phrase(ALLOWED, one) for one in tone.allow))
