"""Opens an incident and tells who is affected, in one commit; tells one more, by hand, as long as it is open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

from csmail.desk import incident_records as records
from csmail.desk.bulk.skips import skipped
from csmail.desk.decide_again import KEEPS_CHANGING, committed
from csmail.desk.incidents import affected as people
from csmail.desk.incidents import told
from csmail.desk.incidents.affected import Affected, Span
from csmail.desk.incidents.breadth import probes
from csmail.desk.incidents.mails import Plan, Recipient, Wave, filled, record, written
from csmail.desk.incidents.naming import named_so, standing
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import Refused
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.bulk import Line
from csmail.model.changes import Changes
from csmail.model.effects import Letter
from csmail.model.incident import NOTICE, OVER, Incident
from csmail.model.situation import Situation
from csmail.reason import Reason

LEASE_WAIT = timedelta(seconds=10)
DEFAULT_CLOSING = "incident-over"


def alone(workspace: Workspace) -> AbstractContextManager[None]:
    """No pass of the desk is under way: nobody is acknowledged by what is about to change. May raise Busy."""
    return workspace.store.lease(f"pass-{workspace.desk.name}", LEASE_WAIT)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom it is about: what they wrote, without those conversations, and how many at most."""

    span: Span
    but: tuple[str, ...] = ()
    cap: int = 0


def planned(workspace: Workspace, incident: Incident, asked: Asked) -> Plan:
    """Who would be told, every mail filled; nothing is written. Raises ConfigurationError (a template)."""
    return _tried(workspace, incident, people.affected(workspace, asked.span, asked.but))


def open_(workspace: Workspace, incident: Incident, asked: Asked) -> Plan:
    """Keep the incident with every mail, in one commit. Raises Busy, Refused (the cap), ConfigurationError, Conflict;
    nothing was written then.
    """

    def decide() -> tuple[Plan, Changes]:
        found = people.affected(workspace, asked.span, asked.but)
        refuse_over_cap(sum(one.line.state == "planned" for one in found), asked.cap)
        after, changes = _queued(workspace, incident, _tried(workspace, incident, found))
        facts = records.opened(workspace.store, incident)
        begun = record(workspace, incident, incident.by, "incident_begun", after)
        return after, replace(changes, facts=(*changes.facts, *facts.items()), records=(begun,))

    with workspace.store.lease("incidents", LEASE_WAIT), alone(workspace):
        named_so(workspace, incident.title, incident.name)  # somebody else may have taken it meanwhile
        return _committed(workspace, decide)


def refuse_over_cap(count: int, cap: int) -> None:
    """Raises Refused when more people would be told than may."""
    if count > cap:
        raise Refused(Reason.of("incident_over_cap", count=count, cap=cap), code="incident_over_cap")


def _committed(workspace: Workspace, decide: Callable[[], tuple[Plan, Changes]]) -> Plan:
    plan, _ = committed(
        decide, lambda decided: workspace.store.commit(decided[1]), KEEPS_CHANGING, Reason("advice_again")
    )
    return plan


def add(workspace: Workspace, incident: Incident, ids: Sequence[str], by: str, dry_run: bool) -> Plan:
    """Tell the customers of these conversations too; who was told already is left out. Raises Busy, Refused (it is
    closed), NotFound, ConfigurationError.
    """

    def plan() -> Plan:
        return _filled(workspace, incident, _of_conversations(workspace, incident, ids, by))

    refuse_closed(workspace, incident)
    if dry_run:
        return plan()
    with alone(workspace):
        still_open(workspace, incident)
        return _committed(workspace, lambda: _queued(workspace, incident, plan()))


def _queued(workspace: Workspace, incident: Incident, plan: Plan) -> tuple[Plan, Changes]:
    queued, changes = written(workspace, Wave(incident, NOTICE, incident.template), plan.recipients)
    after = plan.with_tasks(queued)
    kept = [replace(one, to="") for one in after.lines]
    facts = records.appended(workspace.store, incident.name, NOTICE, kept)
    return after, replace(changes, facts=(*changes.facts, *facts.items()))


def still_open(workspace: Workspace, incident: Incident) -> Incident:
    """The incident as it is kept now: somebody may have changed it while we waited. Raises Refused."""
    found = records.find(workspace.store, incident.name)
    refuse_closed(workspace, found)
    return found


def refuse_closed(workspace: Workspace, incident: Incident) -> None:
    """Raises Refused for one that is closed."""
    if incident.closed_at is not None:
        raise Refused(standing(incident, workspace), code="incident_closed")


def _of_conversations(workspace: Workspace, incident: Incident, ids: Iterable[str], by: str) -> list[Affected]:
    had = set(told.told_ids(workspace.store, incident))
    found: list[Affected] = []
    for id in dict.fromkeys(ids):
        situation = by_hand(workspace, id, by)
        for one in list(people.of_message(workspace, situation)) or [_of_nobody(situation)]:
            why = _why_not_by_hand(one, had)
            found.append(replace(one, line=skipped(one.line, why)) if why else one)
            had.add(one.person)
    return found


def _why_not_by_hand(one: Affected, had: Collection[str]) -> Reason | None:
    if one.situation.conversation.status == "spam":
        return Reason("spam_never_answered")
    return Reason("told_already") if one.person in had else None


def _of_nobody(situation: Situation) -> Affected:
    """A conversation in which no customer wrote."""
    audience = Audience("no_reply", Address(situation.desk.address))
    line = skipped(Line(conversation=situation.conversation.id), Reason("no_customer_wrote"))
    return Affected(situation, audience, situation.conversation.id, line)


def _filled(workspace: Workspace, incident: Incident, found: Sequence[Affected]) -> Plan:
    wave = Wave(incident, NOTICE, incident.template)
    going = [one for one in found if one.line.state == "planned"]
    recipients = tuple(Recipient(one.situation, one.audience, one.person, one.line) for one in going)
    samples = [filled(workspace, wave, one) for one in recipients]
    return Plan(tuple(one.line for one in found), samples[0] if samples else None, recipients)


def _tried(workspace: Workspace, incident: Incident, found: Sequence[Affected]) -> Plan:
    plan = _filled(workspace, incident, found)
    _try_out(workspace, incident, plan.recipients)
    return plan


def _try_out(workspace: Workspace, incident: Incident, some: Sequence[Recipient]) -> None:
    """Fill what is written later too, for a template that fails then would leave people untold; where nobody is
    affected yet for somebody who does not exist. Raises ConfigurationError.
    """
    from csmail.desk.effects.letters import language_for
    from csmail.desk.effects.variables import variables

    render = workspace.templates.render
    for one in some or _nobody(workspace):
        if not some:
            filled(workspace, Wave(incident, NOTICE, incident.template), one)
        filled(workspace, Wave(incident, OVER, incident.closing or DEFAULT_CLOSING), one)
        letter = Letter("acknowledgement", one.audience, template=incident.template, automatic=True,
                        variables={"incident": incident.title})  # fmt: skip
        language = language_for(one.situation, letter)
        render(letter.template, language, variables(one.situation, letter, language))


def _nobody(workspace: Workspace) -> Iterator[Recipient]:
    desk = workspace.desk
    sender = Address(desk.address, desk.display_name)
    for situation in probes(workspace):
        to = situation.conversation.customer
        assert to is not None, "somebody wrote it"
        yield Recipient(situation, Audience("send", sender, to=(to,)), "", Line(to=to.spec))
