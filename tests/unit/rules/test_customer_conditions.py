"""Rules ask what the record of a customer says: tags, since when, how many matters are open."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.desk.customers import by_hand
from csmail.desk.customers.by_hand import Asker
from csmail.desk.intake.poll import poll
from csmail.errors import ConfigurationError
from csmail.model.conversation import Conversation
from csmail.rules import facts
from tests.workspace import Office, mail

FILE = """\
desks:
  support:
    address: support@toko.example
    team: {{agents: [sari@toko.example], internal_domains: [toko.example]}}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
store: {{kind: memory}}
rules:
  - name: asked
    when: {{customer: {when}}}
    then: [{{tag: hit}}]
"""


def config(folder: Path, when: str):  # type: ignore[no-untyped-def]
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "rules.yaml").write_text(FILE.format(when=when))
    return load(folder / "rules.yaml")


def office(folder: Path, when: str) -> Office:
    made = Office(rules=tuple(config(folder, when).rules))
    poll(made.place)
    asker = Asker((made.place,), "sari")
    by_hand.changed(asker, lambda: by_hand.known(asker, "jane@cust.example"), by_hand.tag(frozenset({"vip"})))
    return made


def arrived(made: Office, number: int = 1, **fields: str) -> Conversation:
    made.deliver(mail(number, **fields))
    poll(made.place)
    return next(made.store.conversations())


@pytest.mark.parametrize(
    ("when", "days", "hits"),
    [
        ("{tagged: vip}", 0, True),
        ("{tagged: [grosir, VIP]}", 0, True),
        ("{tagged: grosir}", 0, False),
        ("{since: {over: 30d}}", 0, False),
        ("{since: {over: 30d}}", 31, True),
        ("{since: {under: 30d}}", 31, False),
        ("{tagged: vip, since: {over: 30d}}", 31, True),
        ("{tagged: vip, since: {over: 30d}}", 1, False),
        ("{open: {over: 0}}", 0, True),
        ("{open: {over: 1}}", 0, False),
        ("{open: {under: 2}}", 0, True),
    ],
)
def test_a_rule_asks_the_record_of_the_customer(tmp_path: Path, when: str, days: int, hits: bool) -> None:
    made = office(tmp_path, when)
    made.later(timedelta(days=days))
    assert (arrived(made).tags == {"hit"}) is hits


def test_open_matters_are_counted_over_a_batch_and_under_all_addresses(tmp_path: Path) -> None:
    made = office(tmp_path, "{open: {over: 2}}")
    for number in range(3):
        made.deliver(mail(number, Subject=f"Lain {number}"))
    poll(made.place)
    assert sorted(len(one.tags) for one in made.store.conversations()) == [0, 0, 1]


def test_a_stranger_has_neither_tags_nor_a_past(tmp_path: Path) -> None:
    made = office(tmp_path, "{tagged: vip}")
    assert arrived(made, From="new@cust.example").tags == frozenset()


def test_what_a_rule_saw_of_a_customer_stands_in_its_receipt(tmp_path: Path) -> None:
    made = office(tmp_path, "{tagged: vip, open: {over: 0}}")
    conversation = arrived(made)
    (receipt,) = made.store.receipts(conversation.id)
    assert receipt.facts[0]["customer.tagged"] == "vip"
    message = made.store.message(receipt.message)
    assert message is not None
    met = next(facts.situations(receipt, message, made.desk))
    assert (met.customer.tags, met.customer.unsettled) == ({"vip"}, 1)


@pytest.mark.parametrize(
    "when", ["{}", "{taged: vip}", "{open: {over: many}}", "{open: 2}", "{since: {over: soon}}", "{known: perhaps}"]
)
def test_a_mistake_has_its_place(tmp_path: Path, when: str) -> None:
    with pytest.raises(ConfigurationError) as wrong:
        len(config(tmp_path, when).rules)
    places = [problem.place for problem in wrong.value.problems]
    assert [place.line for place in places] == [10] * len(places)
    assert all(place.key.startswith("rules.0.when.customer") for place in places)
