"""Which wording a draft is made of is kept, and the next letter to that customer takes another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csmail import templates
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.merge import merge
from csmail.desk.intake.poll import poll
from csmail.ports import FIRST, Earlier, Rendered
from tests.workspace import Office, Words, asked, mail, rule


class Folder(Words):
    """The texts of a folder, and which were asked for."""

    def __init__(self, folder: Path) -> None:
        self.texts = templates.open(folder)

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        return self.texts.render(name, language, variables, earlier)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    for number in ("", ".2"):
        (tmp_path / f"answer.en{number}.txt").write_text(f"wording{number} [[gap]]")
    made = Office(rules=(rule(asked("draft")),))
    made.place = replace(made.place, templates=Folder(tmp_path))
    poll(made.place)
    return made


def deliver(made: Office, number: int, **fields: str) -> str:
    made.later()
    made.deliver(mail(number, Subject=f"Pesanan {number}", **fields))
    poll(made.place)
    newest = max(made.store.conversations(), key=lambda one: (one.opened_at, one.last_in_at))
    return newest.id


def wordings(made: Office) -> list[tuple[str, ...]]:
    return [draft.wording for draft in sorted(made.store.drafts(), key=lambda one: (one.created_at, one.id))]


def test_a_customer_reads_each_wording_as_often_as_the_others_in_whatever_conversation(office: Office) -> None:
    for number in range(1, 5):
        deliver(office, number)
    taken = wordings(office)
    assert taken[0] != taken[1]
    assert sorted(Counter(taken).values()) == [2, 2]


def test_two_mails_of_one_customer_in_one_pass_are_answered_in_different_words(office: Office) -> None:
    office.later()
    for number in range(1, 5):
        office.deliver(mail(number, Subject=f"Pesanan {number}"))
    poll(office.place)
    assert sorted(Counter(wordings(office)).values()) == [2, 2]


def test_the_choice_is_kept_with_the_conversation(office: Office) -> None:
    id = deliver(office, 1)
    (first,) = wordings(office)
    conversation = office.store.conversation(id)
    assert conversation is not None
    assert conversation.wordings == first
    office.later()
    act(office.place, id, asked("draft"), "sari")
    assert sorted(wordings(office)) == [("answer.en.2.txt",), ("answer.en.txt",)]


def test_conversations_that_become_one_remember_the_wordings_of_both(office: Office) -> None:
    one, other = deliver(office, 1), deliver(office, 2)
    merge(office.place, one, other, "sari")
    kept = office.store.conversation(one)
    assert kept is not None
    assert sorted(kept.wordings) == ["answer.en.2.txt", "answer.en.txt"]


def test_what_a_text_needs_is_a_gap_in_a_draft_and_withholds_a_letter(tmp_path: Path) -> None:
    (tmp_path / "answer.en.txt").write_text(
        "---\nneeds: [order]\n---\nOrder{% if shown is defined %} {{ order }}{% endif %}"
    )
    made = Office(rules=(rule(asked("draft"), asked("reply")),))
    made.place = replace(made.place, templates=Folder(tmp_path))
    poll(made.place)
    id = deliver(made, 1)
    assert [draft.text for draft in made.store.drafts()] == ["Order\n"]
    steps = [step for receipt in made.store.receipts(id) for step in receipt.steps]
    assert [step.withheld and step.withheld.code for step in steps] == [None, "template_needs"]
    assert made.transport.sent == []
