"""Whom a mail goes to, and the promises that hold whatever arrives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.errors import UsageError
from csmail.mail import recipients
from csmail.mail.address import is_internal, is_noreply, is_own, key
from csmail.mail.compose import Outgoing, as_mail
from csmail.mail.parse import parse
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Trust
from csmail.model.message import Message, Report, Verdict
from csmail.model.reason import Reason
from csmail.wording.reasons import SENTENCES, words
from tests import factories

DESK = factories.desk(auto_bcc=("archive@partner.example",), other_desks=("billing@toko.example",))
JANE, LENA = Address("jane@cust.example", "Jane"), Address("lena@cust.example", "Lena")
OMAR, SARI = Address("omar@cust.example"), Address("sari@toko.example")
SUPPORT, BOSS = Address("support@toko.example"), Address("boss@partner.example")
QUIET = replace(DESK, auto_bcc=())


def mail(**changes: Any) -> Message:
    return factories.message(**{"to": (SUPPORT,), "originators": (JANE,), **changes})


def sent(**changes: Any) -> Message:
    return mail(**{"key": "o1", "direction": "out", "originators": (SUPPORT,), "to": (JANE,), "cc": (LENA,), **changes})


def conversation(**changes: Any) -> Any:
    people = frozenset({JANE.spec, LENA.spec, SUPPORT.spec})
    return factories.conversation(**{"participants": people, "customer": JANE, **changes})


def specs(addresses: tuple[Address, ...]) -> list[str]:
    return [one.spec for one in addresses]


def why(audience: Audience, address: Address) -> tuple[str, str]:
    return next((one.role, words(one.why)) for one in audience.origins if key(one.spec) == key(address.spec))


def test_every_address_says_where_it_came_from() -> None:
    message = mail(to=(SUPPORT, OMAR), cc=(LENA,), reply_to=(Address("jane@home.example"),))
    made = recipients.reply_all(message, (), DESK, conversation())
    assert why(made, Address("jane@home.example")) == ("to", "Reply-To of <m1@cust.example>")
    assert why(made, OMAR) == ("cc", "To of <m1@cust.example>")
    assert why(made, LENA) == ("cc", "Cc of <m1@cust.example>")
    assert why(made, Address("archive@partner.example")) == ("bcc", "auto_bcc of the desk")
    assert why(made, SUPPORT) == ("out", "To of <m1@cust.example>: our own address")
    assert why(made, JANE) == ("out", "Reply-To was given instead")
    left = next(one.why for one in made.origins if one.spec == SUPPORT.spec)
    assert left == Reason.of("address_in_field", field="To", message="<m1@cust.example>", why="address_of_ours")
    assert words(left, "id") == "To pada <m1@cust.example>: alamat kita sendiri"


def test_a_message_without_an_id_is_named_by_its_time_in_both_languages() -> None:
    made = recipients.reply_all(mail(message_id=""), (), DESK, conversation())
    (origin,) = (one for one in made.origins if one.spec == JANE.spec)
    assert words(origin.why) == "From of the message of 2026-07-06 09:00 UTC"
    assert words(origin.why, "id") == "From pada pesan 2026-07-06 09:00 UTC"


def test_a_reply_says_whom_it_does_not_answer() -> None:
    made = recipients.reply(mail(cc=(LENA,)), (), QUIET, conversation())
    assert (specs(made.to), specs(made.cc)) == ([JANE.spec], [])
    assert why(made, LENA) == ("out", "a reply answers the author only")


def test_another_desk_is_dropped_from_an_answer() -> None:
    made = recipients.reply_all(mail(cc=(Address("Billing+x@toko.example"),)), (), QUIET, conversation())
    assert made.envelope == (JANE.spec,)


def test_a_mail_that_reached_us_through_another_desks_address_came_blind() -> None:
    message = mail(to=(Address("billing@toko.example"), OMAR))
    made = recipients.reply_all(message, (), QUIET, conversation())
    assert made.envelope == (JANE.spec,)
    assert made.flags == ("blind_delivery",)
    assert made.sender.spec == "support@toko.example"


def test_a_blind_recipient_of_ours_is_answered_alone_by_a_person() -> None:
    message = mail(key="k2", originators=(BOSS,), to=(SUPPORT, JANE), cc=(LENA,))
    made = recipients.reply_all(message, (mail(), sent(bcc=(BOSS,))), QUIET, conversation())
    assert (made.outcome, made.reason, made.envelope) == ("hold", "blind_recipient_replied", (BOSS.spec,))
    filed = recipients.reply_all(replace(message, visibility="internal"), (sent(bcc=(BOSS,)),), QUIET, conversation())
    assert (filed.reason, filed.envelope) == (made.reason, made.envelope)


def test_a_colleague_who_had_a_blind_copy_is_answered_without_asking() -> None:
    message = mail(key="k2", originators=(SARI,), visibility="internal")
    made = recipients.reply_all(message, (mail(), sent(bcc=(SARI,))), QUIET, conversation())
    assert (made.outcome, made.envelope) == ("send", (SARI.spec,))


def test_a_stranger_in_the_thread_is_held_and_draws_nobody_in() -> None:
    message = mail(key="k2", originators=(OMAR,), cc=(LENA,))
    made = recipients.reply_all(message, (mail(),), QUIET, conversation())
    assert (made.outcome, made.reason, made.envelope) == ("hold", "unknown_sender_in_thread", (OMAR.spec,))


def test_a_stranger_who_opens_a_conversation_is_a_customer() -> None:
    assert recipients.reply(mail(originators=(OMAR,)), (), QUIET, conversation()).outcome == "send"


def test_a_reply_to_that_is_new_in_the_thread_is_held_for_the_known_address() -> None:
    message = mail(key="k2", reply_to=(Address("jane@other.example"),))
    made = recipients.reply(message, (mail(),), QUIET, conversation())
    assert (made.outcome, made.reason) == ("hold", "new_reply_to_in_thread")
    assert specs(made.to) == [JANE.spec]
    assert why(made, Address("jane@other.example"))[0] == "out"


def test_a_reply_to_that_was_there_before_is_followed() -> None:
    home = (Address("jane@home.example"),)
    made = recipients.reply(mail(key="k2", reply_to=home), (mail(reply_to=home),), QUIET, conversation())
    assert (made.outcome, specs(made.to)) == ("send", ["jane@home.example"])


def test_only_a_no_reply_address_to_answer_is_held() -> None:
    made = recipients.reply(mail(originators=(Address("no-reply@shop.example"),)), (), QUIET, conversation())
    assert (made.outcome, made.reason, made.envelope) == ("hold", "noreply_target", ())


@pytest.mark.parametrize("visibility", ["internal", "customer"])
def test_an_internal_answer_never_reaches_the_customers_side(visibility: Any) -> None:
    message = mail(key="k2", originators=(SARI,), cc=(Address("budi@toko.example"), JANE, OMAR), visibility=visibility)
    made = recipients.reply_all(message, (mail(),), QUIET, conversation())
    shown = {*specs(made.cc)}
    assert (JANE.spec in shown) is (visibility == "customer")
    assert {"budi@toko.example", OMAR.spec} <= shown


def test_the_newest_visible_message_makes_the_audience_of_a_follow_up() -> None:
    noise = (
        mail(key="n", direction="note", visibility="internal", originators=(SARI,)),
        mail(key="b", kind="bounce", originators=(Address("mailer-daemon@mx.example"),)),
        mail(key="a", kind="autoreply", automatic=True),
        sent(key="f", visibility="internal", to=(SARI,), cc=()),
        sent(key="ack", automatic=True, cc=()),
    )
    made = recipients.follow_up((mail(), sent(), *noise), QUIET, conversation())
    assert (made.parent, specs(made.to), specs(made.cc)) == ("o1", [JANE.spec], [LENA.spec])


def test_a_one_off_blind_copy_is_not_repeated_but_the_desks_own_is() -> None:
    made = recipients.follow_up((sent(bcc=(BOSS,)),), DESK, conversation())
    assert specs(made.bcc) == ["archive@partner.example"]


def test_nothing_said_is_nobody_to_follow_up() -> None:
    made = recipients.follow_up((), QUIET, conversation())
    assert (made.outcome, made.reason) == ("hold", "no_reply_target")


def test_who_bounced_for_good_is_left_out() -> None:
    made = recipients.follow_up((sent(),), QUIET, conversation(bounced=frozenset({LENA.spec})))
    assert (specs(made.to), specs(made.cc), made.flags) == ([JANE.spec], [], ("bounced_recipient",))
    everybody = recipients.follow_up((sent(),), QUIET, conversation(bounced=frozenset({LENA.spec, JANE.spec})))
    assert (everybody.outcome, everybody.reason) == ("hold", "all_recipients_bounced")


def test_our_own_mail_seen_in_the_inbox_is_answered_to_whom_it_went() -> None:
    made = recipients.reply_all(mail(originators=(SUPPORT,), to=(JANE,), cc=(SUPPORT,)), (), QUIET, conversation())
    assert (made.outcome, made.envelope) == ("send", (JANE.spec,))


def test_a_colleague_who_answers_alone_leaves_a_flag_for_the_customer() -> None:
    made = recipients.reply_all(mail(key="k2", originators=(LENA,)), (mail(),), QUIET, conversation())
    assert (made.envelope, made.flags) == ((LENA.spec,), ("requester_not_addressed",))


def test_an_acknowledgement_goes_to_the_author_alone() -> None:
    message = mail(cc=(LENA,), reply_to=(OMAR,))
    made = recipients.acknowledgement(message, DESK)
    assert (made.outcome, made.envelope) == ("send", (JANE.spec,))
    assert [why(made, one)[0] for one in (LENA, OMAR)] == ["out", "out"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"verdict": Verdict(False, "list_header")}, "list_header"),
        ({"originators": (JANE, LENA)}, "ambiguous_sender"),
        ({"originators": ()}, "malformed_originator"),
        ({"originators": (SUPPORT,)}, "own_address"),
        ({"originators": (SARI,)}, "internal_sender"),
        ({"originators": (Address("noreply@x.example"),)}, "noreply_sender"),
        ({"originators": (Address("jane@localhost"),)}, "undeliverable_sender"),
        ({"to": (LENA,)}, "not_addressed"),
    ],
)
def test_who_may_not_be_acknowledged_is_not(changes: dict[str, Any], reason: str) -> None:
    made = recipients.acknowledgement(mail(**changes), DESK)
    assert (made.outcome, made.reason, made.envelope) == ("no_reply", reason, ())
    assert all(one.role == "out" for one in made.origins)


def test_an_author_who_stands_twice_in_from_is_one_author() -> None:
    made = recipients.acknowledgement(mail(originators=(JANE, Address("JANE@cust.example"))), DESK)
    assert (made.outcome, made.envelope) == ("send", (JANE.spec,))


@pytest.mark.parametrize(
    ("changes", "customer"),
    [
        ({}, JANE),
        ({"reply_to": (LENA,)}, LENA),
        ({"reply_to": (SUPPORT,)}, JANE),
        ({"reply_to": (Address("no-reply@cust.example"), LENA)}, LENA),
        ({"originators": (Address("no-reply@cust.example"),)}, Address("no-reply@cust.example")),
        ({"originators": (SUPPORT,), "reply_to": (JANE,)}, JANE),
        ({"originators": (SUPPORT,), "to": (LENA,)}, LENA),
        ({"originators": ()}, None),
    ],
)
def test_a_conversation_is_about_whom_its_first_message_wants_answered(
    changes: dict[str, Any], customer: Address | None
) -> None:
    assert recipients.requester(mail(**changes), DESK) == customer


def test_the_list_that_reply_to_names_is_no_customer() -> None:
    header = "List-Id: <users.lists.example>\nList-Post: <mailto:users@lists.example>"
    users = Address("users@lists.example")
    assert recipients.requester(mail(header=header, to=(users,), cc=(SUPPORT,), reply_to=(users,)), DESK) == JANE


def test_a_configured_form_is_acknowledged_at_its_one_reply_to() -> None:
    desk = replace(DESK, trust=Trust(forms=("forms@web.example",)))
    form = mail(originators=(Address("Forms@web.example"),), reply_to=(JANE,))
    assert recipients.acknowledgement(form, desk).envelope == (JANE.spec,)
    two = recipients.acknowledgement(replace(form, reply_to=(JANE, LENA)), desk)
    assert two.envelope == ("Forms@web.example",)


def test_a_form_that_somebody_stands_beside_names_no_customer() -> None:
    desk = replace(DESK, trust=Trust(forms=("forms@web.example",)))
    form = Address("forms@web.example")
    for authors in ((form, LENA), (LENA, form)):
        made = recipients.acknowledgement(mail(originators=authors, reply_to=(JANE,)), desk)
        assert (made.outcome, made.envelope) == ("no_reply", ())


def test_the_author_whom_a_trusted_list_of_ours_took_out_of_from_is_acknowledged() -> None:
    header = f"X-Original-From: {JANE.spec}\nList-Id: <support.toko.example>\n"
    rewritten = mail(originators=(SUPPORT,), header=header)
    trusting = replace(DESK, trust=Trust(lists=("support.toko.example",)))
    assert recipients.acknowledgement(rewritten, trusting).envelope == (JANE.spec,)
    assert recipients.acknowledgement(rewritten, DESK).reason == "own_address"
    named = replace(rewritten, originators=(LENA,))
    assert recipients.acknowledgement(named, trusting).envelope == (LENA.spec,)


def test_an_acknowledgement_never_goes_to_a_whole_list() -> None:
    desk = replace(QUIET, trust=Trust(lists=("users@lists.example",)))
    through = parse(factories.raw(MUNGED), desk)
    assert recipients.acknowledgement(through, desk).envelope == (JANE.spec,)
    nameless = parse(factories.raw(MUNGED.replace("X-Original-From", "X-Something")), desk)
    made = recipients.acknowledgement(replace(nameless, verdict=Verdict(True, "human")), desk)
    assert (made.envelope, made.reason) == ((), "list_header")


def test_a_forward_goes_to_its_targets_and_carries_nobody_along() -> None:
    made = recipients.forward(("Tier2@toko.example", "tier2@TOKO.example"), mail(cc=(LENA,)), DESK)
    assert (made.outcome, made.envelope) == ("send", ("Tier2@toko.example",))
    assert why(made, LENA)[0] == "out"


def test_colleagues_are_told_of_where_a_customer_sees_them_and_nowhere_else() -> None:
    assert recipients.reply_all(mail(cc=(SARI,)), (), QUIET, conversation()).flags == ("internal_visible",)
    unseen = replace(QUIET, auto_bcc=(SARI.spec,))
    assert recipients.reply_all(mail(), (), unseen, conversation()).flags == ()
    assert recipients.forward((SARI.spec,), mail(), QUIET).flags == ()
    assert recipients.reply_all(mail(cc=(SARI,), visibility="internal"), (), QUIET, conversation()).flags == ()


def test_a_forward_to_ourselves_or_to_the_customer_does_not_leave() -> None:
    assert recipients.forward(("help+x@toko.example",), mail(), DESK).reason == "loop_target"
    assert recipients.forward((JANE.spec,), mail(), DESK).reason == "target_is_participant"
    later = recipients.forward((LENA.spec,), mail(), DESK, conversation())
    assert (later.outcome, later.reason) == ("hold", "target_is_participant")


def test_a_bounce_is_not_forwarded() -> None:
    bounce = mail(kind="bounce", report=Report())
    assert recipients.forward(("tier2@toko.example",), bounce, DESK).outcome == "no_reply"


def test_a_forward_without_a_message_still_has_its_targets() -> None:
    assert recipients.forward((BOSS.spec,), None, DESK).envelope == (BOSS.spec,)


def composed(to: tuple[str, ...], bcc: tuple[str, ...] = ()) -> Audience:
    wanted = recipients.Wanted(", ".join(to), "", ", ".join(bcc))
    return recipients.replaced(Audience("send", Address(QUIET.address)), wanted, "Sari", QUIET)


@pytest.mark.parametrize("text", ["", "jane", "a@x.example, b@x.example", "a@x.example\r\nBcc: e@x", "Jane <jane@>"])
def test_what_a_person_asks_for_must_be_one_address(text: str) -> None:
    for made in (
        lambda: recipients.forward((text,), mail(), DESK),
        lambda: recipients.with_additions(composed((JANE.spec,)), (text,), (), "Sari", DESK),
    ):
        with pytest.raises(UsageError, match="not an address"):
            made()


def test_visible_beats_blind_when_somebody_is_added() -> None:
    first = composed((JANE.spec,), (BOSS.spec,))
    made = recipients.with_additions(first, ("BOSS@partner.example",), (OMAR.spec, JANE.spec), "Sari", QUIET)
    assert (specs(made.cc), specs(made.bcc)) == (["BOSS@partner.example"], [OMAR.spec])
    assert why(made, BOSS) == ("cc", "asked for by Sari")
    assert len({key(one.spec) for one in made.origins}) == len(made.origins)


def test_an_addition_of_our_own_is_left_out() -> None:
    first = composed((JANE.spec,))
    made = recipients.with_additions(first, ("help@toko.example",), (), "Sari", QUIET)
    assert made.envelope == (JANE.spec,)


def test_additions_past_the_limit_are_held() -> None:
    few = replace(QUIET, max_recipients=2)
    first = composed((JANE.spec,))
    made = recipients.with_additions(first, (LENA.spec, OMAR.spec), (), "Sari", few)
    assert (made.outcome, made.reason) == ("hold", "too_many_recipients")


def test_a_person_may_name_other_recipients_and_the_reason_stays_known() -> None:
    first = recipients.reply_all(mail(cc=(LENA,)), (), QUIET, conversation())
    made = recipients.replaced(first, recipients.Wanted(OMAR.spec), "Sari", QUIET)
    assert made.envelope == (OMAR.spec,)
    assert why(made, LENA) == ("out", "left out by Sari")


def test_what_a_person_edits_is_taken_as_it_stands_each_address_once() -> None:
    first = recipients.reply_all(mail(cc=(LENA,)), (), QUIET, conversation())
    wanted = recipients.Wanted(f"Jané <{JANE.spec}>, no-reply@shop.example", LENA.spec, f"{LENA.spec}, {OMAR.spec}")
    made = recipients.replaced(first, wanted, "Sari", QUIET)
    assert made.to[0].name == "Jané"
    assert (specs(made.to), specs(made.cc), specs(made.bcc)) == (
        [JANE.spec, "no-reply@shop.example"], [LENA.spec], [OMAR.spec],
    )  # fmt: skip
    assert why(made, LENA) == why(first, LENA)
    assert why(made, OMAR) == ("bcc", "asked for by Sari")


@pytest.mark.parametrize("text", ["support@toko.example", "HELP+x@toko.example", "jane", "Jane <jane@>", "a@x..y <"])
def test_an_edited_recipient_that_is_ours_or_none_is_refused(text: str) -> None:
    first = recipients.reply_all(mail(), (), QUIET, conversation())
    for wanted in (recipients.Wanted(text), recipients.Wanted(JANE.spec, text), recipients.Wanted(JANE.spec, "", text)):
        with pytest.raises(UsageError):
            recipients.replaced(first, wanted, "Sari", QUIET)


def test_a_mail_leaves_from_the_address_that_was_written_to() -> None:
    assert recipients.reply(mail(to=(Address("HELP+x@toko.example"),)), (), DESK, conversation()).sender.spec == (
        "help@toko.example"
    )


LOCALS = st.sampled_from(["jane", "lena", "support", "Support+tag", "help", "no-reply", "sari", "x.y", "billing"])
DOMAINS = st.sampled_from(["toko.example", "TOKO.example", "cust.example", "toko.example.evil.example", "localhost"])
ADDRESSES = st.builds(lambda local, domain: Address(f"{local}@{domain}"), LOCALS, DOMAINS)
MANY = st.lists(ADDRESSES, max_size=5).map(tuple)
MESSAGES = st.builds(
    lambda people, to, cc, bcc, how: factories.message(
        key=f"k{how}", originators=people[:2], reply_to=people[2:], to=to, cc=cc, bcc=bcc,
        direction="out" if how % 3 == 0 else "in", visibility="internal" if how % 5 == 4 else "customer",
    ),
    MANY, MANY, MANY, MANY, st.integers(0, 14),
)  # fmt: skip
CONVERSATIONS = st.builds(
    lambda people, bounced: factories.conversation(
        participants=frozenset(key(one.spec) for one in people), bounced=frozenset(key(one.spec) for one in bounced)
    ),
    MANY,
    st.lists(ADDRESSES, max_size=1),
)


def everything(message: Message, history: tuple[Message, ...], where: Any) -> list[Audience]:
    made = [
        recipients.reply(message, history, DESK, where),
        recipients.reply_all(message, history, DESK, where),
        recipients.follow_up((*history, message), DESK, where),
        recipients.acknowledgement(message, DESK),
        recipients.forward(("tier2@toko.example",), message, DESK, where),
    ]
    return made + [
        recipients.with_additions(one, ("add@x.example",), ("help@toko.example",), "Sari", DESK) for one in made
    ]


@given(MESSAGES, st.lists(MESSAGES, max_size=3).map(tuple), CONVERSATIONS)
def test_whatever_arrives_nobody_of_ours_and_nobody_unexplained_is_written_to(
    message: Message, history: tuple[Message, ...], where: Any
) -> None:
    for made in everything(message, history, where):
        keys = [key(spec) for spec in made.envelope]
        assert len(keys) == len(set(keys))
        assert not any(is_own(spec, DESK) or is_noreply(spec) for spec in made.envelope)
        placed = {(role, key(one.spec)) for role in ("to", "cc", "bcc") for one in getattr(made, role)}
        assert {(one.role, key(one.spec)) for one in made.origins if one.role != "out"} == placed
        assert not {key(one.spec) for one in made.origins if one.role == "out"} & set(keys)
        assert all(one.why.code in SENTENCES for one in made.origins)


@given(MESSAGES, st.lists(MESSAGES, max_size=3).map(tuple), CONVERSATIONS)
def test_nobody_whom_the_customer_addressed_is_dropped_in_silence(
    message: Message, history: tuple[Message, ...], where: Any
) -> None:
    for answer in (recipients.reply, recipients.reply_all):
        made = answer(message, history, DESK, where)
        wanted = message.reply_to if message.direction == "in" else ()
        addressed = {key(one.spec) for one in (*message.originators, *wanted, *message.to, *message.cc)}
        assert addressed <= {key(one.spec) for one in made.origins}


@given(MESSAGES, CONVERSATIONS)
def test_who_is_held_back_was_never_added_by_somebody_unknown(message: Message, where: Any) -> None:
    made = recipients.reply_all(message, (), DESK, where)
    known = {key(one.spec) for one in (*message.originators, *message.reply_to, *message.to, *message.cc)}
    assert {key(one.spec) for one in (*made.to, *made.cc)} <= known


@given(MESSAGES, CONVERSATIONS)
def test_no_blind_recipient_is_in_the_octets(message: Message, where: Any) -> None:
    made = recipients.with_additions(
        recipients.reply_all(message, (), DESK, where), (), ("hidden@blind.example",), "Sari", DESK
    )
    letter = Outgoing(made, "Re: x", "Halo", "<cs.K7F3Q2.a.b@toko.example>", factories.NOW, parent=message)
    sent_mail = as_mail(letter, DESK)
    assert "hidden@blind.example" in sent_mail.recipients
    assert b"blind.example" not in sent_mail.data
    assert b"archive@partner" not in sent_mail.data
    assert b"\nbcc" not in sent_mail.data.lower()


def test_an_internal_target_of_the_properties_is_internal() -> None:
    assert is_internal("sari@toko.example", DESK)
    assert not is_internal("support@toko.example", DESK)


ODD = ["<", ">", '"', ",", ";", ":", "(", ")", "\\", " ", ".", "\t", "+", "'", "é", "[1.2.3.4]", "=?utf-8?q?=40=2C?="]
PIECES = st.sampled_from(["jane", "@", "cust.example", *ODD])
FIELDS = st.lists(PIECES, max_size=14).map("".join)


@given(FIELDS, FIELDS, FIELDS)
def test_an_answer_to_any_header_can_be_written_and_passes_the_gate(author: str, to: str, cc: str) -> None:
    people = f"From: {author}\nTo: support@toko.example, {to}\nCc: {cc}\nReply-To: {cc}\n"
    message = parse(factories.raw(f"{people}Subject: {author}\nMessage-ID: {to}\nReferences: {cc}\n"), DESK)
    for made in everything(message, (), conversation()):
        letter = Outgoing(made, message.subject, "Halo", "<cs.K7F3Q2.a.b@toko.example>", factories.NOW, parent=message)
        if made.outcome != "no_reply":
            assert len(as_mail(letter, DESK).recipients) == len(made.envelope)


MUNGED = (
    "From: Jane via Users <users@lists.example>\nX-Original-From: Jane <jane@cust.example>\nTo: users@lists.example\n"
    "Cc: support@toko.example\nList-Id: <users.lists.example>\nSubject: x\n"
)


@pytest.mark.parametrize("name", ["users@lists.example", "users.lists.example"])
def test_the_author_whom_a_trusted_list_took_out_of_from_is_answered(name: str) -> None:
    desk = replace(QUIET, trust=Trust(lists=(name,)))
    made = recipients.reply(parse(factories.raw(MUNGED), desk), (), desk, conversation())
    assert (made.outcome, made.envelope) == ("send", (JANE.spec,))


def test_a_list_that_is_not_trusted_names_no_author() -> None:
    made = recipients.reply(parse(factories.raw(MUNGED), QUIET), (), QUIET, conversation())
    assert (made.outcome, made.reason, made.envelope) == ("hold", "no_reply_target", ())


def test_only_the_topmost_result_of_a_server_of_ours_counts() -> None:
    desk = replace(QUIET, trust=Trust(authserv_ids=("mx.toko.example",)))
    results = ("mx.toko.example; dmarc=pass", "mx.toko.example; dmarc=fail", "mx.evil.example; dmarc=pass")
    outcomes = []
    for first, second in ((0, 1), (1, 0), (2, 1)):
        lines = f"Authentication-Results: {results[first]}\nAuthentication-Results: {results[second]}\n"
        message = parse(factories.raw(f"{lines}From: jane@cust.example\nTo: support@toko.example\n"), desk)
        outcomes.append(recipients.reply(message, (), desk, conversation()).reason)
    assert outcomes == ["", "authentication_failed", "authentication_failed"]
