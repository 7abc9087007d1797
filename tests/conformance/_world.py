"""One case of recipients.yaml as our own values: the desk, what was said before, the message, where that is filed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from csmail.desk.conversation_update import new_conversation, people, with_arrival
from csmail.mail import identity, threading
from csmail.mail.address import is_own, key
from csmail.mail.threading import proof
from csmail.model.address import Address
from csmail.model.conversation import Conversation, Escalation
from csmail.model.desk import AcknowledgeLimits, Desk
from csmail.model.message import Message, Report
from csmail.model.situation import Situation
from tests import factories
from tests.conformance._cases import desk_of, read

SECRET = b"conformance" * 3
AUTOMATIC = ("auto_ack", "auto_reply")


class World:
    """`said` is the thread, `history` what stands beside the message that the operation applies to."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.params: dict[str, Any] = case.get("params") or {}
        limits = AcknowledgeLimits(
            per_sender=self.params.get("acks_per_window", 1),
            window=timedelta(hours=self.params.get("ack_window_hours", 24)),
        )
        tokens = bool(self.params.get("token_threading"))
        self.desk: Desk = replace(desk_of(case), reply_tokens=tokens, acknowledge=limits)
        thread = case.get("thread") or []
        self.said = [self._said(one, uid) for uid, one in enumerate(thread, 2)]
        incoming = self._incoming(case["incoming"]) if case.get("incoming") else None
        named = {one.get("ref"): message for one, message in zip(thread, self.said, strict=True)}
        chosen = named.get(case.get("parent"), incoming)
        self.message: Message = chosen or self.said[-1]
        self.newest = (*self.said, *([incoming] if incoming else ()))
        self.history = tuple(one for one in self.newest if one is not self.message)
        self.conversation = self._conversation()
        self.joined = self._joined()
        if self.message is incoming and not self.joined.quarantined:
            self._file(incoming)

    def _file(self, incoming: Message) -> None:
        """Who reads the incoming message is what the desk finds out, not what the case says."""
        joins = bool(self.joined.conversation) and not self.joined.signed
        weak = joins and not proof.is_proven(incoming, self.said, self.desk)
        self.message = replace(incoming, visibility=self.joined.visibility, weak=weak)
        self.newest = (*self.said, self.message)

    def _incoming(self, one: dict[str, Any]) -> Message:
        id = identity.conversation_id(self.said[0].key) if self.said else ""
        return read(one["headers"].replace("[#1]", f"[#{id}]"), self.desk, body=str(one.get("body", "Halo")))

    def _said(self, one: dict[str, Any], uid: int) -> Message:
        message, bounce = read(one["headers"], self.desk, uid), one.get("bounce")
        ours = one.get("direction", "in") != "in"
        return replace(
            message,
            direction=one.get("direction", "in"),
            # What an agent sends in for the customer is no mail that the customer has seen.
            visibility="customer" if one.get("visibility", "customer") == "customer" else "internal",
            bcc=tuple(map(Address, one.get("bcc") or ())) or message.bcc,
            kind="bounce" if bounce else "human" if ours else message.kind,
            automatic=one.get("kind") in AUTOMATIC or (message.automatic and not ours),
            report=_report(bounce) if bounce else message.report,
        )

    def _conversation(self) -> Conversation:
        visible = [one for one in self.said if one.visibility == "customer" and one.direction != "note"]
        first = visible[0] if visible else self.message
        made = new_conversation(identity.conversation_id(first.key), first, self.desk, factories.NOW, False)
        reports = [one.report for one in self.said if one.report and one.report.permanent]
        handed = [one for one in self.said if one.direction == "out" and one.visibility == "internal"]
        return made.amended(
            status="open",
            closed_at=None,
            participants=frozenset().union(*map(people, visible)),
            bounced=frozenset(key(spec) for report in reports for spec in report.failed),
            escalations=tuple(Escalation(to.spec, factories.NOW) for one in handed for to in one.to),
        )

    def _joined(self) -> threading.ThreadMatch:
        known = {one.message_id: self.conversation.id for one in self.said}
        hints = threading.hints(self.message, self.desk, SECRET)
        conversations = {self.conversation.id: self.conversation} if self.said else {}
        joined = threading.join(self.message, known, conversations, factories.NOW, hints)
        return threading.released(joined, self.message, self.history)

    @property
    def after(self) -> Conversation:
        """The conversation with the message in it."""
        return with_arrival(self.conversation, self.message, self.joined, self.desk, factories.NOW)

    @property
    def added(self) -> frozenset[str]:
        """Keys of the people whom the message brings in."""
        fresh = self.after.participants - self.conversation.participants
        return frozenset(spec for spec in fresh if not is_own(spec, self.desk))

    @property
    def situation(self) -> Situation:
        """What a rule is asked about when the message arrives."""
        return Situation(
            self.desk,
            self.conversation,
            self.message,
            factories.NOW,
            history=self.history,
            acknowledged_lately=told_lately(self.params, self.message),
            quarantined=self.joined.quarantined,
        )


def told_lately(params: dict[str, Any], message: Message) -> int:
    """How many acknowledgements the author had within the window, as a list of them or as a number."""
    author = key(message.originators[0].spec) if message.originators else ""
    window, count = params.get("ack_window_hours", 24), 0
    for name, value in params.items():
        if "ack" not in name or name in ("ack_window_hours", "acks_per_window"):
            continue
        if isinstance(value, list):
            mine = [one for one in value if key(one.get("to", author)) == author]
            count += sum(one.get("hours_ago", 0) < window for one in mine)
        elif isinstance(value, int | float):
            count += value < window if "ago" in name else int(value)
    return count


def _report(bounce: dict[str, Any]) -> Report:
    failed = bounce.get("action") == "failed"
    permanent = failed and str(bounce.get("status", "")).startswith("5.")
    whom = (bounce["final_recipient"],) if "final_recipient" in bounce else ()
    return Report(bounce.get("original_message_id", ""), failed=whom, permanent=permanent)
