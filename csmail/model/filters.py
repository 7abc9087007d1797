"""Which conversations are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.model.address import key
from csmail.model.conversation import Conversation, Status
from csmail.model.query import Condition


@dataclass(frozen=True, slots=True)
class ConversationFilter:
    """What is left out asks for nothing in particular: "" of desk, tag and customer, None of the others.

    `assignee` "" asks for those that nobody has, `status` () for none. `customer` is an address in any spelling.
    `where` must hold besides; how it is asked is the store's affair, so `holds` says nothing of it.
    """

    desk: str = ""
    status: tuple[Status, ...] | None = None
    assignee: str | None = None
    tag: str = ""
    needs: bool | None = None
    customer: str = ""
    where: tuple[Condition, ...] = ()

    def holds(self, one: Conversation) -> bool:
        """Whether `one` is asked for."""
        return (
            self.desk in ("", one.desk)
            and (self.status is None or one.status in self.status)
            and self.assignee in (None, one.assignee)
            and (not self.tag or self.tag in one.tags)
            and self.needs in (None, bool(one.needs))
            and (not self.customer or (one.customer is not None and key(one.customer.spec) == key(self.customer)))
        )


EVERY = ConversationFilter()
