"""Which conversation, draft, task or customer is meant, when only the beginning of its id was typed."""

from __future__ import annotations

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
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, "#": None, " ": None})


def conversation_id(text: str) -> str:
    """`text` as Crockford's base 32 reads it: any case, I and L are 1, O is 0, hyphens mean nothing."""
    return text.strip().upper().translate(READ_AS)


def conversation(store: Conversations, text: str) -> Conversation:
    """The conversation whose id begins with `text`, or the one it was merged into.

    Raises NotFound, UsageError when several begin so.
    """
    wanted = conversation_id(text)
    unknown = NotFound(Reason.of("no_such_conversation", written=text), "csmail conversations list")
    if not wanted or set(wanted) - set(ALPHABET) or len(wanted) > LENGTH:
        raise unknown
    known = [wanted] if len(wanted) == LENGTH else list(store.beginning("conversations", wanted))
    found = surviving(store.conversation, _only(text, known, unknown))
    if found is None:
        raise unknown
    return found


def draft(store: Drafts, text: str) -> Draft:
    """The draft whose id begins with `text`, or the only waiting one of the conversation `text`."""
    exact = store.draft(text.strip())
    if exact is not None:
        return exact
    unknown = NotFound(Reason.of("no_such_draft", written=text), "csmail drafts list")
    wanted = text.strip().lower()
    found = list(store.drafts(conversation_id(text), waiting=True)) if wanted else []
    ids = [one.id for one in found] or (list(store.beginning("drafts", wanted)) if wanted else [])
    chosen = store.draft(_only(text, ids, unknown))
    if chosen is None:
        raise unknown
    return chosen


def task(store: Outbox, text: str) -> Task:
    """The task whose id begins with `text`."""
    wanted = text.strip().lower()
    unknown = NotFound(Reason.of("no_such_task", written=text), "csmail outbox list")
    exact = store.task(wanted)
    if exact is not None:
        return exact
    found = store.task(_only(text, list(store.beginning("tasks", wanted)) if wanted else [], unknown))
    if found is None:
        raise unknown
    return found


def customer(store: Customers, text: str) -> Customer:
    """The customer of this address, or whose id begins with `text`; of one merged the record that stands for her.

    Raises NotFound, UsageError when several ids begin so.
    """
    unknown = NotFound(Reason.of("no_such_customer", written=text), "csmail customers list")
    if "@" in text:
        found = by_address(store, text)
    else:
        wanted = conversation_id(text)
        record = store.customer(_only(text, list(store.beginning("customers", wanted)) if wanted else [], unknown))
        found = leading(store, record) if record else None
    if found is None:
        raise unknown
    return found


def _only(text: str, found: list[str], unknown: NotFound) -> str:
    if not found:
        raise unknown
    if len(found) > 1:
        some = ", ".join(sorted(found)[:NAMED]) + (", …" if len(found) > NAMED else "")
        raise UsageError(
            Reason.of("id_of_several", written=text, count=len(found), some=some), Reason("advice_more_of_id")
        )
    return found[0]
