"""The end of the demo's morning: one text for many, an incident, what the owner reads of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from csmail.demo.scenes import Bulked, Chapter, Reported, Scene
from csmail.desk.bulk import deliver, replies
from csmail.desk.bulk.results import result, results
from csmail.desk.by_hand.act import worked_off
from csmail.desk.incidents import breadth, following, naming, opening
from csmail.desk.incidents.affected import Span
from csmail.desk.incidents.mails import Plan
from csmail.desk.watch.activity import reported
from csmail.desk.workspace import Workspace
from csmail.model.bulk import Bulk
from csmail.model.incident import Incident
from csmail.reports import Wanted
from csmail.reports.period import named
from csmail.wording.language import language
from csmail.wording.spoken import phrase, spoken

WHERE = "tagged: order, status: open"
TITLE, MATCH = "Refunds are late", "text: [refund, pengembalian dana]"
NOTICE = "incident-notice"
TEMPLATE = (
    "{% if language == 'id' %}Halo {{ customer_name }},\n\nmaaf, gudang kami kebanjiran: semua paket berangkat besok.\n"
    "{% else %}Hello {{ customer_name }},\n\nsorry, our warehouse was flooded: every parcel leaves tomorrow.\n"
    "{% endif %}"
)


def bulk(workspace: Workspace) -> Iterator[Scene]:
    """Everybody who waits for an order is answered at once. Raises what `csmail bulk reply` raises."""
    yield Chapter(
        spoken(
            "12.31: one text for all who wait for an order: {command} …", command=f"csmail bulk reply --where '{WHERE}'"
        )
    )
    by = workspace.desk.team.agents[0]
    lines, _ = replies.planned(workspace, replies.Wanted(WHERE, TEMPLATE, by))
    order = Bulk("", workspace.desk.name, "reply", by, workspace.now(), TEMPLATE, where=WHERE)
    made = deliver.begin(workspace, replace(order, count=len(lines)), lines)
    for _ in deliver.prepare(workspace, made):
        pass
    deliver.work_off(workspace, made, deliver.Watcher(lambda task: None, lambda seconds: None, lambda: False))
    for one in results(workspace.store, made):
        yield Bulked("bulk", one.word, one.line.to, one.line.conversation, one.why)


def incident(workspace: Workspace) -> Iterator[Scene]:
    """Everybody who wrote about refunds is told what happened, and told again when it is over.

    Raises what `csmail incident open` and `close` raise.
    """
    yield Chapter(
        spoken("12.33: refunds are late: {command}", command=f"csmail incident open '{TITLE}' --match '{MATCH}' --yes")
    )
    by, now = workspace.desk.team.agents[0], workspace.now()
    since = now - timedelta(hours=24)
    made = Incident(
        naming.named_so(workspace, TITLE, "REF1"), TITLE, workspace.desk.name, MATCH, NOTICE, since, now, by
    )
    span = Span(breadth.condition_of(workspace, MATCH, False), since, by)
    yield from _told(workspace, opening.open_(workspace, made, opening.Asked(span, cap=100)))
    yield Chapter(phrase("And it is over: csmail incident close REF1 --yes writes to exactly those people"))
    _, _, plan = following.close(workspace, made, following.Closing(by), False)
    yield from _told(workspace, plan)


def _told(workspace: Workspace, plan: Plan) -> Iterator[Scene]:
    worked_off(workspace)
    for line in plan.lines:
        one = result(workspace.store, line)
        found = workspace.store.conversation(line.conversation)
        to = line.to or (found.customer.spec if found and found.customer else "")
        yield Bulked("incident", one.word, to, line.conversation, one.why)


def report(workspace: Workspace, now: datetime) -> Iterator[Scene]:
    """The figures of the day so far, as `csmail report day` tells them. Raises StoreError."""
    from csmail.reports.lines import lines, title

    yield Chapter(phrase("And this is what the owner reads: csmail report day"))
    today = now.astimezone(ZoneInfo(workspace.desk.timezone)).date()
    found = reported(workspace, named("day", today, workspace.desk.timezone), Wanted(), now)
    yield Reported("", title(found, language()))
    for one in lines(found, language()):
        yield Reported(one.name, one.said)
