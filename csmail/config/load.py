"""Loads `rules.yaml`: everything it says, or everything that is wrong with it, at once."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from csmail.config import desks
from csmail.config.bulk import bulk_settings
from csmail.config.lookups import lookups, refuse_facts
from csmail.config.mood_words import mood_words
from csmail.config.rules import then
from csmail.config.schema import Adapter, Config, DeskEntry, Schedule
from csmail.config.yaml import source
from csmail.config.yaml.part import Part
from csmail.config.yaml.source import Source
from csmail.config.yaml.types import record
from csmail.errors import ConfigurationError
from csmail.model.bulk import BulkSettings
from csmail.model.desk import MoodWords
from csmail.model.follow_up import RuleTimes
from csmail.ports import families
from csmail.reason import Reason
from csmail.rules.rule import Rule, times
from csmail.rules.rule_set import RuleSet, hash_of, written

if TYPE_CHECKING:
    from csmail.reports.plan import ReportPlan

KEYS = ("desks", "store", "schedule", "mood", "bulk", "lookups", "departments", "notices", "reports", "rules")
TEMPLATES = "templates"
READERS = ("config", "config/rules", "config/yaml", "rules", "actions", "templates")
USUAL_STORE: Adapter = ("tinydb", None)


def load(path: Path, rules: bool = True) -> Config:
    """The configuration in the file at `path`. Raises ConfigurationError; its `problems` name every one with its place.

    Without `rules` that section is not read until somebody asks for them: it is most of the work, and a command that
    acts on one conversation never does. What is wrong in it is told then.
    """
    text = source.read(path)
    short = "" if rules else source.without_rules(text)
    if short in ("", text):
        return _whole(path, text)
    try:
        config = _read(source.parse(path, short), text)
    except ConfigurationError:
        return _whole(path, text)  # the whole truth; and what was cut out may have been no rules
    later = cache(lambda: _rules_alone(_whole(path, text).rules))
    entries = {name: _timed(one, None) for name, one in config.desks.items()}
    return replace(config, desks=entries, rules=RuleSet(lambda: later(), lambda: written(later())))


def fingerprint(config: Config) -> str:
    """What two configurations have in common of which one is right when the other is, read by this csmail."""
    try:
        names = sorted(os.listdir(config.templates))
    except OSError:
        names = []
    import hashlib

    said = json.dumps([_readers(), str(config.path.absolute()), names, config.text])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _readers() -> list[tuple[str, int, int]]:
    """What reads rules in this csmail, its sizes and times: asking for our version loads packages for 25 ms."""
    files = (file for folder in READERS for file in (Path(__file__).parents[1] / folder).glob("*.py"))
    return sorted((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def _rules_alone(rules: Sequence[Rule]) -> Sequence[Rule]:
    """The rules of somebody who decides by them: what they say is worked out now, so that the tree of the file goes."""
    hash_of(rules)
    return rules


def _whole(path: Path, text: str) -> Config:
    with _nothing_collected():
        return _read(source.parse(path, text), text)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Reading makes a million small things and hardly a circle: looking for circles took a fifth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _read(file: Source, text: str) -> Config:
    whole = Part(file, file.root, (), 1, 1)
    if file.root.empty:
        raise ConfigurationError(Reason.of("file_empty", file=file.path), Reason("init_writes_one"))
    found = whole.mapping(KEYS)
    entries = {}
    if "desks" in found:
        entries = desks.desks(found["desks"])
    elif file.root.entries is not None:
        whole.problem(Reason.of("key_missing", key="desks"))
    if "mood" in found:
        entries = _with_mood_words(entries, mood_words(found["mood"]))
    if "departments" in found:
        entries = _with_departments(entries, found["departments"])
    told = {}
    if "notices" in found:
        from csmail.config.notices import notices

        told = notices(found["notices"])
        terms = tuple(one.terms for one in told.values())
        entries = {name: replace(one, desk=replace(one.desk, notices=terms)) for name, one in entries.items()}
    store = _store(found.get("store"))
    schedule = record(found["schedule"], Schedule) if "schedule" in found else Schedule()
    bulk = bulk_settings(found["bulk"]) if "bulk" in found else BulkSettings()
    looked_up = lookups(found["lookups"]) if "lookups" in found else {}
    planned = _reports(found["reports"], entries) if "reports" in found else ()
    templates = file.folder / TEMPLATES
    decided: Sequence[Rule] = ()
    if "rules" in found:
        decided = _rules(found, entries, templates)
        entries = {name: _timed(one, times(decided)) for name, one in entries.items()}
    if looked_up and "rules" in found:
        refuse_facts(found["rules"], decided, templates, looked_up)
    then.refuse_own(whole, (entry.desk for entry in entries.values()))
    file.refuse_problems()
    warnings = source.ordered(file.warnings)
    return Config(
        file.path, file.folder, entries, store, schedule, decided, templates, warnings, text, bulk, looked_up, told,
        planned,
    )  # fmt: skip


def _rules(found: Mapping[str, Part], entries: Mapping[str, DeskEntry], templates: Path) -> RuleSet:
    from csmail.config import assist, departments, notices
    from csmail.config.rules import stored, transfers
    from csmail.config.rules.rules import rules
    from csmail.config.team import refuse_unknown, refuse_unmanned

    desks = [entry.desk for entry in entries.values()]
    names = found["desks"].children() if "desks" in found else ()
    made = rules(found["rules"], names, templates)
    refuse_unmanned(found["rules"], made, desks)
    refuse_unknown(found["rules"], made, desks)
    transfers.check(found["rules"], made, desks)
    assist.check(found["rules"], made, entries)
    notices.check(found["rules"], made, dict.fromkeys(told.name for one in desks for told in one.notices))
    departments.check(found["rules"], made, next((one.departments for one in desks), ()))
    return RuleSet(lambda: made, lambda: stored.document(found["rules"].node, desks))


def _reports(part: Part, entries: Mapping[str, DeskEntry]) -> tuple[ReportPlan, ...]:
    from csmail.config.reports import reports  # most files plan none

    return reports(part, {name: entry.desk for name, entry in entries.items()})


def _with_mood_words(entries: dict[str, DeskEntry], words: MoodWords) -> dict[str, DeskEntry]:
    return {name: replace(one, desk=replace(one.desk, mood_words=words)) for name, one in entries.items()}


def _with_departments(entries: dict[str, DeskEntry], part: Part) -> dict[str, DeskEntry]:
    from csmail.config import departments

    asked = departments.departments(part, [entry.desk for entry in entries.values()])
    return {name: departments.known(one, asked) for name, one in entries.items()}


def _timed(entry: DeskEntry, known: RuleTimes | None) -> DeskEntry:
    """The desk with what the rules wait for; None where nobody has read them."""
    return replace(entry, desk=replace(entry.desk, rule_times=known))


def _store(part: Part | None) -> Adapter:
    """The store; one of the usual kind when the file names none. What could not be read is noted."""
    if part is not None:
        return desks.adapter(part, "stores") or USUAL_STORE
    return (USUAL_STORE[0], families.store_kind(USUAL_STORE[0]).Settings())
