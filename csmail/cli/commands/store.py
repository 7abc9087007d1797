"""The store: info, check, backup, restore, export."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.actions.command import DryRun
from csmail.cli.documents.reasons import ReasonLine, reasons
from csmail.cli.input.configuration import configuration, opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Styled, emit, line, plain
from csmail.cli.terminal.progress import Progress
from csmail.cli.terminal.tables import table
from csmail.cli.terminal.times import now
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.config.schema import Config
from csmail.errors import CsmailError, Refused, StoreError
from csmail.ports import families
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.desk.incidents.lost import Lost

TargetFile = Annotated[Path, typer.Argument(metavar="FILE", help="the file to make", show_default=False)]
SourceFile = Annotated[Path, typer.Argument(metavar="FILE", help="what backup wrote", show_default=False)]

app = new_app("What csmail remembers: how it is, a copy of it, all of it as JSON lines.")
DAMAGED = 74
DOCUMENTS, PAGES = 40_000, 100_000
"""So many are checked, or copied, in about a second."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with a value each, as the store or a server tells them."""

    facts: dict[str, str]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """One line of `csmail store export`."""

    kind: str
    id: str
    document: dict[str, object]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class StoreChecked:
    """`problems` empty means that it is sound; `reasons` are the same with their codes."""

    facts: dict[str, str]
    problems: tuple[str, ...]
    reasons: tuple[ReasonLine, ...] = ()
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class BackedUp:
    file: str
    bytes: int
    dry_run: bool
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Restored:
    """`held` mails wait for a person now; `kept` is where the store lies that was in use before. `incidents` are names
    of those opened after the copy was made."""

    file: str
    held: int
    kept: str
    dry_run: bool
    incidents: tuple[str, ...] = ()
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail store info")
@prints(Facts)
def info(context: typer.Context) -> None:
    """Say how the store is: where it lies, how much it holds, whether it is whole."""
    with opened(context, rules=False) as wiring:
        document = Facts(dict(wiring.store.report()))
    if not emit(context, document):
        table((worded("WHAT"), worded("VALUE")), document.facts.items())


@app.command(epilog="Example: csmail store check")
@prints(StoreChecked)
def check(context: typer.Context) -> int:
    """Read the whole store and say what is wrong with it; exit code 74 when something is."""
    facts: dict[str, str] = {}
    try:
        with opened(context, rules=False) as wiring:
            facts = dict(wiring.store.report())
            with _bar(context, spoken("store check"), DOCUMENTS) as bar:
                found = reasons(wiring.store.faults(bar.at))
    except StoreError as error:
        found = (ReasonLine(error.code, {}, error.said(language())),)
    problems = tuple(one.words for one in found)
    document = StoreChecked(facts, problems, found)
    if not emit(context, document):
        table((worded("WHAT"), worded("VALUE")), facts.items())
        for problem in problems:
            line(Styled(problem, "red"))
        damaged = phrase("damaged: `csmail store restore FILE` puts a copy back")
        line(spoken(damaged if problems else "sound"))
    return DAMAGED if problems else 0


def _bar(context: typer.Context, title: str, moment: int) -> Progress:
    options = chosen(context)
    return Progress(title, not options.json and not options.quiet, moment)


@app.command(epilog="Example: csmail store backup desk-monday.db")
@prints(BackedUp)
def backup(context: typer.Context, file: TargetFile, dry_run: DryRun = False) -> None:
    """Copy the store into FILE, which must not be there; the daemon may run meanwhile.

    The copy holds your customers' mail, and the key that signs our Message-IDs: only you may read it (mode 600).
    """
    with opened(context, rules=False) as wiring:
        if dry_run:
            _refuse(file.absolute())
            size = int(wiring.store.report().get("bytes", "0"))
        else:
            with _bar(context, spoken("store backup"), PAGES) as bar:
                size = wiring.store.backup(file.absolute(), bar.at)
    document = BackedUp(str(file), size, dry_run)
    if not emit(context, document):
        said = phrase("{file}: {size} bytes would be written") if dry_run else phrase("{file}: {size} bytes")
        line(spoken(said, file=file, size=str(size)))


def _refuse(target: Path) -> None:
    """Raises StoreError for what cannot be written to, as the copy itself would."""
    if os.path.lexists(target):
        raise StoreError(Reason.of("target_there_already", target=target), Reason("advice_other_file"))
    if not os.access(target.parent, os.W_OK | os.X_OK):
        said = os.strerror(errno.EACCES if target.parent.is_dir() else errno.ENOENT)
        raise StoreError(Reason.of("folder_not_written", parent=target.parent, said=said), Reason("advice_folder_disk"))


@app.command(epilog="Example: csmail store restore desk-monday.db")
@prints(Restored)
def restore(context: typer.Context, file: SourceFile, dry_run: DryRun = False) -> None:
    """Put a copy in the place of the store; nothing that it holds unsent leaves without a person.

    The store in use stays beside it. Stop the daemon first. What came in since the copy was made is read again from
    the mailbox; what was acknowledged since then carries its mark there, and is not acknowledged again.
    """
    config = configuration(context, rules=False)
    kind, settings = config.store
    store = families.store_kind(kind)
    if not isinstance(store, families.RestorableStoreKind):
        raise Refused(
            Reason.of("store_cannot_be_put_back", kind=kind),
            Reason.of("advice_write", example="`store: {kind: tinydb}`"),
        )
    if dry_run:
        document = Restored(str(file), store.unsent(settings, file.absolute()), "", dry_run)
    else:
        before = _incidents(context)
        held, kept = store.restore(settings, config.folder, _restoration(config, file.absolute()))
        document = Restored(str(file), held, str(kept), dry_run, _lost(context, before))
    if not emit(context, document):
        _show(document)


def _incidents(context: typer.Context) -> Mapping[str, Lost]:
    """Those of the store in use; a damaged one tells of none."""
    from csmail.desk.incidents import lost

    with suppress(CsmailError), opened(context, rules=False) as wiring:
        return lost.known(wiring.store)
    return {}


def _lost(context: typer.Context, before: Mapping[str, Lost]) -> tuple[str, ...]:
    """The names of incidents that the copy lacks, noted in the store that was put back."""
    from csmail.desk.incidents import lost

    if not before:
        return ()
    with opened(context, rules=False) as wiring:
        return tuple(one.name for one in lost.note(wiring.store, before))


def _restoration(config: Config, source: Path) -> families.Restoration:
    from csmail.outbox import mailbox_claim

    at = now()
    names = tuple(f"{kind}-{desk}" for desk in config.desks for kind in ("pass", "outbox"))
    return families.Restoration(source, at, lambda task: mailbox_claim.put_back(task, at), names)


def _show(document: Restored) -> None:
    wait = phrase("{file} is sound; {held:unsent mail waits|unsent mails wait} for a person (csmail todo)")
    would = phrase("{file} is sound; {held:unsent mail|unsent mails} would wait for a person (csmail todo)")
    line(spoken(would if document.dry_run else wait, file=document.file, held=str(document.held)))
    if document.kept:
        line(spoken("the store that was in use is {kept}", kept=document.kept))
    if document.incidents:
        names = ", ".join(document.incidents)
        line(spoken("opened after the copy was made, and not known any more: incident {names}", names=names))


@app.command(epilog="Example: csmail store export > desk.jsonl")
@prints(Exported)
def export(context: typer.Context) -> None:
    """Write everything as JSON lines, one document a line; this is the same with and without --json."""
    with opened(context, rules=False) as wiring:
        for one in wiring.store.export():
            print(json.dumps({"schema_version": 1, **plain(one)}))
