"""A group of which one command is meant when none is named: `csmail hours support` is `csmail hours show support`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class Showing(TyperGroup):
    """Its command `show` may go unnamed. What is called like another command of the group needs the name."""

    unnamed = "show"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name in front, unless the line names a command or asks for help."""
        named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else [self.unnamed, *args])


class Listing(Showing):
    """Its command `list` may go unnamed."""

    unnamed = "list"
