"""`rules moods`: figures and mistakes of a table, and what is told of a table that is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csmail.cli.documents import mood_table
from csmail.cli.main import run
from csmail.errors import CsmailError

TABLE = """\
cases:
- {text: Saya sangat kecewa., mood: upset}
- {id: calm, text: Saya kecewa pada cuaca., mood: neutral}
- {text: "Apakah ada warna biru?", expect: {mood: neutral}}
- {text: "Butuh hari ini juga!", mood: urgent}
"""


def test_figures_and_mistakes_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.yaml").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run(["rules", "moods", "t.yaml", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    upset, urgent = document["figures"]
    assert (upset["precision"], upset["recall"], urgent["precision"]) == (0.5, 1.0, 1.0)
    assert [(one["id"], one["got"], one["evidence"]) for one in document["mistakes"]] == [("calm", "upset", ["kecewa"])]


@pytest.mark.parametrize(
    "text", ["", "cases: []", "cases: [{text: a}]", "cases: [{mood: upset}]", "cases: [1]", "a: ["]
)
def test_a_table_that_is_none_is_told_with_what_to_write(text: str, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CsmailError) as told:
        mood_table.read(tmp_path / "t.yaml")
    assert "mood: upset" in told.value.hint
