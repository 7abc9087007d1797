"""What is said while somebody edits a draft stays news; older drafts step aside for a newer one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.desk.by_hand import approval, draft_deeds, drafts, editing
from csmail.desk.by_hand.act import act
from csmail.desk.history import lately
from csmail.mail.transcript import why_stale
from csmail.model.draft_life import Claim, steps_aside
from csmail.model.task import Draft
from tests.factories import NOW
from tests.unit.desk.test_draft_life import Office, office, one, only, refused, writes_again
from tests.unit.desk.test_drafts import edited
from tests.workspace import asked

MEANWHILE: dict[str, tuple[Callable[[Office], object], str]] = {
    "the customer wrote again": (writes_again, "stale"),
    "a colleague answered": (
        lambda made: act(made.place, only(made).id, asked("reply", text="Sudah dikirim."), "budi"),
        "stale",
    ),
    "a colleague left a note": (
        lambda made: act(made.place, only(made).id, asked("note", text="Tunggu dulu!"), "budi"),
        "note_added",
    ),
}


def rewritten(made: Office, seen: editing.Seen | None) -> Draft:
    fields = edited()
    whole = drafts.Edited(fields.to, fields.cc, fields.bcc, fields.subject, fields.text, seen=seen)
    return drafts.edit(made.place, one(made).id, whole, "sari").draft


@pytest.mark.parametrize("meanwhile", sorted(MEANWHILE))
def test_what_is_said_while_somebody_edits_is_news_after_it(meanwhile: str) -> None:
    said, code = MEANWHILE[meanwhile]
    made = office()
    seen = editing.begun(made.place, one(made), "sari")
    made.later(timedelta(minutes=5))
    said(made)
    made.later(timedelta(minutes=5))
    draft = rewritten(made, seen)
    assert refused(lambda: approval.checked(made.place, draft, "sari")) == code
    assert (why_stale(draft, lately(made.store, draft)) is not None) == (code == "stale")
    made.later(timedelta(minutes=1))
    again = rewritten(made, editing.begun(made.place, draft, "sari"))
    approval.checked(made.place, again, "sari")


def test_an_edition_during_which_nothing_was_said_is_of_the_moment_it_was_written() -> None:
    made = office()
    seen = editing.begun(made.place, one(made), "sari")
    made.later(timedelta(minutes=5))
    draft = rewritten(made, seen)
    assert draft.changed_at == made.now
    approval.checked(made.place, draft, "sari")


def drafted(made: Office, by: str = "sari") -> list[tuple[str, str]]:
    made.later(timedelta(minutes=1))
    act(made.place, only(made).id, asked("draft", text="Halo Jane, sudah kami kirim."), by)
    every = sorted(made.store.drafts(only(made).id), key=lambda draft: draft.created_at)
    return [(draft.state, draft.author) for draft in every]


def test_older_drafts_step_aside_when_a_person_writes_a_newer_one() -> None:
    made = office()
    assert [state for state, _ in drafted(made)] == ["replaced", "waiting"]
    assert [state for state, _ in drafted(made, "budi")] == ["replaced", "replaced", "waiting"]
    first = min(made.store.drafts(only(made).id), key=lambda draft: draft.created_at)
    assert draft_deeds.restore(made.place, first.id, "sari").draft.state == "waiting"


def test_a_draft_that_a_colleague_has_in_hand_stays() -> None:
    made = office()
    draft_deeds.claim(made.place, one(made).id, "budi")
    assert [state for state, _ in drafted(made)] == ["waiting", "waiting"]
    assert [state for state, _ in drafted(made, "budi")] == ["replaced", "replaced", "waiting"]


@pytest.mark.parametrize(
    ("by", "holder", "aside"),
    [("sari", "budi", False), ("budi", "budi", True), ("", "budi", False), ("sari", "", True)],
)
def test_who_has_it_in_hand_decides_whether_a_draft_steps_aside(by: str, holder: str, aside: bool) -> None:
    claim = Claim(holder, NOW + timedelta(hours=1)) if holder else None
    draft = replace(one(office()), claim=claim)
    assert steps_aside(draft, by, NOW) == aside
    assert not steps_aside(replace(draft, state="approved"), by, NOW)
