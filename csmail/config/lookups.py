"""Reads `lookups`: what is looked up where, and whose facts they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from csmail import registry
from csmail.config.schema import LookupEntry
from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import SECRETS, record
from csmail.model.lookup import LookupTerms
from csmail.ports import families
from csmail.reason import Place, Problem, Reason
from csmail.rules.rule import ActionCall, Rule
from csmail.secret import Secret

NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
LONGEST = timedelta(seconds=5)
COMMON = ("owner", "public", "fields", "keep", "timeout", "key")
SECRET = re.compile(r"authori[sz]ation|cookie|token|secret|password|key", re.IGNORECASE)


def lookups(part: Part) -> dict[str, LookupEntry]:
    """Every lookup by its name. What is wrong with one is noted, and left out here."""
    found = {name: _lookup(name, inner) for name, inner in part.children().items()}
    return {name: entry for name, entry in found.items() if entry is not None}


def _lookup(name: str, part: Part) -> LookupEntry | None:
    if not NAME.fullmatch(name):
        part.problem(Reason.of("lookup_name", name=name))
        return None
    kind = part.child("kind")
    known = registry.names("lookups")
    if kind is None or kind.node.text not in known:
        said = kind.node.text if kind is not None else None
        (kind or part).problem(
            unknown(said, known, "unknown_lookup") if said else Reason.of("kind_missing", known=", ".join(known))
        )
        return None
    return _of_kind(name, kind.node.text or "", part)


def _of_kind(name: str, kind: str, part: Part) -> LookupEntry | None:
    module = families.lookup_kind(kind)
    own: Any = module.Settings
    here = tuple(one.name for one in fields(own))
    settings = record(part, own, also=("kind", *(one for one in COMMON if one not in here)))
    terms = record(part, LookupTerms, {"name": name}, also=tuple(part.children()))
    if terms is not None:
        _check(part, terms)
    if settings is None or terms is None:
        return None
    _refuse_secrets(part, settings)
    why = module.check(settings)
    if why:
        part.problem(why)
    return None if why else LookupEntry(terms, (kind, settings))


def _check(part: Part, terms: LookupTerms) -> None:
    if bool(terms.owner) == terms.public:
        part.problem(Reason("lookup_whose"))
    if not terms.fields:
        part.problem(Reason.of("lookup_fields", example="{status: status}"))
    for field in terms.fields:
        if not NAME.fullmatch(field):
            (part.child("fields") or part).key_problem(field, Reason.of("lookup_name", name=field))
    if not timedelta(0) < terms.timeout <= LONGEST:
        (part.child("timeout") or part).problem(Reason.of("lookup_timeout", longest="5s"))


def _refuse_secrets(part: Part, settings: Any) -> None:
    for name, value in (getattr(settings, "headers", None) or {}).items():
        if not isinstance(value, Secret) and SECRET.search(name):
            headers = part.child("headers") or part
            headers.key_problem(name, Reason.of("secret_written_out", forms=SECRETS[0], last=SECRETS[1]))


def refuse_facts(rules: Part, found: Sequence[Rule], folder: Path, known: Collection[str]) -> None:
    """Note every fact that a text of automatic mail says: whoever forges an address would be told.

    A draft waits for a person; everything else that a rule writes leaves by itself.
    """
    from csmail.templates import said_facts

    named = {(asked.action.template, rule.name) for rule in found for asked in rule.then if _leaves(asked)}  # type: ignore[attr-defined]
    for template in sorted({name for name, _ in named}):
        for file, line, fact in said_facts(folder, template, known):
            place = Place(f"templates/{file}", line, 0, fact)
            rules.source.problems.append(Problem(place, Reason.of("fact_in_automatic_mail", fact=fact)))


def _leaves(asked: ActionCall) -> bool:
    drafts = asked.name == "draft" or (asked.name == "remind" and not getattr(asked.action, "send", False))
    return not drafts and bool(getattr(asked.action, "template", ""))
