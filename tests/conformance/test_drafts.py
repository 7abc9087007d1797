"""A draft's life as the table tells it, through the functions that the commands call, over the memory adapters."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.by_hand import approval, claims, draft_deeds, drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Despite, Terms
from csmail.desk.by_hand.drafts import Edited
from csmail.desk.by_hand.merge import merge
from csmail.desk.by_hand.split import split
from csmail.desk.effects import receipts
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.history import lately
from csmail.desk.intake.poll import poll
from csmail.desk.situation import at_work, by_hand
from csmail.errors import CsmailError
from csmail.mail.transcript import why_stale
from csmail.model.changes import Changes
from csmail.model.courtesy import DraftPolicy
from csmail.model.duration import parse
from csmail.model.task import Draft, SendMail, Task
from csmail.outbox import Ways, lease_name
from csmail.rules.steps import run_actions
from tests.conformance._cases import read_table
from tests.factories import desk, message
from tests.workspace import Office, asked, mail

BEGIN = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
GREETING, CLOSING = "Halo Jane,\n\nTerima kasih sudah menghubungi kami. ", "\n\nSalam hangat,\nToko"
WORDS = {
    "plain": "Paket Anda dikirim hari ini.",
    "gaps": "Paket Anda tiba pada [[tanggal]].",
    "lint": "Itu salah Anda sendiri.",
    "attached": "Kami lampirkan notanya.",
}
OUTCOMES = {"ok": "sent", "450": "deferred", "550": "refused", "cut": "in_doubt"}


def words(kind: str, number: int = 0) -> str:
    return f"{GREETING}{WORDS[kind]}{f' Edisi {number}.' if number else ''}{CLOSING}"


def span(written: str) -> timedelta:
    return sum((parse(one) for one in re.findall(r"\d+[smhdw]", str(written))), timedelta(0))


@dataclass
class Life:
    """One desk with one draft after another; `refused` and `withheld` are numbers of events."""

    given: dict[str, Any]
    path: Path
    refused: list[dict[str, Any]] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    elsewhere: int = 0
    saved: bool = False

    beside: bool = False
    """Whether people use other mail programs beside us."""

    def __post_init__(self) -> None:
        policy = dict(self.given.get("drafts") or {})
        for name in ("undo", "claim"):
            if name in policy:
                policy[name] = span(policy[name])
        if "four_eyes" in policy:
            policy["four_eyes"] = tuple(policy["four_eyes"])
        rules = DraftPolicy(**policy)
        home = desk()
        team = replace(home.team, roles=dict(self.given.get("roles") or {}))
        self.office = Office(desk=replace(home, drafts=rules, team=team), now=BEGIN)
        ways = Ways(lambda: self.office.mailbox, lambda: self.office.transport, drafts=rules)
        self.place = self.office.place = replace(self.office.place, ways=ways)
        self.numbers, self.letters = count(1), count(1)
        self.box("Sent")
        poll(self.place)
        self.office.deliver(mail(next(self.letters)), "Paket saya belum sampai.")
        poll(self.place)
        (first,) = self.office.store.conversations()
        self.conversation = first.id
        for tag in self.given.get("tags") or ():
            self.act("tag", "sari", tags=(tag,))

    def act(self, name: str, by: str, **parameters: Any) -> None:
        act(self.place, self.conversation, asked(name, **parameters), by)

    @property
    def draft(self) -> Draft:
        found = self.office.store.draft(self.made[-1])
        assert found is not None
        return found

    @property
    def task(self) -> Task | None:
        mine = [one for one in self.office.store.tasks() if isinstance(one.work, SendMail)]
        return next((one for one in reversed(mine) if one.work.draft == self.draft.id), None)  # type: ignore[union-attr]

    def run(self, number: int, event: dict[str, Any]) -> None:
        self.office.now = max(self.office.now, BEGIN + span(event["at"]))
        (kind,) = [key for key in event if key in EVENTS]
        try:
            getattr(self, f"on_{kind}")(number, event)
        except CsmailError as error:
            self.refused.append({"event": number, "code": error.code, "exit": error.exit_code})
        if self.beside and kind == "rule":
            poll(self.place)  # the pass in which a rule drafts files the copy

    def on_rule(self, number: int, event: dict[str, Any]) -> None:
        """What a pass does when a rule hits: the action asked in a situation that no person made."""
        kind = next((name for name in ("gaps", "lint") if event.get(name)), "plain")
        self.withheld += [] if self.ruled(f"rule/{number}", words(kind), event.get("nobody")) else [number]

    def ruled(self, cause: str, text: str, nobody: object) -> bool:
        now = self.place.now()
        found = by_hand(self.place, self.conversation, "refund").amended(
            person=False, on="reply", at_work=at_work(self.place, self.conversation, now)
        )
        writer = LetterWriter(self.place, lambda message: b"", cause)
        (step,), after = run_actions(found, (asked("draft", text=text),), "refund", writer.veto)
        if step.withheld:
            return False
        collector = ChangeCollector(self.place.desk, now)
        collector.enter(found, (step,), writer, ())
        collector.conversations[after.conversation.id] = after.conversation.amended(changed_at=now)
        collector.receipts.append(receipts.by_hand(found, step, cause))
        if nobody:
            bare = replace(collector.drafts[-1].audience, to=(), cc=(), bcc=())
            collector.drafts[-1] = replace(collector.drafts[-1], audience=bare)
        self.made.append(collector.drafts[-1].id)
        self.place.store.commit(collector.changes())
        return True

    def on_by(self, number: int, event: dict[str, Any]) -> None:
        getattr(self, f"do_{event['do']}")(event["by"], event)

    def do_draft(self, by: str, event: dict[str, Any]) -> None:
        before = {one.id for one in self.office.store.drafts()}
        kind = next((name for name in ("gaps", "lint") if event.get(name)), "plain")
        self.act("draft", by, text=words("attached" if event.get("says_attached") else kind))
        self.made += [one.id for one in self.office.store.drafts() if one.id not in before]

    def edited(self) -> Edited:
        to = ", ".join(one.spec for one in self.draft.audience.to) or "jane@cust.example"
        return Edited(to, "", "", self.draft.subject, words("plain", next(self.numbers)))

    def do_edit(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.opened(self.place, self.draft.id, by, bool(event.get("take")))
        drafts.edit(self.place, self.draft.id, self.edited(), by, event.get("edition", 0))

    def do_open(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.opened(self.place, self.draft.id, by, bool(event.get("take")))

    def do_save(self, by: str, event: dict[str, Any]) -> None:
        drafts.edit(self.place, self.draft.id, self.edited(), by, event.get("edition", 0))

    def do_attach(self, by: str, event: dict[str, Any]) -> None:
        path = self.path / "nota.pdf"
        path.write_bytes(b"%PDF-1.4")
        draft_deeds.attach(self.place, self.draft.id, by, [path])

    def do_detach(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.detach(self.place, self.draft.id, by, "nota.pdf")

    def do_revert(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.revert(self.place, self.draft.id, by, event.get("to", event.get("edition", 1)))

    def do_comment(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.comment(self.place, self.draft.id, by, "Apakah ini benar?")

    def do_claim(self, by: str, event: dict[str, Any]) -> None:
        held = span(event["for"]) if "for" in event else None
        draft_deeds.claim(self.place, self.draft.id, by, held, bool(event.get("take")))

    def do_release(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.release(self.place, self.draft.id, by)

    def do_approve(self, by: str, event: dict[str, Any]) -> None:
        drafts.approve(self.place, self.draft.id, by, *_asked(event))

    def do_send(self, by: str, event: dict[str, Any]) -> None:
        drafts.send(self.place, self.draft.id, by, *_asked(event))

    def do_undo(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.undo(self.place, self.draft.id, by)

    def do_reject(self, by: str, event: dict[str, Any]) -> None:
        drafts.reject(self.place, self.draft.id, by)

    def do_restore(self, by: str, event: dict[str, Any]) -> None:
        draft_deeds.restore(self.place, self.draft.id, by)

    def on_customer(self, number: int, event: dict[str, Any]) -> None:
        self.arrives("Masih belum ada kabar?")

    def on_robot(self, number: int, event: dict[str, Any]) -> None:
        self.arrives("Saya sedang cuti.", Auto_Submitted="auto-replied", Subject="Automatic reply: Re: Pesanan 12345")

    def arrives(self, text: str, **fields: str) -> None:
        """Taken in by a pass while another process has the outbox."""
        self.office.deliver(mail(next(self.letters), In_Reply_To="<m1@cust.example>", **fields), text)
        with self.office.store.lease(lease_name("support")):
            poll(self.place)

    def box(self, name: str) -> Any:
        """A folder of the mailbox, made when it is missing."""
        boxes: dict[str, Any] = self.office.mailbox._boxes
        return boxes.setdefault(name, type(boxes["INBOX"])())

    def on_mailprogram(self, number: int, event: dict[str, Any]) -> None:
        """What somebody does to the copy in Drafts with another program, and the look at it that follows."""
        self.looked()
        what, mail = event["mailprogram"], self.place.store.mail(self.draft.mail)
        assert mail is not None
        drafts_box = self.box("Drafts")
        copy = next((uid for uid, one in drafts_box.mails.items() if mail.message_id.encode() in one.data), None)
        if what in ("editing", "edited") and not self.saved:
            self.saved = True
            text = f"{self.draft.text.rstrip()}\n\nKabar dari ponsel, edisi {number}."
            drafts_box.add(_saved(mail.data, text), self.office.now, frozenset({"draft"}))
        if copy is not None and not (self.saved and what == "editing" and copy not in drafts_box.mails):
            drafts_box.mails.pop(copy)
        if what == "sent":
            self.box("Sent").add(mail.data, self.office.now, frozenset({"seen"}))
            self.elsewhere += 1
        self.looked()
        if what != "editing":
            self.saved = False
            self.waited()
            self.looked()

    def looked(self) -> None:
        """A pass while another process has the outbox."""
        with self.office.store.lease(lease_name("support")):
            poll(self.place)

    def waited(self) -> None:
        """What the last looks met was so for half an hour: nobody types in the table for as long as we wait for it."""
        state = json.loads(self.place.store.fact("mirror/support") or "{}")
        since = (self.office.now - timedelta(minutes=30)).isoformat()
        for copy in state.get("copies", ()):
            if copy.get("missing_since"):
                copy["missing_since"] = since
        state["met"] = dict.fromkeys(state.get("met", {}), since)
        if state.get("copies"):
            self.place.store.remember("mirror/support", json.dumps(state))

    def on_answer(self, number: int, event: dict[str, Any]) -> None:
        self.act("reply", str(event["answer"]), text=words("plain", next(self.numbers)))

    def on_note(self, number: int, event: dict[str, Any]) -> None:
        self.act("note", event["note"], text="Sudah saya telepon.")

    def on_tag(self, number: int, event: dict[str, Any]) -> None:
        self.act("tag", "tono", tags=(event["tag"],))

    def on_untag(self, number: int, event: dict[str, Any]) -> None:
        self.act("untag", "tono", tags=(event["untag"],))

    def on_conversation(self, number: int, event: dict[str, Any]) -> None:
        what = event["conversation"]
        if what == "merged":
            self.office.deliver(mail(next(self.letters), Subject="Pesanan lain"), "Satu lagi.")
            poll(self.place)
            other = next(one.id for one in self.office.store.conversations() if one.id != self.conversation)
            merge(self.place, other, self.conversation, "tono")
            self.conversation = other
        elif what == "split":
            self.separated()
        elif what == "spam":
            self.act("spam", "tono")
        else:
            self.act("close", "tono")

    def separated(self) -> None:
        """The customer's question goes into a conversation of its own; what else was said stays."""
        older = message(
            key="older", message_id="<old@cust.example>", conversation=self.conversation,
            received_at=BEGIN - timedelta(days=1),
        )  # fmt: skip
        self.office.store.commit(Changes(messages=(older,)))
        split(self.place, self.conversation, ["<m1@cust.example>"], "tono")
        self.conversation = self.draft.conversation

    def on_pass(self, number: int, event: dict[str, Any]) -> None:
        self.office.transport.outcome = OUTCOMES[str(event.get("server", "ok"))]  # type: ignore[assignment]
        self.office.transport.lands = False
        poll(self.place)
        self.office.transport.outcome = "sent"


EVENTS = ("rule", "by", "customer", "robot", "answer", "note", "tag", "untag", "conversation", "pass", "mailprogram")


def _asked(event: dict[str, Any]) -> tuple[Despite, Terms]:
    anyway = bool(event.get("anyway"))
    at = BEGIN + span(event["send_at"]) if "send_at" in event else None
    return Despite(anyway, anyway, anyway), Terms(event.get("edition", 0), at)


def _saved(data: bytes, text: str) -> bytes:
    """The mail as Thunderbird saves it: the same Message-ID, other words."""
    header = data.partition(b"\r\n\r\n")[0].decode()
    kept = [line for line in re.split(r"\r\n(?![ \t])", header) if not line.startswith(("Content-", "MIME-"))]
    plain = ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", *text.split("\n")]
    return "\r\n".join([*kept, *plain, ""]).encode()


TABLE = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent) / "drafts.yaml"
CASES = read_table(TABLE)["cases"] if TABLE.exists() else []
OWN = read_table(Path(__file__).parent / "own_drafts.yaml")["cases"]


@pytest.mark.parametrize("case", [*CASES, *OWN], ids=lambda one: one["id"])
def test_a_draft_lives_as_the_table_says(case: dict[str, Any], tmp_path: Path) -> None:
    beside = any("mailprogram" in event for event in case["events"])
    life = Life(case.get("given") or {}, tmp_path, beside=beside)
    for number, event in enumerate(case["events"], 1):
        life.run(number, event)
    wanted, draft, task = case["expect"], life.draft, life.task
    held = claims.holder(draft, life.office.now)
    assert {
        "state": draft.state,
        "edition": draft.edition,
        "approvals": len(approval.counted(life.place, draft)),
        "task": task.state if task else "none",
        "stale": why_stale(draft, lately(life.office.store, draft)) is not None,
        "delivered": sum(mail.key == draft.mail for mail, _ in life.office.transport.sent) + life.elsewhere,
        "claimed_by": held.by if held and draft.state == "waiting" else None,
        "refused": life.refused,
        "withheld": life.withheld,
        "others": [one.state for id in life.made[:-1] if (one := life.office.store.draft(id))],
    } == {
        "claimed_by": None,
        "refused": [],
        "withheld": [],
        "others": [],
        **wanted,
    }
