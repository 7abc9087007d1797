"""A desk in memory: every port played by the product's own memory adapters, the clock in our hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from csmail.actions.catalog import catalog
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError
from csmail.mailboxes.memory import Memory
from csmail.model.desk import Desk
from csmail.model.receipt import Arrival
from csmail.outbox import Ways
from csmail.ports import FIRST, Earlier, Rendered, Store
from csmail.rules.conditions import Always
from csmail.rules.rule import ActionCall, Condition, Rule
from csmail.stores.memory import MemoryStore
from csmail.transports.memory import MemoryTransport
from tests.factories import NOW, desk


class Words:
    """Templates that say their name; "broken" cannot be filled."""

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        if name == "broken":
            raise ConfigurationError("template broken.id.txt:3: 'order' is undefined")
        return Rendered(f"{name} in {language} for {variables['conversation']}", language=language)

    def names(self) -> tuple[str, ...]:
        return ("acknowledgement", "answer", "broken", "escalation", "forward")


def asked(name: str, **parameters: Any) -> ActionCall:
    return ActionCall(name, catalog()[name](**parameters))


def rule(*then: ActionCall, name: str = "rule", on: Arrival = "arrival", when: Condition | None = None) -> Rule:
    return Rule(name, when or Always(), then, on)


@dataclass
class Office:
    """The desk with its clock, mailbox, transport and store at hand."""

    rules: tuple[Rule, ...] = ()
    desk: Desk = field(default_factory=desk)
    store: Store = field(default_factory=MemoryStore)
    mailbox: Memory = field(default_factory=Memory)
    transport: MemoryTransport = field(default_factory=MemoryTransport)
    now: datetime = NOW

    def __post_init__(self) -> None:
        numbers = count()
        self.place = Workspace(
            desk=self.desk,
            store=self.store,
            templates=Words(),
            rules=self.rules,
            ways=Ways(mailbox=lambda: self.mailbox, transport=lambda: self.transport),
            now=lambda: self.now,
            unique=lambda: f"u{next(numbers)}",
        )

    def with_rules(self, *rules: Rule) -> Workspace:
        self.place = replace(self.place, rules=rules)
        return self.place

    def later(self, span: timedelta = timedelta(minutes=1)) -> None:
        self.now += span

    def deliver(self, header: str, body: str = "Halo") -> int:
        text = header.strip("\n") + "\n\n" + body + "\n"
        return self.mailbox.deliver(text.replace("\n", "\r\n").encode(), self.now)


def mail(number: int = 1, **fields: str) -> str:
    """The header block of an ordinary first mail; a field given as "" is left out."""
    written = {
        "From": "Jane Roe <jane@cust.example>",
        "To": "support@toko.example",
        "Subject": "Pesanan 12345 belum sampai",
        "Message-ID": f"<m{number}@cust.example>",
        "Date": "Mon, 06 Jul 2026 09:00:00 +0000",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    return "\n".join(f"{name}: {value}" for name, value in written.items() if value)
