"""One draft, as every command of `csmail drafts` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from csmail.cli.documents import build, courtesy, letters, shapes
from csmail.cli.terminal.output import Styled, line
from csmail.desk.history import read
from csmail.model.task import Draft

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DraftShown:
    draft: shapes.DraftLine
    letter: shapes.Letter
    findings: tuple[courtesy.FindingLine, ...] = ()
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


def document_of(one: Opened) -> DraftShown:
    """The draft with its letter and what the courtesy lint says."""
    return DraftShown(build.draft(one.draft, one.workspace.store), one.letter(), one.findings())


def show_whole(document: DraftShown) -> None:
    """Print it for people."""
    one = document.draft
    line(Styled(f"draft {one.id}  {one.state}, by {one.author}, conversation {one.conversation}", "bold"))
    if one.stale:
        line("  ", Styled(one.stale_because, "yellow"))
    letters.show(document.letter, one.desk)
    courtesy.show(document.findings)
