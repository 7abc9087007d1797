"""clocks.yaml: business time and the reading of hours, through the loader of rules.yaml and the calendar it makes."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from ruamel.yaml import YAML

from csmail.clocks import Calendar, calendar
from csmail.config.load import load
from csmail.errors import ConfigurationError, NeverOpen
from csmail.model.desk import Desk
from csmail.model.duration import Span, parse_span
from csmail.wording.problems import told as worded
from tests.conformance._cases import read_table

NAME = "clocks.yaml"
TABLE = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent) / NAME
OPERATIONS = ("due", "elapsed", "open", "opens", "read")


@cache
def table() -> dict[str, Any]:
    """The table; a folder without it has no cases."""
    return read_table(TABLE) if TABLE.exists() else {"cases": [], "calendars": {}}


def cases(*operations: str) -> list[Any]:
    return [pytest.param(one, id=one["id"]) for one in table()["cases"] if one["op"] in operations]


def desk(written: dict[str, Any]) -> Desk:
    """A desk with these keys, as the product reads it."""
    whole = {"address": "support@toko.example", "mailbox": {"kind": "memory"}, "transport": {"kind": "memory"}}
    text = StringIO()
    YAML(typ="safe").dump({"desks": {"support": {**whole, **written}}, "store": {"kind": "memory"}}, text)
    with TemporaryDirectory(prefix="cc") as folder:
        file = Path(folder) / "rules.yaml"
        file.write_text(text.getvalue(), encoding="utf-8")
        return load(file).desks["support"].desk


@cache
def desk_of(name: str) -> Desk:
    return desk(table()["calendars"][name])


def span(written: str) -> Span:
    return parse_span(written)


def answer(case: dict[str, Any], times: Calendar) -> object:
    """What the operation of the case makes."""
    moments = {key: datetime.fromisoformat(case[key]) for key in ("start", "end", "at") if key in case}
    match case["op"]:
        case "due":
            return times.due(moments["start"], times.length(span(case["span"])))
        case "elapsed":
            return times.elapsed(moments["start"], moments["end"])
        case "open":
            return times.is_open(moments["at"])
        case _:
            return times.opens_at(moments["at"])


def expected(case: dict[str, Any]) -> object:
    told = case["expect"]
    match case["op"]:
        case "due":
            return datetime.fromisoformat(told["due_at"])
        case "elapsed":
            return span(told["elapsed"]).exact
        case "open":
            return told["open"]
        case _:
            return datetime.fromisoformat(told["opens_at"])


@pytest.mark.parametrize("case", cases("due", "elapsed", "open", "opens"))
def test_business_time_is_that_of_the_table(case: dict[str, Any]) -> None:
    times = calendar(desk_of(case["calendar"]).hours)
    if case["expect"].get("error"):
        with pytest.raises(NeverOpen):
            answer(case, times)
        return
    assert answer(case, times) == expected(case)
    if case["op"] == "due":
        local = datetime.fromisoformat(case["expect"]["due_at"]).astimezone(times.zone)
        assert local.strftime("%Y-%m-%d %H:%M %Z") == case["expect"]["local"]
        assert times.length(span(case["span"])) == span(case["expect"]["open_time"]).exact
        assert times.elapsed(datetime.fromisoformat(case["start"]), local) == span(case["expect"]["open_time"]).exact


@pytest.mark.parametrize("case", cases("read"))
def test_a_mistake_in_hours_is_told_with_its_place(case: dict[str, Any]) -> None:
    keys = {key: value for key, value in case.items() if key not in ("id", "title", "op", "expect", "checked_by_hand")}
    with pytest.raises(ConfigurationError) as refused:
        desk(keys)
    place, _, told = worded(refused.value.problems[0]).partition(": desks.support.")
    assert place.count(":") == 2, "file, line and column come first"
    assert told.partition(": ")[2] == case["expect"]["problem"]


def test_every_operation_of_the_table_has_a_runner() -> None:
    assert {case["op"] for case in table()["cases"]} <= {*OPERATIONS, "life"}


def test_a_folder_without_the_table_has_no_cases() -> None:
    assert table()["cases"] or not TABLE.exists()
    assert timedelta(0) == Span().exact
