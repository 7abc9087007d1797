"""Whatever is written about a customer is gone when she is forgotten, in members that come later too."""

from __future__ import annotations

from datetime import timedelta

from csmail.desk.customers import blank
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.conversation import Escalation, Reminder
from csmail.model.draft_life import Comment, Edition
from csmail.model.reason import Reason
from csmail.model.survey import Survey
from csmail.model.task import Draft
from csmail.stores.shared import codec
from tests.factories import NOW, conversation

SECRET = "canary"


def test_no_word_of_hers_is_left_in_a_draft_nor_in_its_editions() -> None:
    whom = Audience("send", Address("support@toko.example"), to=(Address(f"{SECRET}@cust.example", SECRET),))
    before = Edition(1, "m1", "sari", NOW, SECRET, True, SECRET, whom, f"**{SECRET}**")
    one = Draft(
        "D1", "support", "K7F3Q2", "m2", "sari", NOW, NOW, whom, SECRET, SECRET, editions=(before,), source=SECRET,
        format="markdown", closing=SECRET, comments=(Comment("budi", NOW, SECRET),), reason=SECRET,
    )  # fmt: skip
    left = blank.draft(one, NOW)
    assert SECRET not in codec.encode(left).decode()
    assert (left.state, left.editions) == ("rejected", (Edition(1, "m1", "sari", NOW, person=True),))


def test_no_word_about_her_is_left_in_a_conversation() -> None:
    one = conversation(
        subject=SECRET, customer=Address(f"{SECRET}@cust.example", SECRET), status="open",
        participants=frozenset({f"{SECRET}@cust.example"}), bounced=frozenset({f"{SECRET}@cust.example"}),
        needs=(Reason.of("stranger_wrote", sender=f"{SECRET}@cust.example"),),
        escalations=(Escalation("lead@toko.example", NOW, by=SECRET),), tags=frozenset({"refund"}),
        reminders=(Reminder(NOW + timedelta(days=1), f"call {SECRET}", "sari"),), snoozed_until=NOW, snoozed_at=NOW,
        surveys=(Survey(NOW, "m", 2, NOW, SECRET),),
    )  # fmt: skip
    left = blank.conversation(one, "forgotten-C1@forgotten.invalid", NOW)
    assert SECRET not in codec.encode(left).decode()
    assert (left.status, left.tags, left.surveys[0].rating, left.reminders) == ("closed", {"refund"}, 2, ())
    assert (left.next_moment, left.snoozed_until, left.version) == (None, None, one.version)
