"""Who comes in and who falls away beside the last mail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csmail.mail.recipients import follow_up, reply, reply_all
from csmail.mail.recipients.difference import difference
from csmail.model.address import Address
from csmail.model.message import Message
from tests.factories import conversation, desk, message

JANE, BOSS, LINA = (Address(f"{name}@cust.example") for name in ("jane", "boss", "lina"))
HOME = Address("support@toko.example")
ASKED = message(key="asked", originators=(JANE,), to=(HOME,), cc=(BOSS,))
ANSWERED = message(key="answered", direction="out", originators=(HOME,), to=(JANE,), cc=(BOSS,), bcc=(LINA,))


def test_a_reply_to_all_changes_nothing() -> None:
    found = difference(reply_all(ASKED, (), desk(), conversation()), (ASKED,), desk())
    assert found
    assert (found.sender, found.joining, found.leaving) == ("jane@cust.example", (), ())


def test_a_reply_to_the_author_leaves_the_others() -> None:
    found = difference(reply(ASKED, (), desk(), conversation()), (ASKED,), desk())
    assert found
    assert (found.joining, found.leaving) == ((), ("boss@cust.example",))


def test_whoever_was_added_comes_in_and_a_spelling_is_nobody_new() -> None:
    audience = reply_all(ASKED, (), desk(), conversation())
    more = replace(audience, cc=(Address("BOSS@cust.example"),), bcc=(LINA,))
    found = difference(more, (ASKED,), desk())
    assert found
    assert (found.joining, found.leaving) == (("lina@cust.example",), ())


def test_a_blind_copy_that_is_not_repeated_falls_away_and_a_copy_for_the_archive_is_nobody() -> None:
    archiving = desk(auto_bcc=("arsip@toko.example",))
    found = difference(follow_up((ASKED, ANSWERED), archiving, conversation()), (ASKED, ANSWERED), archiving)
    assert found
    assert (found.sender, found.joining, found.leaving) == ("support@toko.example", (), ("lina@cust.example",))


@pytest.mark.parametrize(
    "passed_over",
    [
        replace(ANSWERED, automatic=True),
        replace(ANSWERED, visibility="internal"),
        replace(ASKED, direction="note"),
        replace(ASKED, kind="bounce"),
        replace(ASKED, quarantined=True),
    ],
)
def test_a_mail_that_customers_never_saw_is_not_the_last_one(passed_over: Message) -> None:
    odd = replace(passed_over, originators=(Address("odd@else.example"),), to=(HOME,), cc=())
    found = difference(reply_all(ASKED, (), desk(), conversation()), (ASKED, odd), desk())
    assert found
    assert (found.sender, found.joining, found.leaving) == ("jane@cust.example", (), ())


def test_before_the_first_mail_there_is_nothing_to_compare_with() -> None:
    assert difference(reply(ASKED, (), desk(), conversation()), (), desk()) is None


def test_who_was_added_since_our_last_answer_comes_in_whoever_added_him() -> None:
    eve = Address("eve@evil.example")
    ours = replace(ANSWERED, bcc=())
    added = message(key="again", originators=(JANE,), to=(HOME,), cc=(BOSS, LINA, eve))
    found = difference(reply_all(added, (ASKED, ours), desk(), conversation()), (ASKED, ours, added), desk())
    assert found
    assert (found.sender, found.ours) == ("support@toko.example", True)
    assert set(found.joining) == {"lina@cust.example", "eve@evil.example"}


def test_before_our_first_answer_the_mail_that_began_it_counts() -> None:
    added = message(key="again", originators=(JANE,), to=(HOME,), cc=(BOSS, LINA))
    found = difference(reply_all(added, (ASKED,), desk(), conversation()), (ASKED, added), desk())
    assert found
    assert (found.sender, found.joining, found.ours) == ("jane@cust.example", ("lina@cust.example",), False)


def test_what_only_looks_like_an_answer_of_ours_is_none() -> None:
    forged = message(key="forged", originators=(HOME,), to=(JANE,), cc=(LINA,), weak=True)
    audience = reply_all(replace(ASKED, cc=(LINA,)), (), desk(), conversation())
    found = difference(audience, (ASKED, forged), desk())
    assert found
    assert (found.sender, found.joining) == ("jane@cust.example", ("lina@cust.example",))
