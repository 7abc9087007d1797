"""The file is found where people look for it, and one that others can write is not believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from csmail.config.yaml import source
from csmail.errors import ConfigurationError
from csmail.wording.problems import told as worded


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, a home and an environment without any rules.yaml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSMAIL_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    (tmp_path / "xdg" / "csmail").mkdir(parents=True)
    return tmp_path


def refusal(path: Path) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        source.parse(path, source.read(path))
    return caught.value


def test_the_places_are_tried_in_their_order(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = nowhere / "xdg" / "csmail" / "rules.yaml"
    home.touch()
    assert source.find(None) == home
    (nowhere / "rules.yaml").touch()
    assert source.find(None) == Path("rules.yaml")
    (nowhere / "named.yaml").touch()
    monkeypatch.setenv("CSMAIL_CONFIG", str(nowhere / "named.yaml"))
    assert source.find(None) == nowhere / "named.yaml"
    (nowhere / "given.yaml").touch()
    assert source.find(nowhere / "given.yaml") == nowhere / "given.yaml"


def test_a_folder_stands_for_the_file_in_it(nowhere: Path) -> None:
    (nowhere / "rules.yaml").touch()
    assert source.find(nowhere) == nowhere / "rules.yaml"


def test_when_there_is_none_every_place_is_told_and_how_to_begin(nowhere: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        source.find(None)
    for place in ("--config", "CSMAIL_CONFIG", str(nowhere / "rules.yaml"), str(nowhere / "xdg/csmail/rules.yaml")):
        assert place in caught.value.message
    assert "csmail init" in caught.value.hint


def test_a_named_file_that_is_not_there_is_not_replaced_by_another(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / "rules.yaml").touch()
    with pytest.raises(ConfigurationError, match=r"gone\.yaml"):
        source.find(Path("gone.yaml"))
    monkeypatch.setenv("CSMAIL_CONFIG", "gone.yaml")
    with pytest.raises(ConfigurationError, match="CSMAIL_CONFIG"):
        source.find(None)


def test_a_file_in_the_working_folder_that_is_somebody_elses_is_not_read_unasked(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / "rules.yaml").touch()
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    if (nowhere / "rules.yaml").stat().st_uid == 0:
        assert source.find(None) == Path("rules.yaml")
        os.chown(nowhere / "rules.yaml", 4712, -1)
    with pytest.raises(ConfigurationError, match="another user"):
        source.find(None)
    assert source.find(Path("rules.yaml")) == Path("rules.yaml")


def test_a_file_that_everybody_may_write_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("desks: {}")
    path.chmod(0o666)
    assert "every user" in refusal(path).message
    assert refusal(path).hint == f"chmod o-w {path}"
    path.chmod(0o664)
    assert source.parse(path, source.read(path)).root.entries is not None


def test_too_much_too_strange_and_too_hidden_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"#" * (source.LARGEST + 1))
    assert "larger than 1 MB" in refusal(path).message
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    assert tuple(map(worded, refusal(path).problems)) == (f"{path}:2: the byte 0xE9 is not UTF-8",)
    assert "cannot be read" in refusal(tmp_path / "gone.yaml").message
    assert "directory" in refusal(tmp_path).message.lower()


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  two\r\n  lines\r\n")
    entries = source.parse(path, source.read(path)).root.entries
    assert entries is not None
    assert (entries["a"].text, entries["b"].text) == ("1", "two\nlines\n")


def test_a_fault_of_the_yaml_names_file_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("a: 1\na: 2\n")
    assert tuple(map(worded, refusal(path).problems)) == (
        f"{path}:2:1: the key 'a' stands here twice (first in line 1)",
    )


def test_emptying_the_rules_keeps_every_other_line_where_it_was() -> None:
    text = "a: 1\nrules:   # mine\n  - x\n\n# c\n- y\nb: 2\nrules: not these\n"
    less = source.without_rules(text)
    assert less == "a: 1\n\n\n\n\n\nb: 2\nrules: not these\n"
    assert source.without_rules("rules: [a]\nb: 1\n") == "rules: [a]\nb: 1\n"
    assert source.without_rules("b: 1\nrules:\n  - x") == "b: 1\n\n"
    assert source.without_rules("rules:\n") == "\n"
