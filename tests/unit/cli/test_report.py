"""`csmail report` from the line that is typed to what is printed or written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories

ASKED = datetime(2026, 11, 9, 3, 0, tzinfo=UTC)
FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    promises: {first_response: 30m}
    mailbox: {kind: memory}
    transport: {kind: memory}
  care:
    address: care@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
"""
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_NOW", "2026-11-16T08:00+07:00")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.yaml").write_text(FILE)
    store = open_store(Settings("state"), tmp_path)
    turns = (Turn(ASKED, "asked", "k1"), Turn(ASKED + timedelta(minutes=20), "answered", "b", "sari@toko.example"))
    one = factories.conversation(turns=turns, opened_at=ASKED, changed_at=ASKED, tags=frozenset({"refund"}))
    message = factories.message(received_at=ASKED, conversation=one.id)
    store.commit(Changes(conversations=(one,), messages=(message,)))
    store.close()

    def called(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["report", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def test_the_figures_of_every_desk_are_shown(call: Call) -> None:
    code, out, _ = call("week", "last", "--by", "tag")
    assert code == 0
    assert "support, week 46, 9 to 15 November 2026\n" in out
    assert "half within 20 minutes; kept 100% (1 of 1)" in out
    assert "answers by       sari@toko.example 1" in out
    assert "refund\t1\t1\t1\t20 minutes" in out
    assert "care, week 46" in out


@pytest.mark.parametrize(
    ("arguments", "received"),
    [
        (["2026-11-09"], 1), (["day", "2026-11-10"], 0), (["yesterday"], 0), (["month"], 1), (["week"], 0),
        (["--since", "2026-11-09T10:00"], 1), (["--since", "2026-11-09T10:01"], 0),
        (["--since", "2026-11-02", "--until", "2026-11-09"], 0),
    ],
)  # fmt: skip
def test_the_days_are_those_that_were_asked_for(call: Call, arguments: list[str], received: int) -> None:
    code, out, _ = call("--desk", "support", "--json", *arguments)
    (report,) = json.loads(out)["reports"]
    assert (code, report["figures"]["volume"]["received"]) == (0, received)
    assert sum(day["received"] for day in report["received_by_day"]) == received


def test_a_page_and_tables_are_written(call: Call, tmp_path: Path) -> None:
    assert call("week", "last", "--html", "out/week.html")[0] == 0
    assert "<h1>support, week 46" in (tmp_path / "out/week.html").read_text()
    assert call("week", "last", "--csv", "tables")[0] == 0
    assert (tmp_path / "tables/support/figures.csv").read_text().startswith("figure,value,before\n")
    code, _, said = call("week", "last", "--html", "both.html", "--csv", "both")
    assert (code, said) == (0, "written: both.html, both\n")
    assert (tmp_path / "both/care/figures.csv").exists()
    assert (tmp_path / "both.html").exists()
    (tmp_path / "file").write_text("")
    code, _, said = call("--html", "file/week.html")
    assert (code, "file" in said) == (74, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["moon"], "day, week, month"),
        (["week", "gestern"], "'gestern' is not a date"),
        (["--by", "moon"], "tag, agent, hour, customer, language"),
        (["--since", "2026-11-09", "--until", "2026-11-02"], "the period ends before it begins"),
        (["--until", "2026-11-02"], "--until needs --since"),
        (["month", "2027-01-01"], "that period has not begun"),
        (["day", "9999-12-31"], "'9999-12-31' is not a date"),
    ],
)
def test_what_cannot_be_asked_is_told(call: Call, arguments: list[str], said: str) -> None:
    code, out, told = call(*arguments)
    assert (code, out) == (2, "")
    assert said in told
