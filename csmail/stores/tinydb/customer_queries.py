"""Records of customers by id, by address, by when they were seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from csmail.model.customer import Customer
from csmail.stores.tinydb import document_rows
from csmail.stores.tinydb.conversation_queries import ConversationQueries, first


class CustomerQueries(ConversationQueries):
    """Part of `tinydb.TinyStore`."""

    def customer(self, id: str) -> Customer | None:
        found: Customer | None = self._one("customers", id)
        return found

    def customers_by(self, keys: Collection[str]) -> Mapping[str, Customer]:
        """The records of these address keys; one question for all of them."""
        if not keys:
            return {}
        query = "SELECT row FROM customers_index WHERE address IN (SELECT value FROM json_each(?))"
        rows = first(self._ask(query, (document_rows.listed(keys),)))
        return {one.key: one for one in self._each("customers", rows)}

    def customers_taken(self, ids: Collection[str]) -> frozenset[str]:
        with self._rows.reading() as connection:
            return frozenset(document_rows.numbers(connection, "customers", ids))

    def customers(self) -> Iterator[Customer]:
        """All of them, the last seen first."""
        return self._each("customers", first(self._ask("SELECT row FROM customers_index ORDER BY seen_at DESC")))
