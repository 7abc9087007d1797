"""promises.yaml: the sentence that tells a customer by when he is answered, as a template gets it, and its moment."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from csmail.clocks import calendar, promised, promises, reckoned
from csmail.desk.conversation_update import with_arrival
from csmail.desk.effects.variables import variables
from csmail.mail.threading import ThreadMatch
from csmail.model.audience import Audience
from csmail.model.desk import Desk, Promises
from csmail.model.effects import Letter
from csmail.model.promise import Promise
from csmail.wording.answer_by import answer_by
from tests import factories
from tests.conformance._cases import read_table
from tests.conformance.test_clocks import desk, span

TABLE = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent) / "promises.yaml"


@cache
def table() -> dict[str, Any]:
    """The table; a folder without it has no cases."""
    return read_table(TABLE) if TABLE.exists() else {"cases": [], "calendars": {}}


@cache
def hours_of(name: str) -> Desk:
    return desk(table()["calendars"][name])


def desk_of(case: dict[str, Any]) -> Desk:
    promise = span(case["promise"]) if case["promise"] else None
    return replace(hours_of(case["calendar"]), promises=Promises(first_response=promise))


CASES = [pytest.param(case, id=case["id"]) for case in table()["cases"]]


@pytest.mark.parametrize("case", CASES)
def test_the_customer_reads_the_sentence_of_the_table(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case["now"])
    found = factories.situation(desk=desk_of(case), now=now)
    letter = Letter("acknowledgement", Audience("send", ""), template="acknowledgement")
    assert variables(found, letter, case["language"])["answer_by"] == case["expect"]["sentence"]


@pytest.mark.parametrize("case", [one for one in CASES if one.values[0]["promise"]])  # type: ignore[index,call-overload]
def test_the_promised_moment_is_honest_and_the_clock_never_later(case: dict[str, Any]) -> None:
    now, told, ours = datetime.fromisoformat(case["now"]), case["expect"], desk_of(case)
    times = calendar(ours.hours)
    due_at = promised(times, span(case["promise"]), now)
    assert due_at == datetime.fromisoformat(told["due_at"])
    said = answer_by(due_at.astimezone(times.zone), now.astimezone(times.zone), case["language"])
    assert (said.relative, said.date, said.time, said.zone) == tuple(
        told[part] for part in ("relative", "date", "time", "zone")
    )
    received_at = datetime.fromisoformat(case.get("received_at", case["now"]))
    asked = with_arrival(
        factories.conversation(), factories.message(received_at=received_at), ThreadMatch("K7F3Q2"), ours, now
    )
    (clock,) = reckoned(asked, ours, received_at)
    assert clock.due_at == datetime.fromisoformat(told["clock_due_at"])
    assert clock.due_at <= due_at
    if received_at == now:
        assert clock.half_at == datetime.fromisoformat(told["half_at"])
    word = Promise("first_response", now, span(case["promise"]), due_at, "mail", given_at=now)
    (standing,) = promises(factories.conversation(promises=(word,)), ours, now)
    assert (standing.state, standing.apologise_at) == ("open", datetime.fromisoformat(told["apology_at"]))


def test_a_folder_without_the_table_has_no_cases() -> None:
    assert table()["cases"] or not TABLE.exists()
