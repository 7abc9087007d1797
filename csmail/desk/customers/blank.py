"""What is left of each noun of a customer who is forgotten: numbers, times, states, no word and no address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.draft_life import Edition
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord
from csmail.model.task import DUE, Draft, Mail, SendMail, Task, UnfileMail

NOBODY = Address("")


def pseudonym(customer: Customer) -> str:
    """What stands for the address from now on: reports can still tell one customer from another (RFC 2606)."""
    return f"forgotten-{customer.id}@forgotten.invalid"


def customer(one: Customer) -> Customer:
    """The record, of which its id and its times are left."""
    return Customer(
        one.id, pseudonym(one), one.first_seen_at, one.last_seen_at, merged_into=one.merged_into,
        merged=tuple(replace(each, tags=()) for each in one.merged), version=one.version,
    )  # fmt: skip


def conversation(one: Conversation, named: str, now: datetime) -> Conversation:
    """The conversation as numbers; nothing in it waits for anybody any more. What is not named here goes."""
    return Conversation(
        one.id, one.desk, one.opened_at, now, customer=Address(named), language=one.language,
        status="spam" if one.status == "spam" else "closed", closed_at=one.closed_at or now, priority=one.priority,
        tags=one.tags, assignee=one.assignee, assigned_at=one.assigned_at, acknowledged_at=one.acknowledged_at,
        answered_at=one.answered_at, last_in_at=one.last_in_at, backlog=one.backlog, merged_into=one.merged_into,
        merged=one.merged, turns=one.turns, promises=one.promises, passed=one.passed, mood=one.mood,
        served_by=one.served_by, edges=one.edges, reminded=one.reminded, version=one.version,
        surveys=tuple(replace(each, comment="") for each in one.surveys),
    )  # fmt: skip


def message(one: Message) -> Message:
    """By its key it is known when the mailbox is read anew, by its place `audit` knows where it lies."""
    return Message(
        one.key, one.desk, one.direction, one.received_at, language=one.language, kind=one.kind, size=one.size,
        place=one.place, conversation=one.conversation, visibility=one.visibility, automatic=one.automatic,
        quarantined=one.quarantined, weak=one.weak,
    )  # fmt: skip


def mail_of(key: str) -> Mail:
    """No bytes, nobody it went to."""
    return Mail(key, "", "", (), "")


def draft(one: Draft, now: datetime) -> Draft:
    """Decided upon, and empty."""
    state = "rejected" if one.state in ("waiting", "approved") else one.state
    nothing = Audience("no_reply", NOBODY)
    return replace(
        one, audience=nothing, subject="", text="", reason="", state=state, changed_at=now, source="", closing="",
        comments=(), assisted=(), assist_wanted=False, editions=tuple(map(_edition, one.editions)),
    )  # fmt: skip


def _edition(one: Edition) -> Edition:
    """Who wrote it and when."""
    return Edition(one.number, one.mail, one.author, one.at, person=one.person)


def task(one: Task, now: datetime) -> Task:
    """What was done stays done; what was not is dropped. A cause may name an address, so it goes."""
    state = "dropped" if one.state in (*DUE, "held") else one.state
    work = one.work
    if isinstance(work, SendMail):
        work = replace(work, answers="")
    elif isinstance(work, UnfileMail):
        work = replace(work, message_id="")
    return one.amended(
        work=work, cause=f"forgotten/{one.id}", deliveries=(), state=state, reason=None,
        changed_at=now if state != one.state else one.changed_at,
    )  # fmt: skip


def receipt(one: Receipt) -> Receipt:
    """Who did what when; of reasons the codes."""
    steps = tuple(
        StepRecord(
            step.rule,
            step.action,
            "",
            Reason(step.withheld.code) if step.withheld else None,
            tuple(Reason(did.code) for did in step.did),
        )
        for step in one.steps
    )
    notes = tuple(Reason(note.code) for note in one.notes)
    return replace(one, misses={}, seen={}, facts=(), steps=steps, notes=notes)
