"""Reads `assist` of a desk: which language model suggests drafts, and what it may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any

from csmail import registry
from csmail.actions.draft import Draft
from csmail.config.rules.rules import every_action
from csmail.config.schema import AssistEntry, DeskEntry
from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import record
from csmail.model.assist import AssistTerms
from csmail.ports import families
from csmail.reason import Reason
from csmail.rules.rule import Rule

OFF = "off"
LONGEST = timedelta(minutes=2)
TERMS = tuple(one.name for one in fields(AssistTerms))
EXAMPLE = "{kind: openai, url: http://127.0.0.1:11434/v1, model: llama3.1}"
FIELDS = {
    "url_expected": "url", "secret_written_out": "url", "http_in_the_open": "url", "assist_model_wrong": "model",
    "assist_tokens_wrong": "tokens",
}  # fmt: skip
"""Where what is wrong with the settings stands."""


def assist(part: Part) -> AssistEntry | None:
    """What stands there; None when it is off, and when something is wrong with it (noted). Off, no kind is loaded."""
    if part.node.text == OFF:
        return None
    if part.node.entries is None:
        part.problem(Reason.of("assist_expected", example=EXAMPLE))
        return None
    kind, known = part.child("kind"), registry.names("assist")
    if kind is None or kind.node.text is None:
        part.problem(Reason.of("kind_missing", known=", ".join(known)))
        return None
    if kind.node.text not in known:
        kind.problem(unknown(kind.node.text, known, "unknown_kind"))
        return None
    return _of_kind(part, kind.node.text)


def _of_kind(part: Part, kind: str) -> AssistEntry | None:
    module = families.assist_kind(kind)
    settings: Any = record(part, module.Settings, also=("kind", *TERMS))
    terms: AssistTerms | None = record(part, AssistTerms, also=tuple(part.children()))
    if terms is not None:
        _check(part, terms)
    if settings is None or terms is None:
        return None
    why = module.check(settings)
    if why:
        (part.child(FIELDS.get(why.code, "")) or part).problem(why)
        return None
    if not module.is_local(settings) and part.child("share") is None:
        part.problem(Reason.of("assist_share_missing", example="share: [question, articles]"))
    return AssistEntry(terms, (kind, settings))


def _check(part: Part, terms: AssistTerms) -> None:
    if "question" not in terms.share:
        (part.child("share") or part).problem(Reason("assist_without_question"))
    if not timedelta(0) < terms.timeout <= LONGEST:
        (part.child("timeout") or part).problem(Reason.of("assist_timeout_wrong", longest="2m"))


def check(part: Part, rules: Sequence[Rule], entries: Mapping[str, DeskEntry]) -> None:
    """Note rules that ask a model where no desk lets them."""
    able = {name for name, one in entries.items() if one.assist is not None and one.assist.terms.rules}
    for item, rule in zip(part.items(), rules, strict=True):
        asks = any(isinstance(one.action, Draft) and one.action.assist for one in every_action(rule.then))
        if asks and not able & set(rule.desks or entries):
            _place(item).problem(Reason.of("assist_not_for_rules", example="assist: {…, rules: true}"))


def _place(item: Part) -> Part:
    places: Iterable[tuple[str, ...]] = (("then", "*", "draft", "assist"), ("then", "*", "later", "do", "*", "draft"))
    return next((found for path in places for found in item.every(*path)), item)
