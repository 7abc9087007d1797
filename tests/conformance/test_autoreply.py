"""Every case of autoreply.yaml, put to parse(): may a machine answer, for which reason, what kind of message is it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from csmail.actions.acknowledge import Acknowledge
from csmail.mail.address import key
from csmail.mail.parse import parse
from csmail.model.desk import AcknowledgeLimits, Desk, Team, Trust
from csmail.model.effects import Send
from csmail.model.message import Message, RawMessage
from tests.conformance._cases import table
from tests.factories import NOW, conversation, raw, situation

TABLE = table("autoreply.yaml")
CASES = {case["id"]: case for case in TABLE["cases"]}
# Rows 15 of correct-mail section 10.2: not the message, the conversation or the budget forbids; the action knows them.
OF_THE_ACTION = {"rate_limited", "not_first_message"}

# The table's kinds in the words of the model: a bulk mail is a list mail, our own returning mail an automatic one.
KINDS = {"auto_reply": {"autoreply"}, "mdn": {"report"}, "arf": {"report"}, "bulk": {"list"}, "own": {"autoreply"}}


def desk_of(case: dict[str, Any]) -> Desk:
    params = case.get("params", {})
    own = TABLE["desk"]
    trust = Trust(
        lists=tuple(params.get("trusted_lists", ())), authserv_ids=tuple(params.get("trusted_authserv_ids", ()))
    )
    limits = AcknowledgeLimits(
        per_sender=params.get("acks_per_window", 3), window=timedelta(hours=params.get("ack_window_hours", 24))
    )
    return Desk(
        name="support", address=own["primary"], aliases=tuple(own["aliases"]), loop_id=params.get("loop_id", ""),
        plus_addresses=own["plus_policy"] == "any", trust=trust, acknowledge=limits, team=Team(),
    )  # fmt: skip


def raw_of(case: dict[str, Any]) -> RawMessage:
    """The raw mail of a case; `parts` become a body with that structure, put between the boundary of its header."""
    header, body = case["headers"], case.get("body", "Hello\n")
    parts = case.get("parts")
    if parts:
        boundary = header.partition("boundary=")[2].split("\n")[0].strip('"; ')
        body = "".join(f"--{boundary}\nContent-Type: {part}\n\nsome content\n" for part in parts) + f"--{boundary}--\n"
    return raw(header, body)


def read(case: dict[str, Any]) -> Message:
    return parse(raw_of(case), desk_of(case))


def test_the_table_is_whole() -> None:
    assert len(own_cases()) == 71


@pytest.mark.parametrize("id", CASES)
def test_a_machine_answers_exactly_when_the_table_says_so(id: str) -> None:
    case = CASES[id]
    expected = case["expected"]
    message = read(case)
    if expected["reason"] in OF_THE_ACTION:
        assert message.verdict.allowed
        assert kept_from_leaving(case, message).startswith(f"{expected['reason']}: ")
        return
    assert (message.verdict.allowed, message.verdict.reason) == (expected["auto_reply"] == "yes", expected["reason"])
    assert message.verdict.allowed or message.verdict.evidence


def kept_from_leaving(case: dict[str, Any], message: Message) -> str:
    """Why the acknowledge action declines, or holds its letter for a person."""
    params, action = case.get("params", {}), Acknowledge()
    window = timedelta(hours=params.get("ack_window_hours", 24))
    recent = [one for one in params.get("recent_acks", ()) if timedelta(hours=one.get("hours_ago", 0)) < window]
    author = key(message.originators[0].spec)
    before = (replace(message, key="before"),) if case["expected"]["reason"] == "not_first_message" else ()
    asked = situation(
        desk=desk_of(case), message=message, conversation=conversation(customer=message.originators[0], opened_at=NOW),
        acknowledged_lately=sum(key(one["to"]) == author for one in recent), history=before,
    )  # fmt: skip
    held = (effect.hold for effect in action.effects(asked) if isinstance(effect, Send))
    return action.withheld(asked) or next(held, "")


def own_cases() -> dict[str, Any]:
    """The table that lies here, whatever folder is under test."""
    loaded = YAML(typ="safe").load((Path(__file__).parent / "autoreply.yaml").read_text(encoding="utf-8"))
    return {case["id"]: case for case in loaded["cases"]}


@pytest.mark.parametrize("id", CASES)
def test_the_kind_is_that_of_the_table(id: str) -> None:
    case = CASES[id]
    expected = case["expected"]["kind"]
    assert read(case).kind in KINDS.get(expected, {expected})


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
    assert [effect.hold for effect in action.effects(fresh) if isinstance(effect, Send)] == [""]


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
