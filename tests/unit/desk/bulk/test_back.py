"""What comes back of mails to many: who asks to be left alone is, whose mail came back for good gets no other."""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.bulk import deliver, sends
from csmail.desk.bulk.addresses import Row
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.find import by_address, reach
from csmail.desk.customers.forget import forget
from csmail.desk.intake.poll import poll
from csmail.mail import bulk_mail
from csmail.model.bulk import Bulk, Line, Rate
from csmail.model.effects import Purpose
from csmail.ports import FIRST, Earlier, Rendered
from tests.workspace import Office, asked, mail, rule

REPORT = """\
From: MAILER-DAEMON@mx.example
To: support@toko.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <b1@mx.example>
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b
"""
BODY = """\
--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {spec}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {id}
Subject: Kabar

--b--
"""
PURPOSE: Purpose = "announcement"


class Letters:
    def render(self, name: str, language: str, variables: object, earlier: Earlier = FIRST) -> Rendered:
        return Rendered("Halo\n", "Kabar", language)

    def names(self) -> tuple[str, ...]:
        return ("news",)


def office() -> Office:
    made = Office(rules=(rule(asked("acknowledge"), asked("tag", tags=("new",))),))
    poll(made.place)
    return made


def planned(made: Office, *specs: str) -> list[Line]:
    rows = [Row(number, spec) for number, spec in enumerate(specs, 2)]
    return sends.planned(replace(made.place, templates=Letters()), rows, "news", "sari")[0]


def test_who_asks_to_be_left_alone_is_and_nobody_tells_him_so() -> None:
    made = office()
    made.deliver(mail(1, From="Rina <rina@x.example>", Subject="berhenti"), body="")
    poll(made.place)
    assert reach(made.store, ("rina@x.example",))["rina@x.example"].left_alone_at == made.now
    assert not made.transport.sent
    (one,) = made.store.conversations()
    assert (one.status, one.tags, one.needs) == ("closed", frozenset(), ())
    kept, other = planned(made, "RINA@x.example", "tono@x.example")
    assert (kept.state, kept.why and kept.why.code) == ("skipped", "left_alone_since")
    assert other.state == "planned"


def test_who_wants_an_order_to_stop_is_heard_as_ever() -> None:
    made = office()
    made.deliver(mail(1, Subject="berhenti"), body="Tolong berhenti kirim pesanan 12345 ke alamat lama.")
    poll(made.place)
    (one,) = made.store.conversations()
    assert (one.status, one.tags) == ("open", frozenset({"new"}))
    assert reach(made.store, ("jane@cust.example",))["jane@cust.example"].left_alone_at is None


def test_a_mail_to_many_carries_a_way_off_by_mail_and_goes_to_one() -> None:
    made = office()
    place = replace(made.place, templates=Letters())
    lines = planned(made, "rina@x.example", "tono@x.example")
    bulk = deliver.begin(place, Bulk("", "support", "send", "sari", made.now, "news"), lines)
    for _ in deliver.prepare(place, bulk):
        pass
    deliver.work_off(place, bulk, deliver.Watcher(lambda task: None, lambda seconds: None, lambda: False))
    assert [taken for _, taken in made.transport.sent] == [("rina@x.example",), ("tono@x.example",)]
    for sent, (spec,) in made.transport.sent:
        head = sent.content.partition("\r\n\r\n")[0].split("\r\n")
        assert "List-Unsubscribe: <mailto:support@toko.example?subject=berhenti>" in head
        assert [line for line in head if line.lower().startswith(("to:", "cc:", "bcc:"))] == [f"To: {spec}"]
        assert bulk_mail.went_to(spec, sent.message_id, made.store.key())
        assert not bulk_mail.went_to("other@x.example", sent.message_id, made.store.key())


def test_a_report_marks_whom_the_mail_to_many_went_to_and_no_other() -> None:
    made = office()
    id = bulk_mail.message_id(made.store.key(), "7Q2M", "rina@x.example", "toko.example")
    made.deliver(REPORT, BODY.format(spec="rina@x.example", id=id))
    made.deliver(REPORT.replace("b1@", "b2@"), BODY.format(spec="tono@x.example", id=id))
    made.deliver(REPORT.replace("b1@", "b3@"), BODY.format(spec="jane@x.example", id="<guessed@toko.example>"))
    poll(made.place)
    found = reach(made.store, ("rina@x.example", "tono@x.example", "jane@x.example"))
    assert {spec: one.bounced for spec, one in found.items()} == {
        "rina@x.example": True,
        "tono@x.example": False,
        "jane@x.example": False,
    }
    assert [line.state for line in planned(made, "rina@x.example", "tono@x.example")] == ["skipped", "planned"]


def test_who_is_forgotten_is_so_in_mails_to_many_too() -> None:
    made = office()
    made.deliver(mail(1, From="Rina <rina@x.example>"))
    poll(made.place)
    place = replace(made.place, templates=Letters())
    lines = planned(made, "rina@x.example", "tono@x.example", "RINA@x.example")
    bulk = deliver.begin(place, Bulk("", "support", "send", "sari", made.now, "news", rate=Rate(1)), lines)
    for _ in deliver.prepare(place, bulk):
        pass
    asker = Asker((made.place,), "sari")
    forget(asker, lambda: by_address(made.store, "rina@x.example"), even_so=True)  # type: ignore[arg-type,return-value]
    kept = "".join(made.store.fact(f"bulk/{bulk.id}/{part}") for part in ("0", "state", "pace", "rate"))
    assert "rina" not in kept.lower()
    assert "tono@x.example" in kept
    assert not [mail for mail in made.store._mails.values() if "rina" in mail.content.lower()]
    deliver.work_off(place, bulk, deliver.Watcher(lambda task: None, lambda seconds: made.later(), lambda: False))
    assert [taken for _, taken in made.transport.sent][-1:] == [("tono@x.example",)]
    assert not [1 for _, taken in made.transport.sent if "rina" in taken[0]][1:], "only the acknowledgement"
