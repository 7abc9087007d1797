"""Who reads an answer and had no part in the last mail of its conversation, who had and does not read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from csmail.mail.address import is_own, key
from csmail.mail.newest import is_spoken
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.message import Message


@dataclass(frozen=True, slots=True)
class Difference:
    """Beside the mail that `sender` wrote at `at`: the addresses that come in, those that fall away."""

    sender: str
    at: datetime
    joining: tuple[str, ...]
    leaving: tuple[str, ...]


def difference(audience: Audience, messages: Sequence[Message], desk: Desk) -> Difference | None:
    """None when nothing was said before. `messages` are those of the conversation, oldest first; the last one that
    customers saw counts, in either direction (correct-mail A-5). Our own addresses and `auto_bcc` are nobody here."""
    said = [one for one in messages if is_spoken(one) and not one.quarantined]
    if not said:
        return None
    last = said[-1]
    before = _people((*last.originators, *last.to, *last.cc, *last.bcc), desk)
    after = _people((*audience.to, *audience.cc, *audience.bcc), desk)
    return Difference(
        sender=last.originators[0].spec if last.originators else "",
        at=last.received_at,
        joining=tuple(spec for one, spec in after.items() if one not in before),
        leaving=tuple(spec for one, spec in before.items() if one not in after),
    )


def _people(addresses: Iterable[Address], desk: Desk) -> dict[str, str]:
    copies = set(map(key, desk.auto_bcc))
    specs = [one.spec for one in addresses if not is_own(one.spec, desk)]
    return {key(spec): spec for spec in specs if key(spec) not in copies}
