"""What a configuration comes to, in plain values: every key that a file may have, defaults filled in, no secret."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from csmail.config.schema import Adapter, Config, DeskEntry
from csmail.model import duration
from csmail.model.duration import Span
from csmail.model.hours import MIDNIGHT, Hours, Shift
from csmail.redaction import hidden
from csmail.secret import Secret

# What no file says of a desk: worked out from the rest of it, or told elsewhere.
NOT_OF_A_DESK = frozenset({
    "name", "other_desks", "others", "home", "by", "before", "rule_times", "mood_words", "departments", "notices",
})  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOGIN = re.compile(r"(?<=://)[^/@\s]*@")
"""A name and password that somebody wrote into an address."""
UNSAID = "…"


def understood(config: Config) -> dict[str, Any]:
    """The file as it was understood. Secrets are shown as the references that stand there, commands by their name."""
    said: dict[str, Any] = {
        "desks": {name: _desk(entry) for name, entry in config.desks.items()},
        "store": _adapter(config.store),
        "schedule": plain(config.schedule),
        "bulk": plain(config.bulk),
        "lookups": {name: plain(one.terms) | {"source": _adapter(one.source)} for name, one in config.lookups.items()},
        "notices": {name: plain(one.terms) | {"way": _adapter(one.way)} for name, one in config.notices.items()},
        "departments": plain(next((entry.desk.departments for entry in config.desks.values()), ())),
        "reports": plain(config.reports),
        "mood": plain(next((entry.desk.mood_words for entry in config.desks.values()), None)),
    }
    return {**said, "rules": _rules(config)}


def _desk(entry: DeskEntry) -> dict[str, Any]:
    known = {one.name: getattr(entry.desk, one.name) for one in dataclasses.fields(entry.desk)}
    return {
        "mailbox": _adapter(entry.mailbox),
        "transport": _adapter(entry.transport),
        **{name: plain(value) for name, value in known.items() if name not in NOT_OF_A_DESK},
    }


def _adapter(one: Adapter) -> dict[str, Any]:
    kind, settings = one
    members = plain(settings) if settings is not None else {}
    # 0 stands for the usual port: shown is the one that is really connected to.
    port = getattr(settings, "wire_port", 0) or getattr(settings, "address", ("", 0))[1]
    return {"kind": kind, **members, **({"port": port} if "port" in members else {})}


def _rules(config: Config) -> list[Any]:
    """As they stand in the file, with what may be left out of each."""
    document = getattr(config.rules, "document", None)
    written = json.loads(document())["rules"] if document is not None and len(config.rules) else []
    usual = [{"name": one.name, "on": one.on, "stop": one.stop} for one in config.rules]
    own = (_unquoted(one) for one in written)
    return [{**one, **rule, "stop": one["stop"]} for one, rule in zip(usual, own, strict=True)]


def _unquoted(value: Any) -> Any:
    """Scalars of the stored document bear an apostrophe where the file has quotes."""
    if isinstance(value, dict):
        return {name: _unquoted(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_unquoted(below) for below in value]
    return value.removeprefix("'") if isinstance(value, str) else value


def plain(value: Any) -> Any:
    """`value` in the types that YAML and JSON have; spans as they are written in the file."""
    if isinstance(value, Secret):
        return _secret(value)
    if isinstance(value, Hours):
        return _hours(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, (type, Span)):
        members = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return {name: plain(member) for name, member in members.items() if not callable(member)}
    if isinstance(value, Mapping):
        return {str(name): plain(below) for name, below in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(map(plain, value))
    return list(map(plain, value)) if isinstance(value, (list, tuple)) else _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, timedelta):
        return duration.format(value, "dhms") or "0s"
    if isinstance(value, (Span, date, Path)):
        return str(value)
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, float):
        return float(value)  # a share is a kind of its own
    return LOGIN.sub(f"{UNSAID}@", hidden(str(value))) if isinstance(value, str) else value


def _secret(secret: Secret) -> dict[str, Any]:
    """The reference, which is no secret; of a command only its name, for its words may be one."""
    if secret.command:
        return {"command": [secret.command[0], *([UNSAID] if len(secret.command) > 1 else [])]}
    return {name: said for name in ("env", "file", "keyring") if (said := getattr(secret, name))}


def _hours(hours: Hours) -> dict[str, Any]:
    week = {day: ", ".join(map(_shift, shifts)) or "closed" for day, shifts in zip(WEEKDAYS, hours.week, strict=True)}
    rest = {
        one.name: getattr(hours, one.name) for one in dataclasses.fields(hours) if one.name not in ("week", "timezone")
    }
    return {**week, **{name: plain(value) for name, value in rest.items()}}


def _shift(shift: Shift) -> str:
    closes = shift.closes if shift.closes <= MIDNIGHT else shift.closes - MIDNIGHT
    return f"{shift.opens // 60:02}:{shift.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
