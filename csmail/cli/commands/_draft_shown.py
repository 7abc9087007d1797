"""One draft, as every command of `csmail drafts` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from csmail.cli.documents import build, courtesy, letters, shapes
from csmail.cli.documents.reasons import words
from csmail.cli.terminal.output import Styled, line
from csmail.desk import mirror_state
from csmail.desk.history import read
from csmail.model.task import Draft

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace


Elsewhere = Literal["", "editing", "refused", "maybe", "ask", "foreign"]


@dataclass(frozen=True, slots=True)
class DraftShown:
    """`elsewhere`: somebody edits it in a mail program, or "foreign": answers its conversation there; "refused": what
    was written there bears another address; "maybe", "ask": its copy is gone, and only a person can say why."""

    draft: shapes.DraftLine
    letter: shapes.Letter
    findings: tuple[courtesy.FindingLine, ...] = ()
    elsewhere: Elsewhere = ""
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """One draft with its desk."""

    workspace: Workspace
    draft: Draft

    def letter(self, draft: Draft | None = None) -> shapes.Letter:
        """What would be transmitted, read from the very bytes."""
        shown = draft or self.draft
        mail = self.workspace.store.mail(shown.mail)
        if mail is None:
            return build.letter(shown.audience, shown.subject, shown.text)
        said = [one for one in read(self.workspace.store, shown.conversation) if one.key != mail.key]
        return letters.compared(
            letters.read(mail, shown.audience, self.workspace.desk), shown.audience, said, self.workspace.desk
        )

    def findings(self) -> tuple[courtesy.FindingLine, ...]:
        """What the courtesy lint says while it waits."""
        if self.draft.state != "waiting":
            return ()
        from csmail.desk.by_hand import courtesy as lint

        return courtesy.findings(lint.findings(self.workspace, self.draft, self.workspace.store.mail(self.draft.mail)))

    def elsewhere(self) -> Elsewhere:
        """What the last look at the folder of drafts found of it."""
        state = mirror_state.recalled(self.workspace.store, self.workspace.desk.name)
        found = state.of(self.draft.id, self.draft.conversation) if self.draft.state == "waiting" else ""
        return cast("Elsewhere", found)


def document_of(one: Opened) -> DraftShown:
    """The draft with its letter and what the courtesy lint says."""
    return DraftShown(build.draft(one.draft, one.workspace.store), one.letter(), one.findings(), one.elsewhere())


def show_whole(document: DraftShown) -> None:
    """Print it for people."""
    one = document.draft
    line(Styled(f"draft {one.id}  {one.state}, by {one.author}, conversation {one.conversation}", "bold"))
    if one.stale:
        line("  ", Styled(one.stale_because, "yellow"))
    if document.elsewhere:
        line("  ", Styled(words(mirror_state.TOLD[document.elsewhere]), "yellow"))
    letters.show(document.letter, one.desk)
    courtesy.show(document.findings)
