"""Turns a configuration into open desks; the only room that sees both desks and adapters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from csmail.config.load import fingerprint
from csmail.config.schema import Config, DeskEntry
from csmail.desk import terms
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError, NotFound
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.follow_up import RuleTimes
from csmail.model.knowledge import KnowledgeTerms
from csmail.model.situation import Situation
from csmail.model.task import SendNotice, Task
from csmail.now import now as clock
from csmail.outbox import Ways
from csmail.ports import (
    FIRST,
    Earlier,
    FactSheet,
    FactTable,
    Mailbox,
    Notifier,
    Rendered,
    Store,
    Templates,
    Transport,
    families,
)
from csmail.reason import Reason
from csmail.rules.rule import Condition
from csmail.rules.rule import times as rule_times

if TYPE_CHECKING:  # mypy holds every member of a family to what the family promises; tests say which are missing here
    from csmail.assist import openai
    from csmail.desk.fact_sources import Lookups
    from csmail.knowledge import ArticleFolder
    from csmail.lookups import csv, http, sql
    from csmail.mailboxes import imap
    from csmail.mailboxes import memory as memory_mailbox
    from csmail.notices import apprise
    from csmail.notices import memory as memory_notices
    from csmail.stores import memory as memory_store
    from csmail.stores import tinydb
    from csmail.transports import folder, smtp
    from csmail.transports import memory as memory_transport

    MAILBOXES: tuple[families.MailboxKind, ...] = (imap, memory_mailbox)
    TRANSPORTS: tuple[families.TransportKind, ...] = (smtp, folder, memory_transport)
    STORES: tuple[families.StoreKind, ...] = (tinydb, memory_store)
    LOOKUPS: tuple[families.LookupKind, ...] = (csv, sql, http)
    ASSIST: tuple[families.AssistKind, ...] = (openai,)
    NOTICES: tuple[families.NoticeKind, ...] = (apprise, memory_notices)
    RESTORABLE: families.RestorableStoreKind = tinydb
    GLIMPSED: families.GlimpsedStoreKind = tinydb


NOTICE_WAITS = timedelta(seconds=10)
RIGHT, TIMES = "rules/right", "rules/times"
"""The facts that name the configuration that was last found right, and what its rules wait for."""


class LaterTemplates:
    """Opens the templates when the first one is wanted: a command that writes no mail does not load jinja2."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _templates(self) -> Templates:
        from csmail import templates

        return templates.open(self._folder)

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        return self._templates.render(name, language, variables, earlier)

    def names(self) -> tuple[str, ...]:
        return self._templates.names()

    def variables(self, name: str) -> frozenset[str]:
        return self._templates.variables(name)

    def closing(
        self, language: str, variables: Mapping[str, Any], wording: Sequence[str] = (), markdown: bool = False
    ) -> str:
        return self._templates.closing(language, variables, wording, markdown)


class Wiring:
    """Opens what the configuration names, each thing when it is first wanted, and closes it again.

    Raises StoreError when the store cannot be opened; mailboxes and transports connect at their first use.
    """

    def __init__(self, config: Config, now: Callable[[], datetime] = clock) -> None:
        self.config = config
        self._now = now
        self._open: list[Mailbox | Transport | Store] = []
        self._selections: dict[str, Condition] = {}
        self._times: RuleTimes | None = None

    def __enter__(self) -> Wiring:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def store(self) -> Store:
        """The store of this configuration."""
        kind, settings = self.config.store
        store = families.store_kind(kind).open(settings, self.config.folder)
        self._open.append(store)
        return store

    def check_rules(self) -> None:
        """Read the rules, unless this csmail has read this very file and found it right. Raises ConfigurationError.

        Nothing is taken from the store but that it was right, and when its rules want to be asked (`RuleTimes`): what
        they say always comes from the file. Called before a desk is opened.
        """
        found = fingerprint(self.config)
        times = self.store.fact(TIMES) if self.store.fact(RIGHT) == found else ""
        if not times:
            len(self.config.rules)
            times = _written(rule_times(self.config.rules))
            self.store.remember_all({RIGHT: found, TIMES: times})
        self._times = _read(times)

    @cached_property
    def templates(self) -> Templates:
        """The templates beside rules.yaml."""
        return LaterTemplates(self.config.templates)

    @cached_property
    def desks(self) -> dict[str, Workspace]:
        """Every desk by name, in the order of the file."""
        return {name: self._workspace(entry) for name, entry in self.config.desks.items()}

    def desk(self, name: str) -> Workspace:
        """One desk. Raises NotFound."""
        if name not in self.desks:
            raise NotFound(
                Reason.of("no_desk_of_this_name", name=name),
                Reason.of("advice_desks_here", known=", ".join(self.desks)),
            )
        return self.desks[name]

    def selection(self, written: str, option: str = "--where") -> Condition:
        """A `when` in one line, as it was written behind `option`. Raises UsageError."""
        if written not in self._selections:
            from csmail.config.rules.one_line import condition  # the patterns come with it: others do without

            self._selections[written] = condition(written, self.config.desks, option)
        return self._selections[written]

    def close(self) -> None:
        """Close what was opened, the store last."""
        for opened in reversed(self._open):
            opened.close()
        self._open.clear()

    def _workspace(self, entry: DeskEntry) -> Workspace:
        @cache
        def mailbox() -> Mailbox:
            kind, settings = entry.mailbox
            opened = families.mailbox_kind(kind).open(settings, entry.desk.name)
            self._open.append(opened)
            return opened

        @cache
        def transport() -> Transport:
            kind, settings = entry.transport
            opened = families.transport_kind(kind).open(settings, entry.desk.name)
            self._open.append(opened)
            return opened

        desk = entry.desk if self._times is None else replace(entry.desk, rule_times=self._times)
        name = desk.name
        ways = Ways(
            mailbox=mailbox,
            transport=transport,
            recheck=lambda task: _recheck(self.desk(name), task),
            drafts=desk.drafts,
        )
        if self.config.notices:
            ways = replace(ways, notify=lambda tasks: self._notify(entry.desk, tasks))
        return Workspace(
            desk=terms.remembered(desk, self.store, self._now()),
            store=self.store,
            templates=self.templates,
            rules=self.config.rules,
            ways=ways,
            now=self._now,
            unique=_unique,
            selection=self.selection,
            facts=self._facts,
            lookups=self.lookups,
            knowledge=cache(lambda: self.articles(entry.desk)),
            assist=families.assist(entry.assist.terms, entry.assist.way, name) if entry.assist else None,
            reports=tuple(plan for plan in self.config.reports if plan.desk == name),
        )

    def articles(self, desk: Desk) -> ArticleFolder | None:
        """The articles of a desk, None where it has none: no folder, and rules.yaml names none.

        Raises ConfigurationError when the folder that it names is missing.
        """
        folder = self.config.folder / desk.knowledge.path
        if desk.knowledge.path == KnowledgeTerms().path and not folder.is_dir():
            return None
        from csmail import knowledge

        kind, settings = self.config.store
        state = families.store_kind(kind).state(settings, self.config.folder)
        kept = state / f"knowledge.{desk.name}.db" if state and state.is_dir() else None
        return knowledge.open(folder, kept, desk.knowledge.words)

    @cached_property
    def notifiers(self) -> dict[str, Notifier]:
        """Every chat by its name; none is asked yet."""
        every = self.config.notices.items()
        return {name: families.notice_kind(one.way[0]).open(one.way[1], name) for name, one in every}

    def _notify(self, desk: Desk, tasks: Sequence[Task]) -> None:
        from csmail.desk.notices import told

        work = tasks[0].work
        assert isinstance(work, SendNotice), "notices are told here"
        if work.channel not in self.notifiers:
            raise ConfigurationError(
                Reason.of("no_such_notice", name=work.channel, known=", ".join(self.notifiers)), "csmail rules check"
            )
        self.notifiers[work.channel].send(*told(desk, tasks, self.store), NOTICE_WAITS)

    def _facts(
        self, situation: Situation, audience: Audience, said: Collection[str]
    ) -> Mapping[str, FactSheet | FactTable]:
        if self.lookups is None:
            return {}
        from csmail.desk.lookups.facts import ahead, sheets  # with it comes what reads mail

        found = sheets(situation, audience, self.lookups, self.store, self.config.rules)
        ahead(found, said)
        return found

    @cached_property
    def lookups(self) -> Lookups | None:
        """The sources of facts, None when the configuration names none."""
        if not self.config.lookups:
            return None
        from csmail.desk.fact_sources import Lookups, Source

        folder = self.config.folder
        sources = {
            name: Source(one.terms, families.lookup_kind(one.source[0]).open(one.source[1], name, folder))
            for name, one in self.config.lookups.items()
        }
        return Lookups(sources, self.store, self._now)


def _written(times: RuleTimes) -> str:
    """`closings 259200 604800`: seconds of each silence."""
    seconds = (str(int(one.total_seconds())) for one in times.silences)
    return " ".join(("closings" if times.closings else "-", *seconds))


def _read(written: str) -> RuleTimes:
    closings, *seconds = written.split()
    return RuleTimes(tuple(timedelta(seconds=int(one)) for one in seconds), closings == "closings")


def _recheck(workspace: Workspace, task: Task) -> Reason | None:
    from csmail.desk.bulk.recheck import why_not_any_more  # for mails of a bulk alone

    return why_not_any_more(workspace, task)


def _unique() -> str:
    import secrets  # with it comes OpenSSL: 3 ms for a command that only reads

    return secrets.token_urlsafe(9)
