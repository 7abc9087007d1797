"""reports.yaml: small histories, told to the product event by event, and every figure of their report."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.watch.activity import reported
from csmail.model.desk import Desk, Promises
from csmail.model.duration import format
from csmail.reports import Period, Report, Wanted
from tests.conformance._cases import read_table
from tests.conformance.test_clocks import desk, span
from tests.history import History
from tests.workspace import Office

TABLE = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent) / "reports.yaml"


@cache
def table() -> dict[str, Any]:
    """The table; a folder without it has no cases."""
    return read_table(TABLE) if TABLE.exists() else {"cases": [], "calendars": {}}


def desk_of(case: dict[str, Any]) -> Desk:
    spans = {name: span(written) for name, written in (case.get("promises") or {}).items()}
    return replace(desk(table()["calendars"][case["calendar"]]), promises=Promises(**spans))


def table_values(report: Report) -> dict[str, Any]:
    """The figures as the table writes them: spans as people do, what percentiles are taken of in minutes."""
    return {
        name: _written(value)
        for name, value in {**asdict(report.figures), "blind_spots": asdict(report.blind_spots)}.items()
    }


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _written(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [one / timedelta(minutes=1) for one in value]
    return format(value, "hms") if isinstance(value, timedelta) else value


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in table()["cases"]])
def test_every_figure_is_that_of_the_table(case: dict[str, Any]) -> None:
    ours = desk_of(case)
    start, end = (datetime.fromisoformat(case["period"][edge]) for edge in ("from", "to"))
    office = Office(desk=ours)
    history = History(office)
    for event in case["events"]:
        history.take(event)
    report = reported(office.place, Period(start, end, ours.timezone), Wanted(), end + timedelta(days=1))
    found = table_values(report)
    for name, told in case["expect"].items():
        wanted = told if isinstance(told, dict) else {"": told}
        got = found[name] if isinstance(told, dict) else {"": found[name]}
        assert {key: value for key, value in got.items() if key in wanted} == wanted, name


def test_a_folder_without_the_table_has_no_cases() -> None:
    assert table()["cases"] or not TABLE.exists()
