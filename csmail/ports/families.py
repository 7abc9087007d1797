"""What a module must have to be a member of a family, and its members loaded by the name that a configuration gives.

A member is one module or folder of `mailboxes`, `transports`, `stores`, `lookups` … (see `registry`). mypy holds each
to its family in `wiring`, a test does at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, cast, get_args, runtime_checkable

from csmail import registry
from csmail.model.assist import AssistTerms
from csmail.model.task import Task
from csmail.ports.assistant import Assist, Assistant
from csmail.ports.lookup import Lookup
from csmail.ports.mailbox import Mailbox
from csmail.ports.notice import Notifier
from csmail.ports.store import Store
from csmail.ports.transport import Transport
from csmail.reason import Reason

Family = Literal["mailboxes", "transports", "stores", "lookups", "notices", "assist"]
FAMILIES: tuple[Family, ...] = get_args(Family)


class Adapter(Protocol):
    """`Settings` is a dataclass, read from the part of the file beside `kind`; `check` says what is wrong with one.

    A dataclass is written as a property here, because mypy takes a class in a module for something read-only.
    """

    @property
    def Settings(self) -> Callable[..., Any]: ...
    def check(self, settings: Any) -> Reason | None: ...


class MailboxKind(Adapter, Protocol):
    """`open` connects to nothing yet; `name` is that of the desk."""

    def open(self, settings: Any, name: str) -> Mailbox: ...


class TransportKind(Adapter, Protocol):
    """`open` connects to nothing yet; `name` is that of the desk."""

    def open(self, settings: Any, name: str) -> Transport: ...


class StoreKind(Adapter, Protocol):
    """`folder` is that of rules.yaml. Raises StoreError, or ConfigurationError when a newer csmail wrote the store.

    `state` is where it keeps files on this machine, so that others may lay beside them what can be made anew; None when
    it keeps none.
    """

    def open(self, settings: Any, folder: Path) -> Store: ...
    def state(self, settings: Any, folder: Path) -> Path | None: ...


class LookupKind(Adapter, Protocol):
    """`open` reads nothing yet; `name` is how templates call it, `folder` that of rules.yaml."""

    def open(self, settings: Any, name: str, folder: Path) -> Lookup: ...


class NoticeKind(Adapter, Protocol):
    """`open` connects to nothing and reads no secret yet; `name` is how the file calls it."""

    def open(self, settings: Any, name: str) -> Notifier: ...


class AssistKind(Adapter, Protocol):
    """`open` connects to nothing and reads no secret yet; `name` is that of the desk."""

    def open(self, settings: Any, name: str) -> Assistant: ...
    def is_local(self, settings: Any) -> bool:
        """Whether what it is shown stays on this machine."""
        ...


@dataclass(frozen=True, slots=True)
class Restoration:
    """A copy to put in the place of the store.

    `hold` makes of each mail that the copy holds unsent what is written; `locks` must be free, beside all known ones.
    """

    source: Path
    now: datetime
    hold: Callable[[Task], Task]
    locks: tuple[str, ...] = ()


@runtime_checkable
class RestorableStoreKind(StoreKind, Protocol):
    """A kind of store whose copies can be put back; both raise StoreError, ConfigurationError for a bad copy.

    `restore` answers with how many mails are held, and where the store lies that was in use; it raises Busy.
    """

    def unsent(self, settings: Any, source: Path) -> int: ...
    def restore(self, settings: Any, folder: Path, restoration: Restoration) -> tuple[int, Path]: ...


@runtime_checkable
class GlimpsedStoreKind(StoreKind, Protocol):
    """A kind of store that can be looked at for Tab: ids of `kind` that begin with `asked[0]`, `asked[1]` at most, with
    what people know them by. Nothing is made, upgraded, locked or written; raises whatever goes wrong.
    """

    def glimpse(self, settings: Any, folder: Path, kind: str, asked: tuple[str, int]) -> list[tuple[str, str]]: ...


def mailbox_kind(name: str) -> MailboxKind:
    """Raises KeyError."""
    return cast(MailboxKind, registry.load("mailboxes", name))


def transport_kind(name: str) -> TransportKind:
    """Raises KeyError."""
    return cast(TransportKind, registry.load("transports", name))


def store_kind(name: str) -> StoreKind:
    """Raises KeyError."""
    return cast(StoreKind, registry.load("stores", name))


def lookup_kind(name: str) -> LookupKind:
    """Raises KeyError."""
    return cast(LookupKind, registry.load("lookups", name))


def notice_kind(name: str) -> NoticeKind:
    """Raises KeyError."""
    return cast(NoticeKind, registry.load("notices", name))


def assist_kind(name: str) -> AssistKind:
    """Raises KeyError."""
    return cast(AssistKind, registry.load("assist", name))


def assist(terms: AssistTerms, way: tuple[str, Any], name: str) -> Assist:
    """The model of the desk `name`, whose kind and settings are `way`; nothing of it is loaded before it is opened."""
    kind, settings = way
    return Assist(terms, lambda: assist_kind(kind).open(settings, name))


def adapter(family: Family, name: str) -> Adapter:
    """The member of any family. Raises KeyError."""
    return cast(Adapter, registry.load(family, name))
