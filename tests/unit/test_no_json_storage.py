"""TinyDB's own storage is forbidden: three writers corrupt its file, a kill or a full disk loses all of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "csmail"
FORBIDDEN = frozenset({"JSONStorage", "MemoryStorage", "CachingMiddleware"})
OURS = "RowStorage"


def offences(source: str) -> list[str]:
    """Every use of TinyDB in `source` that would not lie on our rows."""
    return [f"line {line}: {what}" for line, what in found(ast.parse(source))]


def found(tree: ast.AST) -> Iterator[tuple[int, str]]:
    databases = {"TinyDB"} | {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(name(base) == "TinyDB" for base in node.bases)
    } | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in ("TinyDB", "Documents") and alias.asname
    } | {"Documents"}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name(node.func) in databases and storage(node) != OURS:
            yield node.lineno, f"{name(node.func)}(…) without storage={OURS}"
        elif isinstance(node, ast.alias) and node.name.rpartition(".")[2] in FORBIDDEN:
            yield node.lineno, node.name
        elif isinstance(node, ast.Name | ast.Attribute) and name(node) in FORBIDDEN:
            yield node.lineno, name(node)


def name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def storage(call: ast.Call) -> str:
    return next((name(word.value) for word in call.keywords if word.arg == "storage"), "")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_keeps_documents_in_a_json_file(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from tinydb import TinyDB\nTinyDB('state.json')",
        "from tinydb import TinyDB as T\nT('state.json')",
        "import tinydb\ntinydb.TinyDB('state.json', storage=tinydb.JSONStorage)",
        "class Mine(TinyDB): ...\nMine('state.json')",
        "Documents(rows)",
        "from tinydb.storages import JSONStorage",
        "from tinydb.middlewares import CachingMiddleware as C",
        "x = tinydb.middlewares.CachingMiddleware(y)",
    ],
)
def test_the_lint_sees_every_way_to_use_it(source: str) -> None:
    assert offences(source)


def test_the_lint_allows_our_own_storage() -> None:
    assert offences("class Documents(TinyDB): ...\nDocuments(rows, storage=RowStorage)") == []
