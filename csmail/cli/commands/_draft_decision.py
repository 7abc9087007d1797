"""The last word on a draft: approve, send, reject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.actions.perform import outcome, remarks
from csmail.cli.commands import _draft_life
from csmail.cli.commands._draft_life import DraftId, opened_draft
from csmail.cli.commands._draft_shown import DraftShown, Opened, document_of, show_whole
from csmail.cli.documents import courtesy
from csmail.cli.documents.reasons import sentences
from csmail.cli.documents.unsent import not_left
from csmail.cli.input.people import acting
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.terminal.times import moment
from csmail.cli.typer_support.options import prints
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.reasons import words
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.by_hand.drafts import Decided

DespiteNews = Annotated[
    bool, typer.Option("--despite-news", "--anyway", help="although something was said since it was written")
]
ShownEdition = Annotated[
    int,
    typer.Option(
        "--edition", metavar="NUMBER", min=0, max=_draft_life.MOST,
        help="the edition that you read; refused when it is another now",
    ),
]  # fmt: skip
At = Annotated[
    str, typer.Option("--at", metavar="MOMENT", help="leave then: `besok 09:00`, `open` for the next open hour")
]
DespiteLint = Annotated[bool, typer.Option("--despite-lint", help="although the courtesy lint stops it")]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What was said on the line that lets a draft go."""

    by: str
    despite_news: bool
    despite_lint: bool
    edition: int
    at: str


@prints(DraftShown)
def approve(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    draft: DraftId,
    by: By = "",
    despite_news: DespiteNews = False,
    despite_lint: DespiteLint = False,
    edition: ShownEdition = 0,
    at: At = "",
    dry_run: DryRun = False,
) -> int:
    """Let a draft go with the next pass, exactly as it was shown. A gap never leaves."""
    asked = Leaving(by, despite_news, despite_lint, edition, at)
    return _let_go(context, draft, asked, dry_run, now=False)


@prints(DraftShown)
def send(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    draft: DraftId,
    by: By = "",
    despite_news: DespiteNews = False,
    despite_lint: DespiteLint = False,
    edition: ShownEdition = 0,
    at: At = "",
    dry_run: DryRun = False,
) -> int:
    """Send a draft now, exactly as it was shown. A gap never leaves."""
    asked = Leaving(by, despite_news, despite_lint, edition, at)
    return _let_go(context, draft, asked, dry_run, now=True)


def _let_go(context: typer.Context, draft: str, asked: Leaving, dry_run: bool, *, now: bool) -> int:
    from csmail.desk.by_hand import approval, drafts, leaving

    with opened_draft(context, draft) as one:
        who, desk = acting(asked.by, one.workspace.desk), one.workspace.desk
        despite = approval.Despite(asked.despite_news, asked.despite_lint)
        leaves_at = leaving.moment(asked.at, desk, one.workspace.now()) if asked.at else None
        terms = approval.Terms(asked.edition, leaves_at)
        if dry_run:
            return _rehearse(context, one, lambda: approval.checked(one.workspace, one.draft, who, despite, terms))
        _draft_life.look_first(one)
        decide = drafts.send if now else drafts.approve
        return _told(context, one, decide(one.workspace, one.draft.id, who, despite, terms))


@prints(DraftShown)
def reject(
    context: typer.Context,
    draft: DraftId,
    reason: Annotated[str, typer.Option(help="why, for the others")] = "",
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """Put a draft aside for good; nothing is sent, it stays in the store."""
    from csmail.desk.by_hand import drafts

    with opened_draft(context, draft) as one:
        who = acting(by, one.workspace.desk)
        if dry_run:
            return _rehearse(context, one, lambda: drafts.at_hand(one.workspace, one.draft.id, who, "approve"))
        _draft_life.look_first(one)
        return _told(context, one, drafts.reject(one.workspace, one.draft.id, who, reason))


def _rehearse(context: typer.Context, one: Opened, check: Callable[[], object]) -> int:
    """What would happen; what would be refused is refused by `check`."""
    check()
    document = document_of(one.rehearsing(dry_run=True))
    if not emit(context, document):
        show_whole(document)
    return 0


def _told(context: typer.Context, one: Opened, decided: Decided) -> int:
    from csmail.desk.by_hand.cite import changed_since

    draft = one.workspace.store.draft(decided.draft.id) or decided.draft  # "sent" by now, when the outbox got so far
    document = document_of(Opened(one.workspace, draft))
    sent = decided.sending and one.workspace.store.task(decided.sending.id)
    unsent = not_left([sent] if sent else [], one.workspace.now())
    if not emit(context, document):
        to = ", ".join(document.letter.to) or spoken("nobody")
        head = spoken("draft {id}: {state}", id=draft.id, state=spoken(draft.state))
        line(Styled(head, "bold"), "  ", spoken("{subject} to {to}", subject=draft.subject, to=to))
        if unsent and decided.worked:
            line("  ", Styled(words(unsent, language()), "yellow"))
    for found in courtesy.findings(each for each in decided.found if each.level != "hint"):
        note(context, courtesy.told(found))
    for why in changed_since(one.workspace, draft):
        note(context, words(why, language()))
    if decided.sending and decided.sending.not_before and draft.state == "approved":
        at = moment(decided.sending.not_before, draft.desk)
        note(context, words(Reason.of("draft_leaves_at", at=at, id=draft.id), language()))
    states = [sent.state] if sent else []
    if decided.worked:
        remarks(context, sentences(decided.worked.problems), states)
    return outcome(states)


COMMANDS: tuple[tuple[Callable[..., int], str], ...] = (
    (approve, "csmail drafts approve K7F3Q2"),
    (send, "csmail drafts send K7F3Q2"),
    (reject, 'csmail drafts reject K7F3Q2 --reason "we called her"'),
)
"""With an example each."""
