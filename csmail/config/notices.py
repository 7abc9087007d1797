"""Reads `notices`: which chat is told of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from csmail import registry
from csmail.actions.notify import Notify
from csmail.config.rules.rules import every_action
from csmail.config.schema import NoticeEntry
from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import record
from csmail.model.notice import NoticeTerms
from csmail.ports import families
from csmail.reason import Reason
from csmail.rules.rule import Rule

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
TERMS = ("on", "always", "with")
USUAL = "apprise"


def notices(part: Part) -> dict[str, NoticeEntry]:
    """Every chat by its name. What is wrong with one is noted, and left out here."""
    found = {name: _notice(name, inner) for name, inner in part.children().items()}
    return {name: entry for name, entry in found.items() if entry is not None}


def _notice(name: str, part: Part) -> NoticeEntry | None:
    if not NAME.fullmatch(name):
        part.problem(Reason.of("notice_name_wrong", name=name))
        return None
    kind = part.child("kind")
    known = registry.names("notices")
    chosen = (kind.node.text or "") if kind is not None else USUAL
    if chosen not in known:
        (kind or part).problem(unknown(chosen, known, "unknown_kind"))
        return None
    module = families.notice_kind(chosen)
    settings: Any = record(part, module.Settings, also=("kind", *TERMS))
    others = tuple(key for key in part.children() if key not in ("on", "always"))
    told = part.child("with")
    subject = told is not None and told.node.text == "subject"
    if told is not None and not subject:
        told.problem(Reason("notice_with_what"))
    terms: NoticeTerms | None = record(part, NoticeTerms, {"name": name, "with_": "subject" if subject else ""}, others)
    return NoticeEntry(terms, (chosen, settings)) if terms is not None and settings is not None else None


def check(part: Part, rules: Sequence[Rule], known: Iterable[str]) -> None:
    """Note rules that tell a chat that there is not."""
    names = tuple(known)
    for item, rule in zip(part.items(), rules, strict=True):
        for asked in every_action(rule.then):
            if isinstance(asked.action, Notify) and asked.action.channel not in names:
                place = next((one for one in item.every("then", "*", "notify")), item)
                listed = ", ".join(names) or "-"
                place.problem(Reason.of("no_such_notice", name=asked.action.channel[:40], known=listed))
