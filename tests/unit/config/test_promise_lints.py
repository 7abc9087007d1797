"""What a desk promises is looked at while the file is read: does it fit together, does somebody hear of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.errors import ConfigurationError
from csmail.wording.problems import told

FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    hours: {{mon-fri: "09:00-17:00"}}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
    team: {{agents: [{{address: sari@toko.example, name: Sari}}], internal_domains: [toko.example]}}
    promises: {promises}
    escalation: {ladder}
rules:
  - name: all
    then: [{then}]
"""
LADDER = "[{to: lead@toko.example, at: half}]"


def written(folder: Path, promises: str, ladder: str = LADDER, then: str = "close") -> Path:
    path = folder / "rules.yaml"
    path.write_text(FILE.format(promises=promises, ladder=ladder, then=then))
    return path


def warnings(path: Path) -> list[tuple[str, int]]:
    return [(one.reason.code, one.place.line) for one in load(path).warnings]


@pytest.mark.parametrize(
    ("promises", "codes"),
    [
        ("{first_response: 4h, resolution: 30m}", ["resolution_before_first"]),
        ("{first_response: 10h, resolution: 1d}", ["resolution_before_first"]),
        ("{first_response: 7h, resolution: 1d}", []),
        ("{first_response: 4h, next_response: 30m}", []),
        ("{resolution: 30m}", []),
        ("{first_response: 4h, by_priority: {urgent: {resolution: 1h}}}", ["resolution_before_first"]),
        ("{first_response: 4h, resolution: 1w, by_priority: {low: {first_response: 2d}}}", []),
    ],
)
def test_a_matter_that_is_due_before_its_first_answer_is_told(tmp_path: Path, promises: str, codes: list[str]) -> None:
    assert warnings(written(tmp_path, promises)) == [(code, 9) for code in codes]


@pytest.mark.parametrize(
    ("promises", "codes"),
    [("{first_response: 4h}", ["promise_without_ladder"]), ("{}", []),
     ("{by_priority: {urgent: {first_response: 15m}}}", ["promise_without_ladder"])],
)  # fmt: skip
def test_a_promise_of_which_nobody_hears_is_told(tmp_path: Path, promises: str, codes: list[str]) -> None:
    assert warnings(written(tmp_path, promises, "[]")) == [(code, 9) for code in codes]


@pytest.mark.parametrize("to", ["sari", "Sari", "sari@toko.example", "SARI@toko.example", "auto", "nobody", "me"])
def test_whoever_works_there_may_be_named(tmp_path: Path, to: str) -> None:
    assert warnings(written(tmp_path, "{}", then=f"assign: {to}")) == []


@pytest.mark.parametrize("then", ["assign: tono", "assign: {to: tono@toko.example}", "{assign: lead@toko.example}"])
def test_an_agent_whom_nobody_knows_is_a_mistake_with_its_place(tmp_path: Path, then: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load(written(tmp_path, "{}", then=f"close, {then}"))
    (problem,) = refused.value.problems
    assert (problem.reason.code, problem.place.line, problem.place.key[:21]) == (
        "unknown_agent",
        13,
        "rules.0.then.1.assign",
    )
    assert "sari@toko.example" in told(problem)
