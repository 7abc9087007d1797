"""A report as the plain text of a mail: its title, a line a figure, the groups below."""

from __future__ import annotations

from collections.abc import Iterator

from csmail.reports.groups import Group
from csmail.reports.lines import lines, title
from csmail.reports.page import columns, heading, table
from csmail.reports.report import Report


def plain(report: Report, language: str) -> str:
    """The words, ended by a line end."""
    said = [title(report, language), "", *(f"{one.name}: {one.said}" for one in lines(report, language))]
    for group in report.groups:
        if group.rows:
            said += ["", heading(group, language), *_rows(group, language)]
    return "\n".join(said) + "\n"


def _rows(group: Group, language: str) -> Iterator[str]:
    """A line a row; each value with the head of its column, for a mail has no columns."""
    head = [name.lower() for name in columns(language)[1:]]
    for name, *values in table(group, language):
        if not any(value not in ("", "0") for value in values):
            continue  # an hour in which nothing was
        told = ", ".join(f"{value} {column}" for column, value in zip(head, values, strict=True) if value)
        yield f"{name}: {told}"
