"""Groups of commands that are understood however somebody is used to writing them.

| written | understood as |
| --- | --- |
| `csmail drafts ls` | `csmail drafts list` |
| `csmail help drafts list`, `csmail drafts help list` | `csmail drafts list --help` |
| `csmail hours support` | `csmail hours show support`, in a group of which one command is meant when none is named |
"""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperGroup

HELP = "help"
HELP_OPTIONS = frozenset({"--help", "-h"})
ALIASES = {"ls": "list"}


def first_clause(help: str) -> str:
    """What a help text says up to its first semicolon or full stop."""
    return re.split(r";|\.(?:\s|\Z)", help, maxsplit=1)[0] + "."


class NounGroup(TyperGroup):
    """A group that understands `ls` and `help COMMAND`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant, with its words. Raises typer.Exit when the help of the group was asked for."""
        if args and args[0] not in self.commands:
            args = self.understood(ctx, args)
        return super().resolve_command(ctx, args)

    def understood(self, ctx: Any, args: list[str]) -> list[str]:
        """`args` in our words; the first of them names no command."""
        if args[0] == HELP:
            if len(args) > 1:
                return [*args[1:], "--help"]
            typer.echo(ctx.get_help())
            raise typer.Exit
        meant = ALIASES.get(args[0], "")
        return [meant, *args[1:]] if meant in self.commands else args

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Each with the first clause of its help, whole; typer's plain help cuts it off."""
        rows = [(name, first_clause(one.help or "")) for name, one in self.commands.items() if not one.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def names(self, word: str) -> bool:
        """Whether `word` names a command of this group, or asks for help about them."""
        return word == HELP or word in self.commands or ALIASES.get(word) in self.commands


class Showing(NounGroup):
    """Its command `show` may go unnamed. What is called like another command of the group needs the name."""

    unnamed = "show"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name in front, unless the line names a command or asks for help."""
        named = bool(args) and (args[0] in HELP_OPTIONS or self.names(args[0]))
        return super().parse_args(ctx, args if named else [self.unnamed, *args])


class Listing(Showing):
    """Its command `list` may go unnamed."""

    unnamed = "list"
