"""Write rules.yaml and templates to begin with; nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.terminal.editor import interactive
from csmail.cli.terminal.output import Styled, emit, line
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.cli.commands._init_questions import Asked

app = new_app()
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="folder to write to, made when missing")]
Desks = Annotated[Literal["one", "two"], typer.Option("--desks", help="two: an office and a desk for the night")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="say what would be written")]
NoInput = Annotated[bool, typer.Option("--no-input", help="ask nothing: what is not said is left to edit")]
Address = Annotated[str, typer.Option("--address", metavar="ADDRESS", help="the address your customers write to")]
Name = Annotated[str, typer.Option("--name", metavar="NAME", help="the name that customers read")]
Speaks = Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="id or en")]
People = Annotated[
    list[str] | None, typer.Option("--person", metavar="ADDRESS", help="who answers: 'Sari <sari@toko.example>'")
]
Imap = Annotated[str, typer.Option("--imap", metavar="HOST:PORT", help="the IMAP server, instead of looking for it")]
Smtp = Annotated[str, typer.Option("--smtp", metavar="HOST:PORT", help="the SMTP server, instead of looking for it")]
Offline = Annotated[bool, typer.Option("--offline", help="look for no server, ask nobody")]


@dataclass(frozen=True, slots=True)
class Init:
    """`dry_run` says that nothing was written. `imap` and `smtp` are empty where they are left to edit."""

    written: tuple[Path, ...]
    dry_run: bool
    imap: str = ""
    smtp: str = ""
    origin: str = ""
    confirmed: bool = False
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail init my-desk")
@prints(Init)
def init(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context, folder: Folder = Path(), dry_run: DryRun = False, desks: Desks = "one",
    no_input: NoInput = False, address: Address = "", name: Name = "", language: Speaks = "",
    person: People = None, imap: Imap = "", smtp: Smtp = "", offline: Offline = False,
) -> None:  # fmt: skip
    """Write rules.yaml and templates to begin with, in Indonesian and English; nothing is overwritten.

    On a terminal five questions are asked, and nothing is left to edit: address, name, language, servers (looked for by
    the domain of the address), people. With --address nobody is asked what the options say.
    """
    from csmail.cli.commands import _init_questions as questions
    from csmail.setup import starter

    if desks == "two" and any((address, name, language, person, imap, smtp)):
        raise UsageError(Reason("two_desks_by_hand"), Reason("advice_leave_one_out"))
    texts = starter.shipped("two-desks" if desks == "two" else "")
    starter.refuse_to_overwrite(folder, texts)  # before anybody answers questions
    asking = not no_input and desks == "one" and interactive() and not chosen(context).json
    asked = None
    if asking or address:
        given = questions.Given(folder, address, name, language, tuple(person or ()), imap, smtp, offline, asking)
        asked = questions.asked(given)
        texts = starter.own(texts, asked.answers)
    if dry_run:
        written = starter.refuse_to_overwrite(folder, texts)
    else:
        written = starter.write(folder, texts)
        if asked and asked.password:
            starter.keep_password(folder, asked.password)
    if not emit(context, _document(written, dry_run, asked)):
        _told(folder, len(written), dry_run, asked)


def _document(written: tuple[Path, ...], dry_run: bool, asked: Asked | None) -> Init:
    if asked is None:
        return Init(written, dry_run)
    found = asked.answers.servers
    return Init(written, dry_run, str(found.imap), str(found.smtp), found.origin, found.confirmed)


def _told(folder: Path, count: int, dry_run: bool, asked: Asked | None) -> None:
    rules = folder / "rules.yaml"
    wrote = phrase("wrote {rules} and {count:text|texts} in {folder}")
    would = phrase("would write {rules} and {count:text|texts} in {folder}")
    line(spoken(would if dry_run else wrote, rules=rules, count=count - 1, folder=folder / "templates"))
    line()
    line(Styled(spoken("What comes next"), "bold"))
    for number, (command, words) in enumerate(_steps(folder, asked), 1):
        line(f"  {number}. {command:<31}" if command else f"  {number}. ", words)


def _steps(folder: Path, asked: Asked | None) -> list[tuple[str, str]]:
    """What is typed, and why."""
    steps = [] if folder == Path() else [(f"cd {folder}", spoken("csmail reads the rules.yaml it stands beside"))]
    if asked is None:
        steps.append(("", spoken("edit the lines of rules.yaml marked EDIT: your address, your servers, your people")))
    if asked is None or not asked.password:
        steps.append(("export SUPPORT_PASSWORD=...", spoken("the password never stands in the file")))
    return [
        *steps,
        ("csmail check", spoken("proves that all of it works; nothing is sent")),
        ("csmail poll", spoken("the first pass: the desk begins with the mail that comes from now on")),
        ("", spoken("put csmail poll into cron, or leave csmail run running")),
    ]
