"""Whom an outgoing mail goes to, with the reason for every address used or left out (correct-mail sections 3 to 8)."""

from __future__ import annotations

from dataclasses import replace

from csmail.errors import UsageError
from csmail.mail._doubt import doubt, is_forwarded, new_reply_to
from csmail.mail._gathering import Gathering, Role, name_of
from csmail.mail._lists import followup_to
from csmail.mail._sender import addressed
from csmail.mail._target import Target, is_ours, target
from csmail.mail.address import is_internal, key, parse_list, sound
from csmail.model.address import Address
from csmail.model.audience import Audience, Origin
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message

SPOKEN = frozenset({"human", "calendar", "list", "notification"})


def reply(message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Audience:
    """The author of `message` alone (A-1); of a mail of ours: whom it went to. `history` is what came before it."""
    gathering, whom, reason = _answering(message, history, desk, conversation)
    gathering.leave_all((*message.to, *message.cc), "a reply answers the author only")
    return _answer(gathering, whom, reason)


def reply_all(message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Audience:
    """The author in To, everybody else whom `message` addressed in Cc (A-1, A-2).

    Shrinks to the author when the message came to us blind (A-4) or a person has to decide (A-10).
    """
    gathering, whom, reason = _answering(message, history, desk, conversation)
    others = (*message.to, *message.cc)
    if whom.source == "To":
        gathering.add("to", message.to, f"To of {name_of(message)}")
    elif "blind_delivery" in gathering.flags:
        gathering.leave_all(others, "we were not addressed visibly")
    elif reason:
        gathering.leave_all(others, f"a person has to decide ({reason})")
    if not reason and "blind_delivery" not in gathering.flags:
        _add_others(gathering, message, whom, conversation)
    customer = conversation.customer
    if customer and not reason and message.direction == "in" and key(customer.spec) not in gathering.seen:
        gathering.flag("requester_not_addressed")
    return _answer(gathering, whom, reason)


def follow_up(history: tuple[Message, ...], desk: Desk, conversation: Conversation) -> Audience:
    """The audience of the newest message that customers saw, whoever wrote it (A-5 to A-8).

    Notes, internal mail, bounces and automatic mail do not count (freescout #4161, quickinbox #42).
    """
    for index in reversed(range(len(history))):
        message = history[index]
        spoken = message.direction != "note" and message.visibility == "customer"
        if spoken and not message.automatic and message.kind in SPOKEN:
            return reply_all(message, history[:index], desk, conversation)
    return Gathering(desk).audience("hold", "no_reply_target")


def acknowledgement(message: Message, desk: Desk) -> Audience:
    """The one author in From, never Cc, never Reply-To (RFC 3834 section 4), except of a configured form.

    "no_reply" whenever a machine may not answer: the message's own verdict is believed, and checked again here.
    """
    gathering = Gathering(desk, message)
    form = _form_customer(message, desk)
    chosen, field = (form, "Reply-To") if form else (message.originators, "From")
    reason = "" if message.verdict.allowed else message.verdict.reason
    reason = reason or _why_no_acknowledgement(chosen, message, desk)
    if reason:
        gathering.leave_all(chosen, f"{field} of {name_of(message)}: {reason}")
    else:
        gathering.add("to", chosen, f"{field} of {name_of(message)}")
    gathering.leave_all((*message.to, *message.cc), "only the author is told")
    gathering.leave_all(message.reply_to, "a machine answers the author (RFC 3834 section 4)")
    return gathering.audience("no_reply" if reason else "send", reason)


def forward(
    to: tuple[str, ...], message: Message | None, desk: Desk, conversation: Conversation | None = None
) -> Audience:
    """The targets and nobody else (X-3). A target that is ours is refused, one the customer knows is held (X-4)."""
    gathering = Gathering(desk, message)
    targets = [_asked(one) for one in to]
    outsiders = _outsiders(message, desk, conversation)
    gathering.add("to", targets, "target of the forward")
    if message is not None:
        people = (*message.originators, *message.to, *message.cc)
        gathering.leave_all(people, "the customer's mail is attached, its addresses are not carried along")
    if message is not None and message.kind == "bounce":
        return Gathering(desk, message).audience("no_reply", "bounce_dsn")
    if any(one.why.endswith("our own address") and one.why.startswith("target") for one in gathering.origins):
        return gathering.audience("no_reply", "loop_target")
    if not gathering.places["to"]:
        return gathering.audience("hold", "no_reply_target")
    met = gathering.seen & outsiders
    return gathering.audience("hold" if met else "send", "target_is_participant" if met else "")


def compose_new(to: tuple[str, ...], cc: tuple[str, ...], bcc: tuple[str, ...], desk: Desk) -> Audience:
    """A mail that answers none. Raises UsageError for what is no address."""
    gathering = Gathering(desk)
    asked: tuple[tuple[Role, tuple[str, ...]], ...] = (("to", to), ("cc", cc), ("bcc", bcc))
    for role, specs in asked:
        gathering.add(role, map(_asked, specs), "asked for")
    gathering.add_standing_copies()
    return gathering.audience() if gathering.seen else gathering.audience("hold", "no_reply_target")


def with_additions(
    audience: Audience, cc: tuple[str, ...], bcc: tuple[str, ...], by: str, desk: Desk | None = None
) -> Audience:
    """The audience with what a person or a rule adds. Visible beats blind (E-5). Raises UsageError for no address."""
    gathering = _reopened(audience, desk)
    gathering.add("cc", map(_asked, cc), f"asked for by {by}")
    gathering.add("bcc", map(_asked, bcc), f"asked for by {by}")
    blind = [one for one in audience.bcc if key(one.spec) not in gathering.seen]
    gathering.places["bcc"] = blind + gathering.places["bcc"]
    gathering.origins = _kept_origins(audience, blind) + gathering.origins
    return _amended(audience, gathering)


def replaced(audience: Audience, to: tuple[str, ...], cc: tuple[str, ...], bcc: tuple[str, ...], by: str) -> Audience:
    """Exactly the addresses a person wants instead; what they left out says so. Raises UsageError for no address."""
    gathering = _reopened(replace(audience, to=(), cc=(), bcc=(), origins=()), None)
    asked: tuple[tuple[Role, tuple[str, ...]], ...] = (("to", to), ("cc", cc), ("bcc", bcc))
    for role, specs in asked:
        gathering.add(role, map(_asked, specs), f"asked for by {by}")
    gathering.leave_all((*audience.to, *audience.cc, *audience.bcc), f"left out by {by}")
    return _amended(audience, gathering)


def deliverable(audience: Audience, smtputf8: bool) -> Audience:
    """Held when a local part needs SMTPUTF8 and the server has none: it is never rewritten (E-6)."""
    foreign = any(not spec.rpartition("@")[0].isascii() for spec in audience.envelope)
    if smtputf8 or not foreign or audience.outcome != "send":
        return audience
    return replace(audience, outcome="hold", reason="smtputf8_required")


def _answering(
    message: Message, history: tuple[Message, ...], desk: Desk, conversation: Conversation
) -> tuple[Gathering, Target, str]:
    """The gathering with its To, the target, and why a person has to look ("" when none has to)."""
    gathering = Gathering(desk, message, conversation.bounced)
    whom = target(message, desk)
    reason = whom.reason or doubt(message, history, desk, conversation)
    if not reason and new_reply_to(whom, history, conversation):
        reason = "new_reply_to_in_thread"
        diverted, whom = whom, replace(whom, addresses=message.originators, source="From")
        gathering.leave_all(diverted.addresses, "a Reply-To that is new in this conversation")
    for flag in whom.flags:
        gathering.flag(flag)
    if message.direction == "in" and not is_ours(message, desk) and not addressed(message, desk):
        gathering.flag("blind_delivery")
    if is_forwarded(message, desk):
        gathering.flag("auto_forwarded")
    gathering.add("to", whom.addresses, f"{whom.source} of {name_of(message)}")
    for origin in whom.left_out:
        if key(origin.spec) not in gathering.seen:
            gathering.leave(origin.spec, origin.why)
    gathering.leave_all(message.originators, "Reply-To was given instead")
    return gathering, whom, reason


def _add_others(gathering: Gathering, message: Message, whom: Target, conversation: Conversation) -> None:
    wanted = followup_to(message, gathering.desk) if whom.source != "To" else ()
    if wanted:
        gathering.places["to"].clear()
        gathering.seen.clear()
        gathering.origins.clear()
        gathering.add("to", wanted, f"Mail-Followup-To of {name_of(message)}")
        gathering.leave_all((*message.originators, *message.to, *message.cc), "Mail-Followup-To leaves it out")
        return
    for field, addresses in (("To", message.to), ("Cc", message.cc)):
        fit = [one for one in addresses if not _crosses(one, message, gathering.desk, conversation)]
        gathering.leave_all([one for one in addresses if one not in fit], "an internal answer stays internal")
        gathering.add("cc", fit, f"{field} of {name_of(message)}")
    gathering.add("cc", whom.lists, f"the list in Reply-To of {name_of(message)}")


def _crosses(address: Address, message: Message, desk: Desk, conversation: Conversation) -> bool:
    """Whether an answer to an internal message would reach the customer's side (X-2)."""
    if message.visibility != "internal" or is_internal(address.spec, desk):
        return False
    customer = conversation.customer
    return key(address.spec) in conversation.participants or bool(customer and key(customer.spec) == key(address.spec))


def _answer(gathering: Gathering, whom: Target, reason: str) -> Audience:
    reason = reason or _nobody(gathering)
    if reason:
        return gathering.audience("hold", reason)
    gathering.add_standing_copies()
    return gathering.audience()


def _nobody(gathering: Gathering) -> str:
    if gathering.places["to"] or gathering.places["cc"]:
        return ""
    return "all_recipients_bounced" if "bounced_recipient" in gathering.flags else "no_reply_target"


def _form_customer(message: Message, desk: Desk) -> tuple[Address, ...]:
    """The customer behind a configured contact form: its one Reply-To."""
    forms = set(map(key, desk.trust.forms))
    known = forms & set(map(_key, message.originators))
    return message.reply_to if known and len(message.reply_to) == 1 else ()


def _why_no_acknowledgement(chosen: tuple[Address, ...], message: Message, desk: Desk) -> str:
    if len(chosen) != 1:
        return "ambiguous_sender" if chosen else "malformed_originator"
    if is_internal(chosen[0].spec, desk):
        return "internal_sender"
    why = Gathering(desk).why_not(chosen[0].spec)
    codes = {"our own address": "own_address", "nobody reads there": "noreply_sender"}
    return codes.get(why, "undeliverable_sender") if why else "" if addressed(message, desk) else "not_addressed"


def _outsiders(message: Message | None, desk: Desk, conversation: Conversation | None) -> set[str]:
    """Everybody on the customer's side of the matter."""
    people = (*message.originators, *message.to, *message.cc) if message else ()
    known = set(map(_key, people)) | (set(conversation.participants) if conversation else set())
    return {one for one in known if not is_internal(one, desk)}


def _asked(text: str) -> Address:
    """One address as people write it, with or without a name."""
    found, defects = parse_list(text.encode("utf-8", "replace").decode("latin-1"))
    if len(found) != 1 or defects or not sound(found[0].spec):
        raise UsageError(f"{text!r} is no address", "write it like jane@cust.example")
    return found[0]


def _key(address: Address) -> str:
    return key(address.spec)


def _reopened(audience: Audience, desk: Desk | None) -> Gathering:
    """A gathering that knows the visible recipients already."""
    gathering = Gathering(desk or Desk("", audience.sender.spec))
    gathering.places["to"], gathering.places["cc"] = list(audience.to), list(audience.cc)
    gathering.seen = set(map(_key, (*audience.to, *audience.cc)))
    return gathering


def _kept_origins(audience: Audience, blind: list[Address]) -> list[Origin]:
    still = set(map(_key, blind))
    return [one for one in audience.origins if one.role != "bcc" or key(one.spec) in still]


def _amended(audience: Audience, gathering: Gathering) -> Audience:
    places = gathering.places
    kept = replace(audience, to=tuple(places["to"]), cc=tuple(places["cc"]), bcc=tuple(places["bcc"]))
    return replace(kept, origins=tuple(gathering.origins))
