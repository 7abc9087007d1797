"""A report for people: in a terminal, on a page, in a spreadsheet; whatever customers wrote into it stays words."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import StringIO

import pytest

from csmail.desk.watch.activity import reported
from csmail.model.desk import Promises
from csmail.model.duration import parse_span
from csmail.reports import Period, Report, Wanted
from csmail.reports.drawing import spark
from csmail.reports.lines import lines, span, title
from csmail.reports.page import page
from csmail.reports.period import named
from csmail.reports.sheets import sheets
from tests import factories
from tests.history import History
from tests.workspace import Office

HOSTILE = '=cmd()|"<script>alert(1)</script>'
VOID = {"meta", "rect", "br"}


def told(compare: bool = True, tag: str = HOSTILE) -> Report:
    """A week with one conversation answered late, one open, one spam; the week before was quieter."""
    desk = factories.desk(timezone="Asia/Jakarta", promises=Promises(first_response=parse_span("1h")))
    office = Office(desk=desk)
    history = History(office)  # type: ignore[arg-type]
    for id, at, what in (
        ("Z", "2026-11-03T10:00+07:00", "in"), ("Z", "2026-11-03T10:20+07:00", "out"),
        ("A", "2026-11-09T10:00+07:00", "in"), ("A", "2026-11-09T12:30+07:00", "out"),
        ("A", "2026-11-09T12:31+07:00", "close"), ("B", "2026-11-11T10:00+07:00", "in"),
        ("C", "2026-11-11T11:00+07:00", "in"), ("C", "2026-11-11T11:30+07:00", "spam"),
    ):  # fmt: skip
        history.take({"conversation": id, "at": at, "what": what, "by": "sari@toko.example", "tags": [tag]})
    now = datetime(2026, 11, 16, tzinfo=UTC)
    wanted = Wanted(("tag", "agent", "hour", "customer", "language"), compare)
    return reported(office.place, named("week", datetime(2026, 11, 9).date(), "Asia/Jakarta"), wanted, now)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "first", "answer"),
    [
        ("en", "support, week 46, 9 to 15 November 2026, against the period before",
         "half within 2 hours 30 minutes; kept 0% (0 of 2)"),
        ("id", "support, minggu ke-46, 9 s.d. 15 November 2026, dibandingkan dengan periode sebelumnya",
         "separuhnya dalam 2 jam 30 menit; ditepati 0% (0 dari 2)"),
    ],
)  # fmt: skip
def test_a_report_is_told_in_both_languages(language: str, first: str, answer: str) -> None:
    report = told()
    assert title(report, language) == first
    said = {line.name: line.said for line in lines(report, language)}
    assert answer in said.values()
    assert {"1 spam mail", "1 email spam"} & set(said.values())


def test_a_change_is_a_number_with_its_sign() -> None:
    said = {line.name: line.said for line in lines(told(), "en")}
    assert said["received"].endswith("(+1)")
    assert said["open at the end"] == "2 (+1), 1 wait for us, 1 overdue"


class Reader(HTMLParser):
    """Every tag is closed; no script, nothing fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name in ("src", "href") or name.startswith("on") for name, _ in attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def test_the_page_holds_no_markup_of_others_and_fetches_nothing() -> None:
    written = page([told()], "id", datetime(2026, 11, 16, 1, tzinfo=UTC))
    reader = Reader()
    reader.feed(written)
    reader.close()
    assert not reader.open
    assert "script" not in reader.tags
    assert {"svg", "rect", "table"} <= reader.tags
    assert "&lt;script&gt;" in written
    assert "dibuat Senin, 16 November 2026 08.00 WIB" in written


def test_a_spreadsheet_calculates_nothing_that_others_wrote() -> None:
    tables = sheets(told())
    assert set(tables) == {
        "figures.csv", "received.csv", "by-tag.csv", "by-agent.csv", "by-hour.csv", "by-customer.csv",
        "by-language.csv",
    }  # fmt: skip
    rows = list(csv.reader(StringIO(tables["by-tag.csv"])))
    assert rows[1][0] == f"'{HOSTILE}"
    figures = {row[0]: row[1:] for row in csv.reader(StringIO(tables["figures.csv"]))}
    assert figures["volume.received"] == ["2", "1"]
    assert figures["first_response.p50"] == ["9000", "1200"]
    assert all(not cell.startswith(("=", "@")) for table in tables.values() for row in csv.reader(StringIO(table))
               for cell in row)  # fmt: skip


def test_groups_tell_who_answered_and_when_it_came() -> None:
    groups = {one.by: {row.name: row for row in one.rows} for one in told().groups}
    assert groups["agent"]["sari@toko.example"].answers == 1
    assert (groups["hour"]["10"].received, groups["hour"]["12"].answers) == (2, 1)
    assert groups["customer"]["a@cust.example"].kept_share == 0
    assert len(groups["hour"]) == 24


def test_what_is_written_about_more_than_before_is_named() -> None:
    desk = factories.desk(timezone="UTC")
    office = Office(desk=desk)
    history = History(office)  # type: ignore[arg-type]
    for number in range(20):
        day = 3 + number if number < 5 else 10
        tags = ["order"] if number % 2 or number < 5 else ["gagal"]
        at = f"2026-11-{day:02}T10:{number:02}+00:00"
        history.take({"conversation": f"C{number:02}", "at": at, "what": "in", "tags": tags})
    week = named("week", datetime(2026, 11, 10).date(), "UTC")  # noqa: DTZ001
    report = reported(office.place, week, Wanted(compare=True), week.end)
    assert [(one.kind, one.name) for one in report.changed or ()] == [("tag", "gagal")]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 menit"),
        (timedelta(seconds=42), "42 detik"),
        (timedelta(minutes=61, seconds=5), "1 jam 1 menit"),
        (timedelta(days=3, hours=5, minutes=9), "3 hari 5 jam"),
    ],
)
def test_spans_have_their_two_largest_units(length: timedelta, words: str) -> None:
    assert span(length, "id") == words
    assert span(None, "id") == ""


def test_blocks_rise_with_the_numbers() -> None:
    assert spark([0, 1, 7, 14]) == "▁▂▅█"
    assert (spark([0, 0]), spark([3])) == ("", "")


def test_a_period_that_is_not_over_says_so() -> None:
    office = Office(desk=factories.desk(timezone="UTC"))
    period = Period(datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC), "UTC", "week")
    report = reported(office.place, period, Wanted(), datetime(2026, 11, 12, 9, tzinfo=UTC))
    assert "so far" in title(report, "en")
    assert len(report.received_by_day) == 4


@pytest.mark.parametrize(
    ("language", "said"), [("en", "none; kept 0% (0 of 1)"), ("id", "belum ada; ditepati 0% (0 dari 1)")]
)
def test_where_nothing_was_answered_and_something_broke_the_line_says_both(language: str, said: str) -> None:
    desk = factories.desk(timezone="Asia/Jakarta", promises=Promises(first_response=parse_span("1h")))
    office = Office(desk=desk)
    History(office).take({"conversation": "A", "at": "2026-11-09T10:00+07:00", "what": "in"})  # type: ignore[arg-type]
    now = datetime(2026, 11, 16, tzinfo=UTC)
    week = named("week", datetime(2026, 11, 9).date(), "Asia/Jakarta")  # noqa: DTZ001
    assert said in [line.said for line in lines(reported(office.place, week, Wanted(), now), language)]
