"""A group of commands whose modules are imported only when they are called.

Overriding `get_command` alone would lose "Did you mean", so every command is there from the start as a stub that
knows its name, its one line of help and its panel; the stub is exchanged for the command when it is called.
The line of help is read from the source of the module without running it, when somebody asks for help: it is written
once, there.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.core import TyperCommand
from typer.main import get_command

from csmail import registry
from csmail.cli.input.complete_ids import completing_ids
from csmail.cli.typer_support.fast_parameters import lightened
from csmail.cli.typer_support.groups import NounGroup
from csmail.cli.typer_support.options import shared
from csmail.cli.typer_support.selecting import selecting, spelled_out
from csmail.cli.typer_support.several_ids import taking_several
from csmail.cli.typer_support.translation import in_the_language, paragraphs

COMMANDS = Path(__file__).parent / "commands"
ACTIONS = COMMANDS.parents[1] / "actions"
ACTION_PANEL = "Actions on a conversation"
NOUN_PANELS = frozenset({"For many at once", "What there is", "How it decides", "Machinery"})
"""The panels whose singular is understood when it is written in the plural."""
RULES_ONLY = frozenset({"later"})
"""Actions that only a rule can ask for."""
# Read as text: making a syntax tree of each of the 31 files costs 40 ms, a third of `csmail --help`.
MODULE_TEXT = re.compile(r'"""([^"\n]*)')
CLASS_TEXT = re.compile(r'^class [^\n]*:\n    """([^"\n]*)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command lives: a module of `cli/commands`, or an action's module."""

    name: str
    panel: str
    source: Path


def places(panels: Mapping[str, Iterable[str]]) -> dict[str, Place]:
    """Every command whose file exists, in the order of the panels, with the actions where `ACTION_PANEL` stands."""
    found: dict[str, Place] = {}
    for panel, names in panels.items():
        if panel == ACTION_PANEL:
            names = [name for name in registry.names("actions") if name not in RULES_ONLY]
        folder = ACTIONS if panel == ACTION_PANEL else COMMANDS
        sources = [folder / f"{name}.py" for name in names]
        found |= {source.stem: Place(source.stem, panel, source) for source in sources if source.exists()}
    return found


def summary(source: Path, *, of_class: bool) -> str:
    """The first clause of the docstring of the module in `source`, or of its last class (an action's help)."""
    text = source.read_text(encoding="utf-8")
    found = CLASS_TEXT.findall(text) if of_class else []
    module = MODULE_TEXT.match(text)
    first = found[-1] if found else module[1] if module else ""
    return first.partition(";")[0].rstrip(".") + "."


def loaded(place: Place) -> Any:
    """The command itself, with the shared options on every command below it."""
    if place.source.parent == ACTIONS:
        from csmail.cli.actions.command import command_for

        app = command_for(place.name)
    else:
        app = importlib.import_module(f"csmail.cli.commands.{place.name}").app
    command = get_command(app)
    command.name = place.name
    return in_the_language(equipped(command, place.name))


def equipped(command: Any, noun: str = "") -> Any:
    """`command` with what all share on it or, when it is a group, on every command below it."""
    for below in getattr(command, "commands", {}).values():
        equipped(below, noun)
    command.params = list(map(lightened, command.params))
    group = hasattr(command, "commands")
    if not group:
        selecting(command)
        taking_several(command, noun)
        completing_ids(command, noun)
    command.params = [*command.params, *(one for one in shared() if one.name == "help" or not group)]
    return command


class Stub(TyperCommand):
    """A command that is not imported yet."""

    place: Place

    @property
    def help(self) -> str | None:
        """Its line of help, read when it is asked for."""
        return paragraphs(summary(self.place.source, of_class=self.place.source.parent == ACTIONS))

    @help.setter
    def help(self, value: str | None) -> None:
        """What typer sets when it makes the command: there is nothing to keep."""


class LazyGroup(NounGroup):
    """The root of the command line; `table` is set before the group is made."""

    table: Mapping[str, Place] = {}  # set by a subclass: typer makes the instance itself

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for place in self.table.values():
            stub = self.commands[place.name] = Stub(place.name, rich_help_panel=place.panel)
            stub.place = place

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """`csmail --json=id,subject todo` too."""
        return super().parse_args(ctx, spelled_out(args))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command in the place of its stub."""
        if len(args) > 1 and self._of_the_plural(*args[:2]):
            args = [f"{args[0]}s", *args[1:]]
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else self._exchanged(name), rest

    def understood(self, ctx: Any, args: list[str]) -> list[str]:
        """`csmail customer show`, `csmail incidents list`, `csmail help draft list` too; `tags` is no wish to tag."""
        args = super().understood(ctx, args)
        name, rest = args[0], args[1:]
        if name in self.commands:
            if rest and self._of_the_plural(name, rest[0]):
                return [f"{name}s", *rest]
            return args
        if f"{name}s" in self.commands:
            return [f"{name}s", *rest]
        place = self.table.get(name.removesuffix("s"))
        return [place.name, *rest] if place and place.panel in NOUN_PANELS else args

    def _of_the_plural(self, verb: str, word: str) -> bool:
        """Whether `draft list` means `drafts list`. An id is not written so: it would have to be typed as "11st"."""
        plural = f"{verb}s"
        if verb not in self.table or plural not in self.table or not (word.isalpha() and word.islower()):
            return False
        return bool(self._exchanged(plural).names(word))

    def _exchanged(self, name: str) -> Any:
        """The command `name`, its stub exchanged for it."""
        command = self.commands[name]
        if name in self.table and command.callback is None:
            command = self.commands[name] = loaded(self.table[name])
        return command

    def whole(self) -> dict[str, Any]:
        """Every command, imported: for `csmail schema` and tests."""
        return {name: loaded(place) for name, place in self.table.items()}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One section a panel, no help cut off; typer's plain help knows no panels and cuts."""
        widest = max(map(len, self.commands), default=0)
        for panel in dict.fromkeys(place.panel for place in self.table.values()):
            names = [place.name for place in self.table.values() if place.panel == panel]
            with formatter.section(panel):
                formatter.write_dl([(name.ljust(widest), self.commands[name].help) for name in names])
