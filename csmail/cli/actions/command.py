"""Makes the command of an action out of the action itself."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from csmail.actions.base import Action
from csmail.actions.catalog import named
from csmail.cli.actions.parameters import OPTION, TEXT, example, fields, made, parameters
from csmail.cli.documents import shapes
from csmail.cli.input.people import BY
from csmail.cli.terminal import editor
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.reasons import words as told

WRITTEN = frozenset({"reply", "note"})  # without words these two open the editor; a draft or forward has its template

ConversationId = Annotated[
    str, typer.Argument(metavar="CONVERSATION", help="its id, or the beginning of it", show_default=False)
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="show what would happen; change nothing, connect to nothing")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=f"who asks for it; else {BY}, else the login name")]


def command_for(name: str) -> typer.Typer:
    """The command `name`: its help is the docstring of the action, its parameters are the action's fields."""
    action = named(name)

    @prints(shapes.Acted)
    def command(*, context: typer.Context, conversation: str, dry_run: bool, by: str, **values: Any) -> int:
        from csmail.cli.actions.perform import perform

        words = words_given(context, name, action, {**values, "conversation": conversation, "dry_run": dry_run})
        done = made(action, values | words)
        return perform(context, conversation, (name, done), by, dry_run)

    own = parameters(action)
    whole = [
        Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context),
        Parameter("conversation", Parameter.KEYWORD_ONLY, annotation=ConversationId),
        *own,
        Parameter("dry_run", Parameter.KEYWORD_ONLY, annotation=DryRun, default=False),
        Parameter("by", Parameter.KEYWORD_ONLY, annotation=By, default=""),
    ]
    command.__signature__ = Signature(whole)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in whole}
    app = new_app()
    app.command(name, help=action.__doc__, epilog=example(name, action))(command)
    return app


def words_given(context: typer.Context, name: str, action: type[Action], values: Mapping[str, Any]) -> dict[str, Any]:
    """The value of the field `text`, wherever the person put it; a dry run opens no editor. Raises UsageError."""
    if TEXT not in {field.name for field in fields(action)}:
        return {}
    bare, option, file = values.get(TEXT), values.get(f"{TEXT}{OPTION}"), values.get("file")
    if bare is not None and option is not None:
        raise UsageError(Reason("words_twice"), Reason("advice_leave_one_out"))
    words = editor.given(bare if bare is not None else option, file)
    if words is None and name in WRITTEN and not values.get("template") and not chosen(context).json:
        if editor.can_open() and values.get("dry_run"):
            words = told(Reason("words_from_editor"), language())
        elif editor.can_open():
            words = editor.typed(f"{name} {values.get('conversation', '')}".strip())
        elif name == "note":
            raise UsageError(Reason("words_missing"), "csmail note ID 'the words', or --file FILE, or --file -")
    return {TEXT: words}
