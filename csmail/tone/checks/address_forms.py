"""Checks how an Indonesian letter addresses its reader: one form throughout, and the desk's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csmail.reason import Reason
from csmail.tone.checks.about import Spot
from csmail.tone.checks.letter import Letter

BOTH = "bapak/ibu"
# In this order: "Bapak/Ibu" is one form and neither of its halves. Bapak and Ibu address somebody with a capital only;
# without it they are a father and a mother. "Ibu Kota" is the capital of a country.
FORMS = (
    (BOTH, re.compile(r"(?<!\w)(?:Bapak/Ibu|Bapak\s{1,9}dan\s{1,9}Ibu|Pak/Bu)(?!\w)")),
    ("bapak", re.compile(r"(?<!\w)(?:Bapak|Pak)(?!\w)")),
    ("ibu", re.compile(r"(?<!\w)(?:Ibu|Bu)(?!\w)(?!\s{1,9}[Kk]ota(?!\w))")),
    ("anda", re.compile(r"(?<!\w)anda(?!\w)", re.IGNORECASE)),
    ("kakak", re.compile(r"(?<!\w)(?:kakaknya|kakak|kak)(?!\w)", re.IGNORECASE)),
    ("kamu", re.compile(r"(?<!\w)kamu(?!\w)", re.IGNORECASE)),
)


def found(letter: Letter) -> Iterator[Spot]:
    if letter.about.language != "id":
        return
    first = _first_of_each(letter.text)
    wanted = letter.about.tone.form
    if len(first) > 1:
        start, end = sorted(first.values())[1]
        yield Spot("you.mixed", start, end, Reason("tone_one_form"), " ".join(sorted(first)))
    elif wanted and not any(_fits(form, wanted) for form in first):
        for form, (start, end) in first.items():
            yield Spot("you.form", start, end, Reason.of("tone_form_of_desk", form=wanted), form)


def _fits(form: str, wanted: str) -> bool:
    """Who is addressed with Bapak/Ibu is either of them as soon as her name is known."""
    return form == wanted or (wanted == BOTH and form in ("bapak", "ibu"))


def _first_of_each(text: str) -> dict[str, tuple[int, int]]:
    found = {}
    for form, pattern in FORMS:
        match = pattern.search(text)
        if match:
            found[form] = match.span()
        if form == BOTH and match:
            text = pattern.sub(lambda both: " " * len(both[0]), text)
    return found
