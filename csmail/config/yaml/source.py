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
from dataclasses import dataclass, field
from pathlib import Path

from csmail import permissions
from csmail.config.yaml import nodes
from csmail.config.yaml.nodes import Node
from csmail.errors import ConfigurationError

NAME = "rules.yaml"
LARGEST = 1024 * 1024
MOST_TOLD = 100
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
    looked = f"--config and {VARIABLE} are not given, {here.absolute()} and {home} are not there"
    raise ConfigurationError(f"no {NAME}: {looked}", "csmail init writes one to begin with", code=NO_FILE)


def _existing(path: Path, origin: str) -> Path:
    path = Path(os.path.expanduser(path))  # which leaves ~nobody as it is, where Path raises
    if path.is_dir():
        path = path / NAME
    if not path.is_file():
        raise ConfigurationError(f"{path} ({origin}) is not there", "csmail init writes one to begin with")
    return path


def _xdg() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"))


def _refuse_stranger(path: Path) -> None:
    """A working folder may be anybody's, and `{command: ...}` in the file runs programs."""
    owner = path.stat().st_uid
    if owner not in (0, os.geteuid()):
        raise ConfigurationError(f"{path.absolute()} belongs to another user", f"if that is meant: --config {path}")


@dataclass(slots=True)
class Source:
    """A file as read, collecting what is wrong with it. Each problem is (line, column, text)."""

    path: Path
    root: Node
    problems: list[tuple[int, int, str]] = field(default_factory=list)
    warnings: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder of the file, absolute: other paths in it are relative to this."""
        return self.path.absolute().parent

    def told(self, found: list[tuple[int, int, str]]) -> tuple[str, ...]:
        """`rules.yaml:12:7: text` for each, in the order of the file."""
        return tuple(f"{self.path}:{line}:{column}: {text}" for line, column, text in sorted(set(found)))

    def refuse_problems(self) -> None:
        """Raise ConfigurationError with every problem, if there is one; after a hundred only how many more."""
        if self.problems:
            problems = self.told(self.problems)
            count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
            if len(problems) > MOST_TOLD:
                problems = (*problems[:MOST_TOLD], f"and {len(problems) - MOST_TOLD} more")
            raise ConfigurationError(
                f"{self.path} has {count}", "fix what is listed, then: csmail rules check", problems
            )


def parse(path: Path, text: str) -> Source:
    """The text of the file as nodes. Raises ConfigurationError."""
    try:
        return Source(path, nodes.parse(text))
    except nodes.Unreadable as wrong:
        problem = f"{path}:{wrong.line}:{wrong.column}: {wrong.why}"
        raise ConfigurationError(f"{path} cannot be read", "fix that line", (problem,)) from None


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
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}", "check the path and its mode") from None
    if len(data) > LARGEST:
        raise ConfigurationError(f"{path} is larger than 1 MB", "is this the right file?")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"{path}:{line}: the byte 0x{data[error.start]:02X} is not UTF-8"
        raise ConfigurationError(f"{path} cannot be read", "save it as UTF-8", (problem,)) from None
