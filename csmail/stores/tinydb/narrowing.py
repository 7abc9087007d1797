"""Which rows the index tables leave of what is asked, so that only those documents are read."""

from __future__ import annotations

from typing import Any

from csmail.model.address import key
from csmail.model.filters import ConversationFilter
from csmail.stores.tinydb import document_rows


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
    return " AND ".join(said) or "1", values
