"""A history of conversations, told event by event through what the product does with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from csmail.desk.conversation_update import new_conversation, with_arrival
from csmail.mail.threading import ThreadMatch
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.effects import Escalate, SetStatus
from csmail.model.situation import Situation
from csmail.model.survey import Survey
from csmail.model.task import Delivery, SendMail, Task
from csmail.outbox import aftermath
from csmail.rules.amend import amend
from tests.factories import message
from tests.workspace import Office


class History:
    """Keeps what it is told in the store of an office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.events = 0

    def take(self, event: Mapping[str, Any]) -> None:
        """One event of a table: `conversation`, `at`, `what` and what belongs to it."""
        self.events += 1
        at, id = datetime.fromisoformat(event["at"]), event["conversation"]
        known = self.office.store.conversation(id)
        if event["what"] == "in":
            self._arrive(event, known, at)
        elif known is not None:
            self._keep(self._done(event, known, at))

    def _arrive(self, event: Mapping[str, Any], known: Conversation | None, at: datetime) -> None:
        desk, id = self.office.desk, event["conversation"]
        mail = message(
            key=f"m{self.events}", message_id=f"<m{self.events}@cust.example>", received_at=at, conversation=id,
            kind=event.get("kind", "human"), originators=(Address(f"{id.lower()}@cust.example"),),
        )  # fmt: skip
        before = known or new_conversation(id, mail, desk, at, backlog=False)
        reopens = mail.kind == "human"
        joined = ThreadMatch(id if known else "", reopens=reopens, visibility="customer")
        after = with_arrival(before, mail, joined, desk, at)
        after = after.amended(tags=after.tags | frozenset(event.get("tags", ())), changed_at=at)
        self.office.store.commit(Changes(conversations=(after,), messages=(mail,)))

    def _done(self, event: Mapping[str, Any], known: Conversation, at: datetime) -> Conversation:
        by = event.get("by", "")
        found = Situation(self.office.desk, known, None, at, on="hand", by=by, person=True)
        match event["what"]:
            case "out" | "auto":
                automatic = event["what"] == "auto"
                purpose = "acknowledgement" if automatic else "reply"
                work = SendMail(f"mail{self.events}", purpose, automatic=automatic, by=by)
                task = Task(f"t{self.events}", "support", "", work, at, at, at, known.id, "sent",
                            deliveries=(Delivery("jane@cust.example", "sent"),))  # fmt: skip
                (after,) = aftermath(task, known, at).conversations or (known,)
                return after
            case "close" | "spam" | "reopen":
                status = {"close": "closed", "spam": "spam", "reopen": "open"}[event["what"]]
                return amend(found, (SetStatus(status),)).conversation  # type: ignore[arg-type]
            case "escalate":
                up = Escalate("spec@toko.example", by=by, step=event.get("step", ""))
                return amend(found, (up,)).conversation
            case "survey":
                return known.amended(surveys=(*known.surveys, Survey(at)), changed_at=at)
            case "rated":
                *earlier, last = known.surveys
                return known.amended(
                    surveys=(*earlier, replace(last, rating=event["rating"], rated_at=at)), changed_at=at
                )
            case _:
                raise AssertionError(f"nobody tells how {event['what']} is done")

    def _keep(self, after: Conversation) -> None:
        self.office.store.commit(Changes(conversations=(after,)))
