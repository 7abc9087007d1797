"""The command line starts fast: nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "aiosmtplib", "asyncio", "email", "fast_mail_parser", "http", "idna", "imapclient", "inscriptis", "jinja2", "lxml",
    "msgspec", "pydantic", "re2", "rich", "ruamel", "schedule", "sqlite3", "ssl", "tinydb", "unittest",
)  # fmt: skip
OF_HELP = ("csmail.config", "csmail.desk", "csmail.mail", "csmail.stores", "csmail.wiring", "csmail.actions.tag")


def loaded(*words: str) -> set[str]:
    """Every module that `csmail WORDS` imports, found as the interpreter itself reports it."""
    command = [sys.executable, "-X", "importtime", "-m", "csmail", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


def heavy(modules: set[str], forbidden: tuple[str, ...]) -> set[str]:
    return {name for name in modules for root in forbidden if name == root or name.startswith(f"{root}.")}


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_the_root_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    forbidden = HEAVY if words == ("--help",) else tuple(name for name in HEAVY if name != "email")
    assert not heavy(loaded(*words), forbidden)


def test_help_runs_none_of_our_commands() -> None:
    assert not heavy(loaded("--help"), OF_HELP)


@pytest.mark.parametrize(
    "words", [("tag", "--help"), ("conversations", "--help"), ("poll", "--help"), ("run", "--help")]
)
def test_the_help_of_a_command_loads_no_library_of_the_rim(words: tuple[str, ...]) -> None:
    assert not heavy(
        loaded(*words), tuple(name for name in HEAVY if name not in ("email", "re2", "idna", "fast_mail_parser"))
    )
