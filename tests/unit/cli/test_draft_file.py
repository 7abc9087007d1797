"""The file a draft becomes for the editor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.desk.by_hand.draft_file import read, written
from csmail.errors import UsageError
from csmail.mail.address import parse_list
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.task import Draft
from tests.factories import NOW

DESK = Address("support@toko.example", "Toko Melati")
JANE = Address("jane@cust.example", "Jane Roe")
NAMES = st.sampled_from(["", "Jane", "Jane Roe", "Roe, Jane", 'J "x" R', "Budi Santosó", "a\\b", "田中", "x@y.example"])
PEOPLE = st.builds(
    lambda local, name: Address(f"{local}@cust.example", name), st.from_regex(r"[a-z]{1,8}", fullmatch=True), NAMES
)


def octets(value: str) -> str:
    """As headers hold it, which is what `parse_list` reads."""
    return value.encode("utf-8", "surrogateescape").decode("latin-1")


def draft(**audience: tuple[Address, ...]) -> Draft:
    whom = Audience("send", DESK, **{"to": (JANE,), **audience})
    return Draft(
        "d1", "support", "K7F3Q2", "m1", "sari", NOW, NOW, whom, subject="Re: Pesanan", text="Halo,\n\nbaik.\n"
    )


@given(st.lists(PEOPLE, min_size=1, max_size=4), st.lists(PEOPLE, max_size=4), st.lists(PEOPLE, max_size=3))
def test_read_back_unchanged_gives_the_same_recipients(
    to: list[Address], cc: list[Address], bcc: list[Address]
) -> None:
    one = draft(to=tuple(to), cc=tuple(cc), bcc=tuple(bcc))
    fields = read(written(one), DESK)
    for role, those in (("to", to), ("cc", cc), ("bcc", bcc)):
        found, defects = parse_list(octets(fields[role]))
        assert [address.spec for address in found] == [address.spec for address in those]
        assert not set(defects) - {"address_in_name"}


@given(st.lists(PEOPLE, min_size=1, max_size=4))
def test_names_survive_the_file(to: list[Address]) -> None:
    found, _ = parse_list(octets(read(written(draft(to=tuple(to))), DESK)["to"]))
    assert [address.name for address in found] == [address.name for address in to]


def test_the_text_is_what_was_typed_to_the_last_octet() -> None:
    text = "  Halo,\n\n> kutipan\n\nFrom: bukan header\n\n-- \nSari\n"
    assert read(written(replace(draft(), text=text)), DESK)["text"] == text


def test_a_new_recipient_and_subject_are_read() -> None:
    edited = written(draft()).replace("Cc:", "Cc: boss@cust.example").replace("Re: Pesanan", "Re: Pesanan 7")
    fields = read(edited, DESK)
    assert (fields["cc"], fields["subject"]) == ("boss@cust.example", "Re: Pesanan 7")


def test_a_header_may_be_left_out() -> None:
    assert read("To: jane@cust.example\n\nHalo\n", DESK) == {
        "from": "", "to": "jane@cust.example", "cc": "", "bcc": "", "subject": "", "text": "Halo\n"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("To: jane@cust.example\nHalo", "no empty line"),
        ("To: a@b.example\nReply-To: x@y.example\n\nHalo", "line 2: 'Reply-To"),
        ("\n", "the text is empty"),
        ("Halo\n\nHalo", "line 1: 'Halo' is not a header"),
        ("To: a@b.example\nTo: c@d.example\n\nHalo", "line 2: To is there twice"),
        ("From: other@toko.example\nTo: a@b.example\n\nHalo", "From cannot be changed"),
        ("To: a@b.example\n\n  \n", "the text is empty"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text, DESK)
    assert said in caught.value.message
