"""A report as one page of HTML: no script, nothing fetched, everything escaped, each picture beside its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from csmail.reason import Reason
from csmail.reports.drawing import bars
from csmail.reports.groups import Group
from csmail.reports.lines import lines, span, title
from csmail.reports.report import Report
from csmail.wording import dates_and_money
from csmail.wording.reasons import words

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #222;
       background: #fff; }
h1, td, th { overflow-wrap: anywhere; } h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } td, th { padding: .3rem .6rem .3rem 0; text-align: left;
       vertical-align: top; border-bottom: 1px solid #e4e4e4; } th { font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } .bars { fill: #3b6ea5; display: block; }
footer { margin-top: 2rem; color: #666; font-size: .85rem; }
@media (prefers-color-scheme: dark) { body { background: #16181c; color: #ddd; } td, th { border-color: #333; }
       .bars { fill: #7fb0e6; } footer { color: #999; } }
@media (max-width: 40rem) { .rows th { display: none; } .rows tr { display: block; padding: .3rem 0; }
       .rows td { display: inline-block; border: 0; padding: 0 1rem 0 0; } .rows td:first-child { display: block;
       font-weight: 600; } .rows td:empty { display: none; } .rows td.number::before { content: attr(title) " "; } }
@media print { body { margin: 0; max-width: none; } }
"""


def page(reports: Sequence[Report], language: str, made_at: datetime) -> str:
    """The reports of some desks, one below the other. `made_at` is told in the zone of each."""
    heads = ", ".join(one.desk for one in reports)
    name = words(Reason.of("report_page_title", desk=heads), language)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(name)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{''.join(_desk(one, language, made_at) for one in reports)}</body>\n</html>\n"
    )


def _desk(report: Report, language: str, made_at: datetime) -> str:
    days = [dates_and_money.date(day, language) for day in report.period.days]
    titles = [f"{day}: {count}" for day, count in zip(days, report.received_by_day, strict=True)]
    drawn = bars(report.received_by_day, titles) if len(days) > 1 else ""
    rows = ((escape(line.name), escape(line.said)) for line in lines(report, language))
    local = made_at.astimezone(ZoneInfo(report.period.zone))
    moment = f"{dates_and_money.date(local, language)} {dates_and_money.time(local, language)} "
    made = words(Reason.of("report_made_at", moment=moment + dates_and_money.zone(local)), language)
    return (
        f"<section>\n<h1>{escape(title(report, language))}</h1>\n{drawn}\n<table>\n"
        + "".join(f'<tr><th scope="row">{name}</th><td>{said}</td></tr>\n' for name, said in rows)
        + "</table>\n"
        + "".join(_group(one, language) for one in report.groups if one.rows)
        + f"<footer>{escape(made)}</footer>\n</section>\n"
    )


def _group(group: Group, language: str) -> str:
    heads = columns(language)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{_cells(row, heads)}</tr>\n" for row in table(group, language))
    more = words(Reason.of("rows_more", count=group.more), language) if group.more else ""
    return f'<h2>{escape(heading(group, language))}</h2>\n<table class="rows">\n<tr>{head}</tr>\n{body}</table>\n' + (
        f"<p>{escape(more)}</p>\n" if more else ""
    )


def _cells(row: Iterable[str], heads: Sequence[str]) -> str:
    """Each value bears the name of its column: on a telephone there are no columns to stand below."""
    name, *values = row
    numbers = (
        f'<td class="number" title="{escape(head)}">{escape(value)}</td>'
        for head, value in zip(heads[1:], values, strict=True)
    )
    return f"<td>{escape(name)}</td>" + "".join(numbers)


def heading(group: Group, language: str) -> str:
    """What the rows of a group are."""
    said = {
        "tag": Reason("group_by_tag"),
        "agent": Reason("group_by_agent"),
        "hour": Reason("group_by_hour"),
        "customer": Reason("group_by_customer"),
        "language": Reason("group_by_language"),
    }
    return words(said[group.by], language)


def columns(language: str) -> tuple[str, ...]:
    """The head of a group's table."""
    named = (
        Reason("column_opened"), Reason("column_received"), Reason("column_answers"), Reason("column_first"),
        Reason("column_next"), Reason("column_kept"),
    )  # fmt: skip
    return ("", *(words(one, language) for one in named))


def table(group: Group, language: str) -> list[tuple[str, ...]]:
    """The rows of a group in words, as the columns want them; what makes no sense is empty."""
    nameless = words(Reason("group_nameless"), language)
    return [
        (
            row.name or nameless, _number(row.opened), _number(row.received), str(row.answers),
            span(row.first_p50, language), span(row.next_p50, language),
            "" if row.kept_share is None else f"{row.kept_share}%",
        )
        for row in group.rows
    ]  # fmt: skip


def _number(count: int | None) -> str:
    return "" if count is None else str(count)
