"""Which files of a folder are texts: `NAME.LANGUAGE.txt`, `.md` for Markdown, further wordings with a number.

| what can go wrong | what the user sees (ConfigurationError, nothing is sent) |
| --- | --- |
| wording 10, a wording beside none without a number | the file, and what there may be |
| `.txt` and `.md` of one name and language | both files |
| somebody else may write the folder or a file | its path and the chmod, see `permissions` |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from csmail import permissions
from csmail.errors import ConfigurationError
from csmail.reason import Place, Problem, Reason

FILE = re.compile(
    r"(?P<name>_?[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z]{2,3})(?:\.(?P<number>[0-9]{1,9}))?\.(?P<kind>txt|md)",
    re.ASCII,
)
Groups = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The files of texts by name and language."""
LAST_WORDING = 9
HINT = Reason("templates_check_shows_all")


def found(folder: Path) -> dict[str, Path]:
    """The texts of `folder` by the names of their files. Raises ConfigurationError, OSError."""
    files = [path for path in folder.iterdir() if FILE.fullmatch(path.name) and path.is_file()]
    _refuse_others(folder, files)
    names = sorted(path.name for path in files)
    _refuse_two_kinds(names)
    _refuse_odd_wordings(names)
    return {path.name: path for path in sorted(files)}


def is_markdown(file: str) -> bool:
    """Whether it becomes a text and HTML."""
    return file.endswith(".md")


def grouped(files: Iterable[str]) -> Groups:
    """Name to language to files, the wording without a number first."""
    groups: dict[str, dict[str, list[str]]] = {}
    for file in sorted(files, key=number):
        name, language, *_ = file.split(".")
        groups.setdefault(name, {}).setdefault(language, []).append(file)
    return {
        name: {language: tuple(those[language]) for language in sorted(those)} for name, those in sorted(groups.items())
    }


def number(file: str) -> int:
    """Which of several wordings a file is, from 1."""
    said = file.split(".")[2]
    return int(said) if said.isdecimal() else 1


def _refuse_others(folder: Path, files: Iterable[Path]) -> None:
    """A template decides what customers read: whoever owns the desk's folder may write it, and nobody else."""
    owners = permissions.trusted(folder.absolute().parent.stat().st_uid)
    permissions.refuse_others(folder, owners, sticky=False)
    for path in files:
        permissions.refuse_entry(path, owners)


def _refuse_two_kinds(files: Sequence[str]) -> None:
    """Nobody could say which of the two a customer gets."""
    kinds: dict[tuple[str, str], str] = {}
    for file in files:
        name, language, *_ = file.split(".")
        first = kinds.setdefault((name, language), file)
        if is_markdown(first) != is_markdown(file):
            raise _wrong(file, Reason.of("text_and_markdown", first=first))


def _refuse_odd_wordings(files: Sequence[str]) -> None:
    """Further wordings are numbered from 2 to 9, beside one without a number."""
    for file in files:
        name, language, said, *kind = file.split(".")
        if not kind:
            continue
        first = f"{name}.{language}.{kind[0]}"
        if str(int(said)) != said or not 2 <= int(said) <= LAST_WORDING:
            raise _wrong(file, Reason.of("wording_number_wrong", first=first, last=LAST_WORDING))
        if first not in files:
            raise _wrong(file, Reason.of("wording_without_first", first=first))


def _wrong(file: str, why: Reason) -> ConfigurationError:
    return ConfigurationError(Problem(Place(f"templates/{file}"), why), HINT)
