"""What the operation of a case of recipients.yaml makes: an audience, a mail, or a refusal of its configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

from csmail import outbox
from csmail.actions.acknowledge import Acknowledge
from csmail.actions.base import DONE_ALREADY
from csmail.actions.escalate import Escalate
from csmail.desk.effects.letters import subject_for
from csmail.errors import ConfigurationError
from csmail.mail import identity, recipients
from csmail.mail.address import key
from csmail.mail.compose import Outgoing, as_mail
from csmail.mailboxes.memory import Memory
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.effects import Letter, Purpose, Send
from csmail.model.message import Message
from csmail.model.task import Delivery, Mail, SendMail, Task
from csmail.ports import Rendered
from csmail.rules.conditions import Always
from csmail.rules.decide import decide
from csmail.rules.rule import ActionCall, Rule
from csmail.stores.memory import MemoryStore
from csmail.templates import EXAMPLE
from csmail.transports.memory import MemoryTransport
from tests import factories
from tests.conformance import _refused
from tests.conformance._cases import listed
from tests.conformance._world import SECRET, World

# What autoreply.yaml calls otherwise.
THEIRS = {"no_sender": "malformed_originator"}
PURPOSES: dict[str, Purpose] = {"auto_ack": "acknowledgement", "escalate_forward": "escalation"}


def audience_of(world: World) -> Audience:
    """The audience that the operation of the case makes."""
    operations: dict[str, Callable[[], Audience]] = {
        "reply": lambda: recipients.reply(world.message, world.history, world.desk, world.conversation),
        "reply_all": lambda: recipients.reply_all(world.message, world.history, world.desk, world.conversation),
        "follow_up": lambda: recipients.follow_up(world.newest, world.desk, world.conversation),
        "auto_ack": lambda: acknowledged(world),
        "escalate_forward": lambda: escalated(world),
    }
    return with_params(operations[world.case["operation"]](), world)


def acknowledged(world: World) -> Audience:
    """What the action of a rule would tell the author; its own limits are part of the answer."""
    made = recipients.acknowledgement(world.message, world.desk)
    action = Acknowledge()
    withheld = action.withheld(world.situation)
    held = [one.hold for one in action.effects(world.situation) if isinstance(one, Send)] if not withheld else []
    why = next(filter(None, (withheld, *held)), None)
    assert bool(why) or made.outcome == "send"
    return replace(made, outcome="no_reply", reason=THEIRS.get(why.code, why.code)) if why else made


def escalated(world: World) -> Audience:
    """What the action of a rule addresses; `already_escalated_by_rule` says that the rule hit once before."""
    targets = listed(world.params.get("escalate_to"))
    made = recipients.forward(targets, world.message, world.desk, world.conversation)
    if not world.params.get("already_escalated_by_rule"):
        return made
    asked = tuple(ActionCall("escalate", Escalate(to=target)) for target in targets)
    rule = Rule("late", Always(), asked)
    first = decide((rule,), world.situation, lambda situation, effects: None)
    assert not any(step.withheld for step in first.steps)
    again = decide((rule,), first.situation, lambda situation, effects: None)
    if again.steps and all(step.withheld and step.withheld.code in DONE_ALREADY for step in again.steps):
        return replace(made, outcome="no_reply", reason="already_done")
    return made


def with_params(audience: Audience, world: World) -> Audience:
    """The audience with what people, rules and the server of the case add."""
    params = world.params
    rule = params.get("rule") or {}
    if "to" in params:
        whom = (", ".join(listed(params.get(role))) for role in ("to", "cc", "bcc"))
        return recipients.replaced(audience, recipients.Wanted(*whom), "Sari", world.desk)
    cc = listed(params.get("cc") or rule.get("cc"))
    bcc = listed(params.get("bcc") or rule.get("bcc"))
    if cc or bcc:
        audience = recipients.with_additions(audience, cc, bcc, "Sari", world.desk)
    return identity.tokened(audience, world.desk, SECRET, world.conversation.id)


def refusal(world: World) -> str:
    """The table's code for what the configuration of the case is refused for, "" when it is sound."""
    free = {name: value for name, value in world.params.items() if "header" in name}
    rule, targets = {**(world.params.get("rule") or {}), **free}, listed(world.params.get("escalate_to"))
    if rule:
        problems = _refused.of_rule("reply", rule, world.desk)
        assert all(f".reply.{name}" in " ".join(problems) for name in set(rule) - {"cc", "bcc"})
        if problems:
            return "forbidden_header" if smuggles(rule) else "unknown_recipient_field"
    if any(_refused.of_rule("escalate", {"to": target}, world.desk) for target in targets):
        return "loop_target"
    try:
        subject_of(world, world.message, "")
    except ConfigurationError:
        return "forbidden_header"
    return ""


def smuggles(rule: dict[str, Any]) -> bool:
    """Whether the rule wants a header field of its own, by name or behind a line break."""
    named = any("header" in name or isinstance(value, dict) for name, value in rule.items())
    return named or any(mark in str(list(rule.values())) for mark in (r"\r", r"\n"))


def mail_of(world: World, audience: Audience) -> Mail:
    """The mail that would be transmitted."""
    operation = world.case["operation"]
    purpose = PURPOSES.get(operation, "reply")
    retry = world.params.get("retry_of") or {}
    parent = next((one for one in world.newest if one.key == audience.parent), world.message)
    made = identity.outgoing_message_id(SECRET, world.conversation.id, world.case["id"], "acme.example")
    letter = Outgoing(
        audience=audience,
        subject=subject_of(world, parent, purpose),
        text="Terima kasih.",
        message_id=retry.get("message_id") or made,
        date=parsedate_to_datetime(retry["date"]) if "date" in retry else factories.NOW,
        purpose=purpose,
        parent=parent,
        automatic=operation in PURPOSES or bool(world.params.get("unattended")),
        original=parent.header.encode("latin-1") + b"\r\n\r\nHalo" if purpose == "escalation" else None,
    )
    mail = as_mail(letter, world.desk)
    assert as_mail(letter, world.desk) == mail
    return mail


def delivered(world: World, mail: Mail) -> Task:
    """The task that sends the mail, once the outbox has worked it off through the server of the case: one that
    refuses whom the case says, takes the rest, and offers what the case says it does."""
    work = SendMail(mail.key, "reply")
    queued = Task("t", "support", "c", work, factories.NOW, factories.NOW, factories.NOW)
    refused = set(map(key, listed(world.params.get("refused_rcpt"))))
    answers = {one: Delivery(one, "refused", "550 no such user") for one in mail.recipients if key(one) in refused}
    features = world.params.get("smtp_features", ["SMTPUTF8"]) or ()
    transport = MemoryTransport(answers=answers, smtputf8="SMTPUTF8" in features)
    store = MemoryStore()
    store.commit(Changes(tasks=(queued,), mails=(mail,)))
    outbox.work_off(store, "support", outbox.Ways(Memory, lambda: transport), lambda: factories.NOW)
    done = store.task("t")
    assert done is not None
    assert bool(transport.sent) is (done.state == "sent")
    return done


def subject_of(world: World, parent: Message, purpose: str) -> str:
    template = world.params.get("template")
    if template:
        author = parent.originators[0] if parent.originators else Address("")
        made = _refused.rendered(
            template, {**EXAMPLE, "customer_name": author.name, "customer": author.spec, "subject": parent.subject}
        )
        if made:
            return made
    letter = Letter(purpose or "reply", Audience("send", Address(world.desk.address)))
    letter = replace(letter, audience=replace(letter.audience, parent=parent.key))
    asked = world.situation.amended(message=parent)
    return subject_for(asked, letter, Rendered(""))
