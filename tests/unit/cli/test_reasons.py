"""What `--json` says of a reason: the sentence for people, and beside it the code and the facts for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csmail.actions.base import DONE_ALREADY
from csmail.cli.documents import reasons as documents
from csmail.cli.main import run
from csmail.cli.terminal import times
from csmail.model.address import Address
from csmail.model.audience import Audience, Origin
from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord
from csmail.model.task import Delivery, Draft, Mail, SendMail, Task
from csmail.stores import tinydb
from csmail.wording import reasons
from csmail.wording.language import CHOICES
from tests.factories import NOW, conversation, message

Call = Callable[..., Any]
STRANGER = Reason.of("stranger_wrote", sender="eve@x.example")
FROM = Reason.of("address_in_field", field="From", message="<m1@cust.example>")
LIMITED = Reason.of("rate_limited", count=3, hours=24)
RULES = """
desks:
  support:
    address: support@toko.example
    team: {agents: [sari@toko.example]}
    mailbox: {kind: memory}
    transport: {kind: memory}
"""


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    (tmp_path / "rules.yaml").write_text(RULES)
    store = tinydb.open(tinydb.Settings(), tmp_path)
    withheld = StepRecord("all", "acknowledge", "", Reason.of("noreply_sender", detail="From: no-reply@x.example"))
    work = SendMail("m1", "acknowledgement")
    held = Task("1" * 32, "support", "c1", work, NOW, NOW, NOW, "K7F3Q2", "held", reason=LIMITED)
    receipt = Receipt("r1", "support", "K7F3Q2", "k1", NOW, "arrival", "", steps=(withheld,))
    asking = conversation(needs=(STRANGER,))
    store.commit(
        Changes(
            conversations=(asking,),
            messages=(message(conversation="K7F3Q2"),),
            tasks=(held,),
            receipts=(receipt,),
        )
    )
    store.close()

    def call(line: str, code: int = 0) -> Any:
        assert run([*line.split(), "--config", str(tmp_path / "rules.yaml"), "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return call


def test_what_asks_for_a_person_is_said_and_coded(call: Call) -> None:
    shown = call("conversations show K7F3Q2")["conversation"]
    line = {"code": "stranger_wrote", "evidence": {"sender": "eve@x.example"}, "words": reasons.words(STRANGER)}
    assert (shown["needs"], shown["reasons"]) == ([reasons.words(STRANGER)], [line])
    assert line in [one for todo in call("todo")["todo"] for one in todo["reasons"]]


def test_a_held_task_says_its_code_and_its_count(call: Call) -> None:
    (task,) = call("outbox list")["tasks"]
    assert (task["note"], task["code"]) == (reasons.words(LIMITED), "rate_limited")
    assert task["evidence"] == {"count": "3", "hours": "24"}


def test_a_receipt_says_why_a_step_withheld_itself(call: Call) -> None:
    (receipt,) = call("why K7F3Q2")["receipts"]
    (step,) = receipt["steps"]
    assert (step["withheld"], step["code"]) == (
        "the sender wants no answers (From: no-reply@x.example)",
        "noreply_sender",
    )
    assert step["evidence"] == {"detail": "From: no-reply@x.example"}


@pytest.mark.parametrize(
    ("line", "answer", "code"),
    [
        ("tag K7F3Q2 vip", "", 0),
        ("priority K7F3Q2 normal", "already_priority", 0),
        ("reopen K7F3Q2", "already_open", 0),
        ("untag K7F3Q2 nothing", "not_tagged", 69),
        ("assign K7F3Q2 zed", "unknown_agent", 69),
    ],
)
def test_the_exit_code_hangs_on_the_code_of_what_declined(call: Call, line: str, answer: str, code: int) -> None:
    (step,) = call(f"{line} --dry-run", code)["steps"]
    assert step["code"] == answer
    assert (answer in DONE_ALREADY) == (code == 0 and bool(answer))


def test_an_older_word_for_already_changes_no_exit_code(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reasons.SENTENCES, "already_open", ("it is open", "sudah terbuka"))
    monkeypatch.setitem(reasons.SENTENCES, "unknown_agent", ("{to} already left {desk}", "{to} sudah pergi"))
    call("reopen K7F3Q2", 0)
    call("assign K7F3Q2 zed", 69)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "en"),
        ({"CSMAIL_LANG": "id"}, "id"),
        ({"CSMAIL_LANG": "en", "LANG": "id_ID.UTF-8"}, "en"),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LC_ALL": "C.UTF-8", "LANG": "id_ID.UTF-8"}, "en"),
        ({"LC_MESSAGES": "id", "LANG": "en_US"}, "id"),
        ({"CSMAIL_LANG": "id-ID"}, "id"),
        ({"CSMAIL_LANG": "fr"}, "en"),
    ],
)
def test_reasons_are_said_in_the_language_of_whoever_sits_there(
    call: Call, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    for name in CHOICES:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    (held,) = call("outbox list")["tasks"]
    assert (held["note"], held["code"]) == (reasons.words(LIMITED, said), "rate_limited")


def test_what_became_of_a_recipient_has_its_code_and_its_facts(call: Call, tmp_path: Path) -> None:
    given_up = Reason.of("given_up", tries=7, reply="451 later")
    deliveries = (Delivery("a@x.example", "refused", "451 later", given_up), Delivery("b@x.example", "sent", "250 ok"))
    store = tinydb.open(tinydb.Settings(), tmp_path)
    work = SendMail("m1", "reply")
    store.commit(
        Changes(tasks=(Task("2" * 32, "support", "c2", work, NOW, NOW, NOW, "", "sent", deliveries=deliveries),))
    )
    store.close()
    shown = call("outbox show 2222")["task"]
    assert shown["purpose"] == "reply"
    first, second = shown["deliveries"]
    assert (first["reply"], first["note"]) == ("451 later", "given up after 7 tries: 451 later")
    assert (first["code"], first["evidence"]) == ("given_up", {"tries": "7", "reply": "451 later"})
    assert (second["reply"], second["note"], second["code"]) == ("250 ok", "", "")


def test_a_draft_says_by_code_why_it_is_out_of_date(call: Call, tmp_path: Path) -> None:
    jane = Address("jane@cust.example")
    audience = Audience("send", Address("support@toko.example"), (jane,), origins=(Origin(jane.spec, "to", FROM),))
    store = tinydb.open(tinydb.Settings(), tmp_path)
    draft = Draft("D1", "support", "K7F3Q2", "m1", "sari", NOW, NOW, audience, "Re: Pesanan", "Halo", answers="k0")
    mail = Mail("m1", "<o@toko.example>", "", ("jane@cust.example",), "From: support@toko.example\r\n\r\nHalo\r\n")
    store.commit(Changes(drafts=(draft,), mails=(mail,)))
    store.close()
    (line,) = call("drafts list")["drafts"]
    assert (line["stale"], line["code"], line["evidence"]) == (True, "wrote_again", {"sender": "jane@cust.example"})
    assert line["stale_because"] == "jane@cust.example wrote again after it was written"
    (todo,) = (one for one in call("todo")["todo"] if "drafts" in one["command"])
    assert todo["reasons"][0]["code"] == "draft_stale"
    assert todo["reasons"][0]["evidence"]["why"] == "wrote_again"
    (recipient,) = call("drafts show D1")["letter"]["recipients"]
    assert (recipient["code"], recipient["evidence"]["field"]) == ("address_in_field", "From")


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        ("2026-11-23 05:00 UTC", "2026-11-23 12:00 WIB"),
        ("2026-13-23 05:00 UTC", "2026-13-23 05:00 UTC"),
        ("9999-12-31 23:00 UTC", "9999-12-31 23:00 UTC"),
        ("on 2026-11-23 05:00 UTC", "on 2026-11-23 05:00 UTC"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_desks(fact: str, shown: str) -> None:
    token = times.ZONES.set({"support": "Asia/Jakarta"})
    try:
        assert documents.words(Reason.of("reminder_set", at=fact)) == f"set a reminder for {shown}"
        assert dict(documents.reason(Reason.of("reminder_set", at=fact)).evidence) == {"at": fact}
    finally:
        times.ZONES.reset(token)
