"""The papers lead somewhere: every path, name, link and code in them, and every code that the source cites."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
}
SOURCES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in (ROOT / "csmail").rglob("*.py")}
TESTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}

FILES = {"service", "timer", "db"}  # of systemd, and the store: no modules
QUOTED = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"(?P<path>[\w.*-]+(?:/[\w.*-]+)*(?:\.(?:py|md|yaml|toml|eml|json)|/))(?::(?P<name>\w+(?:\.\w+)*))?")
DOTTED = re.compile(r"\b(?:csmail|tests)(?:\.\w+)+")
LINK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")
MAIL_CODE = re.compile(r"\b([FPERABIHXTS]-\d{1,2})\b")
THREAT = re.compile(r"\bthreats? (\d{1,2})\b")
AT_WORK = (
    "rules.yaml",
    "templates/NAME",
    "state/",
    "MAIL.eml",
    "FILE.eml",
    "NAME.",
)  # a desk's own files, not the project's


def places(text: str) -> Iterator[tuple[str, str]]:
    """The paths below the project that a paper names, each with the name behind the colon."""
    for quoted in QUOTED.findall(text):
        found = PLACE.fullmatch(quoted)
        if found and not quoted.startswith(AT_WORK):
            yield found["path"], found["name"] or ""


def located(path: str) -> list[Path]:
    """Where it is: below the project, below the package; a name in capitals stands for any."""
    pattern = re.sub(r"[A-Z]{2,}(?=[./])", "*", path).rstrip("/") if "/" in path else path
    return [found for home in (ROOT, ROOT / "csmail", ROOT / "docs") for found in home.glob(pattern)]


@cache
def names_of(path: Path) -> frozenset[str]:
    """Functions, classes with their members, and values of a module; a package has what its files have."""
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    return frozenset(name for file in files for name in _names(ast.parse(file.read_text(encoding="utf-8")).body, ""))


def _names(body: list[ast.stmt], within: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield within + node.name
        if isinstance(node, ast.ClassDef):
            yield from _names(node.body, f"{within}{node.name}.")
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        yield from (within + one.id for one in targets if isinstance(one, ast.Name))


def has_dotted(dotted: str) -> bool:
    """Whether such a module is there, or such a name in one."""
    words = dotted.split(".")
    for length in range(len(words), 0, -1):
        base = ROOT.joinpath(*words[:length])
        for file in (base.with_suffix(".py"), base / "__init__.py"):
            if file.is_file():
                return length == len(words) or ".".join(words[length:]) in names_of(file)
    return False


@pytest.mark.parametrize("paper", PAPERS)
def test_every_place_it_names_is_there(paper: str) -> None:
    lost = []
    for path, name in places(PAPERS[paper]):
        found = located(path)
        if not found or (name and not any(name in names_of(one) for one in found)):
            lost.append(f"{path}:{name}".rstrip(":"))
    lost += [
        dotted
        for dotted in DOTTED.findall(PAPERS[paper])
        if not has_dotted(dotted) and FILES.isdisjoint(dotted.split("."))
    ]
    assert lost == []


def test_a_place_that_is_not_there_would_be_noticed() -> None:
    said = "`csmail/mail/parse.py:parse` `csmail/mail/gone.py` `csmail/mail/parse.py:Gone.read` `docs/` `rules.yaml`"
    assert list(places(said)) == [
        ("csmail/mail/parse.py", "parse"),
        ("csmail/mail/gone.py", ""),
        ("csmail/mail/parse.py", "Gone.read"),
        ("docs/", ""),
    ]
    assert located("csmail/mail/gone.py") == []
    assert "Gone.read" not in names_of(ROOT / "csmail/mail/parse.py")
    assert has_dotted("csmail.mail.parse.parse")
    assert not has_dotted("csmail.mail.gone")


def test_the_architecture_names_places_with_their_functions() -> None:
    named = {name for _, name in places(PAPERS["docs/architecture.md"]) if name}
    assert len(named) > 40


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_leads_somewhere(paper: str) -> None:
    lost = []
    for link in LINK.findall(PAPERS[paper]):
        path, _, anchor = link.partition("#")
        target = (ROOT / paper).parent / path if path else ROOT / paper
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def anchors(path: Path) -> set[str]:
    """The headings of a paper as GitHub links to them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("kind", ["correct mail", "threats"])
def test_every_code_that_the_source_cites_has_its_row(kind: str) -> None:
    code, paper = (MAIL_CODE, "correct-mail.md") if kind == "correct mail" else (THREAT, "reliability.md")
    rows = set(re.findall(r"^\| ([A-Z]-\d+|\d+) \|", PAPERS[f"docs/{paper}"], re.MULTILINE))
    cited = {found: path for path, text in (SOURCES | TESTS).items() for found in code.findall(text) if is_cited(path)}
    lost = {found: path for found, path in cited.items() if found not in rows}
    assert len(cited) > 5
    assert lost == {}


def is_cited(path: str) -> bool:
    """Whether letters with a number in this file are codes: in tests of tables they may be names of cases."""
    return path.startswith("csmail/") or "conformance" not in path


@pytest.mark.parametrize(
    "package", sorted(str(p.parent.relative_to(ROOT)) for p in (ROOT / "csmail").rglob("__init__.py"))
)
def test_every_package_opens_with_its_map(package: str) -> None:
    said = ast.get_docstring(ast.parse(SOURCES[f"{package}/__init__.py"])) or ""
    assert said
    assert len(said.splitlines()) <= 10
    lost = [
        name
        for name in QUOTED.findall(said)
        if re.fullmatch(r"[a-z]+(?:_[a-z]+)*", name) and not is_near(package, name)
    ]
    assert lost == []


def is_near(package: str, name: str) -> bool:
    """Whether a map's word is a file or folder of the house, or a word in the code of its room."""
    if any(name in (*Path(path).parts[1:-1], Path(path).stem) for path in SOURCES):
        return True
    room = "/".join(package.split("/")[:2])
    code = (text for path, text in SOURCES.items() if path.startswith(room) and not path.endswith("__init__.py"))
    return any(re.search(rf"\b{name}\b", text) for text in code)
