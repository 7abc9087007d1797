"""What colleagues and specialists write, from outside: the command as a process, a real IMAP server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desk import Desk, opened
from tests.servers.account import Account
from tests.servers.dovecot import ACCOUNTS

FORWARDED = """\
Tolong dibantu ya.

---------- Forwarded message ---------
From: Dewi Lestari <dewi@other.example>
Date: Mon, Jul 6, 2026 at 9:00 AM
Subject: Jam buka
To: <sari@toko.example>

Jam berapa toko buka?
"""


@pytest.fixture(params=ACCOUNTS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk that looks into its folder of sent mail as well, and has begun."""
    account: Account = request.getfixturevalue(request.param)
    with opened(tmp_path, account) as made:
        made.write(**{"tls: none,\n": "tls: none, folders: [INBOX, Sent],\n"})
        put(made, "Sent", "To: x@other.example", "Subject: before the desk", body="Halo")
        made.run("poll")
        yield made


def put(desk: Desk, folder: str, *header: str, body: str) -> None:
    """A mail of the house lies in the folder."""
    lines = (f"Date: {formatdate()}", *header, "", *body.splitlines(), "")
    lines = lines if any(line.startswith("From:") for line in header) else ("From: support@toko.example", *lines)
    desk.account.deliver("\r\n".join(lines).encode(), folder)


def listed(desk: Desk) -> dict[str, dict[str, Any]]:
    """The conversations by the address of their customer."""
    found = json.loads(desk.run("conversations", "list", "--json").stdout)["conversations"]
    return {json.dumps(one["customer"]): one for one in found}


def only(desk: Desk, customer: str) -> dict[str, Any]:
    (id,) = (one["id"] for spec, one in listed(desk).items() if customer in spec)
    shown: dict[str, Any] = json.loads(desk.run("conversations", "show", id, "--json").stdout)
    return shown


def test_an_answer_found_in_the_folder_of_sent_mail_is_ours_and_the_matter_waits(desk: Desk) -> None:
    desk.deliver(1)
    desk.run("poll")
    sent = len(desk.smtp.received)
    put(desk, "Sent", "To: jane1@cust.example", "Subject: Re: Refund pesanan 12345", "Message-ID: <s1@toko.example>",
        "In-Reply-To: <m1@cust.example>", body="Uangnya sudah kami kirim.")  # fmt: skip
    desk.run("poll")
    shown = only(desk, "jane1@cust.example")
    assert shown["conversation"]["status"] == "waiting"
    (answer,) = (one for one in shown["messages"] if "Uangnya" in json.dumps(one))
    assert answer["direction"] == "out"
    assert len(desk.smtp.received) == sent


def test_the_specialists_answer_is_a_note_that_asks_for_a_person(desk: Desk) -> None:
    desk.deliver(1)
    desk.run("poll")
    (handed,) = (mail for mail in desk.smtp.received if mail.recipients == ("lead@toko.example",))
    id = next(line[12:].strip() for line in handed.data.decode().splitlines() if line.startswith("Message-ID: "))
    sent = len(desk.smtp.received)
    put(desk, "INBOX", "From: Lead <lead@toko.example>", "To: support@toko.example", "Subject: Re: Refund",
        "Message-ID: <l1@toko.example>", f"In-Reply-To: {id}", body="Setuju, kirim saja.")  # fmt: skip
    desk.run("poll")
    shown = only(desk, "jane1@cust.example")
    (note,) = (one for one in shown["messages"] if "Setuju" in json.dumps(one))
    assert (note["direction"], note["visibility"]) == ("note", "internal")
    assert shown["conversation"]["status"] == "open"
    assert shown["conversation"]["needs"]
    assert len(desk.smtp.received) == sent


def test_a_customers_mail_that_a_colleague_passes_on_opens_her_matter(desk: Desk) -> None:
    put(desk, "INBOX", "From: Sari <sari@toko.example>", "To: support@toko.example", "Subject: Fwd: refund",
        "Message-ID: <f1@toko.example>", body=FORWARDED)  # fmt: skip
    desk.run("poll")
    shown = only(desk, "dewi@other.example")
    assert [mail.recipients for mail in desk.smtp.received] == [("lead@toko.example",)]
    desk.run("reply", shown["conversation"]["id"], "--text", "Jam delapan.", "--by", "sari")
    answer = desk.smtp.received[-1]
    assert "dewi@other.example" in answer.recipients
    assert b"Tolong dibantu" not in answer.data
