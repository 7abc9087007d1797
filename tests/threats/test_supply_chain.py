"""Threat 19: what csmail imports is what it declares, and what is tried out is pinned."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parents[2]
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
# A distribution is not always called as what it is imported by.
NAMES = {"dnspython": "dns", "google-re2": "re2", "ruamel.yaml": "ruamel", "ruamel.yaml.clib": "_ruamel_yaml",
         "proxy-protocol": "proxyprotocol", "import-linter": "importlinter",
         "markdown-it-py": "markdown_it"}  # fmt: skip
# Time zones for zoneinfo where the system has none.
UNIMPORTED = {"tzdata"}
OPTIONAL = {"apprise", "keyring", "psycopg", "textual"}
"""Imported where somebody wants them, with a hint when they are missing."""


def imported_by(requirement: str) -> str:
    name = re.split(r"[\[><=~! ;]", requirement, maxsplit=1)[0]
    return NAMES.get(name, name).replace("-", "_").lower()


def declared(extra: str = "") -> set[str]:
    wanted = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return {imported_by(one) for one in wanted}


def imports(folder: Path) -> dict[str, set[str]]:
    """Top-level package to the files that import it; those of the standard library and our own left out."""
    found: dict[str, set[str]] = {}
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], set()).add(file.relative_to(HERE).as_posix())
    return {name: files for name, files in found.items() if name not in sys.stdlib_module_names | {"csmail", "tests"}}


def test_every_import_of_csmail_is_a_declared_dependency() -> None:
    for name, files in imports(HERE / "csmail").items():
        optional = declared("demo") | declared("keyring") | declared("sql") | declared("notify") | declared("tui")
        outside = {file for file in files if not file.startswith("csmail/demo/")}
        assert name in declared() | optional, (name, files)
        assert name in declared() or not outside or name in OPTIONAL, (name, outside)


def test_no_dependency_is_declared_and_not_used() -> None:
    assert declared() - set(imports(HERE / "csmail")) == UNIMPORTED


def test_what_the_advisories_of_the_threat_table_ask_for_is_the_least() -> None:
    """GHSA-v3q9-hj7j-63hq, GHSA-vxj7-4xrp-5vr4 (aiosmtplib); CVE-2024-56326, CVE-2025-27516 (jinja2)."""
    least = dict(one.split(">=") for one in PROJECT["dependencies"])
    assert tuple(map(int, least["aiosmtplib"].split("."))) >= (5, 1, 2)
    assert tuple(map(int, least["jinja2"].split("."))) >= (3, 1, 6)


def test_the_constraints_pin_every_dependency_to_one_version() -> None:
    lines = [line for line in (HERE / ".ci" / "constraints.txt").read_text().splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r"[a-z0-9._-]+==[0-9][0-9a-z.+]*", line) for line in lines), lines
    pinned = {imported_by(line) for line in lines}
    assert declared() | declared("demo") <= pinned
    assert declared("dev") - {"csmail"} <= pinned


def test_the_tests_install_what_is_pinned() -> None:
    makefile = (HERE / "Makefile").read_text()
    assert makefile.count("-c .ci/constraints.txt") == makefile.count("pip install")
