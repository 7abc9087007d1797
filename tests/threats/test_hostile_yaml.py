"""Threat 2: a rules.yaml made to hurt is refused at once, with its place, by the command that checks it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from csmail.cli.main import run
from tests.threats.road import RULES

GOOD = RULES.format(port=25, rules="  - {name: a, then: [{tag: [x]}]}\n")
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
HOSTILE = {
    "an alias bomb": (BOMB, "rules.yaml:6:"),
    "aliases": ("a: &a [x]\nb: [" + "*a, " * 200 + "]\n", "aliases"),
    "an alias of itself": ("a: &a [*a]\n", "rules.yaml:1:"),
    "brackets": ("[" * 20_000, "deeper than 50"),
    "braces": ("{a: " * 20_000, "deeper than 50"),
    "dashes": ("- " * 20_000, "deeper than 50"),
    "indented depth": ("".join(" " * n + f"k{n}:\n" for n in range(200)), "deeper than 50"),
    "an object": ("a: !!python/object/apply:os.system ['touch owned']\n", "rules.yaml:1:4"),
    "a name": ("a: !!python/name:os.system\n", "rules.yaml:1:4"),
    "a tag of our own": ("a: !include /etc/passwd\n", "rules.yaml:1:4"),
    "a tag written out": ("a: !<tag:yaml.org,2002:python/object/new:os.system> [x]\n", "rules.yaml:1:4"),
    "a directive": ("%TAG ! tag:yaml.org,2002:python/\n---\na: !object x\n", "rules.yaml:3:4"),
    "a key twice": (GOOD + "rules: []\n", "stands here twice"),
    "a key twice in a desk": (GOOD.replace("    language: id\n", "    language: id\n    language: en\n"), "twice"),
    "a merge key": ("<<: &a {b: c}\n", "rules.yaml:1:1"),
    "two documents": (GOOD + "---\na: 1\n", "second document"),
    "a control character": ("a: \x1b]0;owned\x07\n", "rules.yaml:1:4"),
    "no UTF-8": ("a: \udcff\n", "UTF-8"),
    "2 MB": ("# " + "x" * 2_000_000, "larger than 1 MB"),
    "many lines of nothing": ("\n" * 200_000 + "a: [", "rules.yaml:"),
    "a long word": ("a: " + "x" * 900_000, "rules.yaml:"),
    "many keys": ("".join(f"k{n}: 1\n" for n in range(10_000)), "rules.yaml:"),
    "nothing at all": ("", "rules.yaml"),
    "a password": (GOOD.replace("{env: SUPPORT_PASSWORD}", "hunter2-canary"), "rules.yaml:6:"),
}

LONG = ("many lines of nothing", "a long word")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once_with_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, said = HOSTILE[name]
    path = tmp_path / "rules.yaml"
    path.write_text(text, errors="surrogateescape")
    began = time.process_time()
    code = run(["rules", "check", "--config", str(path)])
    spent = time.process_time() - began
    shown = capsys.readouterr()
    assert code == 78
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert "\x1b" not in shown.err
    assert "canary" not in shown.err
    assert len(shown.err) < 20_000
    assert not (tmp_path / "owned").exists()
    assert not Path("owned").exists()
    # Measured: 0.02 s for most. 10,000 keys cost what as much honest YAML costs.
    assert spent < (6 if name == "many keys" else 2 if name in LONG else 0.5), spent


@pytest.mark.parametrize("mode", [0o602, 0o622, 0o666, 0o777])
def test_a_file_that_everybody_may_write_is_refused(
    mode: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD)
    path.chmod(mode)
    assert run(["rules", "check", "--config", str(path)]) == 78
    assert f"chmod o-w {path}" in capsys.readouterr().err


def test_a_pipe_and_a_folder_are_no_files_to_wait_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "rules.yaml")
    assert run(["rules", "check", "--config", str(tmp_path / "rules.yaml")]) == 78
    assert "is not there" in capsys.readouterr().err
