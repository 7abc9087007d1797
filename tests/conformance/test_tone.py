"""The table tone.yaml: each text goes through the courtesy lint; exactly what is expected must be found."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from csmail.model.courtesy import AddedPhrase, Tone
from csmail.tone.checks.about import About, Finding
from csmail.tone.lint import lint
from tests.conformance._cases import listed, table

FOLDER = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent)
THERE = (FOLDER / "tone.yaml").exists()
AS_WRITTEN = "placeholder.left"

pytestmark = pytest.mark.skipif(not THERE, reason="there is no table tone.yaml")


def cases() -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in table("tone.yaml")["cases"]] if THERE else []


def tone(case: dict[str, Any]) -> Tone:
    """The desk that a case describes, as `tone:` of rules.yaml has it."""
    told = {"form": case.get("form") or "", "allow": case.get("allow"), **(case.get("tone") or {})}
    added = told.get("add") or case.get("add") or {}
    phrases = [
        AddedPhrase(name, language, phrase)
        for name, by_language in added.items()
        for language, those in (
            by_language if isinstance(by_language, dict) else {case["language"]: by_language}
        ).items()
        for phrase in listed(those)
    ]
    return Tone(told["form"], listed(told["allow"]), tuple(phrases))


def _by_language(told: Any, language: str) -> dict[str, Any]:
    return told if isinstance(told, dict) else {language: told}


def about(case: dict[str, Any]) -> About:
    attached = case.get("attachments", 0)
    return About(
        language=case["language"],
        purpose=case.get("purpose", "answer"),
        context=case.get("context", "question"),
        first=case.get("first", True),
        attachments=attached if isinstance(attached, int) else len(attached),
        gaps=case.get("gaps", "refuse"),
        tone=tone(case),
        earlier=listed(case.get("earlier")),
    )


def shown(one: Finding, expected: list[str]) -> str:
    """The finding as the table writes it: with what was found where a case names that."""
    found = one.found if one.code == AS_WRITTEN else " ".join(one.found.lower().split())
    whole = f"{one.code}:{found}"
    return whole if whole in expected or one.code not in expected else one.code


@pytest.mark.parametrize("case", cases())
def test_the_lint_finds_exactly_what_the_table_expects(case: dict[str, Any]) -> None:
    expected = [str(one) for one in listed(case["expect"])]
    assert Counter(shown(one, expected) for one in lint(case["text"], about(case))) == Counter(expected)
