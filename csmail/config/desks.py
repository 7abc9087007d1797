"""Reads desks, their adapters, the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from csmail import registry
from csmail.config.part import Part, unknown
from csmail.config.reading import beside, record
from csmail.config.schema import Adapter, DeskEntry
from csmail.mail import address
from csmail.model.desk import Desk

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
# Fields of adapters that name a file, from where rules.yaml lies; a store resolves its own path.
FILES = ("ca_file", "path")


def desks(part: Part) -> dict[str, DeskEntry]:
    """Every desk that could be read, each knowing the addresses of the others."""
    found: dict[str, DeskEntry] = {}
    for name, inner in part.children().items():
        if not NAME.fullmatch(name):
            inner.problem("a desk's name is of lower-case letters, digits, - and _ (it names files)")
        entry = _desk(inner, name)
        if entry is not None:
            found[name] = entry
    if not part.children():
        part.problem("there must be a desk")
    _refuse_shared_addresses(part, found)
    return {name: _knowing_others(entry, found) for name, entry in found.items()}


def _desk(part: Part, name: str) -> DeskEntry | None:
    given = {"name": name, "other_desks": ()}
    desk: Desk | None = record(part, Desk, given, also=("mailbox", "transport"))
    mailbox = _needed(part, "mailbox", "mailboxes")
    transport = _needed(part, "transport", "transports")
    if desk is None:
        return None
    _check(part, desk)
    return DeskEntry(desk, mailbox, transport) if mailbox and transport else None


def _needed(part: Part, key: str, family: str) -> Adapter | None:
    inner = part.child(key)
    if inner is None:
        if part.node.entries is not None:
            part.problem(f"{key} is missing")
        return None
    return adapter(inner, family)


def adapter(part: Part, family: str) -> Adapter | None:
    """The kind and the settings of an adapter, asked whether they fit together; None when something is wrong."""
    kind = part.child("kind")
    known = registry.names(family)
    if kind is None or kind.node.text is None:
        part.problem(f"kind is missing: one of {', '.join(known)}")
        return None
    if kind.node.text not in known:
        kind.problem(unknown(kind.node.text, known, "kind"))
        return None
    module = registry.load(family, kind.node.text)
    settings = record(part, module.Settings, also=("kind",))
    if settings is None:
        return None
    if family != "stores":
        settings = _with_files(part, settings)
    why = module.check(settings) if hasattr(module, "check") else ""
    if why:
        part.problem(why)
    return None if why else (kind.node.text, settings)


def _with_files(part: Part, settings: Any) -> Any:
    named = [one.name for one in fields(settings) if one.name in FILES and getattr(settings, one.name)]
    return replace(settings, **{name: str(beside(part, getattr(settings, name))) for name in named})


def _check(part: Part, desk: Desk) -> None:
    for path, spec in _addresses(desk):
        if not address.sound(spec):
            _at(part, path).problem(f"{spec!r} is no address: local@domain")
    if not LANGUAGE.fullmatch(desk.language):
        _at(part, ("language",)).problem(f"{desk.language!r} is no language: id, en")
    if not _is_zone(desk.timezone):
        _at(part, ("timezone",)).problem(f"{desk.timezone!r} is no time zone: Asia/Jakarta, Europe/Berlin, UTC")
    own = {address.key(spec) for spec in (desk.address, *desk.aliases)}
    for number, spec in enumerate(desk.sendable):
        if address.key(spec) not in own and not desk.catch_all:
            _at(part, ("sendable", number)).problem(f"{spec} is neither the address nor an alias of this desk")
    for key in ("max_recipients",):
        if getattr(desk, key) < 1:
            _at(part, (key,)).problem("must be at least 1")


def _addresses(desk: Desk) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("address",), desk.address
    for key in ("aliases", "sendable", "auto_bcc"):
        for number, spec in enumerate(getattr(desk, key)):
            yield (key, number), spec
    for number, agent in enumerate(desk.team.agents):
        yield ("team", "agents", number), agent
    for number, tier in enumerate(desk.escalation):
        yield ("escalation", number, "to"), tier.to


def _at(part: Part, path: tuple[str | int, ...]) -> Part:
    """The part at the end of `path`, or the nearest one above that stands in the file."""
    for step in path:
        if isinstance(step, int):
            items = part.items()
            inner = items[step] if step < len(items) else None
        else:
            inner = part.child(step)
        if inner is None:
            return part
        part = inner
    return part


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError):
        return False
    return True


def _knowing_others(entry: DeskEntry, every: dict[str, DeskEntry]) -> DeskEntry:
    others = (other.desk for other in every.values() if other is not entry)
    addresses = tuple(spec for desk in others for spec in (desk.address, *desk.aliases))
    return replace(entry, desk=replace(entry.desk, other_desks=addresses))


def _refuse_shared_addresses(part: Part, every: dict[str, DeskEntry]) -> None:
    """An address in two desks would have two answers to every mail."""
    owner: dict[str, str] = {}
    for name, entry in every.items():
        for spec in (entry.desk.address, *entry.desk.aliases):
            other = owner.setdefault(address.key(spec), name)
            if other != name:
                part.children()[name].problem(f"{spec} belongs to the desk {other!r} already")
