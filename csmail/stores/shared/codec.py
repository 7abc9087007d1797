"""How each noun lies in the store as a JSON document.

Members that an older csmail did not write take their defaults, members that a newer one added are ignored.
msgspec knows the dataclasses by itself; only a union of dataclasses needs a word that says which one it is ("type").
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from csmail.errors import StoreError
from csmail.model.address import Address
from csmail.model.changes import Acknowledged, Attempt, Cursor, Standing, UidAccount
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.message import Message, Place
from csmail.model.receipt import Receipt, StoredRules
from csmail.model.record import Record
from csmail.model.task import Draft, Mail, State, Task, Tried, Work
from csmail.reason import Reason
from csmail.stores.shared import older_documents, search_words

Noun = (
    Conversation
    | Message
    | Customer
    | Mail
    | Task
    | Draft
    | Receipt
    | Cursor
    | Attempt
    | Acknowledged
    | UidAccount
    | StoredRules
    | Record
)
KINDS: Mapping[str, type[Noun]] = {
    "conversations": Conversation,
    "messages": Message,
    "customers": Customer,
    "mails": Mail,
    "tasks": Task,
    "drafts": Draft,
    "receipts": Receipt,
    "cursors": Cursor,
    "attempts": Attempt,
    "acknowledgements": Acknowledged,
    "accounts": UidAccount,
    "rules": StoredRules,
    "records": Record,
}
WORKS = {work.__name__: work for work in typing.get_args(Work)}
OLDER = ("note", "hold")
"""Members of a task before its reason was one."""
ENCODER = msgspec.json.Encoder(order="deterministic")  # a set is written sorted, so that two exports can be compared
PLAIN = msgspec.json.Encoder()


def place_id(place: Cursor | Attempt) -> str:
    """Id of the cursor, or of the attempt, of one folder. A tab stands in no name of a desk or folder."""
    return f"{place.desk}\t{place.folder}"


def identity(noun: Noun) -> str:
    """The id of the document that `noun` is kept as."""
    match noun:
        case Message() | Mail():
            return noun.key
        case Cursor() | Attempt():
            return place_id(noun)
        case UidAccount():
            return f"{noun.desk}\t{noun.folder}\t{noun.uidvalidity}\t{noun.why}\t{_fingerprint(noun)}"
        case Acknowledged():
            return f"{noun.desk}\t{noun.sender}\t{noun.conversation}\t{noun.at.isoformat()}\t{noun.purpose}"
        case _:
            return noun.id


def _fingerprint(account: UidAccount) -> str:
    import hashlib

    return hashlib.sha256(repr(account.uids).encode()).hexdigest()[:32]


def encode(noun: Noun) -> bytes:
    """The document. Text that is no Unicode (a lone surrogate) cannot be kept as it is: see `cleaned`."""
    if isinstance(noun, Task):
        document = msgspec.to_builtins(noun)
        document["work"]["type"] = type(noun.work).__name__
        return ENCODER.encode(document)
    # Nothing in a message is without order, so that of its fields is kept: 2 us of 6.
    return (PLAIN if isinstance(noun, Message) else ENCODER).encode(noun)


def decode(kind: str, body: bytes) -> Any:
    """The noun. Raises StoreError when the document is not one of `kind`."""
    return _read(kind, _decoder(kind), body)


def fields(kind: str, body: bytes) -> dict[str, Any]:
    """The document as plain values. Raises StoreError when it is none."""
    plain: dict[str, Any] = _read(kind, msgspec.json.decode, body)
    return plain


def cleaned(noun: Any) -> Any:
    """A copy whose texts are all Unicode: a lone surrogate becomes a question mark."""
    if isinstance(noun, str):
        return noun.encode("utf-8", "replace").decode("utf-8")
    if isinstance(noun, tuple | frozenset):
        return type(noun)(map(cleaned, noun))
    if isinstance(noun, Mapping):
        return {cleaned(key): cleaned(value) for key, value in noun.items()}
    if dataclasses.is_dataclass(noun) and not isinstance(noun, type):
        members = {field.name: cleaned(getattr(noun, field.name)) for field in dataclasses.fields(noun)}
        return dataclasses.replace(noun, **members)
    return noun


def texts(kind: str, body: bytes) -> tuple[str, tuple[str, ...]]:
    """The conversation of a message, or the id of a conversation, and what a search looks at, without the rest of it.

    The same as `search_words.texts_of` of the noun.
    """
    if kind == "conversations":
        one = _read(kind, _told().decode, body)
        customer = (one.customer.spec, one.customer.name) if one.customer else ()
        return one.id, (one.id, one.subject, *customer, *sorted(one.tags))
    said = _read(kind, _said().decode, body)
    return said.conversation, (
        said.subject,
        said.text,
        *(text for by in said.originators for text in (by.spec, by.name)),
    )


def indexed(kind: str, body: bytes) -> str:
    """What the index of words takes in of a document."""
    return search_words.indexed(texts(kind, body)[1])


@cache
def _told() -> msgspec.json.Decoder[Any]:
    members: list[Any] = [("id", str), ("subject", str, ""), ("customer", Address | None, None)]
    return msgspec.json.Decoder(msgspec.defstruct("Told", [*members, ("tags", frozenset[str], frozenset())]))


@cache
def _said() -> msgspec.json.Decoder[Any]:
    members = [("conversation", str, ""), ("subject", str, ""), ("text", str, "")]
    return msgspec.json.Decoder(msgspec.defstruct("Said", [*members, ("originators", tuple[Address, ...], ())]))


def sighted(body: bytes) -> Any:
    """`place`, `size`, `message_id`, `received_at` of a message, without making the rest of it."""
    return _read("messages", _seen().decode, body)


@cache
def _seen() -> msgspec.json.Decoder[Any]:
    members = [("place", Place | None, None), ("size", int, 0), ("message_id", str, "")]
    return msgspec.json.Decoder(msgspec.defstruct("Seen", [*members, ("received_at", datetime | None, None)]))


def tried(body: bytes) -> Tried:
    """How far a task is, without making the rest of it."""
    said = _read("tasks", _state().decode, body)
    return Tried(said.state, said.attempt)


@cache
def _state() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(msgspec.defstruct("State", [("state", State, "queued"), ("attempt", int, 0)]))


def counted(body: bytes) -> tuple[str, Standing]:
    """Whom an acknowledgement counts for, and its standing, without making the rest of it."""
    said = _read("acknowledgements", _standing().decode, body)
    return said.sender, said.standing


@cache
def _standing() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(msgspec.defstruct("Counted", [("sender", str), ("standing", Standing, "")]))


def _read(kind: str, decoder: Callable[[bytes], Any], body: bytes) -> Any:
    try:
        return decoder(bytes(body))
    except (msgspec.DecodeError, KeyError, TypeError, UnicodeError) as error:
        hint = Reason("advice_restore")
        raise StoreError(Reason.of("document_damaged", kind=kind, said=error), hint) from error


@cache
def _decoder(kind: str) -> Callable[[bytes], Any]:
    """Made on first use: a one-shot command reads three kinds and should not pay for nine."""
    if kind == "tasks":
        return _task
    decode = msgspec.json.Decoder(KINDS[kind]).decode
    return _upgrading(kind, decode) if kind in older_documents.KINDS else decode


def _upgrading(kind: str, decode: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """What an older csmail wrote does not decode, so only such a document pays for its upgrade."""

    def read(body: bytes) -> Any:
        try:
            return decode(body)
        except msgspec.ValidationError:
            return msgspec.convert(older_documents.upgraded(kind, msgspec.json.decode(body)), KINDS[kind])

    return read


def _task(body: bytes) -> Task:
    row = _task_row().decode(body)
    if row.note or row.hold:
        row = msgspec.convert(older_documents.upgraded("tasks", msgspec.json.decode(body)), type(row))
    members = {name: getattr(row, name) for name in row.__struct_fields__ if name not in OLDER}
    work = WORKS[members["work"]["type"]]
    return Task(**{**members, "work": msgspec.convert(members["work"], work)})


@cache
def _task_row() -> msgspec.json.Decoder[Any]:
    """Reads a task with its work left as a mapping."""
    hints = typing.get_type_hints(Task)
    members: list[Any] = []
    for field in dataclasses.fields(Task):
        hint = dict[str, Any] if field.name == "work" else hints[field.name]
        missing = field.default is dataclasses.MISSING
        members.append((field.name, hint) if missing else (field.name, hint, field.default))
    members += [(name, str, "") for name in OLDER]
    return msgspec.json.Decoder(msgspec.defstruct("TaskRow", members))
