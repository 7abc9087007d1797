"""Every case of autoreply.yaml, put to parse(): may a machine answer, for which reason, what kind of message is it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.actions.acknowledge import Acknowledge
from csmail.mail import autoreply, threading
from csmail.mail.address import key
from csmail.mail.autoreply.facts import Facts
from csmail.mail.parse import parse
from csmail.model.desk import AcknowledgeLimits, Desk, Team, Trust
from csmail.model.effects import Send
from csmail.model.message import Message, RawMessage, Verdict
from csmail.model.reason import Reason
from tests.conformance._cases import cases, mail_of, read_table, table
from tests.factories import NOW, conversation, raw, situation

TABLE = table("autoreply.yaml")
CASES = cases("autoreply.yaml", {})
PRECEDENCE: list[str] = TABLE["precedence"]
# Rows 15 of correct-mail section 10.2: not the message, the conversation or the budget forbids; the action knows them.
OF_THE_ACTION = {"rate_limited", "not_first_message"}
# The desk has reasons that the table does not tell apart; each has tests of its own.
OURS_ALONE = {"form_not_vouched", "ambiguous_sender", "spam", "mass_recipients", "internal_sender"}
FIRST = re.compile("first")
EARLIER = re.compile("earlier|previous|prior|history|existing|under_way|acknowledged|acked_(?:before|in)|already")

# The table's kinds in the words of the model: a bulk mail is a list mail.
KINDS = {"auto_reply": "autoreply", "mdn": "report", "arf": "report", "bulk": "list"}


def params_of(case: dict[str, Any]) -> dict[str, Any]:
    return case.get("params") or {}


def named(params: dict[str, Any], *words: str) -> tuple[str, ...]:
    """The strings of the first parameter whose name holds one of the words, however the table spells it."""
    found = next((value for name, value in params.items() if any(word in name for word in words)), None) or ()
    return (found,) if isinstance(found, str) else tuple(map(str, found))


def desk_of(case: dict[str, Any]) -> Desk:
    params, own = params_of(case), TABLE["desk"]
    trust = Trust(
        lists=named(params, "trusted_list"), forms=named(params, "trusted_form"),
        authserv_ids=named(params, "authserv"), notifiers=named(params, "notifier", "notification_sender"),
    )  # fmt: skip
    return Desk(
        name="support", address=own["primary"], aliases=tuple(own.get("aliases") or ()),
        other_desks=tuple(own.get("other_desks") or ()), loop_id=str(params.get("loop_id") or ""),
        plus_addresses=own.get("plus_policy", "any") == "any", trust=trust, acknowledge=limits_of(params), team=Team(),
    )  # fmt: skip


def limits_of(params: dict[str, Any]) -> AcknowledgeLimits:
    """Without params one letter is as many as the table's cases can speak of: nothing was acknowledged before."""
    window = timedelta(hours=params.get("ack_window_hours", 24))
    return AcknowledgeLimits(per_sender=params.get("acks_per_window", 1), window=window)


def raw_of(case: dict[str, Any]) -> RawMessage:
    return raw(*mail_of(case, "Hello\n"))


def read(case: dict[str, Any]) -> Message:
    return parse(raw_of(case), desk_of(case))


def holding(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every reason that a row of the decision gives for the message, in the order of the rows."""
    seen: list[str] = []

    def asked(facts: Facts, desk: Desk) -> Verdict:
        seen.extend(found[0] for row in autoreply.ROWS if (found := row(facts, desk)))
        return autoreply.HUMAN

    with monkeypatch.context() as patched:
        patched.setattr(autoreply, "verdict", asked)
        read(case)
    return seen


def kept_from_leaving(case: dict[str, Any], message: Message) -> Reason | None:
    """Why the acknowledge action declines, or holds its letter for a person; None when it leaves."""
    params, desk, action = params_of(case), desk_of(case), Acknowledge()
    author = key(message.originators[0].spec) if message.originators else ""
    told = [one if isinstance(one, dict) else {"to": one} for one in params.get("recent_acks") or ()]
    recent = [one for one in told if key(str(one.get("to"))) == author and ago(one) < desk.acknowledge.window]
    before = (replace(message, key="before"),) if follows(case) else ()
    customer = message.originators[0] if message.originators else None
    asked = situation(
        desk=desk, message=message, conversation=conversation(customer=customer, opened_at=NOW),
        acknowledged_lately=len(recent), history=before,
    )  # fmt: skip
    why = action.withheld(asked)
    return why or next(effect.hold for effect in action.effects(asked) if isinstance(effect, Send))


def ago(one: dict[str, Any]) -> timedelta:
    units = {name: one.get(f"{name}_ago", 0) for name in ("minutes", "hours", "days")}
    return timedelta(**units)


def follows(case: dict[str, Any]) -> bool:
    """Whether params say that the conversation was under way. A table may say so by a name that nobody can foresee,
    or by the expected reason alone: then that is taken as told, and the action still has to act upon it."""
    params = params_of(case)
    for name, value in params.items():
        if FIRST.search(name):
            return value is False or (isinstance(value, int) and not isinstance(value, bool) and value != 1)
        if EARLIER.search(name):
            return bool(value)
    return case["expected"]["reason"] == "not_first_message" and "recent_acks" not in params


def test_the_table_is_whole() -> None:
    assert len(own_cases()) == 71


@pytest.mark.parametrize("case", CASES)
def test_a_machine_answers_exactly_when_the_table_says_so(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head of the table lets a test accept any reason that also holds; the next test is about the first."""
    expected, message = case["expected"], read(case)
    why = kept_from_leaving(case, message)
    assert (not why) is (expected["auto_reply"] in ("yes", True)) is (expected["reason"] == "human"), why
    if expected["reason"] in OF_THE_ACTION:
        assert message.verdict.allowed
        assert why is not None
        assert why.code == expected["reason"]
        return
    assert message.verdict.allowed is (expected["reason"] == "human")
    assert message.verdict.allowed or (message.verdict.evidence and expected["reason"] in holding(case, monkeypatch))


@pytest.mark.parametrize("case", CASES)
def test_the_reason_told_is_the_first_that_holds_in_the_order_of_the_table(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, found = read(case).verdict.reason, holding(case, monkeypatch)
    ordered = sorted((one for one in found if one not in OURS_ALONE), key=PRECEDENCE.index)
    assert told in OURS_ALONE or [told] == (ordered or ["human"])[:1]
    if case["id"] in LYING_HERE and case["expected"]["reason"] not in OF_THE_ACTION:
        assert told == case["expected"]["reason"]


def own_cases() -> dict[str, Any]:
    """The table that lies here, whatever folder is under test."""
    loaded = read_table(Path(__file__).parent / "autoreply.yaml")
    return {case["id"]: case for case in loaded["cases"]}


LYING_HERE = own_cases().keys() | {
    case["id"] for case in read_table(Path(__file__).parent / "own_autoreply.yaml")["cases"]
}


@pytest.mark.parametrize("case", CASES)
def test_the_kind_is_that_of_the_table(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    expected, message = case["expected"]["kind"], read(case)
    if expected == "own":
        told = message.verdict
        assert told.reason == "own_address" or told.evidence.startswith("X-CSMail-Loop: ")
        assert not reopens(message, desk_of(case))
        return
    assert message.kind == KINDS.get(expected, expected)
    assert expected not in ("mdn", "arf") or expected in holding(case, monkeypatch)
    assert expected in ("human", "calendar") or not reopens(message, desk_of(case))


def reopens(message: Message, desk: Desk) -> bool:
    """What a kind is for: whether the message, as an answer, would reopen a conversation of its author."""
    people = frozenset(key(one.spec) for one in (*message.originators, *message.to))
    customer = message.originators[0] if message.originators else None
    known = conversation(customer=customer, participants=people, status="closed", closed_at=NOW)
    answer = replace(message, in_reply_to=("<c1@cust.example>",))
    hints = threading.hints(answer, desk, b"secret")
    return threading.join(answer, {"<c1@cust.example>": known.id}, {known.id: known}, NOW, hints).reopens


def test_mail_of_a_person_reopens_and_our_own_does_not() -> None:
    """What the kinds of the table are compared by tells the two apart."""
    person, desk = read(own_cases()["AR-002"]), desk_of(own_cases()["AR-002"])
    assert reopens(person, desk)
    assert not reopens(replace(person, kind="autoreply"), desk)


def test_the_fourth_acknowledgement_to_a_sender_within_the_window_is_held_for_a_person() -> None:
    case = own_cases()["AR-106"]
    message = read(case)
    asked = situation(
        desk=desk_of(case), message=message, acknowledged_lately=len(case["params"]["recent_acks"]),
        conversation=conversation(customer=message.originators[0], opened_at=NOW),
    )  # fmt: skip
    action = Acknowledge()
    effects = action.effects(asked) if not action.withheld(asked) else ()
    assert not any(isinstance(effect, Send) and not effect.hold for effect in effects)
    fresh = asked.amended(acknowledged_lately=0)
    assert [effect.hold for effect in action.effects(fresh) if isinstance(effect, Send)] == [None]


def test_without_trust_the_list_headers_of_our_own_group_forbid_an_answer() -> None:
    case = own_cases()["AR-072"]
    untrusted = parse(raw_of(case), replace(desk_of(case), trust=Trust()))
    assert untrusted.verdict.reason == "own_address"
    assert read(case).verdict.allowed


def test_a_trusted_server_that_says_dmarc_failed_forbids_an_answer_and_any_other_server_does_not() -> None:
    mail = raw(
        "Authentication-Results: mx.acme.example; dmarc=fail header.from=cust.example\n"
        "From: jane@cust.example\nTo: support@acme.example\nSubject: Order\n"
    )
    desk = Desk(name="support", address="support@acme.example")
    assert parse(mail, desk).verdict.allowed
    trusting = replace(desk, trust=Trust(authserv_ids=("mx.acme.example",)))
    assert parse(mail, trusting).verdict.reason == "authentication_failed"


def test_only_the_topmost_block_of_the_trusted_server_counts() -> None:
    mail = raw(
        "Authentication-Results: mx.acme.example; dmarc=pass (not dmarc=fail) header.from=cust.example\n"
        "Authentication-Results: mx.acme.example; dmarc=fail\n"
        "From: jane@cust.example\nTo: support@acme.example\nSubject: Order\n"
    )
    desk = Desk(name="support", address="support@acme.example", trust=Trust(authserv_ids=("MX.acme.example",)))
    assert parse(mail, desk).verdict.allowed
