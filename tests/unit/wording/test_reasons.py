"""The words of reasons: every code has a sentence in each language, and each sentence fits its facts."""

from __future__ import annotations

import pytest

from csmail.model.reason import Reason
from csmail.wording import reasons


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
