"""Addresses: split before decoding, no recipient invented, compared as people mean them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csmail.mail.address import (
    ADDRESSES,
    is_internal,
    is_noreply,
    is_own,
    is_robot,
    is_undeliverable,
    key,
    own_base,
    parse_list,
    sound,
)
from csmail.model.hours import Hours
from tests.factories import desk


def specs(value: str) -> list[str]:
    return [address.spec for address in parse_list(value)[0]]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("jane@cust.example", [("jane@cust.example", "")]),
        ("Jane Roe <jane@cust.example>", [("jane@cust.example", "Jane Roe")]),
        ("<jane@cust.example>", [("jane@cust.example", "")]),
        ("jane@cust.example (Jane (the) Roe)", [("jane@cust.example", "Jane (the) Roe")]),
        ('"Roe, Jane" <jane@cust.example>', [("jane@cust.example", "Roe, Jane")]),
        ('"Diaz, Omar \\"Oz\\" (IT)" <omar@cust.example>', [("omar@cust.example", 'Diaz, Omar "Oz" (IT)')]),
        ("jane @ cust.example", [("jane@cust.example", "")]),
        ("<@a.example,@b.example:u@c.example>", [("u@c.example", "")]),
        ('"support@acme.example" <vendor@other.example>', [("vendor@other.example", "support@acme.example")]),
        ("jane@cust.example <jane@cust.example>", [("jane@cust.example", "")]),
        ("Undisclosed recipients:;", []),
        ("Team: a@x.example, B <b@y.example>;", [("a@x.example", ""), ("b@y.example", "B")]),
        ("Team:;, c@z.example", [("c@z.example", "")]),
        ("a@x.example, , b@y.example,", [("a@x.example", ""), ("b@y.example", "")]),
        ('"support"@acme.example', [('"support"@acme.example', "")]),
        ("root@[192.0.2.1]", [("root@[192.0.2.1]", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_well_formed_lists_are_read_without_a_defect(value: str, expected: list[tuple[str, str]]) -> None:
    addresses, defects = parse_list(value)
    assert [(address.spec, address.name) for address in addresses] == expected
    assert defects == ()


@pytest.mark.parametrize(
    ("value", "expected", "defect"),
    [
        ("Roe, Jane <jane@cust.example>", ["jane@cust.example"], "malformed_address"),
        ("support@own.example <cust@x.example>", ["cust@x.example"], "address_in_name"),
        ("<a@good.example> <b@evil.example>", [], "ambiguous_address"),
        ("a@x.example; b@y.example", ["a@x.example", "b@y.example"], "semicolon"),
        ("cust@", [], "malformed_address"),
        ("@cust.example", [], "malformed_address"),
        ("jane.roe", [], "malformed_address"),
        ("Reply. jane@x.example", [], "malformed_address"),
        ("ja ne@x.example, ok@x.example", ["ok@x.example"], "malformed_address"),
        ("jane@x..example", [], "malformed_address"),
        ("a\x00b@x.example", [], "malformed_address"),
        ("jane@x.example\x0bBcc: evil@x.example", ["evil@x.example"], "malformed_address"),
        ('"open <jane@x.example>, bob@y.example', ["jane@x.example", "bob@y.example"], "open_quote"),
        ("<jane@x.example, bob@y.example", ["jane@x.example", "bob@y.example"], "malformed_address"),
        ("<jane <jane@x.example>", ["jane@x.example"], "malformed_address"),
        ("(open jane@x.example", [], "open_comment"),
    ],
)
def test_a_malformed_list_keeps_what_is_clean_and_names_the_defect(
    value: str, expected: list[str], defect: str
) -> None:
    addresses, defects = parse_list(value)
    assert [address.spec for address in addresses] == expected
    assert defect in defects


@pytest.mark.parametrize(
    ("value", "spec", "name"),
    [
        ("=?utf-8?Q?Roe=2C_Jane?= <j@x.example>", "j@x.example", "Roe, Jane"),
        ("=?utf-8?q?J=22_=3Cceo=40a=2Eexample=3E=2C_=22x?= <j@x.example>", "j@x.example", 'J" <ceo@a.example>, "x'),
        ("=?utf-8?b?SmFuZSDigK5lb1LigKw=?= <j@x.example>", "j@x.example", "Jane eoR"),
        ("=?utf-8?q?Jane=0D=0ABcc=3A_evil=40x?= <j@x.example>", "j@x.example", "Jane Bcc: evil@x"),
        ('"=?iso-8859-1?q?J=FCrgen?=" <j@x.example>', "j@x.example", "Jürgen"),
    ],
)  # fmt: skip
def test_encoded_words_are_decoded_after_the_split_and_only_in_names(value: str, spec: str, name: str) -> None:
    addresses, defects = parse_list(value)
    assert [(address.spec, address.name) for address in addresses] == [(spec, name)]
    assert defects == ()


def test_an_address_hidden_in_an_encoded_word_is_no_recipient() -> None:
    assert specs("=?utf-8?q?jane=40x=2Eexample?=") == []
    assert specs("<=?utf-8?q?jane=40x=2Eexample?=>") == []


def test_raw_utf8_in_names_and_domains_is_read_as_such() -> None:
    value = "Jürgen <hilfe@bücher.example>".encode().decode("latin-1")
    assert [(found.spec, found.name) for found in parse_list(value)[0]] == [("hilfe@bücher.example", "Jürgen")]


def test_a_name_is_cut_and_the_address_survives() -> None:
    (address,), defects = parse_list('"' + "A" * 5000 + '" <jane@cust.example>')
    assert (address.spec, len(address.name), defects) == ("jane@cust.example", 64, ())


def test_a_field_cut_in_the_middle_of_an_address_does_not_make_another_one() -> None:
    addresses, defects = parse_list("jane@cust.example, " * 2000)
    assert {address.spec for address in addresses} == {"jane@cust.example"}
    assert len(addresses) == ADDRESSES
    assert set(defects) == {"cut", "too_many"}
    long = "x" * 100 + "@cust.example, "
    cut = (long * 300)[:16384]
    assert not cut.endswith(" ")
    assert {len(spec) for spec in specs(cut)} == {len(long) - 2}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Jane@Cust.example", "jane@cust.EXAMPLE"),
        ("jane@cust.example.", "jane@cust.example"),
        ('"jane"@cust.example', "jane@cust.example"),
        ("omar@müller.example", "omar@xn--mller-kva.example"),
        ("omar@MÜLLER.example", "omar@xn--mller-kva.example"),
    ],
)
def test_two_spellings_of_one_mailbox_have_one_key(left: str, right: str) -> None:
    assert key(left) == key(right)


def test_foreign_tags_and_dots_are_different_people() -> None:
    assert len({key(spec) for spec in ("lena+it@c.example", "lena+hr@c.example", "l.ena@c.example")}) == 3


@pytest.mark.parametrize("spec", ["", "@", "a@", "@b", "a@\ud800.example", "a@" + "ü" * 300, "x@xn--\udcff"])
def test_any_string_has_a_key(spec: str) -> None:
    assert isinstance(key(spec), str)


@pytest.mark.parametrize(
    ("spec", "base"),
    [
        ("SUPPORT@Toko.example", "support@toko.example"),
        ("help+x+y@toko.example", "help@toko.example"),
        ('"support"@toko.example.', "support@toko.example"),
        ("mysupport@toko.example", None),
        ("support@toko.example.evil.example", None),
        ("sari@toko.example", None),
        ("anything@shop.example", "anything@shop.example"),
        ("billing@toko.example", "billing@toko.example"),
        ("support", None),
    ],
)
def test_own_is_compared_as_a_whole_address(spec: str, base: str | None) -> None:
    ours = desk(other_desks=("billing@toko.example",), catch_all=("@shop.example",))
    assert own_base(spec, ours) == base
    assert is_own(spec, ours) is (base is not None)


def test_tags_and_dots_are_folded_by_configuration_only() -> None:
    plain = desk(address="acmesupport@gmail.com", plus_addresses=False)
    gmail = desk(address="acmesupport@gmail.com", dots_insignificant=True, equivalent_domains=("googlemail.com",))
    spelled = "Acme.Support+orders@googlemail.com"
    assert not is_own(spelled, plain)
    assert not is_own("acmesupport+x@gmail.com", plain)
    assert own_base(spelled, gmail) == "acmesupport@gmail.com"


def test_a_desk_whose_hours_cannot_be_hashed_still_knows_its_own() -> None:
    assert is_own("support@toko.example", desk(hours=Hours(week=((),) * 7)))


def test_agents_and_internal_domains_are_internal_and_own_addresses_are_not() -> None:
    ours = desk()
    assert is_internal("Sari@toko.example", ours)
    assert is_internal("whoever@TOKO.example", ours)
    assert not is_internal("support@toko.example", ours)
    assert not is_internal("jane@nottoko.example", ours)


@pytest.mark.parametrize(
    "local",
    ["noreply", "no-reply", "No.Reply", "donotreply+77", "do.not.reply", "noreply-dmarc-support", "jangan-balas"],
)
def test_addresses_that_nobody_reads_are_known_by_the_whole_local_part(local: str) -> None:
    assert is_noreply(f"{local}@x.example")


@pytest.mark.parametrize("local", ["nora.reply", "noreplyacement.parts", "notreply", "reply", "norepl", "elnoreply"])
def test_look_alikes_of_noreply_are_people(local: str) -> None:
    assert not is_noreply(f"{local}@x.example")


def test_robots_are_known_and_people_at_role_addresses_are_not_robots() -> None:
    robots = [
        "MAILER-DAEMON",
        "listserv",
        "majordomo",
        "owner-users",
        "users-request",
        "bounces",
        "a-bounces+x=y.z",
        "root",
    ]
    assert all(is_robot(f"{local}@x.example") for local in robots)
    assert not any(is_robot(f"{local}@x.example") for local in ["postmaster", "info", "bouncer", "request", "rooty"])


def test_names_without_a_public_domain_cannot_be_answered() -> None:
    assert all(
        map(is_undeliverable, ["a@localhost", "a@x.local", "a@host", "a@b.invalid", "IMCEAEX-_O=X@cust.example"])
    )
    assert not any(map(is_undeliverable, ["a@cust.example", "a@[192.0.2.1]", "a@localhost.example"]))


@pytest.mark.parametrize(
    ("value", "specs", "defects"),
    [
        ("user @ host . example", ["user@host.example"], ()),
        ("rina . dewi @ cust . co . id", ["rina.dewi@cust.co.id"], ()),
        ("Rina Dewi <rina . dewi @ cust . example>", ["rina.dewi@cust.example"], ()),
        ("Rina <rina. dewi@cust .example >", ["rina.dewi@cust.example"], ()),
        ("rina@cust. example, budi @cust .example", ["rina@cust.example", "budi@cust.example"], ()),
        ("rina (Rina) @ (x) cust (y) . example", ["rina@cust.example"], ()),
        ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", ["pete@silly.test"], ()),
        ("Toko:rina @ cust . example;", ["rina@cust.example"], ()),
        ("<@a.example , @b.example : rina @ cust . example>", ["rina@cust.example"], ()),
        ("J. rina@cust.example", [], ("malformed_address",)),
        ("rina dewi@cust.example", [], ("malformed_address",)),
        ("rina@cust example", [], ("malformed_address",)),
        ("<rina@cust.example Best regards>", [], ("malformed_address",)),
        ("rina @ cust . example . Salam kami", [], ("malformed_address",)),
    ],
)  # fmt: skip
def test_obsolete_spaces_and_comments_within_addresses_are_left_out(
    value: str, specs: list[str], defects: tuple[str, ...]
) -> None:
    addresses, noted = parse_list(value)
    assert ([one.spec for one in addresses], noted) == (specs, defects)


@example('=@a"a')
@given(st.text(alphabet=st.sampled_from('ab@.,;:<>()"\\ \t[]=?é\x00'), max_size=60))
def test_whatever_is_read_is_sound_and_stands_in_the_value(value: str) -> None:
    addresses, _ = parse_list(value)
    for address in addresses:
        assert sound(address.spec)
        assert address.spec.rpartition("@")[2] in "".join(value.split())


@given(st.text(max_size=80))
def test_reading_any_text_gives_a_result(value: str) -> None:
    addresses, defects = parse_list(value)
    assert all(isinstance(defect, str) for defect in defects)
    assert all("\n" not in address.name and "\x1b" not in address.name for address in addresses)
