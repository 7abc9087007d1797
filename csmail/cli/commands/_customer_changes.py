"""What the commands that change a customer have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from csmail.cli.documents import customers as documents
from csmail.cli.documents.reasons import planned, words
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.output import Styled, emit, line
from csmail.desk.customers import by_hand
from csmail.desk.customers.by_hand import Asker, Deed, Done
from csmail.desk.customers.find import records_of
from csmail.errors import UsageError
from csmail.model.customer import Customer
from csmail.reason import Reason

LANGUAGE = re.compile(r"[a-z]{2,3}")
AUTO = "auto"


@contextmanager
def asking(context: typer.Context, by: str, dry_run: bool) -> Iterator[Asker]:
    """The desks of this call, and who asks."""
    with opened(context, rules=False) as wiring:
        places = tuple(wiring.desks.values())
        yield Asker(places, acting(by, *(place.desk for place in places)), dry_run)


def change(context: typer.Context, asker: Asker, written: str, deed: Deed, made: bool = False) -> None:
    """Change one customer and say what was done; with `made` an address that nobody knows becomes one."""
    store = asker.places[0].store

    def find() -> Customer:
        if made and "@" in written:
            return by_hand.known(asker, written)
        return identify.customer(store, written, identify.CHANGING)

    tell(context, asker, by_hand.changed(asker, find, deed))


def tell(context: typer.Context, asker: Asker, done: Done) -> None:
    """The document with --json, else a sentence a deed."""
    store = asker.places[0].store
    each = [(one, *records_of(store, one)[1:]) for one in done.customers]
    document = documents.changed(done, each, asker.dry_run)
    if emit(context, document):
        return
    for did in document.did or (words(Reason("so_already")),):
        line(planned(did) if document.dry_run and document.did else did)
    if document.dry_run:
        line(Styled(words(Reason("dry_run")), "dim"))


def language(written: str) -> str:
    """A language as it is set, "" for that of her mails. Raises UsageError."""
    if written == AUTO:
        return ""
    if not LANGUAGE.fullmatch(written):
        raise UsageError(Reason.of("not_a_language", written=written))
    return written
