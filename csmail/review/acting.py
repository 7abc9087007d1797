"""What a key does to a draft: asks before where something has to be asked, then has it done in a thread."""

from __future__ import annotations

from functools import partial

from csmail.errors import CsmailError
from csmail.review import keys, pages, queue
from csmail.review.deeds import Said, Weighed
from csmail.review.said import refusal, said, told
from csmail.review.turning import Turning
from csmail.review.view import AT_DRAFT, Page, Question


class Acting(Turning):
    """Part of `controls.Controls`. `_approving` is the draft that the last `a` was about."""

    _approving = ""
    _undoing = ""
    _weighed: Weighed | None = None

    def _approve(self, held: bool, at: str = "") -> None:
        """The edition on the screen: what is not painted yet is approved by nobody."""
        id, edition = self.app.shown
        if id != self._draft_id() or not edition:
            self.view.notice = (said("not_read_yet"),)
        elif self._is_unread():
            self._to_draft()
        elif held and id != self._approving:
            self.view.notice = (said("held_key"),)
        else:
            self._approving = id
            self.view.notice, self.view.notice_of = (said("review_working"),), id
            self.app.job(("deed", id), partial(self.deeds.weigh, id, edition, at), self._weigh)

    def _is_unread(self) -> bool:
        """Whether its words were not on the screen yet. The narrow list has its beginning below."""
        narrow = self.view.page.kind == "list" and not self.app.wide
        return not narrow and self.app.shown[1] > 0 and self.app.shown not in self.view.read

    def _to_draft(self) -> None:
        view = self.view
        if view.page.kind not in ("list", "letter"):
            view.pages = [Page("list"), Page("letter")]
        self._approving, view.page.scroll = self._draft_id(), AT_DRAFT
        view.notice = (said("draft_unread"),)

    def _weigh(self, one: Weighed) -> None:
        if not one.asks:
            self._done(partial(self.deeds.approve, one), name="approve")
            return
        new = ", ".join(one.new[:3])
        facts = {"count": one.count, **({"new" if len(one.new) == 1 else "several": new} if new else {})}
        lines = (said("ask_people", **facts), *(f"{told(why)}." for why in one.reasons))
        codes = ", ".join(one.codes)
        yes = said("ask_approve_anyway", codes=codes) if codes else said("ask_approve_plain")
        self._weighed, self.view.notice = one, ()
        title = said("ask_approve", edition=one.edition)
        self.view.question = Question(title, lines, yes, "approve", "stale" in one.codes, one.codes)

    def _answer(self, key: str) -> None:
        question = self.view.question
        assert question is not None, "whoever calls looked"
        if key == "v" and question.read_first:
            self.view.question = None
            if self.view.page.kind == "list":
                self._open()
            elif self.view.page.kind == "letter":
                self.view.page.scroll = -1
        elif key == "y":
            self.view.question = None
            getattr(self, f"_yes_{question.deed}")()
        elif key in keys.BACK or key == "n":
            self.view.question = None
            self.view.notice = (said(question.nothing),)

    def _yes_approve(self) -> None:
        if self._weighed is not None:
            self._done(partial(self.deeds.approve, self._weighed), name="approve")

    def _yes_take(self) -> None:
        self._done(partial(self.deeds.claim, self._draft_id(), True))

    def _yes_close(self) -> None:
        self._done(partial(self.deeds.close, self.view.entry.conversation))  # type: ignore[union-attr]

    def _yes_revert(self) -> None:
        view = self.view
        if view.opened is not None and view.opened.draft is not None:
            before, _ = pages.compared(view.opened.draft, view.page)
            if before is not None:
                self._done(partial(self.deeds.revert, self._draft_id(), before.number))

    def _ask_revert(self) -> None:
        draft = self.view.opened.draft if self.view.opened else None
        before = pages.compared(draft, self.view.page)[0] if draft else None
        if before is None:
            self.view.notice = (said("no_other_edition"),)
            return
        self.view.question = Question(said("ask_revert", number=before.number), (), said("ask_revert_plain"), "revert")

    def _undo(self) -> None:
        """The approval on the screen, else my last one."""
        view, one = self.view, self.view.entry
        id = one.id if one is not None and one.state == "approved" else ""
        mine = [each for each in self.deeds.approved if each in view.entries and view.entries[each].state == "approved"]
        id = id or (mine[-1] if mine else "")
        if not id:
            view.notice = (said("no_undo"),)
            return
        whose = view.entries[id].decided_by if id in view.entries else ""
        if one is not None and (one.task or (one.id == id and whose not in ("", view.by))):
            self._undoing = id
            by = queue.short_name(view, whose)
            view.question = Question(said("ask_undo", by=by, id=id[:8]), (), said("ask_undo_plain"), "undo")
            return
        self._done(partial(self.deeds.undo, id), id=id)

    def _yes_undo(self) -> None:
        self._done(partial(self.deeds.undo, self._undoing), id=self._undoing)

    def _claim(self) -> None:
        self._done(partial(self.deeds.claim, self._draft_id()))

    def _take_over(self) -> None:
        one = self.view.entry
        holder = one.holder(self.view.now) if one else ""
        if holder in ("", self.view.by):
            self._done(partial(self.deeds.claim, self._draft_id(), True))
            return
        by = queue.short_name(self.view, holder)
        self.view.question = Question(said("ask_take_over", by=by), (), said("ask_take"), "take")

    def _close(self) -> None:
        one = self.view.entry
        if one is not None:
            self.view.question = Question(said("ask_close", id=one.conversation), (), said("ask_close_plain"), "close")

    def _edition_before(self) -> None:
        self._edition(-1)

    def _edition_after(self) -> None:
        self._edition(1)

    def _edition(self, step: int) -> None:
        view = self.view
        draft = view.opened.draft if view.opened else None
        if view.page.kind != "differences" or draft is None:
            self._show("differences")
            return
        number = (view.page.edition or draft.edition) + step
        kept = [one.number for one in draft.editions if one.audience is not None] + [draft.edition]
        if number not in kept:
            view.notice = (said("no_other_edition"),)
            return
        view.page.edition, view.page.scroll = number, 0

    def _edit(self) -> None:
        """The screen is given back to the editor, and taken again whatever becomes of it."""
        app, view = self.app, self.view
        done: Said = ()
        with app.given_back():
            try:
                done = self.deeds.edit(self._draft_id())
            except CsmailError as error:
                done = refusal(error)
            except Exception as error:
                app.failure = error
        if app.failure is not None:
            app.end(1)
        view.notice = done
        self._again()

    def _copy(self) -> None:
        """Our own text, never a customer's."""
        draft = self.view.opened.draft if self.view.opened else None
        if draft is None:
            self.view.notice = (said("not_read_yet"),)
            return
        self.app.copy_to_clipboard(draft.text)
        self.view.notice = (said("did_copy"),)

    def _suspend(self) -> None:
        self.app.action_suspend_process()
