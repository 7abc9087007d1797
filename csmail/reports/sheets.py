"""A report as tables for a spreadsheet (RFC 4180): one for the figures, one for each group."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import timedelta
from io import StringIO
from typing import Any

from csmail.reports.groups import Row
from csmail.reports.report import Report

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate (CSV injection, OWASP); a quote before it makes it a text."""


def sheets(report: Report) -> Mapping[str, str]:
    """File name to content; spans in whole seconds, lines end with CRLF."""
    days = zip(report.period.days, report.received_by_day, strict=True)
    tables: dict[str, Iterator[Sequence[Any]]] = {
        "figures.csv": _figures(report),
        "received.csv": iter([("day", "received"), *days]),
    }
    for group in report.groups:
        tables[f"by-{group.by}.csv"] = iter(
            [
                tuple(one.name for one in fields(Row)),
                *(tuple(getattr(row, one.name) for one in fields(Row)) for row in group.rows),
            ]
        )
    return {name: _written(rows) for name, rows in tables.items()}


def _figures(report: Report) -> Iterator[Sequence[Any]]:
    yield ("figure", "value", "before")
    before = dict(_flat(asdict(report.before))) if report.before else {}
    for name, value in _flat(asdict(report.figures)):
        yield (name, value, before.get(name))
    spots = report.blind_spots
    said = {**asdict(spots), "others": None, "days_without_pass": len(spots.days_without_pass)}
    for name, value in _flat({"blind_spots": said}):
        yield (name, value, None)


def _flat(figures: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        elif not isinstance(value, tuple | list):
            yield f"{above}{name}", value


def _written(rows: Iterator[Sequence[Any]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
