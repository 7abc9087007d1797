"""A snippet in a draft: in its first gap, at its end, below a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.desk.by_hand.insert import inserted
from csmail.errors import UsageError

TEXT = "Halo,\n\nBegini: [[apa]] dan [[kapan]].\n\nSalam\n"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("gap", "Halo,\n\nBegini: Kami buka. dan [[kapan]].\n\nSalam\n"),
        ("end", f"{TEXT}\nKami buka.\n"),
        ("1", "Halo,\n\nKami buka.\n\nBegini: [[apa]] dan [[kapan]].\n\nSalam\n"),
        ("3", "Halo,\n\nBegini: [[apa]] dan [[kapan]].\n\nKami buka.\n\nSalam\n"),
        ("5", f"{TEXT}\nKami buka.\n\n"),
    ],
)
def test_it_stands_where_it_was_asked_for(at: str, text: str) -> None:
    assert inserted(TEXT, "\nKami buka.\n", at) == text


@pytest.mark.parametrize("at", ["0", "6", "-1", "atas", "", "9" * 30, "²"])
def test_another_place_is_refused(at: str) -> None:
    with pytest.raises(UsageError):
        inserted(TEXT, "x", at)


def test_where_there_is_no_gap_it_is_told() -> None:
    with pytest.raises(UsageError, match="no gap"):
        inserted("Halo.\n", "x", "gap")


@given(st.lists(st.text("ab .", min_size=1, max_size=8), min_size=1, max_size=6), st.data())
def test_no_line_of_the_draft_is_lost(lines: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(lines)))
    kept = inserted("\n".join(lines) + "\n", "SNIPPET", str(at)).split("\n")
    assert [line for line in kept if line not in ("", "SNIPPET")] == lines
    assert "SNIPPET" in kept
