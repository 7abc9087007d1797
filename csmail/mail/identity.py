"""Names that a stranger cannot guess, for conversations, outgoing mails, reply addresses, tasks."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.task import Task, Work

LOCAL_PART = 64
GIVEN = re.compile(r"250[ -](?:2\.\d\.\d )?ok:? ([0-9a-z]+(?:-[0-9a-z]+)+-\d{6})", re.IGNORECASE | re.ASCII)
BRACKETED = re.compile(r"<[^<>\s@]{8,250}@[^<>\s@]{1,250}>")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONVERSATION = r"[0-9A-HJKMNP-TV-Z]{6}"
OURS = re.compile(rf"<cs\.({CONVERSATION})\.([0-9a-z]{{16}})\.([0-9a-f]{{20}})@[^<>@\s]+>", re.IGNORECASE | re.ASCII)
TOKEN = re.compile(rf"(bounce\.)?c({CONVERSATION})\.([0-9a-f]{{20}})", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=1024)  # a batch of 500 asks at its beginning what is taken, then mail by mail
def conversation_id(content_key: str, attempt: int = 0) -> str:
    """Six Crockford base-32 characters; a message that opens a conversation twice gives the same one twice.

    30 bits: among 50,000 conversations one new id in 21,000 is taken, then the caller counts `attempt` up.
    """
    digest = hashlib.sha256(f"conversation:{attempt}:{content_key}".encode()).digest()
    return _crockford(int.from_bytes(digest[:4], "big") >> 2, 6)


def customer_id(key: bytes, address: str, attempt: int = 0) -> str:
    """`C` and six Crockford base-32 characters for an address key; keyed, for the id outlives what is forgotten."""
    digest = _signature(key, "customer", str(attempt), address)
    return "C" + _crockford(int.from_bytes(digest[:4], "big") >> 2, 6)


def address_hash(key: bytes, address: str) -> str:
    """What says of an address key that it was forgotten, without saying which one it is; 64 hexadecimal characters."""
    return hmac.digest(key, f"forgotten\0{address}".encode("utf-8", "surrogatepass"), "sha256").hex()


def task_id(cause: str) -> str:
    """The hash of a cause, 32 hexadecimal characters: one cause cannot queue twice."""
    return hashlib.sha256(f"task:{cause}".encode()).hexdigest()[:32]


def new_task(desk: str, cause: str, work: Work, now: datetime, conversation: str = "") -> Task:
    """What is to be done from `now` on; a second one of the same cause is the same task."""
    return Task(task_id(cause), desk, cause, work, now, now, now, conversation)


def unreadable_key(desk: str, folder: str, uidvalidity: int, uid: int) -> str:
    """What stands for the content key of a mail that cannot be read: where it lies."""
    return task_id(f"quarantine/{desk}/{folder}/{uidvalidity}/{uid}")


def outgoing_message_id(key: bytes, conversation: str, unique: str, domain: str) -> str:
    """`<cs.CONV.RANDOM.HMAC@domain>` (H-9). The same `unique` gives the same id, so a retry keeps it.

    Guessable ids let strangers write into conversations (freescout GHSA-6r38-6mcf-2ww3).
    """
    random = _crockford(int.from_bytes(_signature(key, "unique", unique), "big"), 16).lower()
    signed = _signature(key, "message", conversation, random).hex()
    return f"<cs.{conversation}.{random}.{signed}@{domain}>"


def signed_conversation(key: bytes, message_id: str) -> str:
    """The conversation an id of ours names, or "" when we did not make it."""
    found = OURS.fullmatch(message_id.strip())
    if not found:
        return ""
    conversation, random, signed = found[1].upper(), found[2].lower(), found[3].lower()
    expected = _signature(key, "message", conversation, random).hex()
    return conversation if hmac.compare_digest(signed, expected) else ""


def is_signed_elsewhere(key: bytes, message_id: str) -> bool:
    """Whether another csmail made this id, or somebody who wants us to think so."""
    return bool(OURS.fullmatch(message_id.strip())) and not signed_conversation(key, message_id)


def reply_token(key: bytes, conversation: str) -> str:
    """`cCONV.HMAC` for a plus address (I-4): evidence of where a message belongs, no secret."""
    return f"c{conversation.lower()}.{_signature(key, 'token', conversation).hex()}"


def reply_address(key: bytes, conversation: str, address: str, separator: str = "+") -> str:
    """The desk's address with the conversation's token in it."""
    local, _, domain = address.rpartition("@")
    return f"{local}{separator}{reply_token(key, conversation)}@{domain}"


def tokened(audience: Audience, desk: Desk, key: bytes, conversation: str) -> Audience:
    """The audience with an answering address that names the conversation, when the desk asks for such.

    For readers whose client or provider loses every id on the way (odoo #280971). A local part holds 64 octets at
    most (RFC 5321 section 4.5.3.1.1); where the token does not fit the address stays as it was.
    """
    base = audience.reply_to[0] if audience.reply_to else audience.sender
    made = reply_address(key, conversation, base.spec, desk.plus_separator)
    if not desk.reply_tokens or not desk.plus_addresses or len(made.rpartition("@")[0]) > LOCAL_PART:
        return audience
    return replace(audience, reply_to=(Address(made),))


def further_ids(replies: Iterable[str], recipients: Iterable[str]) -> tuple[str, ...]:
    """What a server's replies to DATA say that it calls our mail from now on.

    SES answers `250 Ok 010f018f-…-000000` and writes `<010f018f-…-000000@eu-west-1.amazonses.com>` over our
    Message-ID; Exchange Online answers with the id in angle brackets. A queue id (`queued as 4XyZ`) is none.
    """
    addresses = {f"<{one}>".casefold() for one in recipients}
    found: dict[str, None] = {}
    for reply in replies:
        bare = GIVEN.fullmatch(reply.strip())
        for id in (bare[1],) if bare else BRACKETED.findall(reply):
            if id.casefold() not in addresses:
                found.setdefault(id)
    return tuple(found)


def token_conversation(key: bytes, spec: str, separator: str = "+") -> str | None:
    """The conversation whose token stands in an address; "" for a token we did not sign, None without a token.

    Local parts lose their case on the way, so case is ignored (RFC 5321 section 2.4 allows it, servers do it).
    """
    local = spec.rpartition("@")[0].strip('"')
    found = TOKEN.fullmatch(local.partition(separator)[2])
    if not found:
        return None
    expected = _signature(key, "token", found[2].upper()).hex()
    return found[2].upper() if hmac.compare_digest(found[3].lower(), expected) else ""


def _signature(key: bytes, *parts: str) -> bytes:
    """80 bits of HMAC-SHA-256; parts are told apart by their lengths."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")[:10]


def _crockford(number: int, length: int) -> str:
    return "".join([CROCKFORD[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5)])
