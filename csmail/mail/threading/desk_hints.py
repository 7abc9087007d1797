"""What a desk knows of a message beside its ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from csmail.mail import house
from csmail.mail.address import is_internal
from csmail.mail.autoreply import trust
from csmail.mail.autoreply.facts import facts_of
from csmail.mail.identity import token_conversation
from csmail.mail.threading.id_evidence import NONE, Clues
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Message

SPLIT_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the desk knows beside the ids. `token` is the conversation of a reply token we signed, "" for one we did
    not, None when there is none; `internal` says that a colleague wrote, `own` that the desk did, from some other
    program; `clues` are what the store says of its ids. `forged`: a server we trust found that the author is
    somebody else (dmarc=fail). `authors`: who wrote it, where From names a form."""

    token: str | None = None
    internal: bool = False
    own: bool = False
    split_after: timedelta = SPLIT_AFTER
    forged: bool = False
    clues: Clues = NONE
    authors: tuple[Address, ...] = ()


def hints(message: Message, desk: Desk, secret: bytes, clues: Clues = NONE) -> Hints:
    """What the addresses of `message` say; `secret` is the key that reply tokens are signed with."""
    authors = trust.authors(message, desk)
    internal = bool(authors) and all(is_internal(address.spec, desk) for address in authors)
    specs = [address.spec for address in (*message.to, *message.cc)]
    found = [token_conversation(secret, spec, desk.plus_separator) for spec in specs]
    tokens = [one for one in found if one is not None]
    token = next(filter(None, tokens), tokens[0] if tokens else None)
    return Hints(
        token=token, internal=internal, own=house.is_ours(message, desk), split_after=desk.split_after,
        forged=_forged(message, desk), clues=clues, authors=authors,
    )  # fmt: skip


def _forged(message: Message, desk: Desk) -> bool:
    """Whether a server we believe says that the author is not who he says (RFC 8601 section 5).

    Of a colleague, who writes through our own servers, one of them has to say that it is him.
    """
    if not desk.trust.authserv_ids:
        return False
    if house.is_named(message, desk) and not house.is_vouched(message, desk):
        return True
    return trust.is_forged(facts_of(message), desk)
