"""Which rows the index tables leave of what is asked, so that only those documents are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, get_args

from csmail.model.address import key
from csmail.model.conversation import PRIORITIES, Status
from csmail.model.filters import ConversationFilter
from csmail.model.query import Among, Between, Condition, Empty
from csmail.model.task import State
from csmail.stores.tinydb import document_rows
from csmail.stores.tinydb.schema import COLUMNS, moment

STATUSES: tuple[Status, ...] = get_args(Status)
WORDS = frozenset({"desk", "status", "state"})
"""Columns that hold a member letter by letter as a condition compares it. Not `conversation`: its case is folded."""
MOMENTS = frozenset({"changed_at", "due_at"})
BY_PRIORITY = [f"priority = {rank} AND " for rank in range(len(PRIORITIES))]
KNOWN = """\
(answered = 1 OR EXISTS (SELECT 1 FROM conversations_index AS met WHERE met.customer = conversations_index.customer
AND met.customer <> '' AND met.desk = conversations_index.desk AND met.answered = 1))"""
"""Whether a person of ours ever answered the customer."""

OPEN_DRAFTS = """\
SELECT written.id, drafts_index.version, conversation, coalesce(about.version, 0), state, next_moment
FROM drafts_index JOIN documents AS written USING (row)
LEFT JOIN documents AS of_it ON of_it.kind = 'conversations' AND of_it.id = conversation
LEFT JOIN conversations_index AS about ON about.row = of_it.row
WHERE drafts_index.desk = ? AND state IN ('waiting', 'approved') ORDER BY drafts_index.row"""


def newest(wanted: ConversationFilter) -> tuple[str, list[Any]]:
    """Rows of `conversations_index` with the moment of their change, newest first.

    A question a status, merged by SQLite: each comes sorted from its tree, so that a page costs a page.
    """
    said, values = terms(wanted)
    asked = [f"SELECT row, changed_at FROM conversations_index WHERE {arm}{said}" for arm in _arms(wanted)]  # noqa: S608
    return f"{' UNION ALL '.join(asked)} ORDER BY changed_at DESC, row DESC", values * len(asked)


def most_urgent(wanted: ConversationFilter) -> tuple[str, list[Any]]:
    """Rows of `conversations_index`, the most urgent first; a question a priority, each sorted by its tree."""
    said, values = terms(wanted)
    asked = [f"SELECT row, priority, since FROM conversations_index WHERE {arm}{said}" for arm in BY_PRIORITY]  # noqa: S608
    return f"{' UNION ALL '.join(asked)} ORDER BY priority, since, row", values * len(asked)


def counted(wanted: ConversationFilter) -> tuple[str, list[Any]]:
    """How many rows of `conversations_index` there are: numbers to be added up."""
    said, values = terms(wanted)
    asked = [f"SELECT count(*) FROM conversations_index WHERE {arm}{said}" for arm in _arms(wanted)]  # noqa: S608
    return " UNION ALL ".join(asked), values * len(asked)


def _arms(wanted: ConversationFilter) -> list[str]:
    """The first term of each question: what stands first in the tree that it goes by."""
    if wanted.customer:
        return [""]
    if wanted.needs or (wanted.needs is False and wanted.backlog is False and wanted.status == ("open",)):
        return BY_PRIORITY
    states = [status for status in STATUSES if wanted.status is None or status in wanted.status]
    return [f"status = '{status}' AND " for status in states] or ["0 AND "]


def terms(wanted: ConversationFilter) -> tuple[str, list[Any]]:
    """What must hold in `conversations_index`, as SQL with its values; tags have no column there."""
    customer = key(wanted.customer) if wanted.customer else None
    asked = {"desk": wanted.desk or None, "assignee": wanted.assignee, "customer": customer}
    named = {column: value for column, value in asked.items() if value is not None}
    said, values = [f"{column} = ?" for column in named], [*named.values()]
    if wanted.but_desks:
        said.append("desk NOT IN (SELECT value FROM json_each(?))")
        values.append(document_rows.listed(wanted.but_desks))
    # Written out: SQLite takes no partial index for a parameter.
    states = [f"'{status}'" for status in STATUSES if wanted.status is not None and status in wanted.status]
    if wanted.status is not None:
        said.append(f"status = {states[0]}" if len(states) == 1 else f"status IN ({', '.join(states)})")
    said += [f"needs = {int(wanted.needs)}"] if wanted.needs is not None else []
    said += [f"backlog = {int(wanted.backlog)}"] if wanted.backlog is not None else []
    said += [KNOWN if wanted.known else f"NOT {KNOWN}"] if wanted.known is not None else []
    return _narrowed(said, values, wanted.where, "conversations")


def of_tasks(desk: str, states: Collection[State], where: Iterable[Condition]) -> tuple[str, list[Any]]:
    """The same of `tasks_index`."""
    said: list[str] = []
    values: list[Any] = []
    if states:
        said.append("state IN (SELECT value FROM json_each(?))")
        values.append(document_rows.listed(states))
    if desk:
        said.append("desk = ?")
        values.append(desk)
    return _narrowed(said, values, where, "tasks")


def of_drafts(conversation: str, waiting: bool, where: Iterable[Condition]) -> tuple[str, list[Any]]:
    """The same of `drafts_index`."""
    said = ["state = 'waiting'"] if waiting else []
    values: list[Any] = []
    if conversation:
        said.append("conversation = ?")
        values.append(conversation)
    return _narrowed(said, values, where, "drafts")


def _narrowed(said: list[str], values: list[Any], where: Iterable[Condition], kind: str) -> tuple[str, list[Any]]:
    """What the filters of a question say, and what its conditions say on columns of this kind."""
    for condition in where:
        if condition.field.name in COLUMNS[kind]:
            term, needed = _term(condition)
            said += [term] if term else []
            values += needed
    return " AND ".join(said) or "1", values


def _term(condition: Condition) -> tuple[str, list[Any]]:
    """What the index can say of one condition; ("", []) when it can say nothing. It may leave too much, never too
    little: the document decides."""
    name, test, negated = condition.field.name, condition.test, condition.negated
    match test:
        case Empty() if name == "needs":
            return f"needs = {int(negated)}", []  # written out, as above
        case Among(found) if name in WORDS or (name == "customer" and all("@" in one for one in found) and not negated):
            sign = "NOT IN" if negated else "IN"
            return f"{name} {sign} (SELECT value FROM json_each(?))", [document_rows.listed(found)]  # noqa: S608
        case Between(first, end) if name in MOMENTS and not negated:
            bounds = [(f"{name} >= ?", first), (f"{name} < ?", end)]
            given = [(term, moment(at)) for term, at in bounds if at is not None]
            return " AND ".join(term for term, _ in given), [at for _, at in given]
    return "", []
