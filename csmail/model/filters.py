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
    `but_desks` are left out. `known`: whether a person of ours ever answered this customer, in whichever conversation
    of the desk. `where` must hold besides. How these two are asked is the store's affair, `holds` says nothing of them.
    """

    desk: str = ""
    status: tuple[Status, ...] | None = None
    assignee: str | None = None
    tag: str = ""
    needs: bool | None = None
    customer: str = ""
    where: tuple[Condition, ...] = ()
    backlog: bool | None = None
    known: bool | None = None
    but_desks: tuple[str, ...] = ()

    def holds(self, one: Conversation) -> bool:
        """Whether `one` is asked for."""
        return (
            self.desk in ("", one.desk)
            and one.desk not in self.but_desks
            and self.backlog in (None, one.backlog)
            and (self.status is None or one.status in self.status)
            and self.assignee in (None, one.assignee)
            and (not self.tag or self.tag in one.tags)
            and self.needs in (None, bool(one.needs))
            and (not self.customer or (one.customer is not None and key(one.customer.spec) == key(self.customer)))
        )


EVERY = ConversationFilter()
