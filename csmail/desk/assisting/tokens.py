"""What of a text is a fact that has to stand in a source: numbers with their units, days, names, links.

Two spellings of one number are one (`Rp150.000`, `150,000 rupiah`; `tiga`, `3`). The unit belongs to it, and numbers
side by side are one: new ones could be made of old ones otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from csmail.desk.assisting.fact_words import DATES, MONEY, NEAR, NUMBERS, ONE_OF, PARTS, UNITS

# An address, a link, and what a mail program would make one of.
LINK = re.compile(
    r"[^\s<>()\[\]{}\"',;@]{0,200}(?:@|://|\bwww\.)[^\s<>\[\]{}\"']*"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[^\W\d_]{2,24}(?![\w.-]?\w)(?:/[^\s<>\[\]{}\"']*)?"
)
BEHIND = ".,;:!?)'\"*_`>"
WORD = re.compile(r"[$€£¥%]|\[(?:name|address|phone|card)\d{1,3}\]|\w+(?:[.,:/'+-]+\w+)*")
_NEAR, _PARTS = "|".join(NEAR), "|".join(PARTS)
PHRASE = re.compile(
    rf"\b(?:(?P<near>{_NEAR}) (?P<part>{_PARTS})|(?P<part2>{_PARTS}) (?P<near2>{_NEAR}))\b", re.IGNORECASE
)
NEARBY = re.compile(r"(?:this|next|last)_[a-z]+")
GROUPED = re.compile(r"(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:[.,]00)?")
GLUED = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)(?P<unit>[^\W\d_]{1,6})")
PRICED = re.compile(r"(?P<unit>rp|idr|usd|eur|gbp)\.?(?P<number>\d.*)")
OPENS = " \t\"'“‘(*•–—-"
ENDS = ".!?:;…\n"


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `key` is what its spellings have in common. `first`: it opens a sentence."""

    key: str
    kind: str = "word"
    first: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """Numbers side by side, and the units that belong to them."""

    numbers: tuple[str, ...]
    units: frozenset[str]

    def within(self, other: Quantity) -> bool:
        """Whether these numbers stand side by side in `other` too, with the same units."""
        length = len(self.numbers)
        places = range(len(other.numbers) - length + 1)
        return self.units == other.units and any(other.numbers[at : at + length] == self.numbers for at in places)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says, for comparison: its words, which of them stand side by side, quantities, links."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    quantities: tuple[Quantity, ...]
    links: frozenset[str]


def plain(text: str) -> str:
    """One form of each character (NFKC); no controls, nothing invisible, no accents apart, no pictures; one line."""
    whole = unicodedata.normalize("NFKC", text)
    return " ".join("".join(map(_plain, whole)).split())


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    if kind[0] == "C" or kind in ("Mn", "Me"):
        return ""
    return " " if kind in ("So", "Sk", "Sm") and not character.isascii() else character


def said(text: str) -> Said:
    """Everything that a source says, or a sentence. A line of a source ends nothing."""
    told = plain(text)
    found = tuple(tokens(told))
    keys = tuple(one.key for one in found)
    return Said(frozenset(keys), frozenset(pairwise(keys)), tuple(quantities(found)), links(told))


def links(text: str) -> frozenset[str]:
    """Links, addresses, and what a mail program would make one of, without what stands behind them."""
    return frozenset(found[0].rstrip(BEHIND) for found in LINK.finditer(text))


def tokens(text: str) -> Iterator[Token]:
    """The words of a plain text without its links, in their order."""
    bare = LINK.sub(" / ", text)
    bare = PHRASE.sub(_near, bare)
    for found in WORD.finditer(bare):
        before = bare[max(0, found.start() - 50) : found.start()].rstrip(OPENS)
        yield from _tokens(found[0], not before or before[-1] in ENDS)


def quantities(found: tuple[Token, ...]) -> Iterator[Quantity]:
    """Numbers side by side, with the currency before and the units behind them."""
    at = 0
    while at < len(found):
        if found[at].kind != "number":
            at += 1
            continue
        end = at
        while end < len(found) and found[end].kind == "number":
            end += 1
        units = {found[at - 1].key} & MONEY if at else set[str]()
        numbers = tuple(one.key for one in found[at:end])
        while end < len(found) and found[end].kind == "unit":
            units = units | {found[end].key}
            end += 1
        yield Quantity(numbers, frozenset(units))
        at = end


def _near(found: re.Match[str]) -> str:
    near, part = found["near"] or found["near2"], found["part"] or found["part2"]
    return f"{NEAR[near.casefold()]}_{PARTS[part.casefold()]}"


def _tokens(word: str, first: bool) -> Iterator[Token]:
    lower = word.casefold()
    glued, priced = GLUED.fullmatch(lower), PRICED.fullmatch(lower)
    if word.startswith("["):
        yield Token(lower, "mask", first)
    elif lower in UNITS:
        yield Token(UNITS[lower], "unit", first)
    elif lower in ONE_OF:
        yield from (Token("1", "number", first), Token(ONE_OF[lower], "unit"))
    elif priced:
        yield from (Token(UNITS[priced["unit"]], "unit", first), *_tokens(priced["number"], False))
    elif glued and glued["unit"] in UNITS:
        yield from (Token(_number(glued["number"]), "number", first), Token(UNITS[glued["unit"]], "unit"))
    elif any(one.isnumeric() for one in word) or NEARBY.fullmatch(lower):
        yield Token(_number(lower), "number", first)
    elif lower in NUMBERS or lower in DATES:
        yield Token(NUMBERS.get(lower) or DATES[lower], "number", first)
    else:
        named = any(one.isupper() for one in word) or not word.isascii()
        yield Token(lower, "name" if named else "word", first)


def _number(lower: str) -> str:
    """`150.000`, `150,000`, `150.000,00` and `150000` are one."""
    found = GROUPED.fullmatch(lower)
    return re.sub(r"\D", "", found[1]) if found else lower
