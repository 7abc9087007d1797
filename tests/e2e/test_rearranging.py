"""Merging, splitting and accepting as a person types them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from csmail.config.load import load
from csmail.desk.intake.poll import Pass
from csmail.mailboxes.memory import Memory
from csmail.outbox import Ways
from csmail.transports.memory import MemoryTransport
from csmail.wiring import Wiring
from tests.e2e.shop import Shop, opened

STRANGER = """\
From: Jane at home <jane@home.example>
To: support@toko.example
Subject: Re: refund now
Message-ID: <h1@home.example>
In-Reply-To: <m1@cust.example>
Date: {date}

Ini saya, dari alamat lain.
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return opened(tmp_path / "shop")


def document(shop: Shop, *words: str) -> Any:
    done = shop.csmail(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def written(shop: Shop, mail: str) -> None:
    """One more mail arrives."""
    mailbox, now = Memory(), datetime.now(UTC)
    with Wiring(load(shop.folder / "rules.yaml")) as wiring:
        ways = Ways(mailbox=lambda: mailbox, transport=MemoryTransport)
        place = replace(wiring.desk("support"), ways=ways)
        for _ in range(9):  # UIDs that the cursor has passed already
            mailbox.deliver(b"From: x@y.example\r\n\r\n", now)
        dated = mail.format(date=now.strftime("%a, %d %b %Y %H:%M:%S +0000"))
        mailbox.deliver(dated.replace("\n", "\r\n").encode(), now)
        Pass(place).run()


def test_two_conversations_become_one_and_two_again(shop: Shop) -> None:
    rehearsed = document(shop, "conversations", "merge", shop.jane, shop.dewi, "--dry-run")
    assert document(shop, "conversations", "show", shop.dewi)["conversation"]["id"] == shop.dewi
    merged = document(shop, "conversations", "merge", shop.jane, shop.dewi)
    assert {**merged, "dry_run": True, "conversation": 0} == {**rehearsed, "conversation": 0}
    shown = document(shop, "conversations", "show", shop.dewi)
    assert (shown["conversation"]["id"], shown["conversation"]["merged"]) == (shop.jane, [shop.dewi])
    assert document(shop, "tag", shop.dewi, "vip")["conversation"]["id"] == shop.jane
    assert document(shop, "conversations", "merge", shop.jane, shop.dewi)["did"] == []
    (question,) = [one["key"] for one in shown["messages"] if one["subject"] == "Jam buka" and one["direction"] == "in"]
    split = document(shop, "conversations", "split", shop.jane, question[:8])
    assert split["conversation"]["id"] == shop.dewi
    told = [step["action"] for one in document(shop, "why", shop.dewi)["receipts"] for step in one["steps"]]
    assert "conversations split" in told


def test_a_stranger_is_shown_as_such_and_let_in(shop: Shop) -> None:
    written(shop, STRANGER)
    shown = shop.csmail("conversations", "show", shop.jane).stdout
    assert "not part of this conversation" in shown
    assert "jane@home.example wrote into this conversation" in shop.csmail("todo").stdout
    done = shop.csmail("conversations", "accept", shop.jane, "jane@home.example")
    assert (done.returncode, "accepted jane@home.example as a participant" in done.stdout) == (0, True)
    assert "not part of this conversation" not in shop.csmail("conversations", "show", shop.jane).stdout
    todo = shop.csmail("todo").stdout
    assert "wrote into this conversation" not in todo
    assert "a draft waits, but jane@home.example wrote again after it was written" in todo


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("merge {jane} ZZZZZZ", 66, "there is no conversation"),
        ("split {jane} <nobody@x.example>", 66, "there is no message"),
        ("accept {jane} nobody@x.example", 66, "wrote nothing into"),
        ("split {jane}", 2, "message"),
    ],
)
def test_what_goes_wrong_is_one_line_with_its_code(line: str, code: int, said: str, shop: Shop) -> None:
    done = shop.csmail("conversations", *line.format(jane=shop.jane).split())
    assert (done.returncode, said in done.stderr.lower()) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["merge", "split", "accept"])
def test_each_document_keeps_its_schema(command: str, shop: Shop) -> None:
    written(shop, STRANGER)
    words = {
        "merge": (shop.jane, shop.dewi), "split": (shop.jane, "<h1@home.example>"),
        "accept": (shop.jane, "jane@home.example"),
    }[command]  # fmt: skip
    schema = json.loads(shop.csmail("schema", "conversations", command).stdout)
    jsonschema.validate(document(shop, "conversations", command, *words, "--dry-run"), schema)
