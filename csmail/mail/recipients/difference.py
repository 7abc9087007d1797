"""Who reads an answer and did not read the last one of ours, who did and does not read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from csmail.mail import house
from csmail.mail.address import is_own, key
from csmail.mail.autoreply.trust import authors
from csmail.mail.order import ordered
from csmail.mail.transcript import is_spoken
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.message import Message


@dataclass(frozen=True, slots=True)
class Difference:
    """Beside the mail that `sender` wrote at `at`: the addresses that come in, those that fall away.

    `ours` says whether that is our last answer; before there is one it is the mail that began the conversation.
    """

    sender: str
    at: datetime
    joining: tuple[str, ...]
    leaving: tuple[str, ...]
    ours: bool = False


def difference(audience: Audience, messages: Sequence[Message], desk: Desk) -> Difference | None:
    """None when nothing was said before. `messages` are those of the conversation. Only what we sent
    says whom a person here meant to write to: anybody may have been added to what came since, by the customer or by
    somebody with her name. Our own addresses and `auto_bcc` are nobody here."""
    said = [one for one in ordered(messages) if is_spoken(one) and not one.quarantined]
    ours = [one for one in said if _is_answer(one, desk)]
    last = ours[-1] if ours else next((one for one in said if not one.weak), None)
    if last is None:
        return None
    before = _people((*authors(last, desk), *last.to, *last.cc, *last.bcc), desk)
    after = _people((*audience.to, *audience.cc, *audience.bcc), desk)
    return Difference(
        sender=last.originators[0].spec if last.originators else "",
        at=last.received_at,
        joining=tuple(spec for one, spec in after.items() if one not in before),
        leaving=tuple(spec for one, spec in before.items() if one not in after),
        ours=bool(ours),
    )


def _is_answer(message: Message, desk: Desk) -> bool:
    """Sent from here, or by one of us from another program."""
    return house.is_ours(message, desk) and (message.direction == "out" or not message.weak)


def _people(addresses: Iterable[Address], desk: Desk) -> dict[str, str]:
    copies = set(map(key, desk.auto_bcc))
    specs = [one.spec for one in addresses if not is_own(one.spec, desk)]
    return {key(spec): spec for spec in specs if key(spec) not in copies}
