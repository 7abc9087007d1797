"""Conditions as people write them, tried on situations."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.config.rules.when import KEYS, Reader
from csmail.config.yaml import nodes
from csmail.config.yaml.part import Part
from csmail.config.yaml.source import Source
from csmail.model.address import Address
from csmail.model.desk import Trust
from csmail.model.hours import Hours
from csmail.model.message import Attachment, Report
from csmail.model.situation import Situation
from csmail.rules.rule import Condition, Finding
from csmail.wording.reasons import words
from tests import factories
from tests.factories import NOW


def read(text: str) -> tuple[Condition, Source]:
    root = nodes.parse(f"rules: [{{when: {{{text}}}}}]")
    source = Source(Path("rules.yaml"), root)
    node = root.entries["rules"].items[0].entries["when"]  # type: ignore[index]
    part = Part(source, node, ("rules", 0, "when"), node.line, node.column)
    return Reader(("support", "sales")).when(part), source


def finding(text: str, situation: Situation) -> Finding:
    condition, source = read(text)
    assert source.problems == []
    found = condition.check(situation)
    assert (condition.miss(situation) is None) is found.hit
    return found


def problem(text: str) -> str:
    _, source = read(text)
    assert len(source.problems) == 1, source.problems
    return words(source.problems[0].reason)


def mail(**changes: Any) -> Situation:
    return factories.situation(message=factories.message(**changes))


def talk(**changes: Any) -> Situation:
    return factories.situation(conversation=factories.conversation(**changes))


JANE = factories.message().originators
HEADER = "X-Shop: Berlin\nX-Shop: Jakarta\nSubject: =?utf-8?q?Caf=C3=A9?=\nList-Id: <news.shop.example>\nEmpty:\n"
PDF = (Attachment("Invoice May.PDF", "application/pdf", 9), Attachment("a.png", "image/png", 9))
RESULTS = (
    "Authentication-Results: mx.toko.example 1; (c; dmarc=pass) spf=softfail smtp.mailfrom=x; dmarc=fail h.from=x\n"
    "Received: by mx.toko.example\n"
    "Authentication-Results: mx.toko.example; dkim=pass\n"
)


TRUSTING = factories.situation(
    desk=factories.desk(trust=Trust(authserv_ids=("MX.toko.example",))), message=factories.message(header=RESULTS)
)
CLOSED = factories.situation(desk=factories.desk(hours=Hours(week=((),) * 7)))
BLIND = mail(bcc=(Address("x@boss.example"),))
DELIVERED = mail(header="Delivered-To: VIP@toko.example\n")


@pytest.mark.parametrize(
    ("text", "situation", "seen"),
    [
        ("subject: pesanan", mail(), "Pesanan 12345"),
        ("subject: [refund, pesanan]", mail(), "Pesanan 12345"),
        ("subject: 12345", mail(), "Pesanan 12345"),
        ("subject: {equals: pesanan 12345}", mail(), "Pesanan 12345"),
        ("subject: {words: [pesanan]}", mail(), "Pesanan 12345"),
        ("subject: {regex: '^$'}", mail(subject=""), ""),
        ("body: belum sampai", mail(), "Halo, pesanan saya belum sampai."),
        ("text: [12345]", mail(), "Pesanan 12345"),
        ("text: [sampai]", mail(), "Halo, pesanan saya belum sampai."),
        ("from: jane@cust.example", mail(), "Jane Roe <jane@cust.example>"),
        ("from: JANE@Cust.Example", mail(), "Jane Roe <jane@cust.example>"),
        ("from: '@cust.example'", mail(), "Jane Roe <jane@cust.example>"),
        ("from: '@*.example'", mail(), "Jane Roe <jane@cust.example>"),
        ("from: [nobody, roe]", mail(), "Jane Roe <jane@cust.example>"),
        ("from: {regex: '^jane'}", mail(), "Jane Roe <jane@cust.example>"),
        ("to: support@toko.example", mail(), "<support@toko.example>"),
        ("cc: '@boss.example'", mail(cc=(Address("a@boss.example"),)), "<a@boss.example>"),
        ("recipient: x@boss.example", BLIND, "<support@toko.example> <x@boss.example>"),
        ("recipient: vip@toko.example", DELIVERED, "<support@toko.example> <vip@toko.example>"),
        ("header: {X-SHOP: jakarta}", mail(header=HEADER), "Berlin Jakarta"),
        ("header: {subject: café}", mail(header=HEADER), "Café"),
        ("header: {list-id: true}", mail(header=HEADER), "<news.shop.example>"),
        ("header: {x-shop: berlin, list-id: news}", mail(header=HEADER), "Berlin Jakarta | <news.shop.example>"),
        ("attachment: true", mail(attachments=PDF), "yes"),
        ("attachment: false", mail(), "no"),
        ("attachment: '*.pdf'", mail(attachments=PDF), "Invoice May.PDF application/pdf a.png image/png"),
        ("attachment: [image/*]", mail(attachments=PDF), "Invoice May.PDF application/pdf a.png image/png"),
        ("size: {over: 5M}", mail(size=6 * 1024**2), "6.0M"),
        ("size: {over: 1K, under: 2k}", mail(size=1500), "1.5K"),
        ("language: [id, en]", mail(language="id"), "id"),
        ("language: id", talk(language="id"), "id"),
        ("hours: open", mail(), "open"),
        ("clock: next_response", mail().amended(clock="next_response"), "next_response"),
        ("hours: closed", CLOSED, "closed"),
        ("kind: [human, list]", mail(), "human"),
        ("report: [delayed, delivered]", mail(report=Report(outcome="delayed")), "delayed"),
        ("list: true", mail(header=HEADER), "yes"),
        ("list: false", mail(), "no"),
        ("customer: jane@cust.example", talk(), "<jane@cust.example>"),
        ("customer: '@cust.example'", talk(), "<jane@cust.example>"),
        ("customer: {known: false}", talk(), "no"),
        ("tagged: [VIP, other]", talk(tags=frozenset({"vip", "b"})), "b, vip"),
        ("status: [open, closed]", talk(), "open"),
        ("priority: normal", talk(), "normal"),
        ("mood: [upset, urgent]", mail(text="Saya sangat kecewa!"), "upset: sangat kecewa"),
        ("mood: neutral", talk(mood="neutral"), "neutral, as a person said"),
        ("assignee: Sari@toko.example", talk(assignee="sari@toko.example"), "sari@toko.example"),
        ("assignee: false", talk(), "no"),
        ("age: {over: 2d}", talk(opened_at=NOW - timedelta(days=3)), "3d"),
        ("idle: {over: 2d}", talk(opened_at=NOW - timedelta(days=3)), "3d"),
        ("desk: [support]", talk(), "support"),
        ("auth: {dmarc: fail}", TRUSTING, "fail"),
        ("auth: {spf: [softfail, fail]}", TRUSTING, "softfail"),
        ("auth: {dkim: unknown}", TRUSTING, "unknown"),
        ("auth: {dmarc: unknown}", mail(header=RESULTS), "unknown"),
        ("any: [{subject: refund}, {body: halo}]", mail(), "Halo, pesanan saya belum sampai."),
        ("all: [{subject: pesanan}, {body: halo}]", mail(), "Pesanan 12345 | Halo, pesanan saya belum sampai."),
        ("not: {tagged: vip}", talk(), "(nothing)"),
        ("not: [{tagged: vip}, {kind: list}]", talk(), "(nothing) | human"),
    ],
)  # fmt: skip
def test_it_hits_and_says_what_it_saw(text: str, situation: Situation, seen: str) -> None:
    found = finding(text, situation)
    assert found.hit
    assert found.seen == seen


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("from: ane@cust.example", mail()),
        ("from: '@ust.example'", mail()),
        ("from: '@*.cust.example'", mail()),
        (
            "from: boss@corp.example",
            mail(originators=(Address("evil@x.example", "boss@corp.example> <boss@corp.example"),)),
        ),
        ("from: boss@corp.example", mail(originators=(Address("evil@x.example", "<boss@corp.example>\n"),))),
        ("to: support@toko.example", mail(to=())),
        ("recipient: VIP@toko.example", mail()),
        ("header: {x-none: true}", mail(header=HEADER)),
        ("header: {x-shop: berlin, x-none: true}", mail(header=HEADER)),
        ("attachment: '*.pdf'", mail(attachments=(Attachment("a.pdf.exe", "application/x-dosexec"),))),
        ("attachment: true", mail()),
        ("size: {over: 1K}", mail(size=1024)),
        ("customer: ane@cust.example", talk()),
        ("customer: {known: true}", talk()),
        ("customer: '@cust.example'", talk(customer=None)),
        ("mood: upset", mail()),
        ("mood: upset", mail(text="ok", subject="Re: Saya kecewa")),
        ("assignee: true", talk()),
        ("auth: {dmarc: fail}", mail(header=RESULTS)),
        ("auth: {dkim: pass}", TRUSTING),
        ("clock: [first_response, resolution]", talk()),
        ("not: [{tagged: vip}, {kind: human}]", talk()),
        ("subject: [pesanan], tagged: vip", talk()),
        ("subject: pesan", mail()),
    ],
)
def test_it_misses(text: str, situation: Situation) -> None:
    assert not finding(text, situation).hit


def test_every_condition_is_tried_above() -> None:
    marks = [mark for mark in test_it_hits_and_says_what_it_saw.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]
    tried = {row[0].split(":")[0] for mark in marks for row in mark.args[1]}
    assert tried == set(KEYS)


def test_no_condition_stumbles_over_a_situation_without_message() -> None:
    empty = factories.situation(message=None, conversation=factories.conversation(customer=None))
    marks = [mark for mark in test_it_hits_and_says_what_it_saw.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]
    for mark in marks:
        for row in mark.args[1]:
            finding(row[0], empty)


def test_named_groups_of_all_branches_are_captured_and_the_first_of_a_name_stays() -> None:
    found = finding(r"subject: {regex: '(?P<order>\d+)'}, body: {regex: '(?P<order>h)alo.*(?P<last>sampai)'}", mail())
    assert dict(found.captures) == {"order": "12345", "last": "sampai"}


def test_a_body_is_read_up_to_64_k_and_a_subject_up_to_1_k() -> None:
    assert not finding("body: needle", mail(text="x " * 40_000 + "needle")).hit
    assert not finding("subject: needle", mail(subject="x " * 600 + "needle")).hit


def test_what_hit_deep_in_a_long_text_is_what_is_shown() -> None:
    found = finding("body: needle", mail(text="ö " * 5_000 + "a needle here " + "ü " * 500))
    assert "a needle here" in found.seen
    assert len(found.seen) <= 200


def test_two_messages_are_never_taken_for_each_other() -> None:
    condition, _ = read("subject: pesanan")
    first, second = mail(), mail(subject="Refund")
    assert [condition.check(one).hit for one in (first, second, first, second)] == [True, False, True, False]


def test_a_message_whose_text_is_no_text_is_read_all_the_same() -> None:
    assert finding("body: refund", mail(text="\ud800 refund \udcff")).hit


def test_idle_counts_from_the_message_before_the_one_that_arrived() -> None:
    earlier = factories.message(received_at=NOW - timedelta(days=5))
    arrived = factories.situation(history=(earlier,), on="reply")
    assert finding("idle: {over: 4d}", arrived).seen == "5d"
    assert finding("idle: {under: 1d}", factories.situation(history=(earlier,), on="closed")).hit


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("subjct: x", "did you mean 'subject'"),
        ("cs: x", "Bcc: a blind copy"),
        ("hours: always", "known: closed, open"),
        ("subject: []", "at least one word"),
        ("subject: ['']", "empty word"),
        ("subject: {regex: '(?=x)'}", "looks ahead"),
        ("subject: {regex: x, words: y}", "exactly one of"),
        ("subject: {rgex: x}", "did you mean 'regex'"),
        ("from: jane@", "not an address"),
        ("from: 'a b@c.example'", "not an address"),
        ("customer: jane", "not an address"),
        ("kind: humans", "did you mean 'human'"),
        ("status: shut", "known: closed, open"),
        ("list: yes", "write true"),
        ("size: 5M", "expected"),
        ("size: {over: 5X}", "100K, 5M, 1G"),
        ("size: {}", "{over: ...}"),
        ("age: {over: soon}", "no span of time"),
        ("auth: {dmarc: bad}", "unknown word"),
        ("auth: {}", "{dmarc: fail}"),
        ("desk: suport", "did you mean 'support'"),
        ("any: []", "at least one condition"),
        ("any: {subject: x, body: y}", "after a dash"),
        ("customer: {knwon: true}", "did you mean 'known'"),
        ("header: {}", "name of a field"),
    ],
)
def test_what_cannot_be_is_told_with_what_can(text: str, told: str) -> None:
    _, source = read(text)
    assert source.problems
    assert any(told in words(one.reason) for one in source.problems), source.problems


def test_many_words_are_one_condition_and_too_many_are_refused() -> None:
    words = ", ".join(f"word{number}" for number in range(300))
    assert finding(f"subject: [{words}]", mail(subject="word299")).hit
    assert "too large" in problem(f"subject: [{', '.join('x' * 60 + str(n) for n in range(2000))}]")
