"""Hides names, addresses, phone and card numbers from the model, and puts them back into what it wrote.

A filter, no promise: it knows the names in the address fields, and what looks like an address or a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = re.compile(r"\[(?P<kind>name|address|phone|card)(?P<number>[1-9][0-9]{0,2})\]")
LOOKS = re.compile(r"\[(?=(?:name|address|phone|card)\d)", re.IGNORECASE)
MAIL = re.compile(r"[^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"'@]{1,255}")
LINE_OF_ADDRESS = r"(?:No\.|[^\n,;.!?]){2,60}"
STREET = re.compile(
    rf"(?<!\w)(?i:jl|jln|gg)\.? {LINE_OF_ADDRESS}|(?<!\w)(?:[Jj]alan|[Gg]ang) (?=[A-Z]){LINE_OF_ADDRESS}"
    r"|(?<!\w)\d{1,5}[a-z]? (?:[A-Z][\w.'-]{1,30} ){1,3}(?i:street|st|road|rd|avenue|ave|lane|ln|drive|blvd)(?!\w)\.?"
)
# Groups are joined by one of these, two by no more than two: a run of digits with prose between is no number.
DIGITS = re.compile(r"(?<!\w)\+?(?:\(\+?\d{1,4}\)[ -]?)?\d(?:[ ./\u2010-\u2015-]{0,2}\d){5,18}(?!\w)")
CARD = range(13, 20)
PHONE = range(8, 16)
PHONE_BEGINS = ("+", "0", "62", "(0", "(+")
SHORT = 3
"""A name shorter than this stands in every other word."""
LONGEST = 200


class Masks:
    """The masks of one request. `names` are whole names of people; of each every word is hidden too."""

    def __init__(self, names: Iterable[str]) -> None:
        self._words: dict[str, str] = {}
        self._masks: dict[tuple[str, str], str] = {}
        whole = [" ".join(one.split()) for one in names]
        parts = [word for one in whole for word in re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", one)]
        known = sorted({one for one in (*whole, *parts) if len(one) >= SHORT}, key=len, reverse=True)
        pattern = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in known)
        self._names = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if known else None

    def hide(self, text: str) -> str:
        """`text` with masks; what looks like one in it is none."""
        text = LOOKS.sub("(", text)
        text = MAIL.sub(lambda found: self._mask("address", found[0]), text)
        text = DIGITS.sub(self._number, text)
        text = STREET.sub(lambda found: self._mask("address", found[0]), text)
        if self._names is None:
            return text
        pieces = re.split(f"({MASK.pattern})".replace("?P<kind>", "?:").replace("(?P<number>", "(?:"), text)
        named = self._names
        return "".join(
            one if MASK.fullmatch(one) else named.sub(lambda found: self._mask("name", found[0]), one) for one in pieces
        )

    def behind(self, mask: str) -> str | None:
        """What a mask stands for, as one harmless line; None when it was never given, and for cards."""
        found = self._words.get(mask)
        return None if found is None or mask.startswith("[card") else found

    def _number(self, found: re.Match[str]) -> str:
        digits = "".join(filter(str.isdigit, found[0]))
        if len(digits) in CARD and (len(digits) == 16 or _is_card(digits)):
            return self._mask("card", found[0])
        if len(digits) in PHONE and found[0].startswith(PHONE_BEGINS):
            return self._mask("phone", found[0])
        return found[0]

    def _mask(self, kind: str, text: str) -> str:
        key = kind, " ".join(text.split()).casefold()
        if key not in self._masks:
            number = 1 + sum(one == kind for one, _ in self._masks)
            if number > 999:
                return f"({kind})"
            self._masks[key] = f"[{kind}{number}]"
            self._words[self._masks[key]] = " ".join(text.split())[:LONGEST]
        return self._masks[key]


def _is_card(digits: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1)."""
    doubled = (int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
