"""Finds `rules.yaml` and reads it.

| what is wrong | what the user sees (ConfigurationError, exit code 78) |
| --- | --- |
| there is none | every place looked at, and `csmail init` |
| it cannot be read, is over 1 MB, is no UTF-8 | the file and the reason |
| others may write it or its folder, or the one in the working folder is somebody else's | the command that mends it |
| it is no YAML of ours | line and column (see `nodes`) |
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from csmail import permissions
from csmail.config.yaml import nodes
from csmail.config.yaml.nodes import Node
from csmail.errors import ConfigurationError
from csmail.reason import Place, Problem, Reason
from csmail.wording.problems import told

NAME = "rules.yaml"
LARGEST = 1024 * 1024
MOST_TOLD = 80
VARIABLE = "CSMAIL_CONFIG"
# A key of the outermost mapping on a line of its own, and all that is indented under it or is a sequence at its level.
RULES = re.compile(r"^rules[ \t]*:[ \t]*(?:#[^\n]*)?\n(?:(?:[ \t#-][^\n]*)?(?:\n|\Z))*", re.MULTILINE)

Steps = tuple[str | int, ...]


NO_FILE = "no_configuration"
"""The code of the error when nobody named a file and none lies where it is looked for."""


def find(explicit: Path | None) -> Path:
    """The file to use: `explicit`, else $CSMAIL_CONFIG, ./rules.yaml, then csmail/rules.yaml of the XDG folder.

    Raises ConfigurationError with every place looked at.
    """
    if explicit is not None:
        return _existing(explicit, "--config")
    if os.environ.get(VARIABLE):
        return _existing(Path(os.environ[VARIABLE]), VARIABLE)
    here, home = Path(NAME), _xdg() / "csmail" / NAME
    if here.is_file():
        _refuse_stranger(here)
        return here
    if home.is_file():
        return home
    why = Reason.of(NO_FILE, name=NAME, variable=VARIABLE, here=here.absolute(), home=home)
    raise ConfigurationError(why, Reason("init_writes_one"), code=NO_FILE)


def _existing(path: Path, origin: str) -> Path:
    path = Path(os.path.expanduser(path))  # which leaves ~nobody as it is, where Path raises
    if path.is_dir():
        path = path / NAME
    if not path.is_file():
        raise ConfigurationError(Reason.of("file_missing", file=path, origin=origin), Reason("init_writes_one"))
    return path


def _xdg() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"))


def _refuse_stranger(path: Path) -> None:
    """A working folder may be anybody's, and `{command: ...}` in the file runs programs."""
    owner = path.stat().st_uid
    if owner not in (0, os.geteuid()):
        why = Reason.of("file_of_another_user", file=path.absolute())
        raise ConfigurationError(why, Reason.of("if_that_is_meant", how=f"--config {path}"))


@dataclass(slots=True)
class Source:
    """A file as read, collecting what is wrong with it."""

    path: Path
    root: Node
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder of the file, absolute: other paths in it are relative to this."""
        return self.path.absolute().parent

    def refuse_problems(self) -> None:
        """Raise ConfigurationError with every problem, if there is one; after a hundred only how many more."""
        if self.problems:
            problems = ordered(self.problems)
            many = len(problems) > 1
            why = Reason.of("file_has_problems" if many else "file_has_a_problem", file=self.path, count=len(problems))
            if len(problems) > MOST_TOLD:
                more = Reason.of("and_more", count=len(problems) - MOST_TOLD)
                problems = (*problems[:MOST_TOLD], Problem(Place(), more))
            raise ConfigurationError(why, Reason.of("fix_what_is_listed", check="csmail rules check"), problems)


def ordered(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once, in the order of the file."""
    return tuple(sorted(set(found), key=lambda one: (one.place.line, one.place.column, told(one))))


def parse(path: Path, text: str) -> Source:
    """The text of the file as nodes. Raises ConfigurationError."""
    try:
        return Source(path, nodes.parse(text))
    except nodes.Unreadable as wrong:
        problem = Problem(Place(str(path), wrong.line, wrong.column), wrong.why)
        why = Reason.of("file_unreadable", file=path)
        raise ConfigurationError(why, Reason("fix_that_line"), (problem,)) from None


def without_rules(text: str) -> str:
    """The text with the lines of the section `rules` emptied: it is most of the file. Line numbers stay."""
    return RULES.sub(lambda section: "\n" * section[0].count("\n"), text, count=1)


def read(path: Path) -> str:
    """The text of the file. Raises ConfigurationError."""
    try:
        with path.open("rb") as file:
            owner = os.fstat(file.fileno()).st_uid
            data = file.read(LARGEST + 1)
        # Who owns the file was settled when it was found: naming one with --config means to trust its owner.
        permissions.refuse_others(path, permissions.trusted(owner))
    except OSError as error:
        why = Reason.of("file_unreadable", file=path, said=error.strerror)
        raise ConfigurationError(why, Reason("check_path_and_mode")) from None
    if len(data) > LARGEST:
        raise ConfigurationError(Reason.of("file_too_large", file=path, limit="1 MB"), Reason("right_file"))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(Place(str(path), line), Reason.of("byte_not_utf8", byte=f"0x{data[error.start]:02X}"))
        why = Reason.of("file_unreadable", file=path)
        raise ConfigurationError(why, Reason("save_as_utf8"), (problem,)) from None
