"""Loads `rules.yaml`: everything it says, or everything that is wrong with it, at once."""

from __future__ import annotations

from pathlib import Path

from csmail.config import desks
from csmail.config.rules import then
from csmail.config.schema import Adapter, Config, Schedule
from csmail.config.yaml import source
from csmail.config.yaml.part import Part
from csmail.config.yaml.source import Source
from csmail.config.yaml.types import record
from csmail.errors import ConfigurationError
from csmail.ports import families
from csmail.rules.rule import Rule

KEYS = ("desks", "store", "schedule", "rules")
TEMPLATES = "templates"
USUAL_STORE: Adapter = ("tinydb", None)


def load(path: Path, rules: bool = True) -> Config:
    """The configuration in the file at `path`. Raises ConfigurationError; its `problems` name every one with its place.

    Without `rules` that section is not read, for commands that act on one conversation: it is most of the work.
    """
    if rules:
        return _read(source.read(path), rules=True)
    try:
        return _read(source.read(path, rules=False), rules=False)
    except ConfigurationError:
        return _read(source.read(path), rules=True)  # the whole truth; and what was cut out may have been no rules


def _read(file: Source, rules: bool) -> Config:
    whole = Part(file, file.root, (), 1, 1)
    if file.root.empty:
        raise ConfigurationError(f"{file.path} is empty", "csmail init writes one to begin with")
    found = whole.mapping(KEYS)
    entries = {}
    if "desks" in found:
        entries = desks.desks(found["desks"])
    elif file.root.entries is not None:
        whole.problem("desks is missing")
    store = _store(found.get("store"))
    schedule = record(found["schedule"], Schedule) if "schedule" in found else Schedule()
    templates = file.folder / TEMPLATES
    decided: tuple[Rule, ...] = ()
    if rules and "rules" in found:
        from csmail.config.rules.rules import rules as read_rules

        decided = read_rules(found["rules"], found["desks"].children() if "desks" in found else (), templates)
    then.refuse_own(whole, (entry.desk for entry in entries.values()))
    file.refuse_problems()
    return Config(file.path, file.folder, entries, store, schedule, decided, templates, file.told(file.warnings))


def _store(part: Part | None) -> Adapter:
    """The store; one of the usual kind when the file names none. What could not be read is noted."""
    if part is not None:
        return desks.adapter(part, "stores") or USUAL_STORE
    return (USUAL_STORE[0], families.store_kind(USUAL_STORE[0]).Settings())
