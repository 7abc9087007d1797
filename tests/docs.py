"""Writes what is made from the program into docs/: `python -m tests.docs`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from csmail.config.docs.reference import reference

ROOT = Path(__file__).parents[1]
SCORES = ROOT / "tests" / "mutation" / "scores.yaml"
MARK = "<!-- {} -->"
FAMILIES = {
    "unit": "one part by itself, without server or disk",
    "conformance": "tables of cases from the RFCs and from other programs' bugs: whom a reply answers, which thread, "
    "may a machine answer; each from the bytes of a mail on the product's own road",
    "corpus": "odd mails, each with its expected reading; a new one is two files",
    "contract": "the same of every store, mailbox and transport there is",
    "integration": "the adapters against Dovecot, pymap, an SMTP server that can be told its answers, and the file of "
    "the store",
    "e2e": "the command as a process, mail in, mail out",
    "faults": "death at every step, torn files, a full disk, servers that misbehave, whatever order things happen in",
    "review": "the screens: every key in every state, drawn pages, two reviewers on one store, a real pseudo-terminal",
    "threats": "attacks: by mail, by rules, by a server, by another user of the machine",
}


def made() -> dict[tuple[str, str], str]:
    """What stands between the marks of a document, by the name of the document and of the part."""
    return {
        ("rules.md", "rules reference"): reference().strip(),
        ("testing.md", "families"): families(),
        ("testing.md", "mutation scores"): scores(),
    }


def between(text: str, part: str) -> str:
    """The part of a document that is made."""
    return text.partition(MARK.format(f"{part}: begin"))[2].partition(MARK.format(f"{part}: end"))[0].strip()


def ideas(family: str) -> int:
    """How many things a family asks: a test counts once, whatever files or commands it is run on; so does a row."""
    folder = ROOT / "tests" / family
    if family == "conformance":
        return sum(len(YAML(typ="safe", pure=True).load(path)["cases"]) for path in folder.glob("*.yaml"))
    if family == "corpus":
        return len(list(folder.glob("*.eml")))
    return sum(1 for path in folder.rglob("test_*.py") for _ in tests_of(path))


def tests_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The tests of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def families() -> str:
    """What each folder of tests asks, and of how many things."""
    rows = [f"| `{name}` | {asks} | {ideas(name):,} |" for name, asks in FAMILIES.items()]
    return "\n".join(("| folder | asks | ideas |", "| --- | --- | --: |", *rows))


def scores() -> str:
    """What `make mutation` found when a module was measured last."""
    rows = ["| module | mutants | killed | survived | equivalent | score |", "| --- | --: | --: | --: | --: | --: |"]
    for module, counts in YAML(typ="safe", pure=True).load(SCORES).items():
        heard = [counts[name] for name in ("mutants", "killed", "survived", "equivalent")]
        score = 100 * counts["killed"] / max(counts["killed"] + counts["survived"], 1)
        rows.append("| {} | {} | {} | {} | {} | {:.1f} % |".format(f"`{module}`", *heard, score))
    return "\n".join(rows)


def main() -> None:
    for (name, part), content in made().items():
        path = ROOT / "docs" / name
        text = path.read_text(encoding="utf-8")
        begin, end = MARK.format(f"{part}: begin"), MARK.format(f"{part}: end")
        before, _, rest = text.partition(begin)
        path.write_text(f"{before}{begin}\n\n{content}\n\n{end}{rest.partition(end)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
