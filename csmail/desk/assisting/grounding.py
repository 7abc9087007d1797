"""Makes of a suggestion the text of a draft: what does not stand in its sources becomes a gap.

| a sentence | stands as it is when |
| --- | --- |
| with sources | each was given, and each number, day, name and link of it stands in one of them |
| a greeting, thanks, a closing | it is made of the words of such alone, and of the names of the customer and the desk |
| any other | never |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from csmail.desk.assisting.fact_words import ADDRESSING, BEGINNING, FRAME
from csmail.desk.assisting.masks import MASK, Masks
from csmail.desk.assisting.tokens import Said, Token, links, plain, quantities, said, tokens
from csmail.desk.effects.gaps import gaps
from csmail.errors import Refused
from csmail.model.assist import Assisted
from csmail.ports.assistant import Given, Sentence, Suggestion
from csmail.reason import Reason

LARGEST = 4096
CHECK = {"id": "periksa", "en": "check"}
LONGEST_GAP = 180
"""A gap has 200 characters at most, its brackets aside."""
BRACKETS = str.maketrans({"[": "(", "]": ")", "⟦": "(", "⟧": ")"})
NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]{1,2}[^\W\d_]+){0,7}\.?")
"""Whoever writes chooses the name in From: a sum or a link in its place is not put back into a letter."""
LONGEST_FRAME = 16
"""Words of a greeting, thanks or a closing."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What was given, by its id, as the model saw it; `names` are words of names that a greeting may say."""

    said: Mapping[str, Said]
    articles: frozenset[str]
    names: frozenset[str]
    masks: Masks

    @classmethod
    def of(cls, given: Sequence[Given], names: Sequence[str], masks: Masks) -> Sources:
        told = {one.id: said(one.text) for one in given}
        articles = frozenset(one.id for one in given if one.kind == "article")
        words = (token for name in names if NAME.fullmatch(plain(name)) for token in tokens(plain(name)))
        return cls(told, articles, frozenset(one.key for one in words if one.kind in ("name", "word")), masks)


@dataclass(frozen=True, slots=True)
class Grounded:
    """The text of a draft; `assisted` are its sentences but for gaps, `used` the ids that any rests on."""

    text: str
    assisted: tuple[Assisted, ...]
    used: tuple[str, ...]


def grounded(found: Suggestion, sources: Sources, language: str) -> Grounded:
    """`language` is that of whoever reads a gap. Raises Refused when it is too long, or says nothing."""
    if sum(len(one.text.encode("utf-8", "replace")) for one in found.sentences) > LARGEST:
        raise Refused(Reason.of("assist_too_long", limit=LARGEST // 1024))
    pieces = [piece for one in found.sentences if (piece := _piece(one, sources, CHECK.get(language, CHECK["en"])))]
    if not any(not piece.frame for piece in pieces):
        raise Refused(Reason("assist_empty"))
    text = "\n\n".join(_paragraphs(pieces)) + "\n"
    if len(text.encode("utf-8", "replace")) > 2 * LARGEST:
        raise Refused(Reason.of("assist_too_long", limit=LARGEST // 1024))
    # What was made a gap is one for whoever lets drafts leave.
    if len(gaps(text)) != sum(len(piece.gaps) for piece in pieces):
        raise Refused(Reason("assist_no_json"))
    used = tuple(dict.fromkeys(id for piece in pieces for id in piece.sources))
    marked = tuple(Assisted(piece.text, piece.sources) for piece in pieces if not piece.gaps)
    return Grounded(text, marked, used)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence as it will stand in the draft."""

    text: str
    sources: tuple[str, ...] = ()
    frame: bool = False
    gaps: tuple[str, ...] = ()


def _piece(sentence: Sentence, sources: Sources, check: str) -> Piece | None:
    bare = _bare(sentence.text)
    if not any(one.isalnum() for one in bare):
        return None
    words = _put_back(bare, sources.masks)
    cited = tuple(dict.fromkeys(one for one in sentence.sources if one in sources.said))
    known = len(set(sentence.sources)) == len(cited)
    if sentence.frame and not sentence.sources and _is_frame(bare, sources):
        return Piece(words, frame=True)
    if known and cited and _stands(bare, [sources.said[one] for one in cited], _links(cited, sources), sources):
        return Piece(words, cited)
    left = tuple(_gaps(words, check))
    return Piece(" ".join(left), cited, gaps=left)


def _bare(text: str) -> str:
    """One harmless line: no bracket but those of masks, no mark of a quotation before it (such lines nobody checks)."""
    told = plain(text)
    pieces, at = [], 0
    for mask in MASK.finditer(told):
        pieces += [told[at : mask.start()].translate(BRACKETS), mask[0]]
        at = mask.end()
    return "".join((*pieces, told[at:].translate(BRACKETS))).lstrip("> |").strip()


def _put_back(bare: str, masks: Masks) -> str:
    """The words with what the masks stand for; what they hide is the customer's, so it is made harmless too."""
    told = MASK.sub(lambda mask: plain(masks.behind(mask[0]) or f"({mask[0][1:-1]})").translate(BRACKETS), bare)
    return told.lstrip("> |").strip()


def _links(cited: Sequence[str], sources: Sources) -> frozenset[str]:
    return frozenset[str]().union(*(sources.said[one].links for one in cited if one in sources.articles))


def _stands(bare: str, cited: Sequence[Said], allowed: frozenset[str], sources: Sources) -> bool:
    found = tuple(tokens(bare))
    if not links(bare) <= allowed or not all(_mask_stands(one, cited, sources) for one in found):
        return False
    if not all(any(one.within(each) for other in cited for each in other.quantities) for one in quantities(found)):
        return False
    return all(_name_stands(one, before, cited, sources) for before, one in zip((None, *found), found, strict=False))


def _mask_stands(one: Token, cited: Sequence[Said], sources: Sources) -> bool:
    if one.kind != "mask":
        return True
    return _may_be_put_back(one, sources) and (
        one.key.startswith("[name") or any(one.key in other.words for other in cited)
    )


def _may_be_put_back(one: Token, sources: Sources) -> bool:
    """A name that is one, a phone number, a street: no card, no mail address, nothing that was not hidden."""
    behind = plain(sources.masks.behind(one.key) or "")
    if not behind or links(behind):
        return False
    return not one.key.startswith("[name") or NAME.fullmatch(behind) is not None


def _name_stands(one: Token, before: Token | None, cited: Sequence[Said], sources: Sources) -> bool:
    """Two names side by side are a name of their own."""
    if one.kind != "name" or one.key in ADDRESSING or one.key in sources.names:
        return True
    if not any(one.key in other.words for other in cited):
        return one.first and one.key in BEGINNING
    alone = before is None or before.kind != "name" or before.key in ADDRESSING or before.key in BEGINNING
    return alone or any(before is not None and (before.key, one.key) in other.pairs for other in cited)


def _is_frame(bare: str, sources: Sources) -> bool:
    found = tuple(tokens(bare))
    if len(found) > LONGEST_FRAME or links(bare):
        return False
    return all(
        _may_be_put_back(one, sources) and one.key.startswith("[name") if one.kind == "mask"
        else one.key in sources.names or one.key in FRAME or (one.kind == "unit" and one.key == "day")
        for one in found
    )  # fmt: skip


def _gaps(words: str, check: str) -> Iterator[str]:
    """Gaps that hold the words, cut where they have to be."""
    while words:
        cut = words if len(words) <= LONGEST_GAP else words[:LONGEST_GAP].rpartition(" ")[0] or words[:LONGEST_GAP]
        yield f"[[{check}: {cut.strip()}]]"
        words = words[len(cut) :].strip()


def _paragraphs(pieces: Sequence[Piece]) -> Iterator[str]:
    """A greeting, thanks, a closing, a gap each stand alone; all between them is one paragraph."""
    for alone, some in groupby(pieces, lambda piece: piece.frame or bool(piece.gaps)):
        texts = [piece.text for piece in some]
        yield from texts if alone else (" ".join(texts),)
