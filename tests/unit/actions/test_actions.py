"""Every action declines with a reason, or asks for effects."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from csmail.actions.acknowledge import Acknowledge
from csmail.actions.assign import Assign
from csmail.actions.catalog import catalog
from csmail.actions.close import Close
from csmail.actions.draft import Draft
from csmail.actions.escalate import Escalate
from csmail.actions.forward import Forward
from csmail.actions.mark import Mark
from csmail.actions.move import Move
from csmail.actions.note import Note
from csmail.actions.priority import Priority
from csmail.actions.reopen import Reopen
from csmail.actions.reply import Reply
from csmail.actions.spam import Spam
from csmail.actions.tag import Tag
from csmail.actions.untag import Untag
from csmail.model import effects
from csmail.model.address import Address
from csmail.model.conversation import Escalation
from csmail.model.desk import AcknowledgeLimits, Tier
from csmail.model.message import Verdict
from csmail.model.reason import Reason
from csmail.reason import BadValue
from tests.factories import NOW, conversation, desk, message, said, situation

WANTED = {
    "acknowledge", "assign", "close", "draft", "escalate", "forward", "mark", "move", "note", "priority", "reopen",
    "reply", "spam", "tag", "untag",
}  # fmt: skip


def test_the_catalog_finds_every_action_by_its_file() -> None:
    assert set(catalog()) >= WANTED


@pytest.mark.parametrize("name", sorted(WANTED))
def test_every_action_has_a_help_text_and_so_has_each_parameter(name: str) -> None:
    action = catalog()[name]
    assert action.__doc__
    assert action.__doc__.rstrip().endswith(".")
    for field in dataclasses.fields(action):  # type: ignore[arg-type]
        assert field.metadata["help"]


def test_tag_adds_only_what_is_new() -> None:
    here = situation(conversation=conversation(tags=frozenset({"refund"})))
    assert Tag(("Refund", "Pengembalian Dana")).effects(here) == (effects.Tag(add=frozenset({"pengembalian-dana"})),)
    assert Tag(("refund",)).withheld(here) == Reason("already_tagged")


def test_a_tag_takes_named_groups_and_leaves_out_what_they_leave_empty() -> None:
    here = situation(captures={"order": "12345"})
    assert Tag(("order-{order}",)).effects(here) == (effects.Tag(add=frozenset({"order-12345"})),)


def test_a_tag_of_nothing_but_signs_is_refused() -> None:
    with pytest.raises(BadValue, match="not_a_tag"):
        Tag(("***",))


def test_untag_takes_off_only_what_is_there() -> None:
    here = situation(conversation=conversation(tags=frozenset({"refund"})))
    assert Untag(("refund", "vip")).effects(here) == (effects.Tag(remove=frozenset({"refund"})),)
    assert Untag(("vip",)).withheld(here) == Reason("not_tagged")


def test_an_acknowledgement_goes_to_the_author_alone() -> None:
    (effect,) = Acknowledge().effects(situation(message=message(cc=(Address("boss@cust.example"),))))
    assert isinstance(effect, effects.Send)
    assert effect.letter.audience.envelope == ("jane@cust.example",)
    assert effect.letter.automatic


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"conversation": conversation(acknowledged_at=NOW)}, "acknowledged already"),
        (
            {"message": message(verdict=Verdict(False, "auto_submitted", "auto-replied"))},
            "auto_submitted: a machine wrote it (auto-replied)",
        ),
        ({"message": None}, "no message"),
        ({"conversation": conversation(backlog=True)}, "backlog"),
        ({"message": message(received_at=NOW - timedelta(hours=25))}, "too_old"),
        ({"message": message(received_at=NOW + timedelta(hours=25))}, "clock_wrong"),
        ({"history": (message(key="k0"),)}, "not_first_message"),
        ({"quarantined": True}, "unknown_sender_in_thread"),
        ({"conversation": conversation(status="spam")}, "spam"),
    ],
)
def test_an_acknowledgement_withholds_itself(changes: dict[str, object], reason: str) -> None:
    assert reason in said(Acknowledge().withheld(situation(**changes)))


def test_an_acknowledgement_is_not_withheld_from_a_person_who_writes_for_the_first_time() -> None:
    assert Acknowledge().withheld(situation()) is None


def test_a_person_may_acknowledge_what_is_old_but_never_a_machine() -> None:
    old = message(received_at=NOW - timedelta(days=3))
    robot = message(verdict=Verdict(False, "bounce_dsn"))
    assert Acknowledge().withheld(situation(message=old, person=True)) is None
    assert "bounce_dsn" in said(Acknowledge().withheld(situation(message=robot, person=True)))


def test_the_fourth_acknowledgement_to_a_sender_within_the_window_is_held_visibly() -> None:
    (effect,) = Acknowledge().effects(situation(acknowledged_lately=3))
    assert isinstance(effect, effects.Send)
    assert said(effect.hold).startswith("rate_limited")


@pytest.mark.parametrize(
    ("spent", "held", "counted"),
    [
        ({"acknowledged_domain": 4, "acknowledged_hour": 74, "acknowledged_sent": 99}, "", True),
        ({"acknowledged_lately": 3, "acknowledged_domain": 5, "acknowledged_hour": 100}, "rate_limited", False),
        ({"acknowledged_domain": 5, "acknowledged_hour": 100}, "domain_limited", False),
        ({"acknowledged_hour": 75}, "breaker_open", True),
        ({"acknowledged_sent": 100}, "breaker_open", True),
        ({"answered_before": True, "acknowledged_lately": 3}, "rate_limited", False),
        ({"answered_before": True, "acknowledged_domain": 99, "acknowledged_hour": 9999}, "", True),
        ({"answered_before": True, "acknowledged_just_now": 1, "acknowledged_domain": 99}, "", True),
        ({"answered_before": True, "acknowledged_just_now": 1, "acknowledged_hour": 9999}, "breaker_open", True),
        ({"answered_before": True, "acknowledged_sent": 100}, "breaker_open", True),
    ],
)
def test_the_narrowest_limit_holds_an_acknowledgement_and_only_the_breaker_counts_it(
    spent: dict[str, int], held: str, counted: bool
) -> None:
    (effect,) = Acknowledge().effects(situation(**spent))
    assert isinstance(effect, effects.Send)
    assert said(effect.hold).startswith(held)
    assert bool(effect.hold) == bool(held)
    assert effect.counted is counted


def test_a_domain_that_strangers_share_has_a_share_and_not_the_limit_of_a_company() -> None:
    rina = message(originators=(Address("rina@yahoo.co.id"),))
    for lately, held in ((56, ""), (57, "domain_limited")):
        (effect,) = Acknowledge().effects(situation(message=rina, acknowledged_domain=lately))
        assert isinstance(effect, effects.Send)
        assert said(effect.hold).startswith(held)
        assert bool(effect.hold) == bool(held)


def test_the_shares_of_the_hour_are_as_they_are_written_or_else_a_quarter_and_three_quarters() -> None:
    assert (AcknowledgeLimits().for_strangers, AcknowledgeLimits().for_free_mail) == (75, 57)
    written = AcknowledgeLimits(per_hour=40, reserve=30, per_free_mail=8)
    assert (written.for_strangers, written.for_free_mail) == (10, 8)
    assert AcknowledgeLimits(per_hour=10, reserve=99).for_strangers == 0
    assert AcknowledgeLimits(per_free_mail=1).for_free_mail == AcknowledgeLimits().per_domain


def test_no_limit_keeps_a_person_from_acknowledging() -> None:
    here = situation(acknowledged_lately=9, acknowledged_domain=9, acknowledged_hour=900, person=True)
    (effect,) = Acknowledge().effects(here)
    assert isinstance(effect, effects.Send)
    assert effect.hold is None


@pytest.mark.parametrize(
    ("spent", "why"),
    [
        ({"acknowledged_lately": 3}, "rate_limited"),
        ({"acknowledged_domain": 5}, "domain_limited"),
        ({"acknowledged_hour": 100}, "breaker_open"),
        ({"returned": "K7F3Q2"}, "own_message: it is a mail of ours, it brings our automatic mail of K7F3Q2 back"),
    ],
)
def test_a_rule_does_not_reply_beyond_the_limits_of_acknowledgements(spent: dict[str, object], why: str) -> None:
    assert said(Reply().withheld(situation(**spent))).startswith(why)
    assert Reply(text="Halo").withheld(situation(**spent, person=True)) is None


def test_our_own_mail_brought_back_is_not_acknowledged() -> None:
    assert said(Acknowledge().withheld(situation(returned="K7F3Q2"))).startswith("own_message")


def test_a_draft_answers_everybody_the_customer_addressed() -> None:
    (effect,) = Draft().effects(situation(message=message(cc=(Address("boss@cust.example"),)), by="rule"))
    assert isinstance(effect, effects.WriteDraft)
    assert set(effect.letter.audience.envelope) == {"jane@cust.example", "boss@cust.example"}
    assert not effect.letter.automatic


def test_a_rule_drafts_nothing_for_a_robot() -> None:
    assert "autoreply" in said(Draft().withheld(situation(message=message(kind="autoreply"))))


def test_a_reply_by_a_rule_is_automatic_and_by_a_person_is_not() -> None:
    (by_rule,) = Reply().effects(situation())
    (by_hand,) = Reply(text="Halo").effects(situation(person=True))
    assert isinstance(by_rule, effects.Send)
    assert isinstance(by_hand, effects.Send)
    assert by_rule.letter.automatic
    assert not by_hand.letter.automatic


def test_a_rule_replies_once_in_a_conversation() -> None:
    ours = message(key="k0", direction="out", automatic=True)
    assert "machine_answered_before" in said(Reply().withheld(situation(history=(ours,))))


def test_a_reply_to_the_sender_alone_leaves_the_others_out() -> None:
    here = situation(message=message(cc=(Address("boss@cust.example"),)), person=True)
    (effect,) = Reply(text="Halo", whom="sender").effects(here)
    assert isinstance(effect, effects.Send)
    assert effect.letter.audience.envelope == ("jane@cust.example",)


def test_what_a_person_adds_in_bcc_is_in_the_envelope_alone() -> None:
    (effect,) = Reply(text="Halo", bcc=("archive@toko.example",)).effects(situation(person=True, by="sari"))
    assert isinstance(effect, effects.Send)
    assert [one.spec for one in effect.letter.audience.bcc] == ["archive@toko.example"]
    assert "archive@toko.example" in effect.letter.audience.envelope


def test_after_our_own_answer_a_reply_is_a_follow_up_to_the_same_people() -> None:
    ours = message(
        key="k2", direction="out", received_at=NOW + timedelta(hours=1), message_id="<o@toko.example>",
        originators=(Address("support@toko.example"),), to=(Address("jane@cust.example"),),
        cc=(Address("x@cust.example"),),
    )  # fmt: skip
    (effect,) = Reply(text="Halo").effects(situation(history=(ours,), person=True))
    assert isinstance(effect, effects.Send)
    assert set(effect.letter.audience.envelope) == {"jane@cust.example", "x@cust.example"}
    assert effect.letter.audience.parent == "k2"


def test_an_escalation_goes_to_the_specialist_with_a_clock() -> None:
    up, mail = Escalate("finance@toko.example", timedelta(hours=2)).effects(situation())
    assert up == effects.Escalate("finance@toko.example", NOW + timedelta(hours=2), "")
    assert isinstance(mail, effects.Send)
    assert mail.letter.audience.envelope == ("finance@toko.example",)
    assert mail.letter.original


def test_the_same_specialist_is_told_once() -> None:
    told = conversation(escalations=(Escalation("finance@toko.example", NOW),))
    assert "already" in said(Escalate("finance@toko.example").withheld(situation(conversation=told)))


def test_an_escalation_without_address_climbs_the_tiers_of_the_desk() -> None:
    tiers = desk(escalation=(Tier("lead@toko.example"), Tier("owner@toko.example")))
    told = conversation(escalations=(Escalation("lead@toko.example", NOW),))
    up, _ = Escalate().effects(situation(desk=tiers, conversation=told))
    assert up == effects.Escalate("owner@toko.example", None, "", "owner@toko.example")
    assert "no tier left" in said(Escalate().withheld(situation()))


def test_an_escalation_to_the_desk_itself_is_withheld() -> None:
    assert Escalate("help@toko.example").withheld(situation()) == Reason("loop_target")


def test_a_forward_carries_the_original_and_names_nobody_else() -> None:
    (effect,) = Forward(("courier@kurir.example",)).effects(
        situation(message=message(cc=(Address("boss@cust.example"),)))
    )
    assert isinstance(effect, effects.Send)
    assert effect.letter.audience.envelope == ("courier@kurir.example",)
    assert effect.letter.original


def test_assign_knows_agents_by_their_first_part() -> None:
    assert Assign("Sari").effects(situation()) == (effects.Assign("sari@toko.example"),)
    assert "not an agent" in said(Assign("eve").withheld(situation()))
    assert Assign("nobody").withheld(situation()) == Reason("already_assigned")


def test_priority_close_reopen_and_spam_say_when_there_is_nothing_to_do() -> None:
    closed = situation(conversation=conversation(status="closed"))
    assert Priority("normal").withheld(situation())
    assert Close().withheld(closed) == Reason("already_closed")
    assert Close().effects(situation()) == (effects.SetStatus("closed"),)
    assert Reopen().withheld(situation()) == Reason("already_open")
    assert Reopen().effects(closed) == (effects.SetStatus("open"),)
    assert Spam().withheld(situation(conversation=conversation(status="spam")))


def test_spam_is_moved_only_when_a_folder_is_named() -> None:
    assert effects.Move("Junk") in Spam("Junk").effects(situation())
    assert not any(isinstance(effect, effects.Move) for effect in Spam().effects(situation()))


def test_move_and_mark_need_to_know_where_the_message_lies() -> None:
    lost = situation(message=message(place=None))
    assert Move("Done").withheld(lost)
    assert Mark(("seen",)).withheld(lost)
    assert Move("INBOX").withheld(situation()) == Reason("already_there")
    assert Mark(("seen", "unflagged")).effects(situation()) == (
        effects.Mark(add=frozenset({"seen"}), remove=frozenset({"flagged"})),
    )


def test_a_note_is_signed_and_takes_named_groups() -> None:
    here = situation(by="sari", captures={"order": "12345"})
    assert Note("see order {order}").effects(here) == (effects.AddNote("see order 12345", "sari"),)
    assert Note("  ").withheld(here)
