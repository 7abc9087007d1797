"""What a key asks for, done by the functions that the commands use; each answers with what is said below the screen.

Nothing here decides whether something may be done: `desk.by_hand` does, and what it refuses with is shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from csmail.actions.catalog import named
from csmail.desk.articles import suggested_for
from csmail.desk.by_hand import approval, cite, courtesy, draft_deeds, draft_file, drafts, editing, insert, leaving
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.asked import asked
from csmail.desk.by_hand.signing import signed
from csmail.desk.history import read
from csmail.desk.mirror import visit
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, Refused
from csmail.mail.recipients.difference import difference
from csmail.model.reason import Reason
from csmail.model.task import Draft
from csmail.ports import Rendered
from csmail.review import times
from csmail.review.rows import name_of
from csmail.review.said import said, told

Read = TypeVar("Read")
Said = tuple[str, ...]
MANY = 3
"""More people than that get it: asked once."""
NEWS = frozenset({"stale", "note_added"})
LINT = frozenset({"lint", "attachment_forgotten"})


class Tools(Protocol):
    """What the command line lends: the person's editor, the snippets beside rules.yaml."""

    def edited(self, text: str, read: Callable[[str], Read], suffix: str = ".txt") -> Read: ...
    def snippets(self) -> tuple[str, ...]: ...
    def snippet(self, workspace: Workspace, draft: Draft, name: str, by: str) -> Rendered: ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would be let pass by approving `edition`, and who is new among those who get it."""

    id: str
    edition: int
    send_at: datetime | None = None
    despite: approval.Despite = approval.NOTHING
    reasons: tuple[Reason, ...] = ()
    codes: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    count: int = 1

    @property
    def asks(self) -> bool:
        """Whether a person is asked once before it is approved."""
        return bool(self.codes or self.new) or self.count > MANY


@dataclass(slots=True)
class Deeds:
    """Everything that one reviewer does at one desk; `wrote` is the edition that the editor has just written.

    Every method raises CsmailError and is called in a thread.
    """

    workspace: Workspace
    by: str
    tools: Tools
    approved: list[str] = field(default_factory=list)
    wrote: tuple[str, int] = ("", 0)

    def weigh(self, id: str, edition: int, at: str = "") -> Weighed:
        """Whether it may be approved, and what has to be asked before."""
        workspace = self.workspace
        send_at = leaving.moment(at, workspace.desk, workspace.now()) if at else None
        draft = self._looked(id)
        weighed = Weighed(id, edition, send_at)
        while (refused := self._refusal(draft, weighed)) is not None:
            news = refused.code in NEWS
            despite = replace(weighed.despite, **{"news" if news else "lint": True})
            weighed = replace(
                weighed,
                despite=despite,
                reasons=(*weighed.reasons, refused.reason),
                codes=(*weighed.codes, refused.code),
            )
        said_ = [one for one in read(workspace.store, draft.conversation) if one.key != draft.mail]
        people = difference(draft.audience, said_, workspace.desk)
        new = people.joining if people else ()
        return replace(weighed, new=new, count=len(draft.audience.envelope))

    def _looked(self, id: str) -> Draft:
        """The draft, after a look at what became of its copy in a mail program."""
        visit.look_first(self.workspace, drafts.known(self.workspace, id))
        return drafts.known(self.workspace, id)

    def _refusal(self, draft: Draft, weighed: Weighed) -> Refused | None:
        """What a person may let pass; everything else is raised."""
        terms = approval.Terms(weighed.edition, weighed.send_at)
        try:
            approval.checked(self.workspace, draft, self.by, weighed.despite, terms)
        except Refused as error:
            may = (error.code in NEWS and not weighed.despite.news) or (error.code in LINT and not weighed.despite.lint)
            if not may:
                raise
            return error
        return None

    def approve(self, one: Weighed) -> Said:
        """Exactly the edition that was on the screen."""
        workspace = self.workspace
        terms = approval.Terms(one.edition, one.send_at)
        done = drafts.approve(workspace, one.id, self.by, one.despite, terms)
        remarks = tuple(told(why) for why in cite.changed_since(workspace, done.draft))
        warned = tuple(_warning(each.code, each.advice) for each in done.found if each.level == "warning")
        if done.sending is None:
            return (said("did_approve_part", edition=done.draft.edition), *remarks, *warned)
        self.approved.append(one.id)
        who = name_of(workspace, self.by)
        at = done.sending.not_before
        if at is None:
            return (said("did_approve", by=who), *remarks, *warned)
        when = times.leaving(at, workspace.now(), workspace.desk)
        return (said("did_approve_at", by=who, at=when), *remarks, *warned)

    def edition(self, id: str) -> int:
        """The number of its newest edition, 0 where there is no draft."""
        draft = self.workspace.store.draft(id) if id else None
        return draft.edition if draft else 0

    def undo(self, id: str) -> Said:
        """Take this approval back."""
        draft_deeds.undo(self.workspace, id, self.by)
        self.approved = [one for one in self.approved if one != id]
        return (said("did_undo", id=id[:8]),)

    def reject(self, id: str, reason: str) -> Said:
        drafts.reject(self.workspace, id, self.by, reason)
        return (said("did_reject", id=id[:8]),)

    def claim(self, id: str, take: bool = False) -> Said:
        """Claim it, or release what one has."""
        draft = drafts.known(self.workspace, id)
        held = draft.claim
        if not take and held is not None and held.by == self.by and self.workspace.now() < held.until:
            draft_deeds.release(self.workspace, id, self.by)
            return (said("did_release"),)
        mine = draft_deeds.claim(self.workspace, id, self.by, take=take)
        assert mine.claim is not None, "it was claimed"
        return (said("did_claim", until=times.clock(mine.claim.until, self.workspace.desk)),)

    def comment(self, id: str, text: str) -> Said:
        draft_deeds.comment(self.workspace, id, self.by, text)
        return (said("did_comment"),)

    def revert(self, id: str, number: int) -> Said:
        self._looked(id)
        done = draft_deeds.revert(self.workspace, id, self.by, number)
        return (said("did_edit", edition=done.draft.edition),)

    def cite(self, id: str, name: str) -> Said:
        """At the first gap, else at the end, as `drafts cite` with each of them."""
        draft = self._looked(id)
        done = cite.cite(self.workspace, id, name, _place(draft.written), self.by)
        return (said("did_edit", edition=done.draft.edition),)

    def insert(self, id: str, name: str) -> Said:
        """A snippet at the first gap; refused where there is none."""
        self._looked(id)
        draft = drafts.at_hand(self.workspace, id, self.by)
        snippet = self.tools.snippet(self.workspace, draft, name, self.by)
        done = insert.insert(self.workspace, id, self.by, snippet, "gap")
        return (said("did_edit", edition=done.draft.edition),)

    def edit(self, id: str) -> Said:
        """In the person's editor, claimed meanwhile. Called while the screen is given back."""
        self._looked(id)  # before somebody types what would be refused
        workspace, draft = self.workspace, drafts.waiting(self.workspace, id)
        with draft_deeds.in_hand(workspace, draft, self.by):
            seen = editing.begun(workspace, draft, self.by)
            before = draft_file.written(signed(workspace, draft, self.by), self._remarks(draft))

            def written(text: str) -> Said:
                if text == before:
                    return (said("draft_unchanged"),)
                fields = draft_file.read(text, draft.audience.sender)
                visit.look_first(workspace, draft)  # a colleague may have begun meanwhile
                done = drafts.edit(workspace, id, draft_file.edited(fields, seen), self.by, draft.edition)
                self.wrote = (id, done.draft.edition)
                return (said("did_edit", edition=done.draft.edition),)

            return self.tools.edited(before, written, suffix=".eml")

    def note(self, conversation: str, text: str) -> Said:
        return self._act(conversation, "note", {"text": text}, said("did_note"))

    def tag(self, conversation: str, text: str) -> Said:
        tags = tuple(text.replace(",", " ").split())
        return self._act(conversation, "tag", {"tags": tags}, said("did_tag", tag=", ".join(tags)))

    def close(self, conversation: str) -> Said:
        return self._act(conversation, "close", {}, said("did_close", id=conversation))

    def _act(self, conversation: str, name: str, parameters: dict[str, Any], done: str) -> Said:
        acted = act(self.workspace, conversation, asked(name, named(name)(**parameters)), self.by)
        withheld = acted.step.withheld
        problems = acted.worked.problems if acted.worked else ()
        return (told(withheld) if withheld else done, *map(told, problems))

    def _remarks(self, draft: Draft) -> list[str]:
        found = courtesy.findings(self.workspace, draft, self.workspace.store.mail(draft.mail))
        hits = suggested_for(self.workspace, draft)
        return [*(_warning(one.code, one.advice, one.line) for one in found), *(hit.cited for hit in hits)]


def _place(text: str) -> str:
    try:
        insert.inserted(text, "", "gap")
    except CsmailError:
        return "end"
    return "gap"


def _warning(code: str, advice: Reason, number: int = 0) -> str:
    return f"{f'{number}: ' if number else ''}{code}: {told(advice)}"
