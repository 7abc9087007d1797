"""A colleague who passes a customer's mail on opens a matter of the customer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from csmail import templates
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.model.conversation import Conversation
from csmail.model.desk import Trust
from csmail.model.reason import Reason
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

BLOCKS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Jane Roe <jane@cust.example>\n"
    "Date: Mon, Jul 6, 2026 at 9:00 AM\nSubject: Printer rusak\nTo: <sari@toko.example>\n\nRusak.",
    "gmail in Indonesian": "---------- Pesan yang diteruskan ---------\nDari: Jane Roe <jane@cust.example>\n"
    "Tanggal: Sen, 6 Jul 2026 pukul 09.00\nPerihal: Printer rusak\nKepada: <sari@toko.example>\n\nRusak.",
    "outlook": "From: Jane Roe <jane@cust.example>\nSent: Monday, July 6, 2026 9:00 AM\nTo: Sari <sari@toko.example>\n"
    "Subject: Printer rusak\n\nRusak.",
    "old outlook": "-----Original Message-----\nFrom: Jane Roe [mailto:jane@cust.example]\n"
    "Sent: Monday, July 6, 2026 9:00 AM\nTo: Sari\nSubject: Printer rusak\n\nRusak.",
    "outlook in Indonesian": "Dari: Jane Roe <jane@cust.example>\nDikirim: Senin, 06 Juli 2026 09.00\n"
    "Kepada: Sari <sari@toko.example>\nSubjek: Printer rusak\n\nRusak.",
    "apple": "Begin forwarded message:\n\nFrom: Jane Roe <jane@cust.example>\nSubject: Printer rusak\n"
    "Date: 6 July 2026 at 09:00:00 WIB\nTo: sari@toko.example\n\nRusak.",
    "thunderbird": "-------- Forwarded Message --------\nSubject: Printer rusak\nDate: Mon, 6 Jul 2026 09:00:00 +0700\n"
    "From: Jane Roe <jane@cust.example>\nTo: sari@toko.example\n\nRusak.",
}
SHIPPED = Path(__file__).parents[3] / "templates"
INSIDE = {"digest", "escalation", "forward"}
"""Shipped texts for colleagues and specialists; every other one is for customers."""
FOR_CUSTOMERS = sorted({name.name.partition(".")[0] for name in SHIPPED.glob("[!_]*.txt")} - INSIDE)
FROM_SARI = {"From": "Sari <sari@toko.example>", "Subject": "Fwd: Printer rusak", "Message_ID": "<f1@toko.example>"}


def taken(body: str, trust: Trust | None = None, **fields: str) -> tuple[Office, Conversation]:
    made = Office(desk=desk(trust=trust or Trust()))
    made.with_rules(rule(asked("acknowledge"), asked("draft", template="answer"), asked("reply", text="Halo.")))
    poll(made.place)
    made.deliver(mail(1, **{**FROM_SARI, **fields}), body)
    poll(made.place)
    (one,) = made.store.conversations()
    return made, one


@pytest.mark.parametrize("program", BLOCKS)
def test_the_matter_is_the_customers_and_so_is_the_answer(program: str) -> None:
    made, one = taken(f"Tolong dibantu ya.\n\n{BLOCKS[program]}")
    assert one.customer is not None
    assert (one.customer.spec, one.customer.name) == ("jane@cust.example", "Jane Roe")
    (draft,) = made.store.drafts(one.id)
    assert [to.spec for to in draft.audience.to] == ["jane@cust.example"]
    assert "sari@toko.example" not in one.participants
    assert Reason.of("forwarded_by_colleague", by="sari@toko.example") in one.needs
    assert not made.transport.sent


def test_a_mail_that_is_attached_names_its_author() -> None:
    inner = "From: Jane Roe <jane@cust.example>\nSubject: Printer rusak\n\nRusak."
    body = f"--b\nContent-Type: text/plain\n\nTolong.\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--"
    fields = {"MIME_Version": "1.0", "Content_Type": 'multipart/mixed; boundary="b"', "Subject": "Printer"}
    _, one = taken(body, **fields)
    assert one.customer is not None
    assert one.customer.spec == "jane@cust.example"


def test_a_person_answers_the_customer() -> None:
    made, one = taken(BLOCKS["gmail"])
    made.later()
    act(made.place, one.id, asked("reply", text="Sedang kami cek."), "budi")
    assert "jane@cust.example" in made.transport.sent[-1][1]


@pytest.mark.parametrize(
    ("fields", "trust"),
    [
        ({"From": "stranger@other.example"}, Trust()),
        ({"Subject": "Printer rusak"}, Trust()),
        ({}, Trust(authserv_ids=("mx.toko.example",))),
        ({"Authentication_Results": "mx.toko.example; dmarc=fail"}, Trust(authserv_ids=("mx.toko.example",))),
    ],
)
def test_nobody_else_names_a_customer(fields: dict[str, str], trust: Trust) -> None:
    _, one = taken(BLOCKS["gmail"], trust, **fields)
    assert one.customer is not None
    assert one.customer.spec != "jane@cust.example"


@pytest.mark.parametrize("named", ["budi@toko.example", "support@toko.example", "no-reply@shop.example", "Jane Roe"])
def test_a_forward_that_names_nobody_outside_stays_the_colleagues(named: str) -> None:
    _, one = taken(BLOCKS["gmail"].replace("Jane Roe <jane@cust.example>", named))
    assert one.customer is not None
    assert one.customer.spec == "sari@toko.example"


@pytest.mark.parametrize("name", FOR_CUSTOMERS)
def test_no_shipped_text_for_customers_quotes_what_the_colleague_remarked(name: str) -> None:
    made, one = taken(f"Pelanggan ini rewel, tolong dibantu ya.\n\n{BLOCKS['gmail']}")
    made.place = replace(made.place, templates=templates.open(SHIPPED))
    act(made.place, one.id, asked("draft", template=name), "budi")
    (draft,) = (one for one in made.store.drafts(one.id) if one.template == name and one.author == "budi")
    mail = made.store.mail(draft.mail)
    assert mail is not None
    assert [to.spec for to in draft.audience.to] == ["jane@cust.example"]
    assert "rewel" not in draft.text
    assert b"rewel" not in mail.data


def test_a_specialist_reads_the_remark_and_the_words_of_the_customer() -> None:
    made, one = taken(f"Pelanggan ini rewel, tolong dibantu ya.\n\n{BLOCKS['gmail']}")
    made.place = replace(made.place, templates=templates.open(SHIPPED))
    act(made.place, one.id, asked("escalate", to="lead@toko.example"), "budi")
    data = made.transport.sent[-1][0].data
    assert b"rewel" in data
    assert b"Rusak." in data
