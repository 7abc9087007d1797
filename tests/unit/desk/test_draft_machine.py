"""Several people, a customer, passes and deaths at one draft: nothing leaves that nobody stands behind."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from csmail.desk.by_hand import draft_deeds, drafts, editions
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Despite
from csmail.desk.intake.poll import poll
from csmail.errors import CsmailError
from csmail.mail.transcript import is_spoken
from csmail.model.courtesy import DraftPolicy
from csmail.model.draft_life import behind
from csmail.model.task import Draft
from csmail.outbox import lease_name
from tests.unit.desk.test_draft_life import office
from tests.unit.desk.test_drafts import edited
from tests.workspace import asked, mail

PEOPLE = st.sampled_from(["sari", "budi", "lina"])
OUTCOMES = st.sampled_from(["sent", "deferred", "refused", "in_doubt", "arrives in doubt"])
WRITES = ("commit", "advance", "advance_all")


class Died(BaseException):
    """The process is gone: nothing below may catch it."""


@contextmanager
def dying(store: Any, at: int, written: bool) -> Iterator[None]:
    """Within, the process dies at the write of that number, before it is written or right after."""
    left = [at]

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] or written:
                answer = real(*arguments, **named)
            if not left[0]:
                raise Died
            return answer

        return write

    for name in WRITES:
        setattr(store, name, deadly(getattr(store, name)))
    try:
        yield
    except Died:
        pass
    finally:
        for name in WRITES:
            delattr(store, name)


class Team(RuleBasedStateMachine):
    @initialize(undo=st.sampled_from([0, 30]), eyes=st.booleans())
    def begin(self, undo: int, eyes: bool) -> None:
        self.policy = DraftPolicy(undo=timedelta(seconds=undo), four_eyes=("refund",) if eyes else ())
        self.made = office(self.policy)
        self.letters, self.numbers = 2, 0
        self.typed: list[str] = []
        self.read: dict[str, frozenset[str]] = {}
        self.gone = 0

    @property
    def draft(self) -> Draft:
        return next(iter(self.made.store.drafts()))

    @property
    def ids(self) -> set[str]:
        """Those of all its editions."""
        mails = (self.made.store.mail(one.mail) for one in editions.every(self.draft))
        return {mail.message_id for mail in mails if mail is not None}

    @property
    def message_id(self) -> str:
        """That of the draft's mail: it bears the Date of its approval, so its key changes with that."""
        mail = self.made.store.mail(self.draft.mail)
        assert mail is not None
        return mail.message_id

    def said(self) -> frozenset[str]:
        """What a person who approves has before him."""
        every = self.made.store.newest(self.draft.conversation)
        told = [one for one in every if one.key != self.draft.mail]
        return frozenset(one.key for one in told if one.direction == "in" or is_spoken(one))

    def attempt(self, deed: object, *arguments: object) -> bool:
        before = list(self.made.store.export())
        try:
            deed(*arguments)  # type: ignore[operator]
        except CsmailError:
            assert list(self.made.store.export()) == before, "a refused command changes nothing"
            return False
        return True

    @rule(by=PEOPLE, anyway=st.booleans(), at_once=st.booleans())
    def approve(self, by: str, anyway: bool, at_once: bool) -> None:
        deed, before, said = drafts.send if at_once else drafts.approve, self.message_id, self.said()
        known = self.read.get(before)
        self.read[before] = said  # a mail that is sent at once has left when the deed is done
        if not self.attempt(deed, self.made.place, self.draft.id, by, Despite(anyway, anyway)):
            self.forget(before, known)

    def forget(self, message_id: str, known: frozenset[str] | None) -> None:
        """Nobody approved it after all."""
        if known is None:
            del self.read[message_id]
        else:
            self.read[message_id] = known

    def words(self) -> str:
        self.numbers += 1
        return f"Halo Jane,\n\nTerima kasih, ini kabar nomor {self.numbers}.\n\nSalam,\nToko"

    @rule(by=PEOPLE)
    def edit(self, by: str) -> None:
        text = self.words()
        with self.made.store.lease(lease_name("support")):
            if self.attempt(drafts.edit, self.made.place, self.draft.id, edited(text=text), by, self.draft.edition):
                self.typed.append(text)

    @rule(by=PEOPLE, at=st.integers(1, 6), written=st.booleans())
    def death_in_an_edit(self, by: str, at: int, written: bool) -> None:
        """The words are in the store, or in the file of the editor: what is known of is kept."""
        text = self.words()
        with dying(self.made.store, at, written):
            self.attempt(drafts.edit, self.made.place, self.draft.id, edited(text=text), by, self.draft.edition)
        if self.draft.text == text:
            self.typed.append(text)

    @rule(by=PEOPLE, at=st.integers(1, 6), written=st.booleans())
    def death_in_a_sending(self, by: str, at: int, written: bool) -> None:
        before, known, said = self.message_id, self.read.get(self.message_id), self.said()
        stood = self.draft.approvals
        self.read[before] = said
        with dying(self.made.store, at, written):
            self.attempt(drafts.send, self.made.place, self.draft.id, by)
        if self.draft.approvals == stood:
            self.forget(before, known)

    @rule(at=st.integers(1, 8), written=st.booleans(), outcome=OUTCOMES)
    def death_in_a_pass(self, at: int, written: bool, outcome: str) -> None:
        with dying(self.made.store, at, written):
            self.round(outcome)

    @rule(by=PEOPLE)
    def reject_and_restore(self, by: str) -> None:
        self.attempt(drafts.reject if self.draft.state == "waiting" else draft_deeds.restore, self.made.place,
                     self.draft.id, by)  # fmt: skip

    @rule(by=PEOPLE)
    def revert(self, by: str) -> None:
        with self.made.store.lease(lease_name("support")):
            self.attempt(draft_deeds.revert, self.made.place, self.draft.id, by, 1)

    @rule(by=PEOPLE)
    def comment(self, by: str) -> None:
        self.attempt(draft_deeds.comment, self.made.place, self.draft.id, by, "Benarkah?")

    @rule(by=PEOPLE)
    def another_answer(self, by: str) -> None:
        act(self.made.place, self.draft.conversation, asked("reply", text=self.words()), by)

    @rule(by=PEOPLE)
    def claim(self, by: str) -> None:
        self.attempt(draft_deeds.claim, self.made.place, self.draft.id, by)

    @rule(by=PEOPLE)
    def undo(self, by: str) -> None:
        with self.made.store.lease(lease_name("support")):
            self.attempt(draft_deeds.undo, self.made.place, self.draft.id, by)

    @rule(by=PEOPLE)
    def note(self, by: str) -> None:
        act(self.made.place, self.draft.conversation, asked("note", text="hm"), by)

    @rule(on=st.booleans())
    def tag(self, on: bool) -> None:
        act(self.made.place, self.draft.conversation, asked("tag" if on else "untag", tags=("refund",)), "tono")

    @rule()
    def customer(self) -> None:
        self.letters += 1
        self.made.deliver(mail(self.letters, In_Reply_To="<m1@cust.example>"), f"Surat {self.letters}")
        with self.made.store.lease(lease_name("support")):
            poll(self.made.place)

    @rule(minutes=st.integers(1, 90))
    def later(self, minutes: int) -> None:
        self.made.later(timedelta(minutes=minutes))

    @rule(outcome=OUTCOMES)
    def round(self, outcome: str) -> None:
        self.made.transport.outcome = "in_doubt" if outcome == "arrives in doubt" else outcome  # type: ignore[assignment]
        self.made.transport.lands = outcome == "arrives in doubt"
        poll(self.made.place)
        self.made.later(timedelta(minutes=1))

    @invariant()
    def nothing_leaves_twice_or_unread(self) -> None:
        if not hasattr(self, "made"):
            return
        mails = [mail for mail, _ in self.made.transport.sent]
        sent = [mail.key for mail in mails]
        assert max(Counter(mail.message_id for mail in mails).values(), default=0) <= 1
        assert sum(mail.message_id in self.ids for mail in mails) <= 1, "one delivery a draft"
        for place, gone in enumerate(mails[self.gone :], self.gone + 1):
            if gone.message_id not in self.ids:
                continue
            said = self.said() - set(sent[place:])  # an answer that left behind it in the same pass
            assert said <= self.read[gone.message_id], "somebody said something that no approver had before him"
            draft, conversation = self.draft, self.made.store.conversation(self.draft.conversation)
            two = conversation is not None and not conversation.tags.isdisjoint(self.policy.four_eyes)
            assert len(behind(draft.author, draft.person, draft.approvals)) >= (2 if two else 1)
        self.gone = len(sent)

    @invariant()
    def no_text_is_lost(self) -> None:
        if hasattr(self, "made"):
            kept = {one.text for one in editions.every(self.draft)}
            assert set(self.typed) <= kept


EXAMPLES = 12_500 if os.environ.get("CSMAIL_FAULTS") == "all" else 25
Team.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=20, deadline=None)
TestTeam = Team.TestCase
