"""A sent mail bears the Date of its approval, never of its drafting; nothing else of it differs from what was shown."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from hypothesis import given
from hypothesis import strategies as st

from csmail.desk.by_hand import approval, draft_deeds, drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Terms
from csmail.desk.intake.poll import poll
from csmail.mail import compose
from csmail.model.task import Mail
from tests.unit.desk.test_draft_life import EYES, UNDO_NOTHING, Office, office, one, only, sending
from tests.workspace import asked


def date_of(content: str) -> datetime:
    (field,) = (line for line in content.split("\r\n\r\n")[0].split("\r\n") if line.startswith("Date: "))
    return parsedate_to_datetime(field.removeprefix("Date: "))


def without_date(content: str) -> str:
    return "\r\n".join(line for line in content.split("\r\n") if not line.startswith("Date: "))


def lain(made: Office, days: int = 2) -> Mail:
    """The mail that was shown, after it lay for some days."""
    shown = made.store.mail(one(made).mail)
    assert shown is not None
    made.later(timedelta(days=days))
    return shown


def left(made: Office) -> Mail:
    return made.transport.sent[-1][0]


def test_what_leaves_bears_the_date_of_its_approval_and_else_the_octets_that_were_shown() -> None:
    made = office()
    shown = lain(made)
    drafts.send(made.place, one(made).id, "sari")
    assert date_of(left(made).content) == made.now.replace(microsecond=0)
    assert without_date(left(made).content) == without_date(shown.content)
    assert replace(left(made), content="", key="") == replace(shown, content="", key="")
    said = made.store.message(left(made).key)
    assert said is not None
    assert said.date == made.now
    assert one(made).state == "sent"


def test_a_mail_that_leaves_later_bears_the_date_of_its_approval_still() -> None:
    made = office()
    lain(made)
    approved_at = made.now.replace(microsecond=0)
    drafts.approve(made.place, one(made).id, "sari", terms=Terms(send_at=made.now + timedelta(hours=5)))
    made.later(timedelta(hours=6))
    poll(made.place)
    assert date_of(left(made).content) == approved_at


def test_the_second_of_two_approvals_sets_the_date_and_both_still_stand_behind_the_mail() -> None:
    made = office(EYES)
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "budi")
    shown = lain(made)
    drafts.approve(made.place, one(made).id, "sari")
    assert (one(made).mail, one(made).state) == (shown.key, "waiting"), "one is not enough"
    made.later(timedelta(days=1))
    drafts.approve(made.place, one(made).id, "budi")
    approved_at = made.now.replace(microsecond=0)
    made.later(timedelta(minutes=1))
    poll(made.place)
    assert one(made).state == "sent"
    assert date_of(left(made).content) == approved_at


def test_what_was_taken_back_and_approved_again_bears_the_date_of_the_second_approval() -> None:
    made = office(replace(UNDO_NOTHING, undo=timedelta(minutes=5)))
    lain(made)
    drafts.approve(made.place, one(made).id, "sari")
    draft_deeds.undo(made.place, one(made).id, "sari")
    made.later(timedelta(days=1))
    drafts.approve(made.place, one(made).id, "sari")
    again = made.now.replace(microsecond=0)
    made.later(timedelta(hours=1))
    poll(made.place)
    assert date_of(left(made).content) == again
    assert len(made.transport.sent) == 1


def test_a_rehearsal_changes_no_date() -> None:
    made = office()
    shown = lain(made)
    approval.checked(made.place, one(made), "sari")
    assert made.store.mail(one(made).mail) == shown


def test_every_mail_of_an_approved_draft_is_named_by_a_task_so_that_forgetting_finds_it() -> None:
    made = office(replace(UNDO_NOTHING, undo=timedelta(minutes=5)))
    shown = lain(made)
    drafts.approve(made.place, one(made).id, "sari")
    named = {getattr(task.work, "mail", "") for task in made.store.tasks_of((only(made).id,))}
    assert {shown.key, one(made).mail} <= named
    assert sending(made).work.mail == one(made).mail  # type: ignore[union-attr]


@given(
    st.text("Date: \r\nabc", max_size=60), st.integers(0, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
)
def test_only_the_field_of_the_header_is_another(body: str, at: datetime) -> None:
    head = "Date: Mon, 06 Jul 2026 09:00:00 +0000\r\nSubject: Date: now\r\nX: 1\r\n Date: folded"
    mail = Mail("k", "<m@x.example>", "a@x.example", ("b@x.example",), f"{head}\r\n\r\n{body}")
    new = compose.dated(mail, at)
    assert parsedate_to_datetime(new.content.split("\r\n")[0].removeprefix("Date: ")) == at.replace(
        tzinfo=UTC, microsecond=0
    )
    assert new.content.split("\r\n", 1)[1] == mail.content.split("\r\n", 1)[1]
    assert new.key == hashlib.sha256(new.data).hexdigest()
