"""An incident in memory: what is written, what is looked up, what is left of who is forgotten."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from csmail.config.rules.one_line import condition
from csmail.desk import incident_records as records
from csmail.desk.bulk.results import exit_code, preview
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.find import by_address
from csmail.desk.customers.forget import forget
from csmail.desk.incidents import following, opening, told
from csmail.desk.incidents.affected import Span
from csmail.desk.incidents.breadth import fits_everything
from csmail.desk.incidents.mails import Plan
from csmail.desk.intake.poll import poll
from csmail.errors import Busy, ConfigurationError, Refused
from csmail.model.incident import Incident
from csmail.model.reason import Reason
from csmail.model.task import Delivery
from tests.workspace import Office, asked, mail, rule

MATCH = "text: payment failed"
JANE, RINA = "jane@cust.example", "rina@cust.example"


def office() -> Office:
    """A desk to which two wrote about it, and one about something else."""
    made = Office()
    poll(made.place)
    made.deliver(mail(1), "payment failed")
    made.deliver(mail(2, From=RINA), "my payment failed too")
    made.deliver(mail(3, From="tono@cust.example"), "in blue?")
    poll(made.place)
    made.place = replace(
        made.place,
        rules=(rule(asked("acknowledge")),),
        selection=lambda written, option="--where": condition(written, ["support"], option),
    )
    made.later()
    return made


def opened(made: Office, match: str = MATCH, name: str = "PAY1", template: str = "answer") -> Plan:
    now = made.now
    incident = Incident(name, "Payment", "support", match, template, now - timedelta(days=1), now, "sari", "forward")
    span = Span(made.place.selection(match), incident.since, "sari")
    plan = opening.open_(made.place, incident, opening.Asked(span, cap=9))
    again(made)
    return plan


def again(made: Office) -> None:
    made.later(timedelta(minutes=5))
    poll(made.place)


def found(made: Office, name: str = "PAY1") -> Incident:
    return records.find(made.store, name)


def closed(made: Office, **how: Any) -> Plan:
    _, _, plan = following.close(made.place, found(made), following.Closing("sari", **how), dry_run=False)
    again(made)
    return plan


def got(made: Office, template: str) -> Counter[str]:
    sent = made.transport.sent
    return Counter(
        who for one, to in sent if one.data.split(b"\r\n\r\n")[1].startswith(template.encode()) for who in to
    )


def codes(plan: Plan) -> dict[str, str]:
    return {line.to: line.why.code for line in plan.lines if line.why}


def test_the_incident_its_mails_and_its_tasks_are_one_write() -> None:
    made = office()
    commits: list[Any] = []
    commit = made.store.commit
    made.store.commit = lambda changes: commits.append(changes) or commit(changes)  # type: ignore[method-assign,func-returns-value]
    now = made.now
    incident = Incident("PAY1", "Payment", "support", MATCH, "answer", now - timedelta(days=1), now, "sari", "forward")
    opening.open_(made.place, incident, opening.Asked(Span(made.place.selection(MATCH), incident.since, "sari"), cap=9))
    (changes,) = commits
    assert len(changes.mails) == 2
    assert {name for name, _ in changes.facts} >= {"incidents", "incident/PAY1", "incident/PAY1/notice/0"}


def test_the_cause_of_a_mail_names_incident_and_customer() -> None:
    made = office()
    opened(made)
    causes = {task.cause for task in made.store.tasks() if task.purpose == "incident"}  # type: ignore[attr-defined]
    person = by_address(made.store, JANE)
    assert person
    assert any(one.startswith(f"support/incident/PAY1/notice/{person.id}") for one in causes)


def test_while_none_is_open_a_batch_asks_the_store_once_however_many_mails_it_has() -> None:
    made = office()
    for number in range(10, 20):
        made.deliver(mail(number, From=f"a{number}@cust.example"), "hello")
    names: list[str] = []
    fact = made.store.fact
    made.store.fact = lambda name: names.append(name) or fact(name)  # type: ignore[method-assign,func-returns-value]
    poll(made.place)
    assert [name for name in names if name.startswith("incident")].count("incidents/open/support") == 1


def test_what_holds_of_an_acknowledgement_holds_in_the_words_of_an_incident() -> None:
    made = office()
    opened(made)
    for number in range(5):
        made.deliver(mail(30 + number, From="new@cust.example"), "payment failed")
    again(made)
    assert got(made, "answer")["new@cust.example"] == made.desk.acknowledge.per_sender
    joined = list(records.lines(made.store, "PAY1", "joined"))
    assert len(joined) == 5, "what is held joins too: it may leave later"
    assert Counter(one.fate for one in told.people(made.store, found(made))) == {"told": 3}


def test_the_notice_is_automatic_and_leaves_the_conversation_as_it_was() -> None:
    made = office()
    opened(made)
    for one in made.store.conversations():
        assert one.status == "open"
        assert one.answered_at is None
        assert {turn.kind for turn in one.turns} == {"asked"}
    assert all(b"Auto-Submitted: auto-generated" in one.data for one, _ in made.transport.sent)


def test_an_update_again_is_the_same_update_unless_another_is_meant() -> None:
    made = office()
    opened(made)
    for _ in range(2):
        following.tell(made.place, found(made), following.Updating("forward", "sari"), dry_run=False)
        again(made)
    assert got(made, "forward") == {JANE: 1, RINA: 1}
    following.tell(made.place, found(made), following.Updating("forward", "sari", again=True), dry_run=False)
    again(made)
    assert got(made, "forward") == {JANE: 2, RINA: 2}


def test_what_is_looked_at_without_consent_writes_nothing() -> None:
    made = office()
    opened(made)
    before = [*map(str, made.store.export())]
    following.tell(made.place, found(made), following.Updating("forward", "sari"), dry_run=True)
    following.close(made.place, found(made), following.Closing("sari"), dry_run=True)
    opening.add(made.place, found(made), [one.id for one in made.store.conversations()], "sari", dry_run=True)
    assert [*map(str, made.store.export())] == before


def test_a_notice_in_doubt_waits_and_the_passes_meanwhile_write_nothing() -> None:
    made = office()
    made.transport.outcome = "in_doubt"
    opened(made)
    made.transport.outcome = "sent"
    plan = closed(made)
    assert set(codes(plan).values()) == {"notice_in_doubt"}
    assert exit_code(map(preview, plan.lines)) == 75
    before = made.store.fact("incident/PAY1")
    commits: list[Any] = []
    commit = made.store.advance_all
    made.store.advance_all = lambda *those: commits.append(those) or commit(*those)  # type: ignore[method-assign,func-returns-value]
    again(made)
    assert not commits
    assert made.store.fact("incident/PAY1") == before
    assert not got(made, "forward")


def test_a_notice_that_had_not_left_is_dropped_in_the_commit_that_closes() -> None:
    made = office()
    made.transport.answers[RINA] = Delivery("", "deferred", "451 later")
    opened(made)
    plan = closed(made)
    assert codes(plan) == {RINA: "notice_never_left"}
    (task,) = [one for one in made.store.tasks() if one.state == "dropped"]
    assert task.reason == Reason("incident_over")
    made.transport.answers.clear()
    again(made)
    again(made)
    assert got(made, "answer") == {JANE: 1}
    assert got(made, "forward") == {JANE: 1}
    assert not made.store.fact("incidents/open/support")
    assert made.store.fact("incidents/unsettled/support") == "[]"


def test_of_who_is_forgotten_no_word_is_left_in_any_fact_of_the_incident() -> None:
    made = office()
    opened(made)
    made.deliver(mail(40, From="secret@canary.example"), "payment failed")
    again(made)
    person = by_address(made.store, "secret@canary.example")
    assert person
    forget(Asker((made.place,), "sari"), lambda: person, even_so=True)
    assert set(codes(closed(made)).values()) == {"customer_is_forgotten"}
    assert not any("canary" in str(document) for document in made.store.export())


def test_two_people_of_one_conversation_are_told_each_of_their_own() -> None:
    made = office()
    made.deliver(mail(50, From="a@team.example", Cc="b@team.example", Subject="x"), "payment failed")
    again(made)
    made.deliver(mail(51, From="b@team.example", In_Reply_To="<m50@cust.example>", Subject="Re: x"), "payment failed")
    again(made)
    opened(made)
    assert got(made, "answer") == {JANE: 1, RINA: 1, "a@team.example": 1, "b@team.example": 1}
    closed(made)
    assert got(made, "forward") == {JANE: 1, RINA: 1, "a@team.example": 1, "b@team.example": 1}


def test_a_template_that_is_gone_at_the_end_keeps_the_incident_open() -> None:
    made = office()
    opened(made)
    with pytest.raises(ConfigurationError):
        closed(made, template="broken")
    assert found(made).closed_at is None


def test_nothing_is_changed_while_a_pass_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    made = office()
    monkeypatch.setattr(opening, "LEASE_WAIT", timedelta(0))
    with made.store.lease("pass-support"), pytest.raises(Busy):
        opened(made)
    assert not records.names(made.store)


def test_who_closed_it_first_closed_it() -> None:
    made = office()
    opened(made)
    stale = found(made)
    closed(made)
    with pytest.raises(Refused):
        following.close(made.place, stale, following.Closing("budi"), dry_run=False)
    with pytest.raises(Refused):
        following.tell(made.place, stale, following.Updating("forward", "budi"), dry_run=False)
    assert found(made).closed_by == "sari"
    assert got(made, "forward") == {JANE: 1, RINA: 1}


@pytest.mark.parametrize(
    ("match", "everything"),
    [
        ("kind: human", True),
        ("not: {text: xyz}", True),
        ("age: {over: 0s}", False),
        ("any: [{kind: human}, {text: payment}]", True),
        ("text: payment", False),
        ("status: open", False),
        ("language: id", False),
        ("text: {regex: '.'}", True),
        ("from: '@cust.example'", False),
        ("desk: support", True),
        ("kind: human, text: payment", False),
        ("tagged: late", False),
    ],
)
def test_a_match_that_tells_nobody_from_another_is_known(match: str, everything: bool) -> None:
    made = office()
    assert fits_everything(made.place, made.place.selection(match)) is everything


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1000, 1001])
def test_lines_are_kept_in_their_order_however_they_came(count: int) -> None:
    from csmail.model.bulk import Line

    made = Office()
    every = [Line(conversation=f"C{number}") for number in range(count)]
    for start in range(0, count, 300):
        made.store.remember_all(records.appended(made.store, "X", "notice", every[start : start + 300]))
    assert list(records.lines(made.store, "X", "notice")) == every
