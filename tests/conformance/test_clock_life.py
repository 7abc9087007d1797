"""clocks.yaml, `life`: what befalls a conversation, by the product's own functions, and how its clocks stand then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from csmail.clocks import reckoned
from csmail.clocks.fold import latest
from csmail.desk import colleagues
from csmail.desk.conversation_update import with_arrival
from csmail.mail.threading import ThreadMatch
from csmail.model import effects
from csmail.model.clock import Clock
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk, Goals, Promises, Terms
from csmail.model.effects import Effect
from csmail.model.message import Message, Report
from csmail.model.task import Delivery, SendMail, Task
from csmail.outbox.transitions import aftermath
from csmail.rules.amend import amend
from tests import factories
from tests.conformance.test_clocks import cases, desk_of, span

JOINED = ThreadMatch("K7F3Q2")
PRIORITIES = ("urgent", "low", "high")
STATUSES = {"close": "closed", "reopen": "open", "spam": "spam"}
KINDS = ("human", "calendar", "autoreply", "bounce", "notification", "list", "report", "spam")
ANSWERS = {"sent": "sent", "queued": "queued", "held": "queued", "deferred": "deferred", "refused": "refused",
           "in_doubt": "in_doubt"}  # fmt: skip


def goals(written: dict[str, Any] | None) -> Goals:
    return Goals(**{name: span(text) for name, text in (written or {}).items() if text})


class Life:
    """A conversation of a case, one event after the other."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        raised = iter(PRIORITIES)
        self.names = {id(event): next(raised) for event in case["events"] if event["what"] == "priority"}
        by_priority = {self.names[id(event)]: goals(event["promises"]) for event in case["events"]
                       if event["what"] == "priority"}  # fmt: skip
        base = goals(case["promises"])
        promises = Promises(base.first_response, base.next_response, base.resolution, by_priority)
        self.desk = with_hours(replace(factories.desk(), promises=promises), case)
        self.desk = replace(self.desk, others=tuple(self.others(case)))
        self.number = count(1)
        backlog = bool(case.get("backlog"))
        opened_at = datetime.fromisoformat(case["at"]) if backlog else factories.NOW
        self.conversation: Conversation = factories.conversation(backlog=backlog, opened_at=opened_at)
        for event in case["events"]:
            self.befall(event, datetime.fromisoformat(event["at"]))

    def others(self, case: dict[str, Any]) -> Iterator[Desk]:
        """The desks that it is handed to, named by the number of the event."""
        for number, event in enumerate(case["events"]):
            if event["what"] == "transfer":
                promises = Promises(**vars_of(goals(event["promises"])))
                yield replace(factories.desk(), name=f"desk{number}", promises=promises,
                              hours=desk_of(event["calendar"]).hours)  # fmt: skip

    def befall(self, event: dict[str, Any], at: datetime) -> None:
        match event["what"]:
            case "in":
                self.asked(event, at)
            case "out" | "auto":
                self.written(event, at)
            case "bounced":
                report = Report(failed=("jane@cust.example",), permanent=True)
                self.arrive(self.message(at, kind="bounce", report=report, originators=()), at)
            case "hours":
                """The desk knows what held before: see `with_hours`."""
            case _:
                self.done(event, at)

    def message(self, at: datetime, **changes: Any) -> Message:
        return factories.message(key=f"k{next(self.number)}", received_at=at, **changes)

    def asked(self, event: dict[str, Any], at: datetime) -> None:
        message = self.message(at, kind=event.get("kind", "human"))
        if event.get("internal"):
            self.conversation = colleagues.noted(self.conversation, message, False, self.desk, at)
        else:
            self.arrive(message, at)

    def arrive(self, message: Message, at: datetime) -> None:
        self.conversation = with_arrival(self.conversation, message, JOINED, self.desk, at)

    def written(self, event: dict[str, Any], at: datetime) -> None:
        message = self.message(at, direction="out")
        if event.get("via"):
            seen_at = datetime.fromisoformat(event["seen_at"])
            self.conversation = colleagues.answered(self.conversation, message, True, self.desk, seen_at)
            return
        state = event.get("state", "sent")
        work = SendMail(message.key, "forward" if event.get("to") else "reply", automatic=event["what"] == "auto")
        told = (Delivery("jane@cust.example", ANSWERS[state]),)  # type: ignore[arg-type]
        task = Task("t", "support", "c", work, at, at, at, state=state, conversation="K7F3Q2", deliveries=told)
        (self.conversation,) = aftermath(task, self.conversation, at).conversations

    def done(self, event: dict[str, Any], at: datetime) -> None:
        asked: tuple[Effect, ...] = ()
        what = event["what"]
        if what in STATUSES:
            asked = (effects.SetStatus(STATUSES[what]),)  # type: ignore[arg-type]
        elif what == "priority":
            asked = (effects.SetPriority(self.names[id(event)]),)  # type: ignore[arg-type]
        elif what == "note":
            asked = (effects.AddNote("besok", "sari@toko.example"),)
        elif what == "escalate":
            asked = (effects.Escalate("lead@toko.example"),)
        elif what == "transfer":
            asked = (effects.Transfer(f"desk{self.case['events'].index(event)}"),)
        found = factories.situation(conversation=self.conversation, desk=self.desk, now=at, person=True)
        self.conversation = amend(found, asked).conversation

    def clocks(self, now: datetime) -> dict[Any, Clock]:
        return latest(reckoned(self.conversation, self.desk, now))


def with_hours(desk: Desk, case: dict[str, Any]) -> Desk:
    """The desk as it is after all changes of its hours, with what held before each."""
    hours, before = desk_of(case["calendar"]).hours, list[Terms]()
    for event in case["events"]:
        if event["what"] == "hours":
            before.append(Terms(hours, desk.promises, datetime.fromisoformat(event["at"])))
            hours = desk_of(event["calendar"]).hours
    return replace(desk, hours=hours, before=tuple(before))


def vars_of(goals: Goals) -> dict[str, Any]:
    return {name: getattr(goals, name) for name in ("first_response", "next_response", "resolution")}


@pytest.mark.parametrize("case", cases("life"))
def test_the_clocks_stand_as_the_table_says(case: dict[str, Any]) -> None:
    found = Life(case).clocks(datetime.fromisoformat(case["at"]))
    for name, told in case["expect"].items():
        clock = found.get(name)
        assert (clock is None) == (told is None), name
        if clock is not None:
            assert shown(clock, told) == wanted(told), name


def shown(clock: Clock, told: dict[str, Any]) -> dict[str, Any]:
    everything = {
        "state": clock.state, "started_at": clock.started_at, "due_at": clock.due_at, "ended_at": clock.ended_at,
        "half_at": clock.half_at, "elapsed": clock.used, "late": clock.late,
    }  # fmt: skip
    return {name: everything[name] for name in told}


def wanted(told: dict[str, Any]) -> dict[str, Any]:
    def read(name: str, value: Any) -> Any:
        if name == "elapsed":
            return span(value).exact
        return datetime.fromisoformat(value) if name.endswith("_at") and value else value

    return {name: read(name, value) for name, value in told.items()}
