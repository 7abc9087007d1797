"""Every case of satisfaction.yaml on the road of the product: it is closed, the survey leaves, an answer comes."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail import templates
from csmail.desk.by_hand.act import act
from csmail.desk.customers.find import by_address
from csmail.desk.customers.new import new_record
from csmail.desk.intake.poll import poll
from csmail.mail import identity
from csmail.model import duration
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.customer import Joined
from csmail.model.desk import Team, Trust
from csmail.model.message import Message
from csmail.model.receipt import Receipt
from csmail.rules.rule import times
from tests.conformance._cases import cases
from tests.workspace import Office, asked, mail, rule

FOLDER = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent)
SHIPPED = Path(__file__).parents[2] / "templates"
RINA, SARI, SERVER = "rina@customer.example", "sari@toko.example", "mx.toko.example"
DAEMON = "mailer-daemon@mx.customer.example"
SUBJECT = "Re: Bagaimana layanan kami? ({id})"
NUMBER = "K7F3Q2"
"""The conversation's number in the table."""
USUAL = timedelta(days=2)
RULES = (rule(asked("ask", whom="satisfaction"), on="closed"), rule(asked("acknowledge"), on="reply", name="reply"))
REPORT = """\
This is the mail system. {text}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; rina@customer.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

From: support@toko.example
To: rina@customer.example
Message-ID: {survey}

--b--"""

pytestmark = pytest.mark.skipif(
    not (FOLDER / "satisfaction.yaml").exists(), reason="there is no table satisfaction.yaml"
)


@dataclass
class Shop:
    """The desk at work on one matter; `id` is its conversation, `survey` the mail that asked."""

    office: Office
    id: str = ""
    count: int = 1

    def open(self) -> None:
        poll(self.office.place)
        self.office.deliver(
            mail(From=f"Rina <{RINA}>", Date=""), "Halo kak, pesanan saya belum sampai, mohon dicek ya."
        )
        poll(self.office.place)
        (found,) = self.office.store.conversations()
        self.id = found.id
        for name, parameters in (("reply", {"text": "Sudah dikirim."}), ("close", {})):
            self.office.later()
            act(self.office.place, self.id, asked(name, **parameters), SARI)
        while not self.conversation.surveys:
            self.wait(timedelta(hours=6))

    @property
    def conversation(self) -> Conversation:
        found = self.office.store.conversation(self.id)
        assert found is not None
        return found

    @property
    def survey(self) -> Message:
        found = self.office.store.message(self.conversation.surveys[-1].mail)
        assert found is not None
        return found

    def wait(self, span: timedelta) -> None:
        while span > timedelta(0):
            step = min(span, timedelta(hours=20))
            self.office.later(step)
            span -= step
            poll(self.office.place)

    def wait_until(self, before: timedelta, answered_at: Any) -> None:
        self.wait(max(answered_at - before - self.office.now, timedelta(0)))

    def knows(self, addresses: list[str]) -> None:
        """All these addresses are Rina's."""
        store, person = self.office.store, by_address(self.office.store, RINA)
        assert person is not None
        fresh = [new_record(store, Address(one), self.office.now, {}) for one in addresses if one != RINA]
        joined = tuple(Joined(one.id, self.office.now) for one in fresh)
        led = tuple(one.amended(merged_into=person.id) for one in fresh)
        store.commit(Changes(customers=(person.amended(merged=joined), *led)))

    def hears(self, answer: dict[str, Any]) -> None:
        self.count += 1
        header, body = self._mail(answer)
        header["From"] = answer.get("sender") or (
            RINA if answer.get("kind") != "bounce" else "mailer-daemon@mx.example"
        )
        self.office.deliver(mail(self.count, **header, Date=""), body)
        poll(self.office.place)

    def _mail(self, answer: dict[str, Any]) -> tuple[dict[str, str], str]:
        text, kind = str(answer.get("text") or ""), answer.get("kind", "human")
        told = str(answer.get("subject") or SUBJECT.format(id=NUMBER)).replace(NUMBER, self.id)
        header = {"Subject": told, "Content_Type": "text/plain; charset=utf-8"}
        if answer.get("threads", True) and answer.get("threaded", True):
            header["In_Reply_To"] = self.survey.message_id
        if answer.get("signed"):
            header["To"] = identity.reply_address(self.office.store.key(), self.id, self.office.desk.address)
        said = next((str(answer[name]) for name in ("authentication", "auth", "dmarc") if name in answer), "")
        if said:
            header["Authentication_Results"] = f"{SERVER}; dmarc={'fail' if 'fail' in said else 'pass'}"
        if kind == "bounce":
            header |= {"Content_Type": "multipart/report; report-type=delivery-status; boundary=b", "Return_Path": "<>"}
            del header["In_Reply_To"]
            return header, "--b\nContent-Type: text/plain\n\n" + REPORT.format(text=text, survey=self.survey.message_id)
        if kind != "human":
            header |= {"Auto_Submitted": "auto-replied"}
        if answer.get("html"):
            return header | {"Content_Type": "text/html; charset=utf-8"}, str(answer["html"])
        return header, text


def shop(case: dict[str, Any]) -> Shop:
    office = Office(rules=RULES)
    office.desk = replace(
        office.desk, rule_times=times(RULES), team=Team((SARI,), ("toko.example",)), language="id",
        trust=Trust(authserv_ids=(SERVER,)) if {"authentication", "auth", "dmarc"} & case["answer"].keys() else Trust(),
    )  # fmt: skip
    office.__post_init__()
    office.place = replace(office.place, templates=templates.open(SHIPPED))
    return Shop(office)


def span(written: Any) -> timedelta:
    return duration.parse(str(written).removeprefix("-"))


@pytest.mark.parametrize("case", cases("satisfaction.yaml", {}) if (FOLDER / "satisfaction.yaml").exists() else [])
def test_a_case(case: dict[str, Any]) -> None:
    answer, expect = case["answer"], case["expect"]
    made = shop(case)
    made.open()
    if answer.get("known_addresses"):
        made.knows(answer["known_addresses"])
    answered_at = made.conversation.surveys[-1].asked_at + span(answer.get("asked_at", duration.format(USUAL)))
    for earlier in answer.get("before", ()):
        made.wait_until(span(earlier["at"]), answered_at)
        made.hears({"text": str(earlier["rating"])})
    made.wait_until(timedelta(0), answered_at)
    before = made.conversation.surveys[-1]
    sent, waited = len(made.office.transport.sent), made.conversation.needs
    made.hears(answer)
    after = made.conversation
    assert len(list(made.office.store.conversations())) == 1
    survey = after.surveys[-1]
    assert expect["rating"] == (survey.rating if survey != before or not answer.get("before") else None)
    assert (after.status == "open") == expect["reopens"]
    shown = after.status == "open" or after.needs != waited
    assert shown == expect["needs_person"] or (waited and expect["needs_person"])
    if "comment" in expect:
        assert survey.comment == expect["comment"]
    if expect.get("why"):
        assert expect["why"] in whys(made.office.store.receipts(made.id))
    if not expect["reopens"]:
        assert len(made.office.transport.sent) == sent, "nobody gets an answer to a number"
        assert not any(turn.kind == "asked" and turn.at >= answered_at for turn in after.turns)


def whys(receipts: tuple[Receipt, ...]) -> set[str]:
    notes = receipts[-1].notes
    return {str(dict(note.evidence).get("why", "")).removeprefix("rating_") for note in notes}
