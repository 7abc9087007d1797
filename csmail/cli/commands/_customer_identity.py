"""Which customers are one person: merge, split, similar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _customer_changes, _lists
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Part

HEAD = (worded("CUSTOMER"), worded("OTHER"), worded("WHY"), "BEGIN WITH")


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two customers who may be one: they wrote of the same number ("order"), or share a name at one domain ("name")."""

    customer: str
    other: str
    addresses: tuple[str, ...]
    why: Literal["order", "name"]
    what: str


@dataclass(frozen=True, slots=True)
class SimilarCustomers:
    """Nothing of it is merged by itself."""

    pairs: tuple[PairLine, ...]
    schema_version: Literal[1] = 1


def merge(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="who stays: an address or an id")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="who becomes part of that one")],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Say that two customers are one person: addresses, notes and tags come together, conversations stay."""
    from csmail.desk.customers.merge import merge

    with _customer_changes.asking(context, by, dry_run) as asker:
        store = asker.places[0].store
        meant = partial(identify.customer, store, least=identify.CHANGING)
        done = merge(asker, partial(meant, customer), partial(meant, other))
        _customer_changes.tell(context, asker, done)


def split(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="the address that is somebody else's")],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Take a merge back: this address is a customer of its own again, with the notes and tags it had."""
    from csmail.desk.customers.merge import split

    with _customer_changes.asking(context, by, dry_run) as asker:
        _customer_changes.tell(context, asker, split(asker, address))


def similar(context: typer.Context, limit: _lists.Limit = _lists.LIMIT) -> None:
    """List customers who may be one person: the same order number, or the same name at one company."""
    from csmail.desk.customers.similar import pairs

    with opened(context, rules=False) as wiring:
        some, more = _lists.first(pairs(wiring.store), limit)
    lines = tuple(
        PairLine(one.one.id, one.other.id, (one.one.address, one.other.address), one.why, one.what) for one in some
    )
    ends = _lists.ends(len(lines), limit, more, "nobody is like another")
    _lists.show(context, SimilarCustomers(lines), HEAD, lambda: map(_row, lines), ends)


def _row(one: PairLine) -> list[Part]:
    first, other = one.addresses
    return [
        f"{one.customer} {first}",
        f"{one.other} {other}",
        f"{one.why} {one.what}",
        f"csmail customers merge {one.customer} {one.other}",
    ]
