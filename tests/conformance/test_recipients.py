"""Every case of recipients.yaml: parsed, decided, composed, and the transmitted octets looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Read
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from csmail.actions.escalate import Escalate
from csmail.config.load import load
from csmail.errors import ConfigurationError
from csmail.mail import identity, recipients, subject, threading
from csmail.mail.address import is_internal, is_own, key, parse_list
from csmail.mail.compose import Outgoing, as_mail
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.effects import Purpose
from csmail.model.message import Message, Report
from csmail.model.situation import Situation
from csmail.model.task import Mail
from csmail.rules.conditions import Always
from csmail.rules.decide import decide
from csmail.rules.rule import Asked, Rule
from tests import factories
from tests.conformance._cases import cases, desk_of, read, table

NOT_YET: dict[str, str] = {}
CONFIGURED = frozenset({"loop_target", "unknown_recipient_field"})
CONFIGURATION = """\
desks:
  support:
    address: support@acme.example
    mailbox: {kind: memory}
    transport: {kind: memory}
rules:
  - name: the one of the case
    then: [{reply: {KEYS}}]
"""
READ_FLAGS = {"malformed_recipient", "duplicate_header"}
SECRET = b"conformance" * 3
PURPOSES: dict[str, Purpose] = {"auto_ack": "acknowledgement", "escalate_forward": "escalation"}


class World:
    """One case as our own values: the desk, what was said before, the message the operation applies to."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.params: dict[str, Any] = case.get("params") or {}
        self.desk = replace(desk_of(case), reply_tokens=bool(self.params.get("token_threading")))
        self.said = [self._said(one, uid) for uid, one in enumerate(case.get("thread") or [], 2)]
        named = {one["ref"]: message for one, message in zip(case.get("thread") or [], self.said, strict=True)}
        self.message = self._incoming(case["incoming"]["headers"]) if case.get("incoming") else named[case["parent"]]
        self.history = tuple(one for one in self.said if one is not self.message)
        self.conversation = self._conversation()

    def _incoming(self, headers: str) -> Message:
        id = identity.conversation_id(self.said[0].key) if self.said else ""
        return read(headers.replace("[#1]", f"[#{id}]"), self.desk)

    def _said(self, one: dict[str, Any], uid: int) -> Message:
        message = read(one["headers"], self.desk, uid)
        bounce = one.get("bounce")
        report = None
        if bounce:
            failed = bounce["action"] == "failed" and bounce["status"].startswith("5.")
            report = Report(bounce["original_message_id"], failed=(bounce["final_recipient"],), permanent=failed)
        return replace(
            message,
            direction=one["direction"],
            visibility=one["visibility"],
            bcc=tuple(map(Address, one.get("bcc") or ())),
            kind="bounce" if bounce else "human",
            automatic=one.get("kind") in ("auto_ack", "auto_reply"),
            report=report or message.report,
        )

    def _conversation(self) -> Conversation:
        visible = [one for one in self.said if one.visibility == "customer" and one.direction != "note"]
        first = visible[0] if visible else self.message
        people = {key(one.spec) for said in visible for one in (*said.originators, *said.to, *said.cc)}
        reports = [one.report for one in self.said if one.report and one.report.permanent]
        outside = [one for one in first.originators if not is_own(one.spec, self.desk)]
        return factories.conversation(
            id=identity.conversation_id(first.key),
            subject=first.subject,
            customer=outside[0] if outside else None,
            participants=frozenset(people),
            bounced=frozenset(key(spec) for report in reports for spec in report.failed),
        )

    @property
    def newest(self) -> tuple[Message, ...]:
        """Everything said, for an operation that chooses its own parent."""
        return tuple(self.said) if self.message in self.said else (*self.said, self.message)


def audience_of(world: World) -> Audience:
    """The audience that the operation of the case makes."""
    operations: dict[str, Callable[[], Audience]] = {
        "reply": lambda: recipients.reply(world.message, world.history, world.desk, world.conversation),
        "reply_all": lambda: recipients.reply_all(world.message, world.history, world.desk, world.conversation),
        "follow_up": lambda: recipients.follow_up(world.newest, world.desk, world.conversation),
        "auto_ack": lambda: recipients.acknowledgement(world.message, world.desk),
        "escalate_forward": lambda: escalated(world),
    }
    return with_params(operations[world.case["operation"]](), world)


def escalated(world: World) -> Audience:
    """What the action of a rule addresses; `already_escalated_by_rule` says that the rule hit once before."""
    targets = tuple(world.params["escalate_to"])
    made = recipients.forward(targets, world.message, world.desk, world.conversation)
    if not world.params.get("already_escalated_by_rule"):
        return made
    asked = tuple(Asked("escalate", Escalate(to=target)) for target in targets)
    rule = Rule("late", Always(), asked)
    found = Situation(world.desk, world.conversation, world.message, factories.NOW, history=world.history)
    first = decide((rule,), found, lambda situation, effects: "")
    assert not any(step.withheld for step in first.steps)
    again = decide((rule,), first.situation, lambda situation, effects: "")
    if all("already" in step.withheld for step in again.steps):
        return replace(made, outcome="no_reply", reason="already_done")
    return made


def with_params(audience: Audience, world: World) -> Audience:
    """The audience with what people, rules and the server of the case add."""
    params = world.params
    rule = params.get("rule") or {}
    if set(rule) - {"cc", "bcc"}:
        return refused_by_configuration(audience, rule)
    if "to" in params:
        return recipients.replaced(audience, tuple(params["to"]), tuple(params["cc"]), tuple(params["bcc"]), "Sari")
    cc = tuple(params.get("cc") or rule.get("cc") or ())
    bcc = tuple(params.get("bcc") or rule.get("bcc") or ())
    if cc or bcc:
        audience = recipients.with_additions(audience, cc, bcc, "Sari", world.desk)
    audience = identity.tokened(audience, world.desk, SECRET, world.conversation.id)
    return recipients.deliverable(audience, "SMTPUTF8" in params.get("smtp_features", ["SMTPUTF8"]))


def refused_by_configuration(audience: Audience, rule: dict[str, Any]) -> Audience:
    """What rules.yaml says of a reply with these keys: the problem must stand at the key that nobody knows."""
    told = " ".join(f"{key}: [{', '.join(value)}]" + "," for key, value in rule.items()).rstrip(",")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.yaml"
        path.write_text(CONFIGURATION.replace("KEYS", told), encoding="utf-8")
        with pytest.raises(ConfigurationError) as error:
            load(path)
    unknown = set(rule) - {"cc", "bcc"}
    assert all(any(f".reply.{key}:" in problem for problem in error.value.problems) for key in unknown)
    return replace(audience, outcome="hold", reason="unknown_recipient_field")


def mail_of(world: World, audience: Audience) -> Mail:
    """The mail that would be transmitted."""
    operation = world.case["operation"]
    purpose = PURPOSES.get(operation, "reply")
    retry = world.params.get("retry_of") or {}
    parent = next(one for one in world.newest if one.key == audience.parent)
    made = identity.outgoing_message_id(SECRET, world.conversation.id, world.case["id"], "acme.example")
    letter = Outgoing(
        audience=audience,
        subject=subject_of(world, parent, purpose),
        text="Terima kasih.",
        message_id=retry.get("message_id") or made,
        date=factories.NOW,
        purpose=purpose,
        parent=parent,
        automatic=operation in PURPOSES or bool(world.params.get("unattended")),
        original=parent.header.encode("latin-1") + b"\r\n\r\nHalo" if purpose == "escalation" else None,
    )
    mail = as_mail(letter, world.desk)
    assert as_mail(letter, world.desk) == mail
    return mail


def subject_of(world: World, parent: Message, purpose: str) -> str:
    template = world.params.get("template")
    if template:
        author = parent.originators[0].name if parent.originators else ""
        return str(template["subject"]).replace("{{ customer.name }}", author)
    if purpose == "acknowledgement":
        return subject.acknowledging(parent.subject)
    return subject.forwarding(parent.subject) if purpose == "escalation" else subject.replying(parent.subject)


def field(mail: Read, name: str) -> str:
    raw = {found.lower(): value for found, value in mail.raw_items()}
    return str(raw.get(name.lower(), "")).replace("\r\n", "")


def specs_in(value: str) -> list[str]:
    return [one.spec for one in parse_list(value.encode("utf-8", "surrogateescape").decode("latin-1"))[0]]


def keys(specs: Any) -> list[str]:
    return sorted(map(key, specs))


def decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


@pytest.mark.parametrize("case", cases("recipients.yaml", NOT_YET))
def test_the_case_comes_out_as_the_table_says(case: dict[str, Any]) -> None:
    world = World(case)
    if case["operation"] == "none":
        check_filed(world, case["expected"])
        return
    audience = audience_of(world)
    expected = case["expected"]
    outcome = "reject_config" if audience.reason in CONFIGURED else audience.outcome
    assert (outcome, audience.reason) == (expected["outcome"], expected.get("reason", ""))
    check_origins(audience, world)
    if expected["outcome"] in ("no_reply", "reject_config"):
        return
    check_audience(audience, expected)
    check_flags(audience, world, expected)
    mail = mail_of(world, audience)
    check_envelope(mail, expected)
    check_header(message_from_bytes(mail.data), expected)
    check_absent(mail, case)


def check_origins(audience: Audience, world: World) -> None:
    placed = {(role, key(one.spec)) for role in ("to", "cc", "bcc") for one in getattr(audience, role)}
    explained = {(one.role, key(one.spec)) for one in audience.origins}
    assert placed <= explained
    assert all(one.why for one in audience.origins)
    if world.case["operation"] in ("reply", "reply_all") and audience.parent == world.message.key:
        addressed = {key(one.spec) for one in (*world.message.to, *world.message.cc)}
        assert addressed <= {one for _, one in explained}


def check_audience(audience: Audience, expected: dict[str, Any]) -> None:
    assert key(audience.sender.spec) == key(expected["from"])
    for role in ("to", "cc", "bcc"):
        assert keys(one.spec for one in getattr(audience, role)) == keys(expected[role]), role


def check_flags(audience: Audience, world: World, expected: dict[str, Any]) -> None:
    """What a field of the message got wrong is a defect of the message, under the parser's own names."""
    wanted = set(expected.get("flags", ()))
    assert wanted - READ_FLAGS <= set(audience.flags)
    assert not wanted & READ_FLAGS or world.message.defects


def check_envelope(mail: Mail, expected: dict[str, Any]) -> None:
    assert keys(mail.recipients) == keys(expected["envelope_rcpt"])
    if "mail_from_any_of" in expected:
        assert f"<{mail.sender}>" in expected["mail_from_any_of"]
    if not all(one.isascii() for one in mail.recipients):
        assert mail.smtputf8


def check_header(mail: Read, expected: dict[str, Any]) -> None:
    assert keys(specs_in(field(mail, "From"))) == keys([expected["from"]])
    assert keys(specs_in(field(mail, "To"))) == keys(expected["to"])
    assert keys(specs_in(field(mail, "Cc"))) == keys(expected["cc"])
    if "to_header" in expected:
        assert field(mail, "To") == expected["to_header"]
    if "subject" in expected:
        assert decoded(field(mail, "Subject")) == expected["subject"]
    if "reply_to" in expected:
        pattern = re.escape(expected["reply_to"]).replace(r"\{hmac\}", "[0-9a-f]{16,}").replace("c17", "c[0-9a-z]{6}")
        assert re.fullmatch(pattern, field(mail, "Reply-To"))
    for name, value in expected.get("headers_present", {}).items():
        found = field(mail, name)
        assert found if value is None else (found.split() if isinstance(value, list) else found) == value, name
    for spec, name in expected.get("display_names", {}).items():
        people = [*parse_list(field(mail, "To"))[0], *parse_list(field(mail, "Cc"))[0]]
        assert {key(one.spec): one.name for one in people}[key(spec)] == name


def check_absent(mail: Mail, case: dict[str, Any]) -> None:
    expected, shared = case["expected"], table("recipients.yaml")
    head = mail.data.partition(b"\r\n\r\n")[0]
    names = {name.lower() for name in message_from_bytes(head)}
    absent = [*shared["always_absent"], *expected.get("headers_absent", ())]
    human = case["operation"] not in PURPOSES and not (case.get("params") or {}).get("unattended")
    absent += shared["absent_on_human_mail"] if human else []
    assert not names & {name.lower() for name in absent}
    for word in expected.get("headers_must_not_contain", ()):
        assert word.encode() not in head
    for word in expected.get("bytes_must_not_contain", ()):
        assert word.encode() not in mail.data
    second = message_from_bytes(mail.data, policy=default)
    assert len(second["To"].addresses if second["To"] else ()) == len(expected["to"])
    assert len(second["Cc"].addresses if second["Cc"] else ()) == len(expected["cc"])


def check_filed(world: World, expected: dict[str, Any]) -> None:
    """Operation "none": where the message is filed, and that no machine answers it."""
    wanted = expected.get("conversation") or {}
    joined = join_of(world)
    if expected["reason"] == "own_message":
        assert world.message.message_id in {one.message_id for one in world.said}
        return
    if wanted.get("action") == "new":
        assert joined.conversation == ""
    if wanted.get("action") == "append":
        assert joined.conversation == world.conversation.id
    if "visibility" in wanted:
        assert joined.visibility == wanted["visibility"] if joined.conversation else internal(world)
    if "suggest_link" in wanted:
        assert joined.links == (world.conversation.id,)
    if expected["reason"] == "auto_submitted":
        # The table names the field. A null Return-Path decides earlier (section 10.2, rows 2 and 5; so says AR-024
        # of autoreply.yaml, with the same two marks): without it the field must decide.
        assert not world.message.verdict.allowed
        spoken = world.case["incoming"]["headers"].replace("Return-Path: <>\n", "")
        assert read(spoken, world.desk).verdict.reason == "auto_submitted"
        assert not joined.reopens


def internal(world: World) -> bool:
    return all(is_internal(one.spec, world.desk) for one in world.message.originators)


def join_of(world: World) -> threading.Join:
    known = {one.message_id: world.conversation.id for one in world.said}
    hints = threading.hints(world.message, world.desk, SECRET)
    conversations = {world.conversation.id: world.conversation} if world.said else {}
    return threading.join(world.message, known, conversations, factories.NOW, hints)


def test_every_case_that_is_not_yet_right_exists() -> None:
    assert set(NOT_YET) <= {case["id"] for case in table("recipients.yaml")["cases"]} or not NOT_YET


def test_a_desk_is_read_from_the_case() -> None:
    made: Desk = desk_of(table("recipients.yaml")["cases"][0])
    assert is_own(f"{made.address.partition('@')[0]}+x@{made.address.partition('@')[2]}", made)
