"""No program compares or searches a sentence: what decides is a code. Found in the source, by its syntax."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import csmail

ROOT = Path(csmail.__file__).parent
PROSE = re.compile(r"[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}")
SEARCHES = frozenset(
    "startswith endswith removeprefix removesuffix find rfind index rindex count partition rpartition split rsplit "
    "replace search match fullmatch findall finditer".split()
)
TOLD = re.compile(r"(^|[._])(reason|note|why|said|words|withheld|hint|need|problem|sentence|message)$")
"""What holds a sentence by its name: `"already" in reason` is a comparison with a sentence too."""
ALLOWED = {
    "mail": "what strangers and their mail programs write",
    "mailboxes/imap": "what servers write",
    "transports/smtp": "what servers write",
    "stores/shared/older_sentences.py": "the one upgrade",
    "redaction.py": "what libraries and servers write",
    "errors.py": "what CPython writes where it has no class",
    "templates/mistakes.py": "what jinja2 writes",
    "stores/tinydb/migrations.py": "SQL",
    "cli/terminal/editor.py": "the line below which an edited file is a hint",
    "wording/scissors.py": "the same line",
    "cli/lazy.py": "the panel of the help that actions stand in",
}


def allowed(path: Path) -> bool:
    inside = path.relative_to(ROOT).as_posix()
    return any(inside == one or inside.startswith(f"{one}/") for one in ALLOWED)


@cache
def constants(path: Path) -> dict[str, str]:
    found = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.update({ast.unparse(target): node.value.value for target in node.targets})
    return found


def known_in(path: Path) -> dict[str, str]:
    """The strings that names of this module stand for, those imported from others of ours as well."""
    known = dict(constants(path))
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("csmail."):
            source = ROOT.parent / f"{str(node.module).replace('.', '/')}.py"
            theirs = constants(source) if source.exists() else {}
            known.update({one.asname or one.name: theirs.get(one.name, "") for one in node.names})
    return known


def texts(node: ast.expr, known: dict[str, str]) -> Iterator[str]:
    """The strings that an expression is made of: a constant, one by name, the parts of an f-string or a tuple."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.Name(name) | ast.Attribute(attr=name):
            yield known.get(name, "")
        case ast.JoinedStr(parts) | ast.Tuple(parts) | ast.List(parts) | ast.Set(parts):
            for part in parts:
                yield from texts(part, known)


def is_prose(node: ast.expr, known: dict[str, str]) -> bool:
    return any(PROSE.search(text) for text in texts(node, known))


def is_told(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and TOLD.search(ast.unparse(node)) is not None


def deciding(tree: ast.AST, known: dict[str, str]) -> Iterator[int]:
    """Lines on which a sentence is compared or searched."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left, ops, others):
                search = isinstance(ops[0], ast.In | ast.NotIn)
                word = search and any(text for text in texts(left, {})) and is_told(others[0])
                if word or any(is_prose(one, known) for one in (left, *others)):
                    yield node.lineno
            case ast.Call(ast.Attribute(attr=verb) as whom, args) if verb in SEARCHES and args:
                if is_prose(args[0], known) and not isinstance(whom.value, ast.Constant):
                    yield node.lineno
            case ast.MatchValue(value) if is_prose(value, known):
                yield node.lineno


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_is_compared_or_searched(path: Path) -> None:
    if not allowed(path):
        lines = list(deciding(ast.parse(path.read_text()), known_in(path)))
        assert not lines, f"a sentence decides at {path.name}, lines {lines}: give it a code"


@pytest.mark.parametrize(
    "code",
    [
        'if "already" in reason: pass',
        'if one.subject.startswith("(unreadable message"): pass',
        "if need != f'{who} wrote into this conversation': pass",
        "done = [one for one in needs if one == 'closed by hand']",
        "match note:\n    case 'dropped by hand': pass",
        "re.search('given up after', note)",
        "if note in ('sent again', 'tried again'): pass",
        "if text.startswith(LONG): pass",
    ],
)
def test_the_search_sees_each_way_to_compare_a_sentence(code: str) -> None:
    assert list(deciding(ast.parse(code), {"LONG": "the store was put back"}))


@pytest.mark.parametrize(
    "code", ['if state in ("held", "in_doubt"): pass', "if reason.code == 'put_back': pass", "'; '.join(words)"]
)
def test_codes_may_be_compared(code: str) -> None:
    assert not list(deciding(ast.parse(code), {}))
