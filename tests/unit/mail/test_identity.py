"""Ids: nobody can guess them, the same cause always gives the same one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail import identity

KEY = b"k" * 32


def test_a_conversation_id_is_six_crockford_characters_and_follows_from_its_message() -> None:
    made = identity.conversation_id("a" * 64)
    assert re.fullmatch(identity.CONVERSATION, made)
    assert identity.conversation_id("a" * 64) == made
    assert identity.conversation_id("a" * 64, 1) != made


def test_conversation_ids_use_all_thirty_two_characters_in_every_place() -> None:
    made = [identity.conversation_id(str(number)) for number in range(2000)]
    assert all(set(place) == set(identity.CROCKFORD) for place in zip(*made, strict=True))


def test_one_cause_has_one_task_id() -> None:
    assert identity.task_id("ack/1") == identity.task_id("ack/1") != identity.task_id("ack/2")


@given(st.text(max_size=40))
def test_our_own_message_id_names_its_conversation(unique: str) -> None:
    made = identity.outgoing_message_id(KEY, "K7F3Q2", unique, "toko.example")
    assert re.fullmatch(r"<cs\.K7F3Q2\.[0-9a-z]{16}\.[0-9a-f]{20}@toko\.example>", made)
    assert identity.signed_conversation(KEY, made) == "K7F3Q2"
    assert identity.signed_conversation(KEY, made.lower()) == "K7F3Q2"


@pytest.mark.parametrize("place", range(4, 48))
def test_a_message_id_changed_in_one_character_is_not_ours(place: int) -> None:
    made = identity.outgoing_message_id(KEY, "K7F3Q2", "u", "toko.example")
    other = "1" if made[place] != "1" else "2"
    assert identity.signed_conversation(KEY, made[:place] + other + made[place + 1 :]) == ""


def test_a_message_id_signed_with_another_key_is_not_ours() -> None:
    made = identity.outgoing_message_id(b"x" * 32, "K7F3Q2", "u", "toko.example")
    assert identity.signed_conversation(KEY, made) == ""


def test_a_reply_address_names_its_conversation_in_any_case() -> None:
    address = identity.reply_address(KEY, "K7F3Q2", "support@toko.example")
    assert identity.token_conversation(KEY, address) == "K7F3Q2"
    assert identity.token_conversation(KEY, address.upper()) == "K7F3Q2"
    assert identity.token_conversation(KEY, address.replace("+c", "+bounce.c")) == "K7F3Q2"


def test_a_forged_token_is_told_apart_from_no_token() -> None:
    assert identity.token_conversation(KEY, "support+ck7f3q2.00000000000000000000@toko.example") == ""
    assert identity.token_conversation(KEY, "support+vip@toko.example") is None
    assert identity.token_conversation(KEY, "support@toko.example") is None


def test_a_token_is_good_for_its_own_conversation_only() -> None:
    token = identity.reply_token(KEY, "K7F3Q2").replace("k7f3q2", "k7f3q3")
    assert identity.token_conversation(KEY, f"support+{token}@toko.example") == ""
