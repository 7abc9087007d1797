"""Reads how satisfied a customer is from an answer to the question that we asked by mail.

One clear number from 1 to 5 counts, however it is written; two that differ, a half, a number of something else count as
none, and a person looks. Pure and without a model; what one line says is `rating_line`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from csmail.tone import rating_line
from csmail.tone.rating_line import Reading, reading
from csmail.tone.words import ratings as known

Why = Literal["", "nothing_new", "no_rating", "ambiguous", "out_of_range", "opted_out"]
LONGEST = 4000
LOW = 2
BRIEF = 16
"""Who wants to be asked no more says so in a few words: in a long mail they are about something else."""
TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
BULLET = re.compile(r"^[*\u2022=:\"'(\[]+\s*|^-\s+")
GREETED = re.compile(rf"^{known.GREETING}\b[^\d\n]{{0,40}}$", re.I)
GREETING = re.compile(rf"^{known.GREETING}(?:[ ]\w+){{0,3}}[,!.]\s*(?=\S)", re.I)
SIGNED = re.compile(rf"^(?:{known.CLOSING}|{known.THANKS})\b\W{{0,3}}(?:\w+[ .]?){{0,4}}$", re.I)
STOPS = re.compile(known.STOP, re.I)
PREPARED = re.compile(r"\b(?:nilai|rating)\s+([1-5])\b", re.I)
TROUBLE = re.compile(rf"\?|\b{known.TROUBLE}\b", re.I)
FINE = re.compile(rf"\b{known.FINE}\b", re.I)
KIND = re.compile(rf"\b{known.THANKS}\b|{known.PRAISE}", re.I)
BUT = re.compile(known.BUT, re.I)


@dataclass(frozen=True, slots=True)
class Rating:
    """`value` is 1 to 5, or None with `why`; `comment` is what else was written, `asks` whether it wants something."""

    value: int | None
    comment: str = ""
    why: Why = ""
    asks: bool = False

    @property
    def is_low(self) -> bool:
        """Whether a person should look because of the number alone."""
        return self.value is not None and self.value <= LOW

    @property
    def is_unclear(self) -> bool:
        """Whether a person should look because something was rated, and nobody knows how."""
        return self.why in ("ambiguous", "out_of_range")


def read(text: str, prepared: str = "") -> Rating:
    """The rating in `text`, the customer's own words; `prepared` is the subject of an answer that we prepared, "" when
    it is none (or anybody may have written it)."""
    words = _folded(text)
    lines = _told(words)
    found: list[Reading] = [reading(each) for each in PREPARED.findall(_folded(prepared))]
    if STOPS.search(words) and len(words.split()) <= BRIEF:
        return Rating(None, text.strip(), "opted_out")
    if not lines:
        return _concluded(found, words.strip()) if found else Rating(None, "", "nothing_new")
    said, comment = _readings(lines)
    if found and not said:
        comment = " ".join(words.split())
    return _concluded([*found, *said], comment)


def _concluded(found: list[Reading], comment: str) -> Rating:
    asks = bool(TROUBLE.search(FINE.sub("", comment)))
    numbers = {one for one in found if isinstance(one, int)}
    unclear = next((one for one in found if not isinstance(one, int)), None)
    if unclear is not None:
        return Rating(None, comment, unclear, asks)
    if len(numbers) > 1:
        return Rating(None, comment, "ambiguous", asks)
    if not numbers:
        # A matter that no word of ours recognises must not be lost: only thanks and praise ask for nothing.
        return Rating(None, comment, "no_rating", asks or not _is_kind(comment))
    return Rating(numbers.pop(), comment, "", asks)


def _is_kind(comment: str) -> bool:
    return bool(KIND.search(comment)) and not BUT.search(comment) and not re.search(r"\d", comment)


def _folded(text: str) -> str:
    """One spelling of each digit: full-width ones, those on a key, thumbs of any colour."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).replace("\u20e3", "").replace("\ufe0f", "")
    return TONES.sub("", plain).replace("’", "'").replace("\r\n", "\n")


def _told(text: str) -> list[str]:
    """The lines that say something: no greeting, no thanks, nothing below the closing."""
    lines = [line.strip() for line in text.split("\n")]
    kept: list[str] = []
    for number, line in enumerate(lines):
        if not line or (not kept and GREETED.match(line)):
            continue
        if kept and SIGNED.match(line) and len([one for one in lines[number + 1 :] if one]) <= 2:
            break
        kept.append(BULLET.sub("", GREETING.sub("", line) if not kept else line))
    return kept


def _readings(lines: list[str]) -> tuple[list[Reading], str]:
    """What each line says, and what is left when that is taken away."""
    found: list[Reading] = []
    left: list[str] = []
    for number, line in enumerate(lines):
        readings, rest = rating_line.read(line, first=number == 0)
        found += readings
        if rest:
            left.append(rest)
    return found, " ".join(left)
