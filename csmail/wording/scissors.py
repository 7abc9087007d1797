"""The line in a file for the editor below which everything is for whoever edits it."""

from __future__ import annotations

from collections.abc import Iterable

SCISSORS = "-------- 8< -------- everything from this line on is for you and is not sent --------"


def with_remarks(text: str, remarks: Iterable[str]) -> str:
    """`text` with remarks for whoever edits it below a line of scissors; as it is where there are none."""
    below = "\n".join(remarks)
    # Where the text has such a line of its own, the last one is ours.
    return f"{text}\n{SCISSORS}\n{below}\n" if below or SCISSORS in text else text


def without_remarks(text: str) -> str:
    """What stands above the last line of scissors."""
    above, cut, _ = text.rpartition(f"\n{SCISSORS}\n")
    return above if cut else text
