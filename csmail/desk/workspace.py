"""A workspace: one desk with everything it works with, each behind its port."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from csmail.desk.fact_sources import Lookups
from csmail.desk.history import Histories
from csmail.desk.quiet import Quiet
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.situation import Situation
from csmail.outbox import Ways
from csmail.ports import FactSheet, FactTable, Store, Templates
from csmail.ports.knowledge import Knowledge
from csmail.rules.rule import Condition, Rule

if TYPE_CHECKING:  # most passes send no report and ask no model
    from csmail.ports.assistant import Assist
    from csmail.reports.plan import ReportPlan


def no_facts(situation: Situation, audience: Audience, said: Collection[str]) -> Mapping[str, FactSheet | FactTable]:
    """Nothing is looked up."""
    return {}


def no_articles() -> Knowledge | None:
    """The desk has none."""
    return None


class Selection(Protocol):
    """Reads a `when` written in one line behind `option`. Raises UsageError."""

    def __call__(self, written: str, option: str = "--where") -> Condition: ...


def always(written: str, option: str = "--where") -> Condition:
    """Every conversation fits."""
    from csmail.rules.conditions import Always  # with it comes what reads mail

    return Always()


@dataclass(frozen=True, slots=True)
class Workspace:
    """`now` is the clock (aware UTC). `unique` yields a string never used before, for Message-IDs.

    `facts` are what templates may say of a situation to an audience besides, by their name, those `said` asked for
    already; `lookups` are where they come from, None where nothing is looked up; `reports` are those that it sends by
    itself. `selection` reads a `when` written in one line; it raises UsageError. `knowledge` opens the articles; it
    raises ConfigurationError when their folder is missing. `assist` is the model that suggests drafts, None when off.
    `dry_run`: what people do with drafts is decided and checked, nothing is written and nothing connected to.
    `ways` opens the mailbox and the transport when first needed. `histories` and `quiet` are of the passes before.
    """

    desk: Desk
    store: Store
    templates: Templates
    rules: Sequence[Rule]
    ways: Ways
    now: Callable[[], datetime]
    unique: Callable[[], str]
    batch: int = 500
    facts: Callable[[Situation, Audience, Collection[str]], Mapping[str, FactSheet | FactTable]] = no_facts
    lookups: Lookups | None = None
    reports: tuple[ReportPlan, ...] = ()
    selection: Selection = always
    knowledge: Callable[[], Knowledge | None] = no_articles
    dry_run: bool = False
    assist: Assist | None = None
    histories: Histories = field(default_factory=Histories, compare=False, repr=False)
    quiet: Quiet = field(default_factory=Quiet, compare=False, repr=False)

    @property
    def today(self) -> date:
        """The day that it is at the desk."""
        from zoneinfo import ZoneInfo

        return self.now().astimezone(ZoneInfo(self.desk.timezone)).date()
