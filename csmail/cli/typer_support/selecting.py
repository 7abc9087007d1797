"""Lets every command be asked for some fields of its document, and refuses others before anything is done.

`--json FIELDS` is two words only where no mistake is likely: the command takes no words of its own, or there is a comma
and a field of the document among them. `--json=FIELDS` and `--fields FIELDS` are always understood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from csmail.cli.typer_support import selected
from csmail.cli.typer_support.options import chosen

JSON = "--json"


def selecting(command: Any) -> None:
    """Have `command` understand `--json FIELDS`, and check what was asked for before it is called."""
    parse, invoke = command.parse_args, command.invoke
    document = getattr(command.callback, "document", None)
    takes_words = any(one.param_type_name == "argument" for one in command.params)

    def parse_args(context: Any, args: list[str]) -> Any:
        return parse(context, spelled_out(args, lambda word: _are_fields(word, document, takes_words)))

    def invoked(context: Any) -> Any:
        selected.check(document, chosen(context))
        return invoke(context)

    command.parse_args, command.invoke = parse_args, invoked


def spelled_out(args: Sequence[str], are_fields: Callable[[str], bool] = lambda word: False) -> list[str]:
    """`--json FIELDS` and `--json=FIELDS` as `--json --fields FIELDS`."""
    made: list[str] = []
    for at, word in enumerate(args):
        if word == "--":
            return [*made, *args[at:]]
        if word.startswith(f"{JSON}="):
            made += [JSON, "--fields", word.removeprefix(f"{JSON}=")]
        elif made and made[-1] == JSON and are_fields(word):
            made += ["--fields", word]
        else:
            made.append(word)
    return made


def _are_fields(word: str, document: type | None, takes_words: bool) -> bool:
    if document is None or not selected.LIST.fullmatch(word):
        return False
    known = set(word.split(",")) & set(selected.known(document))
    return not takes_words or ("," in word and bool(known))
