"""The command line starts fast: nothing heavy is loaded before it is needed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from csmail.model.changes import Changes
from csmail.stores import tinydb
from tests import factories

HEAVY = (
    "aiosmtplib", "asyncio", "email", "fast_mail_parser", "http", "idna", "imapclient", "inscriptis", "jinja2", "lxml",
    "msgspec", "pydantic", "re2", "rich", "ruamel", "schedule", "sqlite3", "ssl", "textual", "tinydb", "unittest",
)  # fmt: skip
OF_AN_ACT = (
    "aiosmtplib", "asyncio", "email", "fast_mail_parser", "http", "idna", "inscriptis", "jinja2", "lxml", "pydantic",
    "re2", "rich", "schedule", "unittest", "zoneinfo",
    "csmail.desk.intake.batch", "csmail.mail.compose", "csmail.mail.parse", "csmail.mail.recipients",
    "csmail.mail.text", "csmail.rules.conditions", "csmail.rules.decide", "csmail.templates",
)  # fmt: skip
DESK = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: imap, host: 127.0.0.1, port: 1, tls: none, username: support, password: {env: HOME}}
    transport: {kind: folder, path: out}
store: {kind: tinydb, path: state}
rules:
  - {name: refund, when: {subject: [refund]}, then: [{tag: [refund]}, acknowledge]}
"""
OF_HELP = (
    "csmail.redaction",
    "csmail.wording.indonesian",
    "csmail.wording.reasons",
    "csmail.wording.sentences",
    "html",
    "json",
    "csmail.config",
    "csmail.desk",
    "csmail.mail",
    "csmail.stores",
    "csmail.wiring",
    "csmail.actions.tag",
)


def loaded(*words: str) -> set[str]:
    """Every module that `csmail WORDS` imports, found as the interpreter itself reports it."""
    command = [sys.executable, "-X", "importtime", "-m", "csmail", *words]
    # Measured by coverage, the process would load what coverage needs.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=bare)
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


def test_an_act_that_writes_no_mail_loads_nothing_that_reads_or_writes_one(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(DESK)
    store = tinydb.open(tinydb.Settings(), tmp_path)
    store.commit(Changes(conversations=(factories.conversation(),)))
    store.close()
    found = loaded("--config", str(tmp_path / "rules.yaml"), "tag", factories.conversation().id, "vip")
    assert "csmail.desk.by_hand.act" in found
    assert not heavy(found, OF_AN_ACT)


OF_A_LIST = (
    "aiosmtplib", "asyncio", "email", "fast_mail_parser", "http", "inscriptis", "jinja2", "lxml", "pydantic", "re2",
    "rich", "schedule", "ssl", "tinydb", "unittest", "csmail.desk.intake", "csmail.mail.autoreply",
    "csmail.mail.compose", "csmail.mail.parse", "csmail.mail.recipients", "csmail.mail.text",
    "csmail.rules.decide", "csmail.templates",
)  # fmt: skip
OF_A_PASS = (
    "aiosmtplib", "asyncio", "email", "fast_mail_parser", "http", "idna", "inscriptis", "jinja2", "lxml", "pydantic",
    "re2", "rich", "schedule", "tinydb", "unittest", "csmail.desk.intake.batch",
    "csmail.desk.intake.sent_mail", "csmail.config.rules.rules", "csmail.mail.autoreply", "csmail.mail.compose",
    "csmail.mail.parse", "csmail.mail.recipients", "csmail.mail.text", "csmail.rules.decide", "csmail.templates",
)  # fmt: skip


@pytest.mark.parametrize("words", ["status", "todo", "conversations list", "outbox list", "drafts list"])
def test_what_only_reads_the_store_loads_nothing_that_reads_or_writes_mail(tmp_path: Path, words: str) -> None:
    (tmp_path / "rules.yaml").write_text(DESK)
    store = tinydb.open(tinydb.Settings(), tmp_path)
    store.commit(Changes(conversations=(factories.conversation(),)))
    store.close()
    assert not heavy(loaded("--config", str(tmp_path / "rules.yaml"), *words.split()), OF_A_LIST)


def test_a_pass_that_finds_nothing_new_loads_nothing_that_reads_decides_or_writes(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        re.sub("mailbox: .*", "mailbox: {kind: memory}", DESK).replace(", acknowledge", "")
    )
    words = ("--config", str(tmp_path / "rules.yaml"), "poll")
    first = loaded(*words)  # reads the rules, once for each version of them
    assert "csmail.config.rules.rules" in first
    found = loaded(*words)
    assert "csmail.desk.intake.sweep" in found
    assert not heavy(found, OF_A_PASS)


def test_help_makes_no_syntax_tree_of_a_command() -> None:
    """`ast` itself is there: `inspect`, which typer needs, imports it."""
    script = "import ast, sys; ast.parse = None; from csmail.cli.main import run; sys.exit(run(['--help']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
