"""Customers: list, show, note, tag, language, leave alone, merge, split, similar, import, export, forget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _customer_changes, _customer_identity, _customer_papers, _lists
from csmail.cli.documents import customers as documents
from csmail.cli.documents.customers import CustomerLine, Customers, CustomersChanged, CustomerShown
from csmail.cli.input import identify
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Part, Styled, emit, line, note
from csmail.cli.terminal.times import moment, now, since
from csmail.cli.typer_support.options import COUNTED, new_app, prints
from csmail.desk.customers import by_hand
from csmail.desk.customers.dossier import dossier, waiting
from csmail.desk.customers.find import records_of
from csmail.model.customer import Customer
from csmail.model.query import all_hold
from csmail.ports import Store
from csmail.wording.spoken import phrase, spoken

app = new_app("Who writes to us: one record a person, with addresses, tags, notes and history.")
HEAD = ("ID", "SEEN", worded("ADDRESS"), worded("NAME"), worded("TAGS"), worded("MARKS"))
SHOWN = 20
LOW = 3
"""A last rating below it is a mark."""
STATES = {"void": phrase("closed before its time"), "replaced": phrase("put off by a later one")}
Who = Annotated[str, typer.Argument(metavar="CUSTOMER", help="an address, an id or its beginning", show_default=False)]
Tags = Annotated[list[str], typer.Argument(help="one or more tags", show_default=False)]


@app.command("list", epilog="Example: csmail customers list --tag vip")
@prints(Customers)
def listed(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    tag: Annotated[str, typer.Option(help="only with this tag")] = "",
    after: Annotated[str, typer.Option("--since", metavar="DATE", help="only those who wrote since then")] = "",
    where: where_option.Where = None,
    sort: Annotated[
        Literal["seen", "waiting"], typer.Option("--sort", help="seen: who wrote last; waiting: who waits longest")
    ] = "seen",
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List customers, who wrote last first; with --sort waiting those who wait for us, the longest first.

    A condition of --where is FIELD OPERATOR VALUE, as for conversations: tags:vip, name~rina, left_alone_at!=
    """
    asked = where_option.conditions(where or (), Customer, now())
    begins = since(after) if after else None
    with opened(context, rules=False) as wiring:
        found = (one for one in wiring.store.customers() if not one.merged_into and tag in ("", *one.tags))
        recent = (one for one in found if begins is None or one.last_seen_at >= begins)
        fitting = (one for one in recent if all_hold(one, asked))
        ordered = _longest_waiting(wiring.store, fitting) if sort == "waiting" else fitting
        some, more = _lists.first(ordered, limit)
        document = Customers(tuple(documents.customer(records_of(wiring.store, one)) for one in some))
    ends = _lists.ends(len(some), limit, more, "no customer")
    _lists.show(context, document, HEAD, lambda: map(_row, document.customers), ends)


@app.command(epilog="Example: csmail customers show rina@cust.example")
@prints(CustomerShown)
def show(
    context: typer.Context,
    customer: Who,
    limit: Annotated[int, typer.Option("--limit", **COUNTED, help="how many conversations at most")] = SHOWN,
) -> None:
    """Show one customer: addresses, tags, notes, what was written about and what is still open."""
    with opened(context, rules=False) as wiring:
        found = dossier(wiring.store, identify.customer(wiring.store, customer), limit)
        desks = {name: place.desk for name, place in wiring.desks.items()}
        document = documents.shown(found, desks, now())
    if emit(context, document):
        return
    _show(document)
    if document.whole > len(document.conversations):
        note(context, spoken("the newest {limit} of {whole}; more with --limit", limit=limit, whole=document.whole))


@app.command("note", epilog='Example: csmail customers note rina@cust.example "asks for invoices in January"')
@prints(CustomersChanged)
def remark(
    context: typer.Context,
    customer: Who,
    text: Annotated[str, typer.Argument(help="what to remember", show_default=False)],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Write down something about a customer; agents see it, customers never do."""
    with _customer_changes.asking(context, by, dry_run) as asker:
        _customer_changes.change(context, asker, customer, by_hand.remark(text, asker.name))


@app.command(epilog="Example: csmail customers tag rina@cust.example vip")
@prints(CustomersChanged)
def tag(context: typer.Context, customer: Who, tags: Tags, by: By = "", dry_run: DryRun = False) -> None:
    """Tag a customer; a rule asks for it with `customer: {tagged: vip}`."""
    with _customer_changes.asking(context, by, dry_run) as asker:
        _customer_changes.change(context, asker, customer, by_hand.tag(frozenset(tags)))


@app.command(epilog="Example: csmail customers untag rina@cust.example vip")
@prints(CustomersChanged)
def untag(context: typer.Context, customer: Who, tags: Tags, by: By = "", dry_run: DryRun = False) -> None:
    """Take tags off a customer."""
    with _customer_changes.asking(context, by, dry_run) as asker:
        _customer_changes.change(context, asker, customer, by_hand.untag(frozenset(tags)))


@app.command(epilog="Example: csmail customers language rina@cust.example id")
@prints(CustomersChanged)
def language(
    context: typer.Context,
    customer: Who,
    language: Annotated[str, typer.Argument(help="id, en, …; auto: that of her mails", show_default=False)],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Answer a customer in this language, whatever her mails are written in."""
    wanted = _customer_changes.language(language)
    with _customer_changes.asking(context, by, dry_run) as asker:
        _customer_changes.change(context, asker, customer, by_hand.speak(wanted))


@app.command("leave-alone", epilog="Example: csmail customers leave-alone rina@cust.example")
@prints(CustomersChanged)
def leave_alone(
    context: typer.Context,
    customer: Who,
    off: Annotated[bool, typer.Option("--off", help="mails to many may reach her again")] = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Leave a customer out of mails to many, from now on; answers to what she writes still go out."""
    with _customer_changes.asking(context, by, dry_run) as asker:
        _customer_changes.change(context, asker, customer, by_hand.leave_alone(off), made=not off)


app.command(epilog="Example: csmail customers merge rina@cust.example rina@home.example")(
    prints(CustomersChanged)(_customer_identity.merge)
)
app.command(epilog="Example: csmail customers split rina@home.example")(
    prints(CustomersChanged)(_customer_identity.split)
)
app.command(epilog="Example: csmail customers similar")(
    prints(_customer_identity.SimilarCustomers)(_customer_identity.similar)
)
app.command("import", epilog="Example: csmail customers import customers.csv --yes")(
    prints(CustomersChanged)(_customer_papers.take_in)
)
app.command(epilog="Example: csmail customers export rina@cust.example --to rina")(
    prints(_customer_papers.CustomerExported)(_customer_papers.export)
)
app.command(epilog="Example: csmail customers forget rina@cust.example --yes")(
    prints(_customer_papers.CustomerForgotten)(_customer_papers.forget)
)


def _longest_waiting(store: Store, some: Iterable[Customer]) -> list[Customer]:
    since = waiting(store)
    return sorted((one for one in some if one.id in since), key=lambda one: since[one.id])


def _row(one: CustomerLine) -> list[Part]:
    more = f" (+{len(one.addresses) - 1})" if len(one.addresses) > 1 else ""
    return [one.id, moment(one.last_seen_at), one.addresses[0] + more, one.name, " ".join(one.tags), _marks(one)]


def _marks(one: CustomerLine) -> str:
    low = one.rating is not None and one.rating < LOW
    marks = (
        (spoken("left alone"), one.left_alone_at), (spoken("bounced"), one.bounced),
        (spoken("rated {rating}", rating=one.rating), low),
    )  # fmt: skip
    return ", ".join(word for word, there in marks if there)


def _show(document: CustomerShown) -> None:
    one = document.customer
    line(Styled(f"{one.id}  {one.name or one.addresses[0]}", "bold"))
    came_back = "  " + spoken("mail came back for good")
    for address in one.addresses:
        line(f"  {address}", Styled(came_back if address in one.bounced else "", "yellow"))
    told = (
        (phrase("language"), one.language), (phrase("tags"), " ".join(one.tags)),
        (phrase("merged from"), " ".join(one.merged)),
        (phrase("left alone since"), moment(one.left_alone_at) if one.left_alone_at else ""),
        (phrase("asked no more how satisfied, since"), moment(one.no_surveys_at) if one.no_surveys_at else ""),
        (phrase("first seen"), moment(one.first_seen_at)), (phrase("last seen"), moment(one.last_seen_at)),
    )  # fmt: skip
    for title, words in told:
        if words:
            line(f"  {spoken(title)}: {words}")
    for remark in document.notes:
        line(f"  {moment(remark.at)} {remark.by}: {remark.text}")
    for given in document.ratings:
        said = f": {' '.join(given.comment.split())}" if given.comment else ""
        rated = spoken("rated {rating} of 5", rating=given.rating)
        line(f"  {moment(given.at)} {given.conversation} {rated}{said}")
    for promised in document.promises:
        state = spoken(STATES.get(promised.state, promised.state))
        facts = {"conversation": promised.conversation, "due": moment(promised.due_at), "state": state}
        line("  ", spoken("promise in {conversation}, due {due}: {state}", **facts))
    counts = {"count": str(document.whole), "unsettled": str(document.unsettled)}
    line("  ", spoken("{count:conversation|conversations}, {unsettled} not settled", **counts))
    for row in _conversations(document):
        line("  ", *row)


def _conversations(document: CustomerShown) -> Iterator[Iterable[Part]]:
    for one in document.conversations:
        yield (f"{one.id}  {moment(one.changed_at, one.desk)}  {one.status:<8} {one.subject}".rstrip(),)
