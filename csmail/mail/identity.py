"""Names that a stranger cannot guess, for conversations, outgoing mails, reply addresses, tasks."""

from __future__ import annotations

import hashlib
import hmac
import re

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONVERSATION = r"[0-9A-HJKMNP-TV-Z]{6}"
OURS = re.compile(rf"<cs\.({CONVERSATION})\.([0-9a-z]{{16}})\.([0-9a-f]{{20}})@[^<>@\s]+>", re.IGNORECASE | re.ASCII)
TOKEN = re.compile(rf"(bounce\.)?c({CONVERSATION})\.([0-9a-f]{{20}})", re.IGNORECASE | re.ASCII)


def conversation_id(content_key: str, attempt: int = 0) -> str:
    """Six Crockford base-32 characters; a message that opens a conversation twice gives the same one twice.

    30 bits: among 50,000 conversations one new id in 21,000 is taken, then the caller counts `attempt` up.
    """
    digest = hashlib.sha256(f"conversation:{attempt}:{content_key}".encode()).digest()
    return _crockford(int.from_bytes(digest[:4], "big") >> 2, 6)


def task_id(cause: str) -> str:
    """The hash of a cause, 32 hexadecimal characters: one cause cannot queue twice."""
    return hashlib.sha256(f"task:{cause}".encode()).hexdigest()[:32]


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


def reply_token(key: bytes, conversation: str) -> str:
    """`cCONV.HMAC` for a plus address (I-4): evidence of where a message belongs, no secret."""
    return f"c{conversation.lower()}.{_signature(key, 'token', conversation).hex()}"


def reply_address(key: bytes, conversation: str, address: str, separator: str = "+") -> str:
    """The desk's address with the conversation's token in it."""
    local, _, domain = address.rpartition("@")
    return f"{local}{separator}{reply_token(key, conversation)}@{domain}"


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
    return "".join(CROCKFORD[number >> (5 * place) & 31] for place in reversed(range(length)))
