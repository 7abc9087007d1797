"""One draft, as every command of `csmail drafts` shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

from csmail.cli.documents import articles, asked_words, build, courtesy, letters, shapes
from csmail.cli.documents.reasons import words
from csmail.cli.terminal.output import Styled, line
from csmail.cli.terminal.times import moment
from csmail.desk import mirror_state
from csmail.desk.history import read
from csmail.model.message import Message
from csmail.model.task import Draft, Mail
from csmail.reason import Reason
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.by_hand.drafts import Decided
    from csmail.desk.workspace import Workspace


Elsewhere = Literal["", "editing", "refused", "maybe", "ask", "foreign"]


@dataclass(frozen=True, slots=True)
class DraftShown:
    """`elsewhere`: somebody edits it in a mail program, or "foreign": answers its conversation there; "refused": what
    was written there bears another address; "maybe", "ask": its copy is gone, and only a person can say why.

    `suggested` are articles that answer the newest `question`, which is None when nobody wrote to us. `source` are its
    words in Markdown, when it was written in that. `dry_run`: it would be so, and nothing of it has happened.
    """

    draft: shapes.DraftLine
    letter: shapes.Letter
    findings: tuple[courtesy.FindingLine, ...] = ()
    elsewhere: Elsewhere = ""
    suggested: tuple[articles.HitLine, ...] = ()
    question: asked_words.Question | None = None
    source: str = ""
    dry_run: bool = False
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """One draft with its desk; `unstored` are its bytes where no store has them."""

    workspace: Workspace
    draft: Draft
    unstored: Mail | None = None

    def rehearsing(self, dry_run: bool) -> Opened:
        """Whatever is done with it is only looked at."""
        return replace(self, workspace=replace(self.workspace, dry_run=True)) if dry_run else self

    def after(self, done: Draft | Decided) -> Opened:
        """The draft as it is after somebody did something with it, or would be."""
        draft, mail = (done, None) if isinstance(done, Draft) else (done.draft, done.mail)
        if self.workspace.dry_run:
            return Opened(self.workspace, draft, mail)
        return Opened(self.workspace, self.workspace.store.draft(draft.id) or draft)

    @property
    def mail(self) -> Mail | None:
        """Its bytes; None of an edition too far back."""
        return self.unstored or self.workspace.store.mail(self.draft.mail)

    def letter(self, said: Iterable[Message]) -> shapes.Letter:
        """What would be transmitted, read from the very bytes, beside what was `said`."""
        shown, mail = self.draft, self.mail
        if mail is None:
            return build.letter(shown.audience, shown.subject, shown.text)
        others = [one for one in said if one.key != mail.key]
        return letters.compared(
            letters.read(mail, shown.audience, self.workspace.desk), shown.audience, others, self.workspace.desk
        )

    def said(self) -> list[Message]:
        """What customers saw of its conversation, oldest first."""
        return read(self.workspace.store, self.draft.conversation)

    def findings(self) -> tuple[courtesy.FindingLine, ...]:
        """What the courtesy lint says while it waits."""
        if self.draft.state != "waiting":
            return ()
        from csmail.desk.by_hand import courtesy as lint

        return courtesy.findings(lint.findings(self.workspace, self.draft, self.mail))

    def elsewhere(self) -> Elsewhere:
        """What the last look at the folder of drafts found of it."""
        state = mirror_state.recalled(self.workspace.store, self.workspace.desk.name)
        found = state.of(self.draft.id, self.draft.conversation) if self.draft.state == "waiting" else ""
        return cast("Elsewhere", found)

    def suggested(self) -> tuple[articles.HitLine, ...]:
        """Articles that answer what the customer asked, while it waits; none when they cannot be opened."""
        from csmail.desk.articles import suggested_for

        return tuple(articles.hit(one, self.workspace.today) for one in suggested_for(self.workspace, self.draft))


def document_of(one: Opened) -> DraftShown:
    """The draft with its letter and what the courtesy lint says."""
    shown, said = build.draft(one.draft, one.workspace.store), one.said()
    asked = asked_words.newest(said)
    return DraftShown(
        shown, one.letter(said), one.findings(), one.elsewhere(), one.suggested(), asked, one.draft.source,
        one.workspace.dry_run,
    )  # fmt: skip


def show_whole(document: DraftShown) -> None:
    """Print it for people."""
    one = document.draft
    facts = {"id": one.id, "state": spoken(one.state), "author": one.author, "conversation": one.conversation}
    line(Styled(spoken("draft {id}  {state}, by {author}, conversation {conversation}", **facts), "bold"))
    if one.stale:
        line("  ", Styled(one.stale_because, "yellow"))
    if document.elsewhere:
        line("  ", Styled(words(mirror_state.TOLD[document.elsewhere]), "yellow"))
    for told in _signs(one):
        line("  ", told)
    if document.question:
        asked_words.show(document.question, one.conversation, one.desk)
    letters.show(document.letter, one.desk)
    for said in one.comments:
        line(Styled(f"{moment(said.at, one.desk)}  {said.by}: ", "bold"), said.text)
    for told in model_remarks(one):
        line(Styled(told, "yellow"))
    courtesy.show(document.findings)
    for found in document.suggested:
        line("  ", Styled(articles.suggestion(found), "dim"))
    if document.dry_run:
        line(Styled(spoken("Dry run: nothing of this has happened."), "dim"))


def model_remarks(one: shapes.DraftLine) -> Iterator[str]:
    """Which of its sentences a model wrote, and what each rests on."""
    if one.assisted:
        yield words(Reason.of("assist_warning", count=len(one.assisted)))
    for said in one.assisted:
        yield words(Reason.of("assist_mark", text=said.text, sources=", ".join(said.sources)))


def _signs(one: shapes.DraftLine) -> Iterator[str]:
    """What is to be known of it beside its state."""
    if one.edition > 1:
        yield spoken("edition {edition}", edition=one.edition)
    if one.claimed_by and one.claimed_until:
        yield spoken("{by} has it until {until}", by=one.claimed_by, until=moment(one.claimed_until, one.desk))
    if one.approved_by:
        yield spoken("approved by {who}", who=", ".join(one.approved_by))
    if one.send_at:
        yield spoken("leaves at {at}", at=moment(one.send_at, one.desk))
