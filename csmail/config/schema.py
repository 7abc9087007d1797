"""The shape of the whole configuration once it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csmail.model.assist import AssistTerms
from csmail.model.bulk import BulkSettings
from csmail.model.desk import Desk
from csmail.model.lookup import LookupTerms
from csmail.model.notice import NoticeTerms
from csmail.reason import Problem
from csmail.rules.rule import Rule

if TYPE_CHECKING:  # most files plan no report
    from csmail.reports.plan import ReportPlan

Adapter = tuple[str, Any]
"""The kind (a module of the family) and its `Settings`."""


@dataclass(frozen=True, slots=True)
class AssistEntry:
    """A language model: what it may see and do, and how it is asked."""

    terms: AssistTerms
    way: Adapter


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A desk with its way in and its way out; `assist` None: no model suggests its drafts."""

    desk: Desk
    mailbox: Adapter
    transport: Adapter
    assist: AssistEntry | None = None


@dataclass(frozen=True, slots=True)
class LookupEntry:
    """What is looked up for templates, and where."""

    terms: LookupTerms
    source: Adapter


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """A chat: what it is told of, and how."""

    terms: NoticeTerms
    way: Adapter


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often `csmail run` looks by itself; `idle` is whether servers may tell it sooner."""

    poll: timedelta = timedelta(seconds=60)
    sweep: timedelta = timedelta(seconds=60)
    idle: bool = True


@dataclass(frozen=True, slots=True)
class Config:
    """Everything `rules.yaml` says. `warnings` are for people, each with its place. `text` is the file as read."""

    path: Path
    folder: Path
    desks: dict[str, DeskEntry]
    store: Adapter
    schedule: Schedule = Schedule()
    rules: Sequence[Rule] = ()
    templates: Path = Path("templates")
    warnings: tuple[Problem, ...] = field(default=())
    text: str = field(default="", repr=False, compare=False)
    bulk: BulkSettings = BulkSettings()
    lookups: dict[str, LookupEntry] = field(default_factory=dict)
    notices: dict[str, NoticeEntry] = field(default_factory=dict)
    reports: tuple[ReportPlan, ...] = ()
