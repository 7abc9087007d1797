"""Whether two texts are the same, one made from the other, or two of their own."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from csmail.mail.text.quotes import split

Likeness = Literal["same", "edited", "other"]
ENOUGH = 0.6
"""Of the words of the shorter text that stand in the longer one too."""
WORD = re.compile(r"\w+")
LONGEST = 64 * 1024


def likeness(ours: str, theirs: str) -> Likeness:
    """How `theirs` came about; white space, line ends and quotes below the text aside.

    A mail program unwraps and rewraps (RFC 3676), and some lay the mail that is answered below it.
    """
    if canonical(ours) == canonical(theirs):
        return "same"
    one, other = (Counter(WORD.findall(canonical(text).casefold())) for text in (ours, theirs))
    shorter = min(one.total(), other.total())
    return "edited" if shorter and (one & other).total() >= ENOUGH * shorter else "other"


def canonical(text: str) -> str:
    """The text as it is compared: own words, then the signature, which is ours to change too."""
    text = text[:LONGEST].replace("\r\n", "\n")
    signature = text.rpartition("\n-- \n")[2] if "\n-- \n" in text else ""
    below = " ".join(line for line in signature.split("\n") if not line.startswith(">"))
    return " ".join(f"{split(text).own or text} {below}".split())
