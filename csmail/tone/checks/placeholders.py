"""Finds what is left of a template or a frame: a gap, a variable, XXXX, TODO."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csmail.reason import Reason
from csmail.tone.checks.about import Spot
from csmail.tone.checks.letter import Letter

GAP = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]")
PAIRS = (("{{", "}}"), ("{%", "%}"))
LONGEST_BETWEEN = 200
# Each is a run of one kind of characters, bounded where two kinds may meet.
PATTERNS = (
    re.compile(r"\{(?:nama|name|customer|order|pesanan|tanggal|date|agent|nomor)[a-z_ ]{0,20}\}"),
    re.compile(r"<(?:nama|name|isi|tanggal|date|order|nomor|agent|customer)[a-z_ ]{0,20}>"),
    re.compile(
        r"(?<!\[)\[(?:nama|name|isi|tanggal|date|order|nomor|agent|customer|your|insert|tulis)[a-z_ ]{0,40}\](?!\])"
    ),
    re.compile(r"\b[Xx]{3,}\b"),
    re.compile(r"_{4,}"),
    re.compile(r"\.{6,}"),
    re.compile(r"\b(?:TODO|TBD|FIXME)\b"),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
    re.compile(r"%[sd]\b"),
    re.compile(r"\$(?:nama|name|order|customer)\b"),
    re.compile(r"#(?:NAMA|NAME|ORDER|TANGGAL|DATE)#"),
)


def found(letter: Letter) -> Iterator[Spot]:
    """Places that overlap count once, the one that begins first and is longest."""
    spans = [match.span() for pattern in PATTERNS for match in pattern.finditer(letter.text)]
    spans += [span for opening, closing in PAIRS for span in _between(letter.text, opening, closing)]
    gaps = [match.span() for match in GAP.finditer(letter.text)]
    end = 0
    for span in sorted({*spans, *gaps}, key=lambda one: (one[0], -one[1])):
        if span[0] < end:
            continue
        end = span[1]
        if letter.about.gaps == "refuse" or span not in gaps:
            yield Spot("placeholder.left", *span, Reason("tone_fill_in"))


def _between(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """What stands between the two on one line: a regular expression would look 200 characters ahead at each `{{`."""
    start, end = text.find(opening), 0
    while start >= 0:
        end = text.find(closing, max(end, start + len(opening)))
        if end < 0:
            return
        inside = text[start + len(opening) : end] if end - start <= LONGEST_BETWEEN + len(opening) else "\n"
        if "\n" in inside:
            start = text.find(opening, start + 1)
            continue
        end += len(closing)
        yield start, end
        start = text.find(opening, end)
