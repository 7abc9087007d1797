"""How satisfied customers say they are: list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import typer

from csmail.cli.commands import _lists
from csmail.cli.documents import shapes
from csmail.cli.input import selection
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Part, Styled
from csmail.cli.terminal.times import moment, now, since
from csmail.cli.typer_support.groups import Listing
from csmail.cli.typer_support.options import new_app, prints
from csmail.desk.satisfaction.ratings import Rated, Ratings, ratings
from csmail.model.conversation import Conversation
from csmail.wording.spoken import spoken

app = new_app("How satisfied customers say they are, asked by mail after their matter was closed.", Listing)
HEAD = ("RATED", "RATING", "CONVERSATION", worded("CUSTOMER"), worded("COMMENT"))
LOW = 2
SHOWN = 60


@dataclass(frozen=True, slots=True)
class RatingLine:
    """What a customer answered: `rating` is 1 to 5, `comment` what else she wrote."""

    conversation: str
    desk: str
    rating: int
    asked_at: datetime
    rated_at: datetime
    customer: shapes.Person | None = None
    assignee: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SatisfactionListed:
    """The answers asked for, the newest first. `asked` and `answered` count all of that time, `average` is theirs."""

    ratings: tuple[RatingLine, ...]
    asked: int
    answered: int
    average: float | None = None
    schema_version: Literal[1] = 1


@app.callback()
def _group() -> None:
    """A group, although it has one command."""


@app.command("list", epilog="Example: csmail satisfaction list --since 2026-11-01 --under 3")
@prints(SatisfactionListed)
def list_(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    after: Annotated[str, typer.Option("--since", metavar="DATE", help="only since then")] = "",
    under: Annotated[int | None, typer.Option("--under", min=2, max=5, help="only ratings below this")] = None,
    desk: _lists.Desk = "",
    where: where_option.Where = None,
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List what customers answered, the newest first, with how many were asked.

    --where asks for the conversation, as in `csmail conversations list --help`.
    """
    from csmail.model.filters import ConversationFilter

    of_conversation = selection.asked(where or (), Conversation, now())
    begins = since(after) if after else None
    with opened(context, rules=False) as wiring:
        fits = selection.fitting(wiring, of_conversation.whens, of_conversation.fields)
        every = wiring.store.conversations(ConversationFilter(desk))
        found = ratings((one for one in every if one.surveys and fits(one.id)), begins)
    low = (one for one in found.rated if under is None or (one.survey.rating or 0) < under)
    some, more = _lists.first(map(_line, low), limit)
    document = SatisfactionListed(some, found.asked, len(found.rated), found.average)
    cut = _lists.ends(len(some), limit, more, "no answer like that" if found.rated else "no answer yet")
    ends = "; ".join(filter(None, (cut, _told(found))))
    _lists.show(context, document, HEAD, lambda: map(_row, some), ends)


def _line(one: Rated) -> RatingLine:
    conversation, survey = one.conversation, one.survey
    customer = conversation.customer
    return RatingLine(
        conversation.id, conversation.desk, survey.rating or 0, survey.asked_at, survey.rated_at or survey.asked_at,
        shapes.Person(customer.spec, customer.name) if customer else None, conversation.assignee, survey.comment,
    )  # fmt: skip


def _row(one: RatingLine) -> list[Part]:
    person = (one.customer.name or one.customer.address) if one.customer else "?"
    said = " ".join(one.comment.split())
    shown = said if len(said) <= SHOWN else f"{said[:SHOWN].rsplit(' ', 1)[0]} …"
    rating = Styled(str(one.rating), "red" if one.rating <= LOW else "green")
    return [moment(one.rated_at, one.desk), rating, one.conversation, person, shown]


def _told(found: Ratings) -> str:
    average = f"{found.average:.1f}" if found.average is not None else ""
    facts = {"asked": str(found.asked), "answered": str(len(found.rated)), "average": average}
    return spoken("{asked} asked, {answered} answered[, {average} on average]", **facts)
