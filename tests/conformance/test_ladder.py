"""ladder.yaml: who is told when, over real passes of a desk with a clock in our hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from csmail import templates
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.errors import ConfigurationError
from csmail.model import later
from csmail.model.desk import Desk, Promises, Tier
from csmail.model.duration import parse
from csmail.wording.problems import told as worded
from tests import factories
from tests.conformance._cases import read_table
from tests.conformance.test_clock_life import goals, vars_of
from tests.conformance.test_clocks import desk as read_desk
from tests.workspace import Office, asked, mail

TABLE = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent) / "ladder.yaml"


TEMPLATES = Path(__file__).parents[2] / "templates"


@cache
def table() -> dict[str, Any]:
    """The table; a folder without it has no cases."""
    return read_table(TABLE) if TABLE.exists() else {"cases": [], "calendars": {}}


def tier(written: dict[str, Any], zone: str) -> Tier:
    own = read_desk({"timezone": zone, "hours": written["hours"]}).hours if "hours" in written else None
    return Tier(written["to"], parse(written.get("after", "0m")), written["step"], written.get("at", ""), own)


def cases(told: bool = True) -> list[Any]:
    return [pytest.param(one, id=one["id"]) for one in table()["cases"] if ("problem" not in one["expect"]) is told]


def others(case: dict[str, Any]) -> Iterator[Desk]:
    """The desks that the case hands a conversation to, each named by the number of its event."""
    for number, event in enumerate(case["events"]):
        if event["what"] == "transfer":
            hours = read_desk(table()["calendars"][event["calendar"]])
            yield replace(
                factories.desk(), name=f"desk{number}", address=f"desk{number}@toko.example", aliases=(),
                hours=hours.hours, timezone=hours.timezone, promises=Promises(**vars_of(goals(event["promises"]))),
                escalation=tuple(tier(one, hours.timezone) for one in event.get("steps", ())),
            )  # fmt: skip


class Run:
    """A case under way: events happen at their time, a pass is made at every sweep."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        hours = read_desk(table()["calendars"][case["calendar"]])
        made: Desk = replace(
            factories.desk(), hours=hours.hours, timezone=hours.timezone,
            promises=Promises(**vars_of(goals(case["promises"]))),
            escalation=tuple(tier(one, hours.timezone) for one in case["ladder"]), others=tuple(others(case)),
        )  # fmt: skip
        begins = [*(one["at"] for one in case["events"]), *(one["from"] for one in case["sweeps"])]
        start = min(map(datetime.fromisoformat, begins)) - timedelta(minutes=1)
        self.office = Office(desk=made, now=start)
        self.office.place = replace(self.office.place, templates=templates.open(TEMPLATES))
        self.sent: list[tuple[str, datetime]] = []
        self.lines: list[int] = []
        self.number = 1
        self.left = sorted(case["events"], key=lambda one: datetime.fromisoformat(one.get("seen_at", one["at"])))
        if not any(one.get("backlog") for one in case["events"]):
            poll(self.office.place)

    def through(self) -> None:
        for at in moments(self.case):
            for event in [one for one in self.left if datetime.fromisoformat(one.get("seen_at", one["at"])) <= at]:
                self.left.remove(event)
                self.office.now = max(self.office.now, datetime.fromisoformat(event["at"]))
                self.befall(event)
            self.office.now = at
            self.round()

    def round(self) -> None:
        before = len(self.office.transport.sent)
        poll(self.office.place)
        for sent, recipients in self.office.transport.sent[before:]:
            self.sent += [(one, self.office.now) for one in recipients if one.endswith("@toko.example")]
            self.lines.append(sent.data.count(b"csmail conversations show"))

    def befall(self, event: dict[str, Any]) -> None:
        what = event["what"]
        match what:
            case "in" if event.get("of"):
                (up, *_) = [one for one in self.office.desk.escalation if one.step == event["of"]]
                self.deliver(f"Spesialis <{up.to}>", event.get("kind", "human"))
            case "in" if "count" in event:
                self.flood(event["count"])
            case "in":
                self.deliver("Jane Roe <jane@cust.example>", event.get("kind", "human"))
            case "out" if event.get("via"):
                self.deliver("Sari <sari@toko.example>")
            case "out":
                self.act("reply", text="Sudah dikirim.")
            case "escalate":
                self.round()
                self.act("escalate", step=event["step"])
            case "close" | "reopen" | "spam":
                self.act(what)
            case "draft":
                """It stops nothing."""
            case _:
                self.done(event)

    def done(self, event: dict[str, Any]) -> None:
        """What one of the house does that is no mail."""
        what = event["what"]
        parameters = {
            "note": {"text": "besok"},
            "transfer": {"to": f"desk{self.case['events'].index(event)}"},
            "snooze": {"until": later.parse(event.get("until", "1d"))},
        }
        if what not in parameters:
            pytest.skip(f"no {what} yet")
        self.act(what, **parameters[what])

    def flood(self, count: int) -> None:
        for number in range(count):
            self.office.deliver(mail(100 + number, From=f"Jane <jane{number}@cust.example>"))
        self.round()

    def deliver(self, sender: str, kind: str = "human") -> None:
        first = not any(self.office.store.conversations())
        self.number += 1
        number = self.number
        joined = {} if first else {"In_Reply_To": "<m1@cust.example>", "References": "<m1@cust.example>"}
        marks = {"Auto_Submitted": "auto-replied"} if kind == "autoreply" else {}
        to = {"To": "jane@cust.example, support@toko.example"} if "sari@" in sender else {}
        self.office.deliver(mail(1 if first else number, **{"From": sender, **joined, **marks, **to}))
        self.round()

    def act(self, name: str, **parameters: Any) -> None:
        (one,) = self.office.store.conversations()
        before = len(self.office.transport.sent)
        act(self.office.place, one.id, asked(name, **parameters), "sari")
        if name == "escalate":
            for _, recipients in self.office.transport.sent[before:]:
                self.sent += [(spec, self.office.now) for spec in recipients]


def moments(case: dict[str, Any]) -> Iterator[datetime]:
    for span in case["sweeps"]:
        at, end = datetime.fromisoformat(span["from"]), datetime.fromisoformat(span["to"])
        while at <= end:
            yield at
            at += parse(span["every"])


@pytest.mark.parametrize("case", cases())
def test_the_ladder_is_climbed_as_the_table_says(case: dict[str, Any]) -> None:
    run = Run(case)
    run.through()
    wanted = [(one["to"], datetime.fromisoformat(one["at"])) for one in case["expect"]["sent"]]
    assert run.sent == wanted
    conversations = [*run.office.store.conversations()]
    for each in conversations:
        over = [one.step for one in each.escalations if one.passed_over]
        assert over == case["expect"].get("passed_over", [])
    digests = [one["digest_of"] for one in case["expect"]["sent"] if "digest_of" in one]
    assert [count for count in run.lines if count > 1] == digests


def test_a_folder_without_the_table_has_no_cases() -> None:
    assert table()["cases"] or not TABLE.exists()


@pytest.mark.parametrize("case", cases(told=False))
def test_a_mistake_in_the_ladder_is_told(case: dict[str, Any]) -> None:
    steps = [{**one, "step": one["step"]} for one in case["ladder"]]
    with pytest.raises(ConfigurationError) as refused:
        read_desk({"team": {"internal_domains": ["toko.example"]}, "escalation": steps, "promises": case["promises"]})
    assert any(
        worded(one).partition(": desks.")[2].partition(": ")[2] == case["expect"]["problem"]
        for one in refused.value.problems
    )
