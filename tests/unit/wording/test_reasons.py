"""The words of reasons: every code has a sentence in each language, and each sentence fits its facts."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from csmail.model.conversation import Status
from csmail.model.reason import Reason
from csmail.model.task import Draft, State
from csmail.wording import reasons
from csmail.wording.sentences import tasks


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "came_back": ("mail to {to} came back[: {reply}]", "email ke {to} kembali[: {reply}]"),
        "look": ("look: {why}", "periksa: {why}"),
    }
    monkeypatch.setattr(reasons, "SENTENCES", {**reasons.SENTENCES, **told})


@pytest.mark.usefixtures("table")
def test_a_sentence_names_its_facts_and_leaves_out_what_it_does_not_have() -> None:
    whole = Reason.of("came_back", to="a@x.example", reply="550 {to} [none]")
    assert reasons.words(whole) == "mail to a@x.example came back: 550 {to} [none]"
    assert reasons.words(Reason.of("came_back", to="a@x.example"), "id") == "email ke a@x.example kembali"


@pytest.mark.usefixtures("table")
def test_a_reason_within_a_reason_is_put_in_words_too() -> None:
    assert reasons.words(Reason.of("look", why="spam"), "id") == "periksa: ini spam"
    assert reasons.words(Reason.of("look", why="the template says so")) == "look: the template says so"


def test_details_stand_in_brackets_and_what_has_no_sentence_is_shown_as_it_is() -> None:
    assert reasons.words(Reason.of("spam", detail="X-Spam: yes")) == "it is spam (X-Spam: yes)"
    assert reasons.words(Reason.of("said", text="words of an older csmail")) == "words of an older csmail"
    assert reasons.words(Reason("unheard_of")) == "unheard_of"


def test_both_sentences_of_a_code_name_the_same_facts() -> None:
    for code, (english, indonesian) in reasons.SENTENCES.items():
        assert english, code
        assert indonesian, code
        assert english != indonesian or not reasons.FACT.sub("", english).strip("[]: "), code
        assert set(reasons.FACT.findall(english)) == set(reasons.FACT.findall(indonesian)), code


def test_every_state_of_a_task_and_a_draft_and_every_status_has_its_word_in_a_sentence() -> None:
    states = {*get_args(State), *get_args(get_type_hints(Draft)["state"])}
    assert states <= tasks.STATES.keys()
    assert set(get_args(Status)) == tasks.STATUSES.keys()
    told = Reason.of("draft_decided", id="X", state="sent", decided_by="lina")
    assert reasons.words(told, "id") == "draf X: terkirim, oleh lina"
    assert reasons.words(Reason.of("draft_decided", id="X", state="waiting")) == "draft X is waiting"
