"""The JSON Schema of what a command prints with --json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from csmail.cli.documents.failed import Failed
from csmail.cli.terminal.output import terminal
from csmail.cli.typer_support.options import new_app
from csmail.errors import NotFound
from csmail.reason import Reason

app = new_app()
ERROR = "error"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@app.command(epilog="Example: csmail schema conversations list")
def schema(
    context: typer.Context,
    command: Annotated[list[str] | None, typer.Argument(help="the command; without it the list of commands")] = None,
) -> None:
    """Print the JSON Schema of the document that COMMAND prints with --json; `error` is that of an error."""
    every = {ERROR: Failed, **dict(printing(context.find_root().command))}
    if not command:
        print("\n".join(every))
        return
    name = " ".join(command)
    if name not in every:
        raise NotFound(Reason.of("no_such_command", name=name), "csmail schema")
    print(json.dumps(described(every[name], name), indent=2 if terminal() else None))


def printing(root: Any) -> Iterator[tuple[str, Any]]:
    """Every command that prints a document, with the type of that document."""
    for name, command in sorted(root.whole().items()):
        yield from _below(name, command)


def described(document: Any, name: str) -> dict[str, Any]:
    """The schema of one document."""
    from pydantic import TypeAdapter

    adapter: TypeAdapter[Any] = TypeAdapter(document)
    schema = _complete(adapter.json_schema(mode="serialization"))
    return {"$schema": DIALECT, **schema, "title": f"csmail {name} --json"}


def _complete(schema: Any) -> Any:
    """Every property is always printed, so every property is required, also one that has a default in our code."""
    if isinstance(schema, list):
        return [_complete(below) for below in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {name: _complete(below) for name, below in schema.items()}
    if isinstance(schema.get("properties"), dict):
        whole["required"] = list(schema["properties"])
    return whole


def _below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    for name, below in sorted(getattr(command, "commands", {}).items()):
        yield from _below(f"{path} {name}", below)
    document = getattr(command.callback, "document", None)
    if document is not None:
        yield path, document
