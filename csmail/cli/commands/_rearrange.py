"""The commands that rearrange conversations: merge, split, accept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import ReasonLine, planned, reasons, sentences, words
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.typer_support.options import prints
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.by_hand.rearrange import Rearranged
    from csmail.desk.workspace import Workspace

ConversationId = Annotated[str, typer.Argument(metavar="CONVERSATION", help="id of the conversation, or its beginning")]


@dataclass(frozen=True, slots=True)
class ConversationsRearranged:
    """`conversation` holds the messages now; `did` is empty when all was so already.

    `deeds` and `reasons` are `did` and `remarks` with their codes.
    """

    conversation: shapes.ConversationLine
    did: tuple[str, ...]
    remarks: tuple[str, ...]
    messages: tuple[str, ...]
    drafts: tuple[str, ...]
    tasks: tuple[str, ...]
    dry_run: bool
    deeds: tuple[ReasonLine, ...] = ()
    reasons: tuple[ReasonLine, ...] = ()
    schema_version: Literal[1] = 1


@prints(ConversationsRearranged)
def merge(
    context: typer.Context,
    into: Annotated[str, typer.Argument(metavar="CONVERSATION", help="the one that stays")],
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="the one whose messages, drafts and open tasks go into it")
    ],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Merge a conversation into another; mail that names either of them comes to the one that stays."""
    from csmail.desk.by_hand import merge

    with opened(context, rules=False) as wiring:
        stays = identify.conversation(wiring.store, into, identify.CHANGING)
        goes = identify.conversation(wiring.store, other, identify.CHANGING)
        place = wiring.desk(stays.desk)
        done = merge.merge(place, stays.id, goes.id, acting(by, place.desk), dry_run)
    _tell(context, done, dry_run)


@prints(ConversationsRearranged)
def split(
    context: typer.Context,
    conversation: ConversationId,
    message: Annotated[
        list[str], typer.Argument(metavar="MESSAGE", help="key of a message or its beginning, or a Message-ID")
    ],
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Move messages into a conversation of their own, or back into the one they were merged from."""
    from csmail.desk.by_hand import split

    with opened(context, rules=False) as wiring:
        found = identify.conversation(wiring.store, conversation, identify.CHANGING)
        place = wiring.desk(found.desk)
        done = split.split(place, found.id, message, acting(by, place.desk), dry_run)
    _tell(context, done, dry_run)


@prints(ConversationsRearranged)
def accept(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    conversation: ConversationId,
    what: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS|MAIL|DRAFT",
            help="who wrote or is named there, without proof: someone@cust.example; a mail in Sent or a draft of which "
            "csmail todo asks",
        ),
    ],
    refuse: Annotated[
        bool, typer.Option("--refuse", help="a mail in Sent: it does not belong here, ask no more")
    ] = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Let somebody into a conversation, with what he wrote; join a mail that another program left in Sent or Drafts."""
    with opened(context, rules=False) as wiring:
        found = identify.conversation(wiring.store, conversation, identify.CHANGING)
        place = wiring.desk(found.desk)
        done = _accepted(place, found.id, what, Accepting(refuse, acting(by, place.desk), dry_run))
    _tell(context, done, dry_run)


@dataclass(frozen=True, slots=True)
class Accepting:
    """How it is accepted, or refused, and by whom."""

    refuse: bool
    by: str
    dry_run: bool


def _accepted(place: Workspace, id: str, what: str, how: Accepting) -> Rearranged:
    from csmail.desk.by_hand import accept
    from csmail.desk.intake import accept_mail

    if "@" in what:
        if how.refuse:
            raise UsageError(Reason("refuse_names_mail"), f"csmail conversations show {id}")
        return accept.accept(place, id, what, how.by, how.dry_run)
    if not how.refuse and accept_mail.is_draft(place, id, what):
        return accept_mail.accept_draft(place, id, what, how.by, how.dry_run)
    carry_out = accept_mail.refuse_sent if how.refuse else accept_mail.accept_sent
    return carry_out(place, id, what, how.by, how.dry_run)


def _tell(context: typer.Context, done: Rearranged, dry_run: bool) -> None:
    whole = (key for moved in done.changes.rehomed for key in moved.messages)
    document = ConversationsRearranged(
        conversation=build.conversation(done.conversation),
        did=sentences(done.did),
        remarks=sentences(done.remarks),
        messages=(*(one.key for one in done.changes.messages), *whole),
        drafts=tuple(one.id for one in done.changes.drafts),
        tasks=tuple(one.id for one in done.changes.updated),
        dry_run=dry_run,
        deeds=reasons(done.did),
        reasons=reasons(done.remarks),
    )
    if emit(context, document):
        return
    line(Styled(done.conversation.id, "bold"), f"  {done.conversation.subject or spoken('(no subject)')}")
    for deed in document.did:
        line(f"  {planned(deed) if dry_run else deed}")
    for remark in document.remarks:
        note(context, remark)
    if not done.did:
        note(context, words(Reason("so_already")))
    if dry_run:
        line(Styled(words(Reason("dry_run")), "dim"))
