"""Date fields in today's form, the obsolete ones of RFC 5322, and those of programs that read neither."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.mime.date import moment


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Thu, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59"),
        ("Wed, 31 Dec 1969 16:00:00 -0800", "1970-01-01T00:00:00"),
        ("Fri, 1 Jan 1904 00:00:00 +0000", "1904-01-01T00:00:00"),
        ("1 Jan 1900 00:00 +0000", "1900-01-01T00:00:00"),
        ("Fri, 21 Nov 97 09(comment):   55  :  06 -0600", "1997-11-21T15:55:06"),
        ("21 Nov 49 09:55 GMT", "2049-11-21T09:55:00"),
        ("21 Nov 50 09:55 GMT", "1950-11-21T09:55:00"),
        ("21 Nov 65 09:55 GMT", "1965-11-21T09:55:00"),
        ("21 Nov 05 09:55:06 EST", "2005-11-21T14:55:06"),
        ("21 Nov 105 09:55:06 EDT", "2005-11-21T13:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 CST", "2026-11-21T15:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 PDT", "2026-11-21T16:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 UT", "2026-11-21T09:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 Z", "2026-11-21T09:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 A", "2026-11-21T09:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 XYZT", "2026-11-21T09:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 WIB", "2026-11-21T02:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 wita", "2026-11-21T01:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 WIT", "2026-11-21T00:55:06"),
        ("Min, 3 Mei 2026 09:55:06 +0700", "2026-05-03T02:55:06"),
        ("Sen, 3 Agu 2026 09:55:06 +0700", "2026-08-03T02:55:06"),
        ("Sel, 3 Agustus 2026 09:55 WIB", "2026-08-03T02:55:00"),
        ("Jum, 21 Okt 2026 09:55:06 +0700", "2026-10-21T02:55:06"),
        ("Sabtu, 21 Desember 2026 09:55:06 +0700", "2026-12-21T02:55:06"),
        ("Fri, 21 Nov 2026 09:55:06", "2026-11-21T09:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 +0700 (WIB (Jakarta))", "2026-11-21T02:55:06"),
        ("(x) Fri (y), 21 Nov(z)2026 09:55:06 +0700", "2026-11-21T02:55:06"),
        ("Fri,  21  Nov  2026  9:5:6  +0700", "2026-11-21T02:05:06"),
        ("Fri Nov 21 09:55:06 2026", "2026-11-21T09:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 +07:00", "2026-11-21T02:55:06"),
        ("Fri, 21 Nov 2026 09:55:06 GMT+0700", "2026-11-21T02:55:06"),
        ("21-Nov-2026 09:55:06 +0700", "2026-11-21T02:55:06"),
        ("2026-11-21T09:55:06+07:00", "2026-11-21T02:55:06"),
        ("2026-11-21 09:55:06", "2026-11-21T09:55:06"),
        ("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59"),
    ],
)
def test_the_moment_is_found(value: str, expected: str) -> None:
    assert moment(value) == datetime.fromisoformat(f"{expected}+00:00")


@pytest.mark.parametrize(
    "value",
    [
        "", "yesterday", "Fri, 21 Nov 20226 09:55:06 +0700", "Fri, 21 Nov 1800 09:55:06 +0700", "()", "(" * 300,
        "Fri, 21 Nov 0026 09:55:06 +0000", "Fri, 21 Nov 9999 09:55:06 +0000", "30 Feb 2026 09:55:06 +0000",
        "Fri, 21 Nov 2026 25:55:06 +0700", "0000-00-00T00:00:00", "Fri, 21 Nov 1899 23:59:59 +0000",
    ],
)  # fmt: skip
def test_what_names_no_moment_of_mail_has_none(value: str) -> None:
    assert moment(value) is None


FIRST, LAST = (datetime.fromisoformat(day) for day in ("1900-01-02", "8999-12-30"))


@given(st.datetimes(FIRST, LAST, timezones=st.timezones()))
def test_every_moment_a_program_writes_comes_back(at: datetime) -> None:
    written = format_datetime(at)
    offset = at.utcoffset()
    if offset is not None and offset.seconds % 60:
        return  # a field holds whole minutes
    assert moment(written) == at.replace(microsecond=0).astimezone(UTC)


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(value: str) -> None:
    found = moment(value)
    assert found is None or found.utcoffset() == timedelta(0)
