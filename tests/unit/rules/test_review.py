"""What a receipt does not hold is worked out again, equal to what deciding told, from what is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.documents import explained
from csmail.config.load import load
from csmail.config.rules.stored import restored
from csmail.mail.parse import parse
from csmail.model.changes import Changes
from csmail.model.message import Message, Place, RawMessage
from csmail.model.receipt import Receipt
from csmail.model.situation import Situation
from csmail.rules.decide import Decision, decide
from csmail.rules.review import review
from csmail.rules.rule import ActionCall, Rule
from csmail.stores.memory import MemoryStore
from csmail.stores.shared import codec
from tests import factories
from tests.unit.rules.test_index import CONDITIONS, TEXTS, Tags

CORPUS = Path(__file__).parents[2] / "corpus"
MAILS = sorted(CORPUS.rglob("*.eml"))
RULES = """
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
    trust: {authserv_ids: [mx.toko.example]}
    team: {agents: [a@toko.example]}
store: {kind: memory}
rules:
  - {name: refund, when: {subject: [refund, re], kind: human}, then: [{tag: [money]}, {priority: high}]}
  - {name: vip, when: {customer: ["@cust.example"], tagged: money, priority: high}, then: [{assign: a@toko.example}]}
  - {name: not urgent, when: {not: {priority: [high, urgent]}}, then: [{tag: [calm]}]}
  - name: either
    when: {any: [{body: {regex: '(?P<n>[0-9]{3,})'}}, {tagged: calm}, {age: {over: 1h}}]}
    then: [{tag: [x]}]
  - {name: known, when: {customer: {known: true}, language: [id, en]}, then: [{tag: [known]}]}
  - {name: auth, when: {auth: {dmarc: fail}, list: false}, then: [{tag: [forged]}]}
  - {name: quiet, when: {idle: {over: 2d}}, then: [{tag: [quiet]}]}
  - {name: 'quoted "true"', when: {subject: "true", header: {X-Spam: true}}, then: [{tag: [spam]}]}
  - {name: large, when: {size: {over: 4K}, attachment: true}, then: [{tag: [large]}], stop: true}
  - {name: assigned, when: {assignee: true, status: open, from: [jane, "@*.example"]}, then: [{tag: [y]}]}
  - {name: elsewhere, on: reply, when: {subject: re}, then: [{tag: [z]}]}
"""

Made = Callable[[Situation], tuple[Decision, Receipt]]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("rules")
    (folder / "templates").mkdir()
    (folder / "rules.yaml").write_text(RULES)
    folder.chmod(0o700)
    return load(folder / "rules.yaml")


def kept(decision: Decision, message: Message) -> Receipt:
    """The receipt of this decision, written down and read again."""
    found = Receipt(
        "r1", "support", "K7F3Q2", message.key, decision.situation.now, decision.situation.on, "rules",
        rules=decision.rules or "hash", hits=decision.hits, facts=decision.facts,
    )  # fmt: skip
    again: Receipt = codec.decode("receipts", codec.encode(found))
    return again


@given(st.lists(st.tuples(CONDITIONS, st.booleans()), max_size=6), TEXTS, TEXTS, st.sampled_from(["vip", "other"]))
def test_what_any_rules_told_is_told_again(made: list[tuple[object, bool]], subject: str, text: str, tag: str) -> None:
    then = (ActionCall("tags", Tags(tag)),)
    rules = tuple(Rule(f"r{number}", when, then, stop=stop) for number, (when, stop) in enumerate(made))  # type: ignore[arg-type]
    situation = factories.situation(message=factories.message(subject=subject, text=text))
    decision = decide(rules, situation)
    assert situation.message is not None
    again = review(kept(decision, situation.message), rules, situation.message, situation.desk)
    assert again == decision.explanation
    assert list(again.seen) == list(decision.explanation.seen)


def situations(message: Message, desk) -> list[Situation]:  # type: ignore[no-untyped-def]
    """An arrival, and a later answer in an old conversation of a known customer."""
    now = factories.NOW
    conversation = factories.conversation(desk="support")
    earlier = factories.message(key="before", received_at=now - timedelta(days=3))
    old = conversation.amended(opened_at=now - timedelta(days=5), tags=frozenset({"money"}), priority="high")
    return [
        Situation(desk, conversation, message, now),
        Situation(desk, old, message, now, "arrival", history=(earlier,), known_customer=True),
        Situation(desk, old.amended(assignee="a@toko.example"), message, now, "reply", history=(earlier,)),
    ]


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_of_every_mail_of_the_corpus_it_is_told_again(config, path: Path) -> None:  # type: ignore[no-untyped-def]
    desk = config.desks["support"].desk
    header, mark, body = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").partition(b"\r\n\r\n")
    raw = RawMessage(Place("INBOX", 1, 1), factories.NOW, len(header) + len(body), header + mark, body)
    message = parse(raw, desk)
    stored = codec.decode("messages", codec.encode(codec.cleaned(message)))
    before = restored(codec.decode("rules", codec.encode(config.rules.stored)))
    assert before is not None
    for situation in situations(message, desk):
        decision = decide(config.rules, situation)
        receipt = kept(decision, message)
        assert review(receipt, before.rules, stored, before.desks["support"]) == decision.explanation
        assert receipt.misses == receipt.seen == {}


def test_a_receipt_says_when_the_rules_or_the_mail_are_gone(config) -> None:  # type: ignore[no-untyped-def]
    desk, store, message = config.desks["support"].desk, MemoryStore(), factories.message(subject="a refund")
    decision = decide(config.rules, situations(message, desk)[0])
    receipt = kept(decision, message)
    (line,) = explained.shown(store, [receipt])
    assert line.unexplained is not None
    assert (line.unexplained.code, line.misses) == ("rules_are_gone", {})
    store.commit(Changes(rules=(config.rules.stored,)))
    (line,) = explained.shown(store, [receipt])
    assert line.unexplained is not None
    assert line.unexplained.code == "mail_is_gone"
    store.commit(Changes(messages=(message,)))
    (line,) = explained.shown(store, [receipt])
    assert (line.unexplained, line.misses) == (None, decision.explanation.misses)
    assert line.seen == decision.explanation.seen
    (older,) = explained.shown(store, [replace(receipt, rules="", misses={"a": "subject"}, seen={"subject": "b"})])
    assert (older.misses, older.seen) == ({"a": "subject"}, {"subject": "b"})
