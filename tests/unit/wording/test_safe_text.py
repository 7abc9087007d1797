"""What strangers wrote must not act on a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.wording.harmless import harmless
from csmail.wording.safe_text import cells, cut, one_line, safe_text

ANYTHING = st.text(st.characters(), max_size=200) | st.text(
    st.sampled_from("\x1b\x9b\x07\x00\r\n\t\x7f\u202e\u200b\u2066\ufeff[]0;8m漢\ud800aé\u0301"), max_size=60
)
ATTACKS = {
    "a title": "\x1b]0;owned\x07",
    "the clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "a link": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "a cleared screen": "\x1b[2J\x1b[H",
    "a question the terminal answers": "\x1b[6n",
    "a device control string": '\x1bP$q"p\x1b\\',
    "an 8-bit control": "\x9b31m",
    "an overwritten line": "paid: no\rpaid: yes",
    "a backspace": "evil\x08\x08\x08\x08good",
    "turned text": "invoice\u202egpj.exe",
    "an isolate": "a\u2066b\u2069c",
    "a hidden word": "pass\u200bword",
    "a language tag": "a\U000e0041\U000e007fb",
}


def acts(character: str) -> bool:
    """Whether a terminal would obey or hide the character, standing alone."""
    return (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t") or not harmless(character)


@given(ANYTHING)
def test_nothing_that_acts_is_left(text: str) -> None:
    assert not [character for character in safe_text(text) if acts(character)]


@given(ANYTHING)
def test_revealed_text_holds_nothing_that_acts_either(text: str) -> None:
    assert not [character for character in safe_text(text, reveal=True) if acts(character)]


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert safe_text(safe_text(text)) == safe_text(text)


@given(ANYTHING)
def test_what_is_clean_can_be_encoded(text: str) -> None:
    shown = safe_text(text)
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=80))
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    kept = "".join(character for character in text if harmless(character))
    assert safe_text(kept) == kept


@given(ANYTHING, st.integers(1, 40))
def test_no_line_is_wider_than_it_may_be(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in safe_text(text, width=width).split("\n"))
    assert cells(one_line(text, width)) <= width
    assert "\n" not in one_line(text, width)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_shown_instead_of_obeyed(attack: str) -> None:
    clean = safe_text(ATTACKS[attack])
    assert not [character for character in clean if acts(character)]


def test_an_escape_is_seen() -> None:
    assert safe_text("\x1b[2J") == "␛[2J"
    assert safe_text("\x9b2J") == "\\x9b2J"
    assert safe_text("a\rb") == "a␍b"


def test_hidden_characters_are_named_where_somebody_is_about_to_send_them() -> None:
    assert safe_text("pass\u200bword", reveal=True) == "pass<U+200B>word"
    assert safe_text("a\u202eb", reveal=True) == "a<U+202E>b"


def test_line_feeds_and_tabs_stay_and_carriage_returns_before_them_go() -> None:
    assert safe_text("a\r\n\tb") == "a\n\tb"


def test_wide_characters_count_two_cells_and_combining_ones_none() -> None:
    assert (cells("漢字"), cells("e\u0301"), cells("abc")) == (4, 1, 3)
    assert cut("漢字漢字", 5) == "漢字…"
