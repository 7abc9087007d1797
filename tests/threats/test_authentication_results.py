"""Threat 13: a forged Authentication-Results field changes nothing, whoever reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.autoreply.authentication import bare, results
from csmail.mail.parse import read
from csmail.mail.recipients.doubts import doubt
from csmail.model.desk import Trust
from csmail.model.message import Message
from csmail.rules.values import authentication
from tests.factories import conversation, desk, raw

OURS = "mx.toko.example"
DESK = desk(trust=Trust(authserv_ids=("MX.Toko.example",)))
GOOD, BAD = f"{OURS}; dmarc=pass header.from=cust.example", f"{OURS}; dmarc=fail header.from=cust.example"
SETS = {
    "forged below the true one": ([BAD, GOOD], "fail"),
    "forged many times below": ([BAD, *[GOOD] * 50], "fail"),
    "another server says pass": (["mx.evil.example; dmarc=pass", BAD], "fail"),
    "another server alone": (["mx.evil.example; dmarc=pass"], ""),
    "a name that begins like ours": ([f"{OURS}.evil.example; dmarc=pass"], ""),
    "a name that ends like ours": ([f"evil-{OURS}; dmarc=pass"], ""),
    "our name in a comment": ([f"mx.evil.example ({OURS}); dmarc=pass"], ""),
    "our name behind another": ([f"mx.evil.example {OURS}; dmarc=pass"], ""),
    "the result in a comment": ([f"{OURS}; (dmarc=pass) dmarc=fail"], "fail"),
    "the result in comments in comments": ([f"{OURS}; spf=none ({'(' * 9}; dmarc=pass{')' * 9}); dmarc=fail"], "fail"),
    "a closing bracket that is none": ([f"{OURS}; spf=none (a \\) ; dmarc=pass ) ; dmarc=fail"], "fail"),
    "the result in the writer's address": ([f'{OURS}; spf=none smtp.mailfrom="; dmarc=pass;"@x.example; dmarc=fail'],
                                           "fail"),
    "the result in a reason": ([f'{OURS}; spf=fail reason="a\\"; dmarc=pass; b"; dmarc=fail'], "fail"),
    "a comment without end": ([f"{OURS}; spf=none (x; dmarc=fail"], "fail"),
    "good news in a broken field": ([f'{OURS}; spf=none smtp.mailfrom="x; dmarc=pass'], ""),
    "two results of one field": ([f"{OURS}; dmarc=fail; dmarc=pass"], "fail"),
    "a method that ends like it": ([f"{OURS}; x-dmarc=pass"], ""),
    "a property that looks like it": ([f"{OURS}; dkim=pass header.dmarc=pass"], ""),
    "DKIM of somebody else": ([f"{OURS}; dkim=pass header.d=evil.example"], ""),
    "capitals": ([f"{OURS.upper()}; DMARC=FAIL", GOOD], "fail"),
    "a version": ([f"{OURS} 1; dmarc/1 = fail"], "fail"),
    "no result": ([f"{OURS}; none", GOOD], ""),
    "folded": ([f"{OURS};\n\tdmarc\n =\n fail", GOOD], "fail"),
    "the true one": ([GOOD], "pass"),
}  # fmt: skip


def mail(fields: list[str]) -> Message:
    lines = "".join(f"Authentication-Results: {one}\nReceived: by relay.example\n" for one in fields)
    head = f"{lines}From: jane@cust.example\nTo: support@toko.example\nSubject: Halo\nMessage-ID: <m@cust.example>\n"
    return read(raw(head), DESK)


@pytest.mark.parametrize("name", SETS)
def test_rules_recipients_and_acknowledgements_read_the_true_verdict_only(name: str) -> None:
    fields, expected = SETS[name]
    message = mail(fields)
    assert authentication(message, DESK).get("dmarc", "") == expected
    assert (doubt(message, (), DESK, conversation()) == "authentication_failed") == (expected == "fail")
    assert (message.verdict.reason == "authentication_failed") == (expected == "fail")


@pytest.mark.parametrize("name", SETS)
def test_without_a_trusted_server_nothing_is_believed(name: str) -> None:
    assert authentication(mail(SETS[name][0]), desk()) == {}


PIECES = st.sampled_from(["(", ")", '"', "\\", ";", " ", "dmarc=pass", "x", "=", "\t"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_words_of_a_writer_within_a_quoted_string_become_a_result(words: str) -> None:
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')
    found = results([f'{OURS}; spf=none smtp.mailfrom="{quoted}"@x.example; dmarc=fail'], [OURS])
    assert found == {"spf": "none", "dmarc": "fail"}


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_field_whatever_is_in_it_costs_or_raises(words: str) -> None:
    plain, whole = bare(words)
    assert len(plain) <= len(words)
    assert not whole or "(" not in plain
