"""The table mood.yaml, each text as the bytes of a mail: precision and recall of upset and urgent, and the evidence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from csmail.mail.parse import parse
from csmail.model.desk import Desk
from csmail.tone.asked import mood_of
from csmail.tone.judge import Mood
from tests.conformance._cases import table
from tests.factories import raw

FOLDER = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent)
DESK = Desk(name="support", address="support@toko.example")
PRECISION, RECALL = 0.9, 0.75

pytestmark = pytest.mark.skipif(not (FOLDER / "mood.yaml").exists(), reason="there is no table mood.yaml")


def cases() -> list[dict[str, Any]]:
    found = table("mood.yaml")
    return [*found.get("cases", ()), *found.get("hidden", ())]


def read(case: dict[str, Any]) -> Mood:
    header = (
        "From: rina@customer.example\nTo: support@toko.example\nSubject: \nContent-Type: text/plain; charset=utf-8\n"
    )
    return mood_of(parse(raw(header, case["text"]), DESK), DESK)


@pytest.mark.parametrize("mood", ["upset", "urgent"])
def test_precision_and_recall_reach_what_the_table_demands(mood: str) -> None:
    every = [(case, read(case).name) for case in cases()]
    mistakes = [
        f"{case['id']} is {case['expect']['mood']}, read as {got}: {case['text']}"
        for case, got in every
        if got != case["expect"]["mood"] and mood in (got, case["expect"]["mood"])
    ]
    right = sum(got == mood == case["expect"]["mood"] for case, got in every)
    found = sum(got == mood for _, got in every)
    expected = sum(case["expect"]["mood"] == mood for case, _ in every)
    assert right >= PRECISION * found, mistakes
    assert right >= RECALL * expected, mistakes


def test_the_evidence_of_what_is_recognised_overlaps_with_that_of_the_table() -> None:
    strange = []
    for case in cases():
        got, text = read(case), case["text"]
        if got.name != case["expect"]["mood"] or not case["expect"]["evidence"]:
            continue
        wanted = [(text.index(one), text.index(one) + len(one)) for one in case["expect"]["evidence"] if one in text]
        shown = [
            (text.index(one.words), text.index(one.words) + len(one.words)) for one in got.evidence if one.words in text
        ]
        if wanted and not any(a < d and c < b for a, b in wanted for c, d in shown):
            strange.append((case["id"], case["expect"]["evidence"], [one.words for one in got.evidence]))
    assert len(strange) <= len(cases()) // 20, strange
