"""What the command line itself says (screens, help), in the language of whoever sits there.

The source says it in English; `wording.indonesian` has a row for each sentence, loaded only when it is asked for.
A reason is another thing: it has a code that programs compare, and its sentences are in `wording.sentences`.
"""

from __future__ import annotations

from csmail.wording.fill import filled
from csmail.wording.language import language


def phrase(english: str) -> str:
    """`english` itself: marks a sentence in a table, which `spoken` is given later, so that the tests find it."""
    return english


def spoken(english: str, /, **facts: object) -> str:
    """The sentence in the language of this terminal, filled with `facts` as a sentence of a reason is.

    What is None or empty is missing, and its piece in [brackets] falls away; 0 is a number like any other.
    """
    known = {name: str(fact) for name, fact in facts.items() if fact is not None and fact != ""}
    return filled(translated(english), known)


def translated(english: str) -> str:
    """The sentence in the language of this terminal as it stands in its table; in English where it has no row."""
    if language() != "id":
        return english
    from csmail.wording.indonesian.rows import ROWS

    return ROWS.get(english, english)
