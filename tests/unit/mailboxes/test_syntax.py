"""The small change of IMAP's grammar."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mailboxes.imap import syntax as syntax
from csmail.mailboxes.imap.uid_listing import Listing
from csmail.mailboxes.shared import flags

UIDS = st.lists(st.integers(1, 4_294_967_295))


def expanded(text: str) -> list[int]:
    """The numbers of a sequence set."""
    listing = Listing()
    listing.feed(text.encode())
    return list(listing.listed())


@given(UIDS)
def test_packing_keeps_every_uid_once(uids: list[int]) -> None:
    assert expanded(",".join(syntax.packed(uids))) == sorted(set(uids))


def test_neighbours_become_ranges() -> None:
    assert list(syntax.packed([7, 1, 3, 2, 2, 9, 10])) == ["1:3", "7", "9:10"]


@given(UIDS, st.integers(30, 200))
def test_sets_stay_within_the_line(uids: list[int], octets: int) -> None:
    lines = list(syntax.sets(uids, octets))
    assert all(0 < len(line) <= octets for line in lines)
    assert [uid for line in lines for uid in expanded(line)] == sorted(set(uids))


@given(st.text())
def test_a_keyword_is_an_atom_whatever_the_tag(tag: str) -> None:
    for word in flags.keywords([tag]):
        assert word
        assert not set(word) & set('(){%*"\\] \r\n')
        assert word.isascii()
        assert word.isprintable()
        assert len(word) <= 100


def test_recent_is_about_our_connection() -> None:
    assert syntax.flag_names([b"\\Seen", b"\\Recent", b"$Forwarded", b"refund"]) == {"seen", "$Forwarded", "refund"}


def test_what_cannot_be_quoted_is_refused() -> None:
    assert syntax.quoted('a"b\\c') == '"a\\"b\\\\c"'
    for text in ("a\r\nb", "é", "\0"):
        with pytest.raises(ValueError, match="ASCII"):
            syntax.quoted(text)


@given(st.integers(0, 2**33), st.integers(-14 * 4, 14 * 4))
def test_internal_dates_come_back(seconds: int, quarters: int) -> None:
    local = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=15 * quarters)))
    text = f"{local.day:2d}-{syntax.MONTHS[local.month - 1]}-{local:%Y %H:%M:%S %z}".encode()
    assert syntax.internal_date(text) == local
    assert syntax.internal_date(text).tzinfo is UTC


@given(st.binary(max_size=40))
def test_no_internal_date_is_a_value_error(text: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert syntax.internal_date(text).tzinfo is UTC


def test_a_search_date_is_a_day_in_utc() -> None:
    assert syntax.search_date(datetime(2026, 7, 6, 1, 0, tzinfo=timezone(timedelta(hours=7)))) == "5-Jul-2026"
