"""Which conversation, draft or task is meant, when only the beginning of its id was typed."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.desk.lookup import surviving
from csmail.errors import NotFound, UsageError
from csmail.model.conversation import Conversation
from csmail.model.task import Draft, Task
from csmail.ports import Conversations, Drafts, Outbox

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
PROBED = 2  # so many characters missing are probed by key (1,024 look-ups); more are looked for in a scan
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
    unknown = NotFound(f"there is no conversation {text!r}", "csmail conversations list")
    if not wanted or set(wanted) - set(ALPHABET) or len(wanted) > LENGTH:
        raise unknown
    known = [wanted] if len(wanted) == LENGTH else _beginning(store, wanted)
    found = surviving(store.conversation, _only(text, known, unknown))
    if found is None:
        raise unknown
    return found


def draft(store: Drafts, text: str) -> Draft:
    """The draft whose id begins with `text`, or the only waiting one of the conversation `text`."""
    exact = store.draft(text.strip())
    if exact is not None:
        return exact
    unknown = NotFound(f"there is no draft {text!r}", "csmail drafts list")
    wanted = text.strip().lower()
    found = list(store.drafts(conversation_id(text), waiting=True)) if wanted else []
    if wanted and not found:
        found = [one for one in store.drafts() if one.id.lower().startswith(wanted)]
    chosen = _only(text, [one.id for one in found], unknown)
    return next(one for one in found if one.id == chosen)


def task(store: Outbox, text: str) -> Task:
    """The task whose id begins with `text`."""
    wanted = text.strip().lower()
    unknown = NotFound(f"there is no task {text!r} in the outbox", "csmail outbox list")
    exact = store.task(wanted)
    if exact is not None:
        return exact
    found = {one.id: one for one in store.tasks() if wanted and one.id.lower().startswith(wanted)}
    return found[_only(text, list(found), unknown)]


def _beginning(store: Conversations, wanted: str) -> list[str]:
    missing = LENGTH - len(wanted)
    if missing > PROBED:
        return [one.id for one in store.conversations() if one.id.startswith(wanted)]
    probes: Iterable[str] = [wanted]
    for _ in range(missing):
        probes = [probe + character for probe in probes for character in ALPHABET]
    return sorted(store.taken(probes))


def _only(text: str, found: list[str], unknown: NotFound) -> str:
    if not found:
        raise unknown
    if len(found) > 1:
        some = ", ".join(sorted(found)[:NAMED]) + (", …" if len(found) > NAMED else "")
        raise UsageError(f"{text!r} may be one of {len(found)}: {some}", "type more of the id")
    return found[0]
