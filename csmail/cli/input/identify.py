"""Which conversation, draft, task or customer is meant, when only the beginning of its id was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from csmail.desk.customers.find import by_address, leading
from csmail.desk.lookup import surviving
from csmail.errors import NotFound, UsageError
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.task import Draft, Task
from csmail.ports import Conversations, Customers, Drafts, Outbox
from csmail.reason import Reason

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
NAMED = 5
CHANGING = 3
"""How much of an id a command wants that changes something: one character would be right by accident."""
WAITING = frozenset({"waiting"})
SUBJECT = 40
KNOWN_BY = ("subject", "name", "address", "conversation")
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, "#": None, " ": None})


def conversation_id(text: str) -> str:
    """`text` as Crockford's base 32 reads it: any case, I and L are 1, O is 0, hyphens mean nothing."""
    return text.strip().upper().translate(READ_AS)


def conversation(store: Conversations, text: str, least: int = 1) -> Conversation:
    """The conversation whose id begins with `text`, or the one it was merged into.

    Raises NotFound, UsageError when several begin so, or when fewer than `least` characters of an id were typed.
    """
    wanted = conversation_id(text)
    unknown = NotFound(Reason.of("no_such_conversation", written=text), "csmail conversations list")
    if not wanted or set(wanted) - set(ALPHABET) or len(wanted) > LENGTH:
        raise unknown
    known = (wanted,) if len(wanted) == LENGTH else store.beginning("conversations", wanted)
    found = surviving(store.conversation, _only(Typed(text, wanted, least), known, unknown, store.conversation))
    if found is None:
        raise unknown
    return found


def draft(store: Drafts, text: str, least: int = 1, states: frozenset[str] = WAITING) -> Draft:
    """The draft whose id begins with `text`, or the only one in these `states` of the conversation `text`; where none
    is, its newest, so that it is told what became of that. Raises as above."""
    exact = store.draft(text.strip())
    if exact is not None:
        return exact
    unknown = NotFound(Reason.of("no_such_draft", written=text), "csmail drafts list")
    wanted = text.strip().lower()
    here = list(store.drafts(conversation_id(text))) if wanted else []
    found = [one for one in here if one.state in states] or here[-1:]
    ids = tuple(one.id for one in found) or (store.beginning("drafts", wanted) if wanted else ())
    chosen = store.draft(_only(Typed(text, wanted, least), ids, unknown, store.draft))
    if chosen is None:
        raise unknown
    return chosen


def task(store: Outbox, text: str, least: int = 1) -> Task:
    """The task whose id begins with `text`. Raises as above."""
    wanted = text.strip().lower()
    unknown = NotFound(Reason.of("no_such_task", written=text), "csmail outbox list")
    exact = store.task(wanted)
    if exact is not None:
        return exact
    ids = store.beginning("tasks", wanted) if wanted else ()
    found = store.task(_only(Typed(text, wanted, least), ids, unknown, store.task))
    if found is None:
        raise unknown
    return found


def customer(store: Customers, text: str, least: int = 1) -> Customer:
    """The customer of this address, or whose id begins with `text`; of one merged the record that stands for her.

    Raises as above.
    """
    unknown = NotFound(Reason.of("no_such_customer", written=text), "csmail customers list")
    if "@" in text:
        found = by_address(store, text)
    else:
        wanted = conversation_id(text)
        ids = store.beginning("customers", wanted) if wanted else ()
        record = store.customer(_only(Typed(text, wanted, least), ids, unknown, store.customer))
        found = leading(store, record) if record else None
    if found is None:
        raise unknown
    return found


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed for an id, how an id would be written so, how much of it is wanted at least."""

    text: str
    wanted: str
    least: int


def _only(typed: Typed, found: Sequence[str], unknown: NotFound, read: Callable[[str], object]) -> str:
    if not found:
        raise unknown
    short = len(typed.wanted) < typed.least and typed.wanted.casefold() != found[0].casefold()
    if len(found) > 1 or short:
        told = sorted(found)[:NAMED]
        some = ", ".join(_named(id, read(id)) for id in told) if typed.least > 1 else ", ".join(told)
        facts = {"written": typed.text, "count": len(found), "some": some + (", …" if len(found) > NAMED else "")}
        said = Reason.of("id_too_short", least=typed.least, **facts) if short else Reason.of("id_of_several", **facts)
        raise UsageError(said, Reason("advice_more_of_id"))
    return found[0]


def _named(id: str, found: object) -> str:
    """An id with what people know it by: `K7F3Q2 (Where is my parcel)`."""
    about = next(filter(None, (getattr(found, name, "") for name in KNOWN_BY)), "")
    words = " ".join(str(about).split())
    return f"{id} ({words[: SUBJECT - 1] + '…' if len(words) > SUBJECT else words})" if words else id
