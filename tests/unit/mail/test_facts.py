"""The questions that more than one row of the verdict asks."""

from __future__ import annotations

import pytest

from csmail.mail.autoreply.facts import (
    Facts,
    answers_us,
    keyword,
    list_field,
    list_owner,
    null_path,
    report_type,
    spam_field,
    without_comments,
)
from csmail.mail.autoreply.trust import notifier, trusted_form, trusted_list
from csmail.model.address import Address
from csmail.model.desk import Trust
from tests.factories import desk

JANE = Address("jane@cust.example")


def told(name: str = "", *values: str, **more: object) -> Facts:
    return Facts({name: values} if name else {}, **more)  # type: ignore[arg-type]


def test_of_several_fields_of_a_name_the_topmost_is_first() -> None:
    facts = told("x-loop", "a", "b")
    assert (facts.all("x-loop"), facts.first("x-loop")) == (("a", "b"), "a")
    assert (facts.all("x-other"), facts.first("x-other")) == ((), "")
    assert facts.having(frozenset({"x-loop", "x-other"})) == "x-loop"
    assert facts.having(frozenset({"x-other"})) == ""


def test_the_first_author_is_the_sender() -> None:
    assert told(originators=(JANE, Address("rudi@cust.example"))).sender == "jane@cust.example"
    assert told().sender == ""


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("dmarc=pass (dmarc=fail)", "dmarc=pass"),
        ("a (b (c (d (e (f))))) g", "a g"),
        ("a (b", "a (b"),
        ("no (really); x=y", "no ; x=y"),
    ],
)
def test_comments_are_no_words_to_a_depth_of_five(value: str, left: str) -> None:
    assert " ".join(without_comments(value).split()) == left


def test_deeper_comments_are_left_as_they_are() -> None:
    assert "(" in without_comments("((((((a))))))")


@pytest.mark.parametrize(
    ("value", "word"),
    [("Auto-Generated; x=y", "auto-generated"), ("(c) No (d)", "no"), ("", ""), (" BULK ", "bulk"), ("a; b; c", "a")],
)
def test_a_keyword_is_the_first_word_in_small_letters(value: str, word: str) -> None:
    assert keyword(value) == word


DELIVERY = "message/delivery-status"


@pytest.mark.parametrize(
    ("given", "types", "found"),
    [
        ("multipart/report; report-type=Delivery-Status", (), "delivery-status"),
        ("Multipart/Report; report-type=x", (), "x"),
        ("(c) multipart/report; report-type=x", (), "x"),
        ("multipart/report", ("text/plain", DELIVERY), "delivery-status"),
        ("multipart/report", ("text/plain",), "report"),
        ("message/disposition-notification; x=y", (), "disposition-notification"),
        ("message/rfc822", (DELIVERY,), ""),
        ("multipart/alternative; report-type=x", (DELIVERY,), ""),
        ("multipart/mixed; report-type=x", (DELIVERY,), ""),
        ("text/plain", (DELIVERY,), ""),
        ("", (DELIVERY,), ""),
    ],
)
def test_a_report_names_its_type_or_has_it_from_its_parts(given: str, types: tuple[str, ...], found: str) -> None:
    assert report_type(told("content-type", given, types=types)) == found


@pytest.mark.parametrize("name", ["list-id", "list-odd", "mailing-list", "x-mailing-list", "x-google-group-id"])
def test_a_field_of_a_list_is_known_by_how_it_begins_or_by_name(name: str) -> None:
    assert list_field(told(name, "x")) == name


@pytest.mark.parametrize("name", ["x-list-id", "listing", "subject"])
def test_other_fields_are_none_of_a_list(name: str) -> None:
    assert list_field(told(name, "x")) == ""


def test_a_trusted_list_is_named_with_or_without_brackets_in_any_case() -> None:
    mail = told("list-id", "Help desk <Help.lists.example>")
    for name in ("help.lists.example", "<HELP.lists.example>"):
        assert trusted_list(mail, desk(trust=Trust(lists=(name,))))
    assert not trusted_list(mail, desk(trust=Trust(lists=("lists.example",))))
    assert not trusted_list(mail, desk())
    assert not trusted_list(told("list-id", "help.lists.example"), desk(trust=Trust(lists=("help.lists.example",))))


def test_a_trusted_list_may_be_named_by_its_address() -> None:
    mail = told("list-id", "<help.lists.example>")
    assert trusted_list(mail, desk(trust=Trust(lists=("Help@lists.example",))))
    assert not trusted_list(mail, desk(trust=Trust(lists=("help@list.example",))))


@pytest.mark.parametrize(
    ("path", "null"),
    [
        ("<>", True), (" < > ", True), ("#@[]", True), ("<MAILER-DAEMON>", True), ("mailer-daemon@mx.example", True),
        ("<jane@cust.example>", False), ("<x@mailer-daemon.example>", False),
    ],
)  # fmt: skip
def test_a_path_to_nobody_or_to_a_mail_system_says_that_it_came_back(path: str, null: bool) -> None:
    assert null_path(told("return-path", path, "<>")) is null


def test_a_mail_without_a_path_came_from_somebody() -> None:
    assert not null_path(told())


def test_a_list_without_fields_of_its_own_is_known_by_its_owner() -> None:
    assert list_owner(told("return-path", " <owner-users@lists.example> ")) == "return-path: owner-users@lists.example"
    assert list_owner(told("sender", "users-request@lists.example")) == "sender: users-request@lists.example"
    for nobody in (told("return-path", "<>"), told("sender", "jane@cust.example"), told()):
        assert list_owner(nobody) == ""


def test_a_form_names_one_customer_who_is_none_of_us() -> None:
    trusting = desk(trust=Trust(forms=("Form@toko.example",)))
    form = (Address("form@TOKO.example"),)
    assert trusted_form(told(originators=form, reply_to=(JANE,)), trusting)
    assert not trusted_form(told(originators=form, reply_to=(JANE, JANE)), trusting)
    assert not trusted_form(told(originators=form), trusting)
    assert not trusted_form(told(originators=form, reply_to=(Address("support@toko.example"),)), trusting)
    assert not trusted_form(told(originators=(JANE,), reply_to=(JANE,)), trusting)
    assert not trusted_form(told(originators=(*form, Address("eve@evil.example")), reply_to=(JANE,)), trusting)
    assert not trusted_form(told(reply_to=(JANE,)), trusting)
    assert not trusted_form(told(originators=form, reply_to=(JANE,)), desk())
    believing = desk(trust=Trust(forms=("form@toko.example",), authserv_ids=("mx.toko.example",)))
    vouched = told("authentication-results", "mx.toko.example; dmarc=pass", originators=form, reply_to=(JANE,))
    assert trusted_form(vouched, believing)
    assert not trusted_form(told(originators=form, reply_to=(JANE,)), believing)


@pytest.mark.parametrize(
    ("sender", "known"),
    [
        ("notifications@github.com", True), ("anybody@mail.shopee.co.id", True), ("jane@github.com", False),
        ("scan@cust.example", True), ("disk@ALERTS.example", True), ("jane@cust.example", False),
    ],
)  # fmt: skip
def test_a_notifier_is_known_or_configured_by_address_or_domain(sender: str, known: bool) -> None:
    home = desk(trust=Trust(notifiers=("Scan@cust.example", "Alerts.example")))
    assert notifier(told(originators=(Address(sender),)), home) is known


def test_without_configured_notifiers_only_the_known_ones_are_notifiers() -> None:
    assert not notifier(told(originators=(Address("scan@cust.example"),)), desk())


@pytest.mark.parametrize("domain", ["toko.example", "shop.example", "sales.example"])
def test_an_answer_to_us_cites_an_id_of_one_of_our_domains(domain: str) -> None:
    home = desk(aliases=("help@shop.example",), other_desks=("sales@sales.example",))
    assert answers_us(told(answers=("<x@far.example>", f"<y@{domain}>")), home)
    assert not answers_us(told(answers=("<x@far.example>",)), home)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("x-spam-flag", "YES", True), ("x-spam", "true", True), ("x-spam-status", "Yes, score=9", True),
        ("x-spam", "Spam", True), ("x-spam-status", "No, yes=0", False), ("x-spam-flag", "yesterday", False),
        ("x-other", "YES", False),
    ],
)  # fmt: skip
def test_a_filter_says_spam_in_one_of_three_fields(name: str, value: str, found: bool) -> None:
    assert spam_field(told(name, value)) == (name if found else "")
