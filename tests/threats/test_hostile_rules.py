"""Threat 1: no rule can be slow, whatever pattern its owner wrote and whatever text a stranger sends."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.config.load import load
from csmail.errors import ConfigurationError
from csmail.mail.parse import read
from csmail.rules.decide import decide
from csmail.rules.rule import Rule
from csmail.wording.problems import told as worded
from tests.factories import conversation, raw, situation
from tests.threats.road import RULES

# Each with the text that makes a backtracking matcher work for hours.
EVIL = {
    r"^(a+)+$": "a" * 60_000 + "!",
    r"(a|a)*$": "a" * 60_000 + "!",
    r"(a|aa)+$": "a" * 60_000 + "!",
    r"(.*a){25}x": "a" * 60_000,
    r"(a*)*b": "a" * 60_000,
    r"(\w+\s?)*!$": "kata " * 12_000,
    r"^(([a-z])+.)+[A-Z]([a-z])+$": "a" * 60_000,
    r"(x+x+)+y": "x" * 60_000,
    r"(\s*\d+\s*)+;": " 1" * 30_000,
    r"^([a-zA-Z0-9_.-])+@(([a-zA-Z0-9-])+.)+([a-zA-Z0-9]{2,4})+$": "a@" + "a." * 30_000,
    r"<(\w+)(\s+\w+=.*)*>": "<a " + "b=c " * 15_000,
    r"(\d+,)*\d+$": "1," * 30_000 + "x",
    r".*.*.*.*=.*": "a" * 60_000,
    r"\s+$": " " * 60_000 + "x",
    r"(a?){50}a{50}": "a" * 49,
    r"((((a{1,10}){1,10}){1,10}))": "a" * 60_000,
    r"a{1,1000}{1,1000}": "a",
    r"(?:(?:(?:a{1000}){1000}){1000})": "a",
    r"(a+)\1+$": "a" * 60_000,
    r"(?=(a+)+$)x": "a" * 60_000,
    r"(?<=a)b": "ab",
    r"(?(1)a|b)": "a",
    r"(?P<n>a+)(?P=n)": "a",
    r"(?>a+)b": "a",
    "(" * 5000 + "a" + ")" * 5000: "a",
    r"[\w\W]{999}" * 60: "a" * 60_000,
}


def written(folder: Path, pattern: str) -> Path:
    quoted = pattern.replace("'", "''")
    rule = (
        f"  - name: evil\n    when:\n      any: [{{body: {{regex: '{quoted}'}}}}, {{subject: {{regex: '{quoted}'}}}}]\n"
    )
    path = folder / "rules.yaml"
    path.write_text(RULES.format(port=25, rules=f"{rule}    then: [{{tag: [x]}}]\n"))
    return path


@pytest.mark.parametrize("pattern", EVIL, ids=range(len(EVIL)))
def test_an_evil_pattern_is_refused_with_its_line_or_quick(pattern: str, tmp_path: Path) -> None:
    path = written(tmp_path, pattern)
    began = time.process_time()
    problems: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    try:
        rules = load(path).rules
    except ConfigurationError as error:
        problems = tuple(map(worded, error.problems))
    loaded = time.process_time()
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if "regex" in text)
    assert rules or any(f"rules.yaml:{line}:" in problem for problem in problems)
    text = EVIL[pattern]
    mail = raw(f"From: a@cust.example\nTo: support@toko.example\nSubject: {text[:900]}\n", text)
    asked = situation(message=read(mail, situation().desk), conversation=conversation())
    parsed = time.process_time()
    decide(rules, asked, lambda *_: "")
    # Measured: 0.02 s at most. `re` takes 9.4 s for the first pattern and 28 letters. The bound is for a busy machine.
    assert time.process_time() - parsed < 0.5
    assert loaded - began < 1


@pytest.mark.parametrize("pattern", [r"(a+)\1+$", r"(?=(a+)+$)x", r"[a"])
def test_the_check_of_the_rules_prints_the_line(
    pattern: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, pattern)
    code = run(["rules", "check", "--config", str(path)])
    said = capsys.readouterr().err
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if pattern in text)
    assert code == 78
    assert f"rules.yaml:{line}:" in said
    assert "Traceback" not in said
