"""The Message-ID of a mail to many: it names the bulk and, by its signature, the one address that the mail went to."""

from __future__ import annotations

from csmail.mail import identity
from csmail.mail.address import key as address_key
from csmail.model.bulk import cause

NO_CONVERSATION = "00{}"
"""What stands where others name their conversation."""


def message_id(key: bytes, bulk: str, spec: str, domain: str) -> str:
    """The id of the mail of this bulk to this address; the same whenever it is asked."""
    why = cause(bulk, address_key(spec))
    return identity.outgoing_message_id(key, NO_CONVERSATION.format(bulk), why, domain)


def went_to(spec: str, id: str, key: bytes) -> bool:
    """Whether `id` is that of a mail to many that went to this address: anybody can write a report that says so."""
    named = identity.signed_conversation(key, id)
    if not named.startswith(NO_CONVERSATION.format("")):
        return False
    domain = id.strip().strip("<>").rpartition("@")[2]
    return message_id(key, named[len(NO_CONVERSATION.format("")) :], spec, domain).lower() == id.strip().lower()
