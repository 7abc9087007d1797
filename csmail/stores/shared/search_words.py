"""What a search looks for, and where.

A search is words and quoted phrases. Each must stand somewhere in a conversation, at the beginning of a word: "kirim"
finds "Kirimkan", "toko.example" finds budi@toko.example. Letter case and accents are ignored on both sides. A part
that begins with a sign ("%") or with a letter of a script without spaces stands anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from csmail.model.conversation import Conversation
from csmail.model.message import Message

# Thai to Khmer, kana, ideographs: they put no space between words, so each letter counts as a word.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
WORD = re.compile(r"[^\W_]+")
PART = re.compile(r'"([^"]*)"?|([^\s"]+)')
QUOTES = str.maketrans("“”„«»", '"' * 5)
LONGEST = 64
"""Letters of a word that the index is asked for; the texts decide about the rest."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word as the index knows it, whole or by its beginning."""

    word: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One word or phrase of a search. Where every term stands it may be found, where one does not it cannot."""

    pattern: re.Pattern[str]
    terms: tuple[Term, ...]


def parts_of(text: str) -> frozenset[Part]:
    """What to search for; a quotation mark that is not closed ends with the text."""
    said = (phrase or word for phrase, word in PART.findall(folded(text.translate(QUOTES))))
    wanted = (" ".join(one.split()) for one in said)
    return frozenset(Part(_pattern(one), _terms(one)) for one in wanted if one)


def missing(parts: frozenset[Part], texts: Iterable[str]) -> frozenset[Part]:
    """Those of `parts` that stand in none of `texts`."""
    for text in texts:
        if not parts:
            break
        plain = folded(text)
        parts = frozenset(part for part in parts if part.pattern.search(plain) is None)
    return parts


def texts_of(said: Conversation | Message) -> Sequence[str]:
    """What a search looks at in one conversation or message."""
    if isinstance(said, Conversation):
        customer = (said.customer.spec, said.customer.name) if said.customer else ()
        return (said.id, said.subject, *customer, *sorted(said.tags))
    return (said.subject, said.text, *(text for one in said.originators for text in (one.spec, one.name)))


def indexed(texts: Iterable[str]) -> str:
    """The texts as an index takes them in that knows the letters of ASCII alone, and takes all others for letters."""
    text = "\n".join(texts)
    return text if text.isascii() else " ".join(WORD.findall(_spaced(folded(text))))


def folded(text: str) -> str:
    """Without letter case, accents and other marks."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return plain if plain.isascii() else "".join(one for one in plain if unicodedata.category(one) != "Mn")


@cache
def _letter() -> re.Pattern[str]:
    """Made on first use: 2 ms."""
    return re.compile(f"([{UNSPACED}])")


def _spaced(plain: str) -> str:
    return plain if plain.isascii() else _letter().sub(r" \1 ", plain)


def _pattern(wanted: str) -> re.Pattern[str]:
    begins = WORD.match(wanted) is not None and _letter().match(wanted) is None
    words = r"\s+".join(map(re.escape, wanted.split()))
    return re.compile(f"(?:(?<=[{UNSPACED}])|(?<![^\\W_])){words}" if begins else words)


def _terms(wanted: str) -> tuple[Term, ...]:
    spaced = _spaced(wanted)
    found = list(WORD.finditer(spaced))
    return tuple(Term(one[0][:LONGEST], one.end() < len(spaced) and len(one[0]) <= LONGEST) for one in found)
