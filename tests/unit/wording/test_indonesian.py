"""The command line speaks Indonesian whole: every sentence has a row, every row a sentence."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from csmail.cli import main
from csmail.cli.app import PANELS, root
from csmail.cli.typer_support.translation import EXAMPLE, parted, pieces
from csmail.model import bulk, conversation, effects, promise, task
from csmail.wording.fill import FACT
from csmail.wording.indonesian.rows import ROWS
from csmail.wording.spoken import spoken

SOURCES = [path for folder in ("cli", "demo", "setup") for path in (Path("csmail") / folder).rglob("*.py")]
SPEAKERS = {"spoken", "phrase", "translated", "say"}
OF_TYPER = {
    "Usage: ", "Options", "Arguments", "Commands", "[OPTIONS]", "COMMAND [ARGS]...", "required", "default: ", EXAMPLE,
    "several may be given", "TEXT", "FILE", "NUMBER",
}  # fmt: skip
DRAFTS = {"waiting", "approved", "rejected", "sent", "replaced"}
WORDS = {
    # Roles, presences, results, clocks, events: said as they are called, where they stand in a sentence.
    "To", "Cc", "Bcc", "off", "away", "there", "would_send", "would_do", "skipped",
    "first response", "next response", "resolution", "arrival", "reply", "overdue", "bounce", "closed", "hand",
    "mailbox", "transport", "hours", "team", "desks", "knowledge", "templates", "store", "configuration",
}  # fmt: skip


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(node: ast.AST) -> Iterator[str]:
    """The strings an expression may be: itself, or what a condition chooses."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def of_screens() -> Iterator[str]:
    """What the screens say, as the source has it."""
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node) in SPEAKERS and node.args:
                yield from strings(node.args[0])
            if isinstance(node, ast.Call) and called(node) == "ends":
                yield from strings(node.args[-1])
            if isinstance(node, ast.Tuple) and node.elts and is_head(node):
                yield from map(heading, node.elts)


def is_head(node: ast.Tuple) -> bool:
    """Headings of a table are written in capitals."""
    words = list(map(heading, node.elts))
    variables = words in (["VISUAL", "EDITOR"], ["CSMAIL_PAGER", "PAGER"])
    return len(words) > 1 and not variables and all(word.isupper() and word.isascii() for word in words)


def heading(node: ast.AST) -> str:
    """A heading as it is, or as a column that is wrapped or gives way; "" for anything else."""
    if isinstance(node, ast.Call) and called(node) in ("gives", "worded") and node.args:
        return heading(node.args[0])
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def of_help() -> Iterator[str]:
    """What the help says: each paragraph, each option in its own words, each name of a value."""
    group = root()
    yield from PANELS
    yield from (one.help for one in group.commands.values())
    group.commands.update(group.whole())
    yield from of_command(group)


def of_command(command: Any) -> Iterator[str]:
    for text in (command.help, command.epilog):
        yield from (piece for piece in pieces(text or "") if piece and not piece.startswith(EXAMPLE))
    for one in command.params:
        if one.help:
            own, added = parted(one.help)
            yield own
            yield from (text for text in added if not text.startswith("default: "))
        if one.metavar:
            yield one.metavar
    for below in getattr(command, "commands", {}).values():
        yield from of_command(below)


def states() -> set[str]:
    """States of things, which stand in sentences too; in a column and behind an option they stay as they are."""
    literals = (
        task.State, conversation.Status, conversation.Priority, effects.Purpose, promise.PromiseState, bulk.LineState,
    )  # fmt: skip
    return DRAFTS | {word for literal in literals for word in get_args(literal)}


@cache
def wanted() -> frozenset[str]:
    return frozenset({*of_screens(), *of_help(), *OF_TYPER, *WORDS, *states()} - {""})


def test_every_sentence_has_a_row() -> None:
    assert sorted(wanted() - ROWS.keys()) == []


def test_every_row_is_asked_for() -> None:
    assert sorted(ROWS.keys() - wanted()) == []


@pytest.mark.parametrize("english", sorted(one for one in ROWS if "{" in one))
def test_both_sentences_name_the_same_facts(english: str) -> None:
    assert set(FACT.findall(ROWS[english])) == set(FACT.findall(english))


def test_a_sentence_in_a_name_is_marked_as_one() -> None:
    """`said = "..."; spoken(said)` would be found by no test."""
    unmarked = []
    for path in SOURCES:
        for function in (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)):
            given = {node.args[0].id for node in ast.walk(function) if is_named(node)}  # type: ignore[attr-defined]
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and [*strings(node.value)]:
                    names = {target.id for target in node.targets if isinstance(target, ast.Name)}
                    unmarked += [f"{path}:{node.lineno}" for name in names & given]
    assert unmarked == []


def is_named(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and called(node) in {"spoken", "say"}
        and bool(node.args)
        and isinstance(node.args[0], ast.Name)
    )


def test_a_language_without_rows_stays_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSMAIL_LANG", "de_DE.UTF-8")
    assert spoken("{count:mail|mails} held: {why}", count=1, why="x") == "1 mail held: x"
    monkeypatch.setenv("CSMAIL_LANG", "id")
    assert spoken("{count:mail|mails} held: {why}", count=1, why="x") == "1 email ditahan: x"


PRINTERS = {"line", "note", "Styled", "confirm", "prompt", "say", "echo", "_labelled", "_field", "_say"}
STYLES = {"bold", "dim", "red", "green", "yellow"}
AS_TYPED = re.compile(
    r"csmail|  (?:\d\. )?(?:export |csmail )|:\$PATH|  printf |    curl |      --mail| --mail-from| demo --keep"
    r"| init my-desk|written: \{files\}"
)
"""What a person types, or what is shown whole."""


def printed(node: ast.expr) -> Iterator[str]:
    """The words that an argument of a printer holds itself, not through a call."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for one in node.values:
            yield from printed(one.value if isinstance(one, ast.FormattedValue) else one)
    elif isinstance(node, ast.BinOp | ast.IfExp | ast.BoolOp):
        for below in ast.iter_child_nodes(node):
            if isinstance(below, ast.expr):
                yield from printed(below)


def test_nothing_is_printed_in_english_alone() -> None:
    bare = [
        f"{path}:{node.lineno}: {words}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) in PRINTERS
        for argument in node.args
        for words in printed(argument)
        if re.search(r"[A-Za-z]{3,}", words) and words not in STYLES and not AS_TYPED.match(words)
    ]
    assert bare == []


WRONG = {
    "tag": "argumen 'PERCAKAPAN' belum diisi",
    "tagg": "tidak ada perintah 'tagg'; maksudnya 'tag', 'untag'?",
    "zzz": "tidak ada perintah 'zzz'",
    "conversations lst": "tidak ada perintah 'lst'; maksudnya 'list'?",
    "conversations list --foo": "tidak ada pilihan --foo (mungkin: --format)",
    "conversations list --limt 3": "tidak ada pilihan --limt (mungkin: --limit, --quiet)",
    "conversations list --limit": "pilihan '--limit' perlu nilai",
    "conversations list --limit x": "nilai '--limit' salah: 'x' bukan bilangan bulat",
    "conversations list --limit 0": "nilai '--limit' salah: 0 terlalu kecil, paling sedikit 1",
    "hours show --days 9999": "nilai '--days' salah: 9999 terlalu besar, paling banyak 3660",
    "rules explain a b c": "ada argumen yang tidak dikenal: b c",
    "demo --desks three": "nilai '--desks' salah: 'three' bukan salah satu dari one, two",
    "demo --keep=3": "pilihan '--keep' tidak memakai nilai",
    "outbox release": "pilihan '--cause' belum diisi",
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_line_is_told_in_indonesian(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CSMAIL_LANG", "id")
    assert main.run(words.split()) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"csmail: {WRONG[words]}"
    assert second.startswith("  coba: csmail ")


ENGLISH = re.compile(r"\b(?:the|this|that|with|which|Usage|Options|default|required|what|nothing)\b")


@pytest.mark.parametrize("words", ["--help", "reply --help", "outbox --help", "conversations list -h"])
def test_help_has_no_english_left(words: str) -> None:
    """In a process of its own: in one that tests share typer may draw with rich, which the command never does."""
    done = subprocess.run(
        [sys.executable, "-m", "csmail", *words.split()],
        capture_output=True, text=True, timeout=60, check=True, env={**os.environ, "CSMAIL_LANG": "id"},
    )  # fmt: skip
    shown = re.sub(r"`[^`]*`|csmail [^\n]*|--\S+", "", done.stdout)
    assert "Cara pakai: " in done.stdout
    assert ENGLISH.findall(shown) == []
