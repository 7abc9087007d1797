"""Puts a snippet into the text of a draft."""

from __future__ import annotations

from csmail.desk.effects.gaps import GAP
from csmail.errors import UsageError
from csmail.reason import Reason


def inserted(text: str, snippet: str, at: str) -> str:
    """`text` with `snippet` in its first gap ("gap"), at its "end", or below a line of that number.

    Raises UsageError for another place, and when there is no gap, or no such line.
    """
    words = snippet.strip("\n")
    if at == "gap":
        found = GAP.search(text)
        if found is None:
            raise UsageError(Reason("draft_without_gap"), Reason.of("advice_insert_elsewhere", example="--at end"))
        return text[: found.start()] + words + text[found.end() :]
    lines = text.rstrip("\n").split("\n")
    if at == "end":
        return "\n".join((*lines, "", words)) + "\n"
    if not (at.isascii() and at.isdigit() and 1 <= int(at[:9]) <= len(lines)):
        raise UsageError(Reason.of("no_such_line", at=at, lines=len(lines)))
    number = int(at)
    return "\n".join((*lines[:number], "", words, "", *lines[number:])).replace("\n\n\n", "\n\n") + "\n"
