"""Words shared by actions: tags as IMAP accepts them, named groups filled in, reasons put plainly."""

from __future__ import annotations

import re
from collections.abc import Mapping

from csmail.mail import address
from csmail.model.reason import Reason
from csmail.model.situation import Situation

GROUP = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def filled(text: str, captures: Mapping[str, str]) -> str:
    """`text` with each {name} replaced by the rule's named group; a group that did not match leaves nothing."""
    return GROUP.sub(lambda found: captures.get(found[1], ""), text) if "{" in text else text


def why_no_machine(situation: Situation) -> Reason | None:
    """Why nothing may be sent without a person: a machine wrote, it is backlog, it is too old. None when it may."""
    why, message, limits = why_never_machine(situation), situation.message, situation.desk.acknowledge
    if why or situation.person or message is None:
        return why
    age = situation.now - message.received_at
    if abs(age) > limits.max_age:  # from the future: either clock is wrong, and nobody knows how old it is
        code = "too_old" if age > limits.max_age else "clock_wrong"
        return Reason.of(code, received=f"{message.received_at:%Y-%m-%d %H:%M} UTC")
    return None


def why_never_machine(situation: Situation) -> Reason | None:
    """The same, however old the message is."""
    message = situation.message
    if message is None:
        return Reason("nothing_to_answer")
    if not message.verdict.allowed:
        return Reason.of(message.verdict.reason, detail=message.verdict.evidence)
    if situation.conversation.status == "spam":
        return Reason("spam")
    if situation.quarantined:
        return Reason("unknown_sender_in_thread")
    if situation.person:
        return None
    if situation.returned:
        return Reason.of("own_message", returned=situation.returned)
    return Reason("backlog") if situation.conversation.backlog else None


def why_circular(situation: Situation, to: tuple[str, ...]) -> Reason | None:
    """Why a rule does not hand a message to `to`: one of them wrote it. None when none did, or a person asks.

    A colleague whose robot answers whatever is handed to him would otherwise be handed each of its answers.
    """
    authors = {address.key(one.spec) for one in situation.message.originators} if situation.message else set()
    back = next((spec for spec in to if address.key(spec) in authors), "")
    return None if situation.person or not back else Reason.of("circular", sender=back)
