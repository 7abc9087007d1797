"""Reads desks, their adapters, the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, get_args

from csmail import registry
from csmail.config.hours.read import hours as read_hours
from csmail.config.schema import Adapter, DeskEntry
from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import beside, record
from csmail.mail import address
from csmail.model.address import a_label
from csmail.model.conversation import Priority
from csmail.model.desk import Desk, MoodWords
from csmail.ports import families
from csmail.ports.families import Family

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
PRIORITIES: tuple[str, ...] = get_args(Priority)
NOTHING_PROMISED = re.compile(r"0+[smhdw]")
LANGUAGE = re.compile(r"[a-z]{2,3}")
# Fields of adapters that name a file, from where rules.yaml lies; a store resolves its own path.
FILES = ("ca_file", "path")
FORGEABLE = (
    "anybody can write this sender, and csmail then tells the Reply-To of his choice that a mail has arrived: "
    "name the mail server whose word counts in `trust.authserv_ids`"
)
ADDRESSES = (
    ("address",),
    ("aliases", "*"),
    ("sendable", "*"),
    ("auto_bcc", "*"),
    ("team", "agents", "*"),
    ("escalation", "*", "to"),
)


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
    _refuse_shared(part.children().values())
    _refuse_one_mailbox(part.children(), found)
    return {name: _knowing_others(entry, found) for name, entry in found.items()}


def _desk(part: Part, name: str) -> DeskEntry | None:
    zones = [zone.node.text for zone in part.every("timezone") if zone.node.text and _is_zone(zone.node.text)]
    hours = read_hours(part.child("hours"), next(iter(zones), "UTC"))
    given = {"name": name, "other_desks": (), "hours": hours, "mood_words": MoodWords()}
    desk: Desk | None = record(part, Desk, given, also=("mailbox", "transport", "hours"))
    mailbox = _needed(part, "mailbox", "mailboxes")
    transport = _needed(part, "transport", "transports")
    _check(part)
    return DeskEntry(desk, mailbox, transport) if desk and mailbox and transport else None


def _needed(part: Part, key: str, family: Family) -> Adapter | None:
    inner = part.child(key)
    if inner is None:
        if part.node.entries is not None:
            part.problem(f"{key} is missing")
        return None
    return adapter(inner, family)


def adapter(part: Part, family: Family) -> Adapter | None:
    """The kind and the settings of an adapter, asked whether they fit together; None when something is wrong."""
    kind = part.child("kind")
    known = registry.names(family)
    if kind is None or kind.node.text is None:
        part.problem(f"kind is missing: one of {', '.join(known)}")
        return None
    if kind.node.text not in known:
        kind.problem(unknown(kind.node.text, known, "kind"))
        return None
    module = families.adapter(family, kind.node.text)
    settings = record(part, module.Settings, also=("kind",))
    if settings is None:
        return None
    if family != "stores":
        settings = _with_files(part, settings)
    why = module.check(settings)
    if why:
        part.problem(why)
    return None if why else (kind.node.text, settings)


def _with_files(part: Part, settings: Any) -> Any:
    named = [one.name for one in fields(settings) if one.name in FILES and getattr(settings, one.name)]
    return replace(settings, **{name: str(beside(part, getattr(settings, name))) for name in named})


def _check(part: Part) -> None:
    """What no type says. It looks at the file, so that it is told although something else is wrong."""
    for path in ADDRESSES:
        _refuse(part, path, address.sound, "not an address: write local@domain")
    _check_promises(part)
    _refuse(part, ("language",), lambda written: LANGUAGE.fullmatch(written), "not a language: write id or en")
    _refuse(part, ("timezone",), _is_zone, "not a time zone: write Asia/Jakarta, Europe/Berlin or UTC")
    _refuse(part, ("max_recipients",), lambda written: written != "0", "too few")
    if _says(part, "plus_addresses", "false"):
        _refuse(part, ("reply_tokens",), lambda said: said.lower() != "true", "impossible without `plus_addresses`")
    if not [*part.every("trust", "authserv_ids", "*")]:
        for form in part.every("trust", "forms", "*"):
            form.warning(FORGEABLE)
    own = {address.key(spec) for spec in _own(part)}
    if part.child("catch_all") is None:
        _refuse(part, ("sendable", "*"), lambda spec: address.key(spec) in own, "neither the address nor an alias here")


def _check_promises(part: Part) -> None:
    for priorities in part.every("promises", "by_priority"):
        for name, inner in priorities.children().items():
            if name not in PRIORITIES:
                inner.problem(f"{name} is not a priority: {', '.join(PRIORITIES)}")
    for goal in (*part.every("promises", "*"), *part.every("promises", "by_priority", "*", "*")):
        if goal.node.text is not None and NOTHING_PROMISED.fullmatch(goal.node.text):
            goal.problem("a promise of nothing cannot be kept: leave it out")


def _says(part: Part, key: str, word: str) -> bool:
    return any((inner.node.text or "").lower() == word for inner in part.every(key))


def _refuse(part: Part, path: tuple[str, ...], sound: Callable[[str], object], why: str) -> None:
    for inner in part.every(*path):
        if inner.node.text is not None and not sound(inner.node.text):
            inner.problem(f"{inner.node.text!r} is {why}")


def _own(part: Part) -> list[str]:
    parts = (*part.every("address"), *part.every("aliases", "*"))
    return [inner.node.text for inner in parts if inner.node.text is not None]


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # KeyError: there is none of this name
        return False
    return True


def _knowing_others(entry: DeskEntry, every: dict[str, DeskEntry]) -> DeskEntry:
    others = (other.desk for other in every.values() if other is not entry)
    addresses = tuple(spec for desk in others for spec in (desk.address, *desk.aliases))
    return replace(entry, desk=replace(entry.desk, other_desks=addresses))


def _refuse_shared(parts: Iterable[Part]) -> None:
    """An address of two desks would have two answers to every mail."""
    owner: dict[str, str] = {}
    for part in parts:
        for inner in (*part.every("address"), *part.every("aliases", "*")):
            name = str(part.path[-1])
            first = owner.setdefault(address.key(inner.node.text or ""), name)
            if first != name:
                inner.problem(f"{inner.node.text} belongs to the desk {first!r} already")


def _same_account(one: str, other: str) -> bool:
    """Whether two accounts (`name at host`) may be one: many servers take a login with and without its domain."""
    names, hosts = zip(*(each.rsplit(" at ", 1) for each in (one, other)), strict=True)
    (local, _, domain), (other_local, _, other_domain) = (each.partition("@") for each in names)
    either_bare = not domain or not other_domain
    return hosts[0] == hosts[1] and local == other_local and (either_bare or a_label(domain) == a_label(other_domain))


def _refuse_one_mailbox(parts: Mapping[str, Part], found: Mapping[str, DeskEntry]) -> None:
    """Two desks that read one folder take in every mail twice, and both answer it."""
    readers: dict[str, list[tuple[str, str]]] = {}
    for name, entry in found.items():
        settings = entry.mailbox[1]
        account = getattr(settings, "account", "")
        for folder in settings.folders if account else ():
            plain = "INBOX" if folder.upper() == "INBOX" else folder
            before = readers.setdefault(plain, [])
            first = next((other for other, theirs in before if _same_account(theirs, account)), name)
            before.append((name, account))
            if first != name:
                inner = parts[name].child("mailbox") or parts[name]
                inner.problem(
                    f"the desks {first!r} and {name!r} both read {plain} of {account}: every mail would be answered "
                    f"twice. Make {entry.desk.address} one of the `aliases` of {first!r} and tell the mails apart with "
                    "`when: {recipient: …}`, or let the server sort them into folders and give each desk its own "
                    "`folders`"
                )
                break
