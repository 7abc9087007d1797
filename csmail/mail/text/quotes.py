"""What somebody wrote anew, without the mail that was answered and without the signature.

| form of the quote | recognised by | what is the sender's own |
| --- | --- | --- |
| lines with ">" | the mark; the attribution above goes too | every line without it, between quotes and below too |
| the whole mail below | attribution, header block or known line of dashes | what stands above |
| the same, answers written into it | the sender says so ("my answers are in red") | everything: nobody can tell |

When in doubt a line is kept. Linear in the length of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from csmail.mail.text import quote_words as known
from csmail.mail.text.quote_walk import SIGNATURE, Walk, is_plain

SIGNATURE_LINES = 8
PHONE_LINES = 3


@dataclass(frozen=True, slots=True)
class Split:
    """The sender's own words, "" when nothing is; `forward`: the rest is a mail that is carried on."""

    own: str
    forward: bool = False


def without_quotes(text: str) -> str:
    """The new words of `text`; all of it when nothing new is left."""
    return split(text).own or text.replace("\r\n", "\n").strip()


@lru_cache(maxsize=8)
def split(text: str) -> Split:
    """Own words and what they stand above. Remembered: rules, language and letters ask for the same text."""
    whole = text.replace("\r\n", "\n") if "\r" in text else text
    if is_plain(whole):
        return Split(_without_phone_lines(whole).strip("\n"))
    walk = Walk(whole)
    blocks = (_trimmed(found).strip("\n") for found in (*walk.blocks, walk.current))
    return Split("\n\n".join(found for found in blocks if found.strip()), walk.forward)


def _without_phone_lines(text: str) -> str:
    """`text` without what a phone adds at its end, and without the blank lines above that."""
    for _ in range(PHONE_LINES):
        text = text.rstrip()
        above, _, last = text.rpartition("\n")
        if not known.is_phone_line(last):
            break
        text = above
    return text.rstrip()


def _trimmed(own: list[str]) -> str:
    """A block of own lines without the signature and without what a phone adds at its end."""
    found = own
    if SIGNATURE in found:
        start = found.index(SIGNATURE)
        if sum(bool(line.strip()) for line in found[start + 1 :]) <= SIGNATURE_LINES:
            del found[start:]
    return _without_phone_lines("\n".join(found))
