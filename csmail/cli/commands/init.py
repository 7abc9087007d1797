"""Write rules.yaml and templates to begin with; nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from csmail.cli.terminal.output import Styled, emit, line
from csmail.cli.typer_support.options import new_app, prints
from csmail.wording.spoken import phrase, spoken

app = new_app()
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="folder to write to, made when missing")]
Desks = Annotated[Literal["one", "two"], typer.Option("--desks", help="two: an office and a desk for the night")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="say what would be written")]


@dataclass(frozen=True, slots=True)
class Init:
    """`dry_run` says that nothing was written."""

    written: tuple[Path, ...]
    dry_run: bool
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail init my-desk")
@prints(Init)
def init(context: typer.Context, folder: Folder = Path(), dry_run: DryRun = False, desks: Desks = "one") -> None:
    """Write rules.yaml and templates to begin with, in Indonesian and English; nothing is overwritten."""
    from csmail.setup import starter

    texts = starter.shipped("two-desks" if desks == "two" else "")
    written = starter.refuse_to_overwrite(folder, texts) if dry_run else starter.write(folder, texts)
    if not emit(context, Init(written, dry_run)):
        _told(folder, len(written), dry_run)


def _told(folder: Path, count: int, dry_run: bool) -> None:
    rules = folder / "rules.yaml"
    wrote = phrase("wrote {rules} and {count:text|texts} in {folder}")
    would = phrase("would write {rules} and {count:text|texts} in {folder}")
    line(spoken(would if dry_run else wrote, rules=rules, count=count - 1, folder=folder / "templates"))
    line()
    line(Styled(spoken("What comes next"), "bold"))
    edit = spoken("edit the lines of rules.yaml marked EDIT: your address, your servers, your people")
    line("  1. ", edit if folder == Path() else spoken("cd {folder}, then {step}", folder=folder, step=edit))
    line("  2. export SUPPORT_PASSWORD=...   ", spoken("the password never stands in the file"))
    line("  3. csmail check                  ", spoken("proves that all of it works; nothing is sent"))
    first = spoken("the first pass: the desk begins with the mail that comes from now on")
    line("  4. csmail poll                   ", first)
    line("  5. ", spoken("put csmail poll into cron, or leave csmail run running"))
