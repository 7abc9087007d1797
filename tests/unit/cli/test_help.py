"""Every command explains itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from csmail.actions.catalog import catalog
from csmail.cli import main
from csmail.cli.app import root
from csmail.cli.lazy import RULES_ONLY

SILENT = {"run", "review", "schema", "rules schema", "rules reference"}  # what they print is no document of ours
CHANGING = {"drafts edit", "drafts approve", "drafts reject", "drafts send", "outbox retry", "outbox resolve",
            "outbox drop", "init"}  # fmt: skip


def commands(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(f"{path} {name}", below)
    if not hasattr(command, "commands"):
        yield path, command


EVERY = {path: found for name, command in root().whole().items() for path, found in commands(name, command)}


def options(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("path", EVERY)
def test_the_help_has_a_sentence_and_an_example(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([*path.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"Example: csmail {path}" in " ".join(shown.split())
    assert len(EVERY[path].help or "") > 10


@pytest.mark.parametrize("path", EVERY)
def test_a_command_takes_the_shared_options(path: str) -> None:
    assert {"--config", "--quiet", "--json", "--help"} <= options(EVERY[path])


@pytest.mark.parametrize("path", EVERY)
def test_every_option_has_a_help(path: str) -> None:
    assert [one.name for one in EVERY[path].params if not one.help] == []


@pytest.mark.parametrize("path", sorted(set(EVERY) - SILENT))
def test_a_command_has_a_document_for_json(path: str) -> None:
    assert getattr(EVERY[path].callback, "document", None) is not None


@pytest.mark.parametrize("path", sorted(CHANGING | set(catalog()) - RULES_ONLY))
def test_what_changes_something_can_be_rehearsed(path: str) -> None:
    assert "--dry-run" in options(EVERY[path])


def test_the_root_lists_every_command_with_a_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "csmail", "--help"], capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("  ")]
    explained = {row[0] for row in rows if len(row) > 2}
    assert not set(root().table) - explained
    assert done.stdout.count("...") == 1, "only the usage line may have an ellipsis"


@pytest.mark.parametrize("words", [[], ["drafts"], ["outbox"]])
def test_a_call_without_a_command_shows_the_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(words) == 2
    said = capsys.readouterr()
    assert "Usage: csmail" in said.err + said.out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("csmail ")


def test_every_number_of_the_command_line_has_both_ends() -> None:
    """Three hundred digits in `--limit` were a traceback."""
    found = {
        (path, parameter.name): (getattr(parameter, "min", None), getattr(parameter, "max", None))
        for path, command in EVERY.items()
        for parameter in command.params
        if getattr(parameter.type_descriptor, "annotation", None) in (int, float, int | None)
    }
    assert len(found) >= 5
    assert {name: ends for name, ends in found.items() if None in ends} == {}
