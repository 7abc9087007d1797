"""Puts a reason in words for people, in English or Indonesian; the sentences are in `wording.sentences`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from csmail.wording.sentences import check, holds, machines, needs, recipients, tasks, watch, withheld

SENTENCES: dict[str, tuple[str, str]] = {
    **machines.SENTENCES,
    **recipients.SENTENCES,
    **holds.SENTENCES,
    **watch.SENTENCES,
    **withheld.SENTENCES,
    **needs.SENTENCES,
    **tasks.SENTENCES,
    **check.SENTENCES,
}
LANGUAGES = ("en", "id")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
FACT = re.compile(r"\{([a-z_]+)\}")


class Coded(Protocol):
    """A `model.reason.Reason`; the model itself stands above this room."""

    @property
    def code(self) -> str: ...
    @property
    def evidence(self) -> tuple[tuple[str, str], ...]: ...


def words(reason: Coded, language: str = "en") -> str:
    """The reason as a sentence without a full stop. A code that is not in the tables is shown as it is."""
    return _sentence(reason.code, dict(reason.evidence), language)


def _sentence(code: str, facts: Mapping[str, str], language: str) -> str:
    if code not in SENTENCES:
        return facts.get("text") or code
    known = dict(facts)
    if "why" in facts:
        known["why"] = _sentence(facts["why"], {}, language)
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    if facts.get("purpose") in tasks.PURPOSES:
        known["purpose"] = tasks.PURPOSES[facts["purpose"]][column]
    sentence = SENTENCES[code][column]
    whole = OPTIONAL.sub(lambda piece: piece[1] if _complete(piece[1], known) else "", sentence)
    said = FACT.sub(lambda fact: known.get(fact[1], ""), whole)
    detail = facts.get("detail", "")
    return f"{said} ({detail})" if detail else said


def _complete(piece: str, facts: Mapping[str, str]) -> bool:
    return all(facts.get(name) for name in FACT.findall(piece))
