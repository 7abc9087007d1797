"""Which rows the index tables leave of what is asked, so that only those documents are read."""

from __future__ import annotations

from typing import Any

from csmail.model.address import key
from csmail.model.filters import ConversationFilter
from csmail.model.query import Among, Between, Condition, Empty
from csmail.stores.tinydb import document_rows
from csmail.stores.tinydb.schema import moment

WORDS = frozenset({"desk", "status"})
"""Columns that hold a member letter by letter as a condition compares it."""


def terms(wanted: ConversationFilter) -> tuple[str, list[Any]]:
    """What must hold in `conversations_index`, as SQL with its values; tags have no column there."""
    customer = key(wanted.customer) if wanted.customer else None
    asked = {"desk": wanted.desk or None, "assignee": wanted.assignee, "customer": customer}
    named = {column: value for column, value in asked.items() if value is not None}
    said, values = [f"{column} = ?" for column in named], [*named.values()]
    if wanted.status is not None:
        said.append("status IN (SELECT value FROM json_each(?))")
        values.append(document_rows.listed(wanted.status))
    if wanted.needs is not None:
        said.append(f"needs = {int(wanted.needs)}")  # written out: SQLite takes no partial index for a parameter
    for condition in wanted.where:
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
        case Between(first, end) if name == "changed_at" and not negated:
            bounds = [("changed_at >= ?", first), ("changed_at < ?", end)]
            given = [(term, moment(at)) for term, at in bounds if at is not None]
            return " AND ".join(term for term, _ in given), [at for _, at in given]
    return "", []
