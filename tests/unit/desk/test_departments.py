"""A department is asked inside, answers inside, is asked again once; nothing of it reaches a customer by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.desk.by_hand.act import Acted, act
from csmail.desk.by_hand.approval import Despite
from csmail.desk.by_hand.drafts import approve
from csmail.desk.effects.leaks import quotes_a_note
from csmail.desk.intake.poll import poll
from csmail.desk.intake.sweep import sweep
from csmail.errors import Refused
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.department import Department
from csmail.model.desk import Trust
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift
from csmail.model.message import Message
from csmail.model.team import Team
from tests.factories import desk, message
from tests.workspace import Office, asked, mail, rule

MONDAY = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
"""9:00 in Jakarta."""
DAY: tuple[tuple[Shift, ...], ...] = ((Shift(9 * 60, 17 * 60),),) * 5 + ((), ())
WAREHOUSE = Department("gudang", "gudang@toko.example", parse_span("4h"), Hours("Asia/Jakarta", DAY))
OUTSIDE = Department("kurir", "ops@kurir.example", parse_span("2h"))
TOKO = desk(
    departments=(WAREHOUSE, OUTSIDE), timezone="Asia/Jakarta", language="id",
    team=Team(("sari@toko.example",), ("toko.example",)),
)  # fmt: skip


@pytest.fixture
def made() -> Office:
    office = Office(desk=TOKO, now=MONDAY)
    poll(office.place)
    office.deliver(mail(From="Rina <rina@cust.example>"), "Halo, stok biru ada?")
    poll(office.place)
    return office


def only(made: Office) -> Conversation:
    (found,) = made.store.conversations()
    return found


def ask(made: Office, text: str = "stok biru?", whom: str = "gudang", by: str = "sari", **more: Any) -> Acted:
    return act(made.place, only(made).id, asked("ask", whom=whom, text=text, **more), by)


def last(made: Office) -> str:
    """The last mail that left, as it was written."""
    return made.transport.sent[-1][0].data.decode()


def question(made: Office) -> Any:
    """The last mail that left."""
    return message_from_string(last(made))


def answer(made: Office, text: str = "Stok biru tinggal tiga.", **fields: str) -> None:
    head = {
        "From": "Gudang <gudang@toko.example>", "To": "support@toko.example", "Subject": "Re: Pertanyaan",
        "Message_ID": "<a1@toko.example>", "In_Reply_To": question(made)["Message-ID"],
    }  # fmt: skip
    made.deliver(mail(7, **{**head, **fields}), text)
    poll(made.place)


def passed(made: Office) -> None:
    sweep(made.place)
    poll(made.place)


def needs(made: Office) -> list[str]:
    return [one.code for one in only(made).needs]


def said(made: Office) -> list[Message]:
    return list(made.store.newest(only(made).id))


def test_the_question_is_a_mail_of_its_own_in_our_words_without_a_word_of_the_customer(made: Office) -> None:
    ask(made)
    sent = question(made)
    whole = last(made)
    assert sent["To"] == "gudang@toko.example"
    assert (sent["In-Reply-To"], sent["References"], sent["Cc"]) == (None, None, None)
    assert "stok biru?" in whole
    assert not [word for word in ("rina", "Rina", "cust.example", "Pesanan") if word in whole]
    assert only(made).id in sent["Subject"]
    (one,) = only(made).inquiries
    assert (one.department, one.by, one.due_at, one.state) == ("gudang", "sari", MONDAY + timedelta(hours=4), "asked")


def test_with_original_the_mail_of_the_customer_goes_along(made: Office) -> None:
    ask(made, with_original=True)
    assert "rina@cust.example" in last(made)


def test_an_answer_is_a_note_that_asks_for_a_person_and_the_clock_of_the_customer_runs_on(made: Office) -> None:
    turns = only(made).turns
    ask(made)
    made.later(timedelta(hours=1))
    answer(made)
    one = only(made)
    assert needs(made) == ["department_answered"]
    assert (one.inquiries[0].state, one.turns, one.answered_at, one.status) == ("answered", turns, None, "open")
    note = next(each for each in said(made) if "tinggal tiga" in each.text)
    assert (note.direction, note.visibility) == ("note", "internal")
    made.later(timedelta(hours=9))
    passed(made)
    assert needs(made) == ["department_answered"]
    assert len(made.transport.sent) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "Joko <joko@toko.example>"},
        {"From": "Joko <joko@toko.example>", "In_Reply_To": "", "References": ""},
        {"Cc": "rina@cust.example"},
        {"To": "rina@cust.example", "Cc": "support@toko.example"},
    ],
    ids=str,
)
def test_whoever_of_the_department_answers_it_stays_inside(made: Office, fields: dict[str, str]) -> None:
    ask(made)
    if "References" in fields:
        fields = {**fields, "In_Reply_To": "<x@y.example>", "References": question(made)["Message-ID"]}
    answer(made, **fields)
    copied = any("cust.example" in each for each in fields.values())
    assert needs(made) == (["copied_outside"] if copied else []) + ["department_answered"]
    assert only(made).answered_at is None
    note = next(each for each in said(made) if "tinggal tiga" in each.text)
    assert (note.direction, note.visibility) == ("note", "internal")
    assert not [one for one in (*note.to, *note.cc) if "cust.example" in one.spec]


def test_one_outside_the_house_is_asked_and_his_answer_to_our_mail_is_a_note(made: Office) -> None:
    ask(made, whom="kurir")
    answer(made, From="ops@kurir.example")
    assert needs(made) == ["department_answered"]


def test_who_only_claims_to_be_the_department_answers_nothing(made: Office) -> None:
    ask(made)
    fields = {"Message_ID": "<f@evil.example>", "In_Reply_To": "<m1@cust.example>"}
    made.desk = replace(TOKO, trust=Trust(authserv_ids=("mx.toko.example",)))
    made.place = replace(made.place, desk=made.desk)
    made.deliver(mail(9, From="gudang@toko.example", **fields), "Beri tahu dia sandinya.")
    poll(made.place)
    assert only(made).inquiries[0].waits
    assert "department_answered" not in needs(made)


def test_it_is_asked_again_once_and_then_a_person_is_told(made: Office) -> None:
    ask(made)
    made.later(timedelta(hours=4))
    passed(made)
    assert (len(made.transport.sent), only(made).inquiries[0].state, needs(made)) == (2, "again", [])
    assert "stok biru?" in last(made)
    made.later(timedelta(hours=2))
    passed(made)
    assert len(made.transport.sent) == 2
    made.now = MONDAY + timedelta(days=1)  # four of its hours later: 13:00 to 17:00
    passed(made)
    assert (len(made.transport.sent), only(made).inquiries[0].state) == (2, "silent")
    assert [one.evidence for one in only(made).needs] == [(("department", "gudang"),)]
    answer(made)
    assert needs(made) == ["department_answered"]


def test_a_second_question_before_the_answer_begins_the_time_anew(made: Office) -> None:
    ask(made)
    made.later(timedelta(hours=1))
    ask(made, "stok merah?")
    made.later(timedelta(hours=3))
    passed(made)
    assert (len(made.transport.sent), only(made).inquiries[0].state) == (2, "asked")
    made.later(timedelta(hours=1))
    passed(made)
    assert (len(made.transport.sent), [one.state for one in only(made).inquiries]) == (3, ["again"])
    assert "stok merah?" in last(made)


def test_nobody_is_asked_again_about_what_is_closed(made: Office) -> None:
    ask(made)
    act(made.place, only(made).id, asked("close"), "sari")
    made.later(timedelta(hours=5))
    passed(made)
    assert (len(made.transport.sent), needs(made)) == (1, [])


def test_a_rule_asks_once_in_words_of_ours() -> None:
    made = Office(desk=TOKO, now=MONDAY, rules=(rule(asked("ask", whom="gudang")),))
    poll(made.place)
    for number in (1, 2):
        made.deliver(
            mail(number, From="rina@cust.example", In_Reply_To="<m1@cust.example>" if number == 2 else ""), "Hm"
        )
        poll(made.place)
    assert len([one for one in made.transport.sent if "gudang@toko.example" in one[1]]) == 1
    whole = last(made)
    assert "cust.example" not in whole


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"whom": "gudnag"}, "asks_nobody"), ({"text": ""}, "question_missing")],
)
def test_what_cannot_be_asked_is_said(made: Office, changes: dict[str, str], code: str) -> None:
    done = ask(made, **changes)
    assert done.step.withheld is not None
    assert done.step.withheld.code == code
    assert not made.transport.sent


@pytest.mark.parametrize(
    "quote", ["> Stok biru tinggal tiga.", ">stok  BIRU tinggal tiga.", "> > tinggal tiga", "Ya:\n> tinggal tiga."]
)
def test_a_reply_that_quotes_the_answer_is_refused_and_typed_words_are_not(made: Office, quote: str) -> None:
    ask(made)
    answer(made)
    sent = len(made.transport.sent)
    for action in ("reply", "draft"):
        done = act(made.place, only(made).id, asked(action, text=f"Halo\n{quote}"), "sari")
        assert done.step.withheld is not None
        assert done.step.withheld.code == "quotes_a_note"
    assert len(made.transport.sent) == sent
    for text in ("Biru masih ada tiga.", "> stok biru ada?\nAda."):
        assert act(made.place, only(made).id, asked("reply", text=text), "sari").step.withheld is None


def test_a_draft_into_which_somebody_pasted_the_answer_is_not_sent(made: Office) -> None:
    act(made.place, only(made).id, asked("draft", text="Halo"), "sari")
    ask(made)
    answer(made)
    (draft,) = made.store.drafts()
    made.store.commit(Changes(drafts=(replace(draft, text="Halo\n> Stok biru tinggal tiga."),)))
    with pytest.raises(Refused) as caught:
        approve(made.place, draft.id, "sari", Despite(news=True, lint=True))
    assert caught.value.code == "quotes_a_note"


def test_no_template_has_a_name_for_what_was_said_inside(made: Office) -> None:
    ask(made)
    answer(made, "rahasia dapur")
    known: dict[str, Any] = {}

    class Words:
        def render(self, name: str, language: str, variables: Any, *more: Any) -> Any:
            known.update(variables)
            raise RuntimeError

        def names(self) -> tuple[str, ...]:
            return ("answer",)

    place = replace(made.place, templates=Words())
    with pytest.raises(RuntimeError):
        act(place, only(made).id, asked("reply", template="answer"), "sari")
    assert known
    assert "rahasia" not in repr(known)


@given(st.lists(st.text("abcd >\n", max_size=30), max_size=4), st.text("abcd >\n", max_size=60))
def test_words_that_are_not_quoted_are_never_refused(notes: list[str], text: str) -> None:
    said = [message(key=str(n), text=one, visibility="internal", direction="note") for n, one in enumerate(notes)]
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    assert quotes_a_note(plain, said) is None
    for one in notes:
        line = " ".join(one.replace(">", " ").split())
        if len(line) >= 4 and "\n" not in one and not one.lstrip().startswith(">"):
            assert quotes_a_note(f"> {one}", said) is not None
