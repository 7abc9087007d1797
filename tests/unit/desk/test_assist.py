"""Suggestions of a model for drafts that rules wrote: when a pass asks, what it leaves alone, what never changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.desk.assisting import by_hand, passes
from csmail.desk.by_hand import approval, drafts
from csmail.desk.effects.gaps import gaps
from csmail.desk.intake.poll import poll
from csmail.errors import CsmailError, Refused, Unreachable
from csmail.model.assist import AssistTerms, marked
from csmail.model.courtesy import DraftPolicy
from csmail.model.task import Draft, SendMail
from csmail.ports import FactSheet, FactTable
from csmail.ports.assistant import Assist, Heard, Request, Sentence, Suggestion
from csmail.reason import Reason
from csmail.stores import tinydb
from csmail.stores.shared import codec
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

BY_RULES = AssistTerms(rules=True)
PLAIN = "Halo Jane,\n\nTerima kasih, pesan Anda sudah kami terima.\n\nSalam,\nToko"
GOOD = (Sentence("Pesanan 12345 sedang kami cari, mohon tunggu.", ("q",)), Sentence("Salam,", frame=True))


@dataclass
class Scripted:
    """Says what it is told, or fails; `asked` are the requests."""

    answers: Callable[[], Sequence[Sentence]] = lambda: GOOD
    asked: list[Request] = field(default_factory=list)
    model: str = "m"
    asks: str = "127.0.0.1"

    def written(self, request: Request) -> bytes:
        return b""

    def draft(self, request: Request, timeout: timedelta, heard: Heard) -> Suggestion:
        self.asked.append(request)
        return Suggestion(tuple(self.answers()))


def office(model: Scripted, terms: AssistTerms = BY_RULES, policy: DraftPolicy | None = None) -> Office:
    made = Office(rules=(rule(asked("draft", text=PLAIN, assist=True)),), desk=desk(drafts=policy or DraftPolicy()))
    made.place = replace(made.place, assist=Assist(terms, lambda: model))
    poll(made.place)
    return made


def written(made: Office, number: int = 1) -> Draft:
    made.deliver(mail(number), "Halo, pesanan 12345 belum sampai. Kapan dikirim?")
    poll(made.place)
    return only(made)


def only(made: Office) -> Draft:
    return [one for one in made.store.drafts() if one.state == "waiting"][-1]


def fails(error: CsmailError) -> Callable[[], Sequence[Sentence]]:
    def answer() -> Sequence[Sentence]:
        raise error

    return answer


AWAY = Unreachable(Reason.of("assist_status", where="x", status=503))
USELESS = Refused(Reason.of("assist_no_json", where="x"))


def test_a_pass_writes_the_plain_draft_first_and_the_suggestion_as_edition_2() -> None:
    model = Scripted()
    draft = written(office(model))
    assert (draft.edition, draft.author, draft.person, draft.assist_wanted) == (2, "assist (m)", False, False)
    assert draft.text == "Pesanan 12345 sedang kami cari, mohon tunggu.\n\nSalam,\n"
    assert draft.editions[0].text.strip() == PLAIN
    assert [one.sources for one in marked(draft.text, draft.assisted)] == [("question",), ()]
    assert codec.decode("drafts", codec.encode(draft)) == draft


def test_it_is_the_same_over_the_store_on_disk(tmp_path: Path) -> None:
    model = Scripted()
    made = office(model)
    with closing(tinydb.open(tinydb.Settings("state"), tmp_path)) as store:
        made.store, made.place = store, replace(made.place, store=store)
        poll(made.place)
        assert written(made).edition == 2
        made.later()
        poll(made.place)
        assert len(model.asked) == 1


def test_facts_are_shared_where_the_desk_says_so_and_only_what_may_be_told() -> None:
    model = Scripted(lambda: (Sentence("Pesanan 12345: dikirim.", ("f1", "q")), Sentence("Rp7.000.", ("f1",))))
    made = office(model, replace(BY_RULES, share=("question", "facts")))
    sheet = FactSheet("order", {"status": "dikirim"}, {"owner": "bukan pemiliknya"})
    made.place = replace(
        made.place, facts=lambda situation, audience, said: {"order": sheet, "lookup": FactTable(never)}
    )
    draft = written(made)
    assert [(one.id, one.text) for one in model.asked[0].given][1:] == [("f1", "order.status: dikirim")]
    assert draft.text == "Pesanan 12345: dikirim.\n\n[[periksa: Rp7.000.]]\n"
    assert draft.assisted[0].sources == ("order.status", "question")


def never(source: str, value: str) -> FactSheet:
    raise AssertionError("nobody asks for a table")


@pytest.mark.parametrize("terms", [None, AssistTerms(rules=False)])
def test_without_leave_nothing_is_asked(terms: AssistTerms | None) -> None:
    model = Scripted()
    made = office(model)
    made.place = replace(made.place, assist=Assist(terms, lambda: model) if terms else None)
    assert (written(made).edition, model.asked) == (1, [])


def test_the_mails_of_a_pass_have_left_before_anything_is_asked() -> None:
    model = Scripted()
    made = Office(rules=(rule(asked("acknowledge"), asked("draft", text=PLAIN, assist=True)),))
    left: list[int] = []
    model.answers = lambda: left.append(len(made.transport.sent)) or GOOD  # type: ignore[func-returns-value]
    made.place = replace(made.place, assist=Assist(BY_RULES, lambda: model))
    poll(made.place)
    written(made)
    assert left == [1]
    with made.store.lease("pass-support"):  # the pass is over: nobody waits for it
        pass


def test_what_does_not_come_is_asked_for_in_later_passes_for_an_hour() -> None:
    model = Scripted(fails(AWAY))
    made = office(model)
    assert written(made).edition == 1
    assert len(model.asked) == 1
    for _ in range(5):
        made.later()
        report = poll(made.place)
    assert len(model.asked) == 3, "then it rests"
    assert report.exit_code == 0
    made.later(timedelta(minutes=11))
    model.answers = lambda: GOOD
    poll(made.place)
    assert only(made).edition == 2

    other = Scripted(fails(AWAY))
    made = office(other)
    written(made)
    made.later(timedelta(hours=2))
    poll(made.place)
    assert len(other.asked) == 1


def test_a_useless_answer_is_not_asked_for_again_and_told_once() -> None:
    model = Scripted(fails(USELESS))
    made = office(model)
    made.deliver(mail(), "Halo, pesanan 12345 belum sampai.")
    report = poll(made.place)
    assert [one.code for one in report.remarks] == ["no_suggestion"]
    assert (report.problems, report.exit_code) == ([], 0)
    made.later()
    assert poll(made.place).remarks == []
    assert (len(model.asked), only(made).assist_wanted) == (1, False)


def test_a_pass_asks_for_three_at_most_and_not_twice() -> None:
    model = Scripted()
    made = office(model)
    for number in range(5):
        made.deliver(
            mail(number, From=f"c{number}@cust.example", Subject=f"Pesanan {number} belum sampai"),
            "Halo, kapan dikirim?",
        )
    poll(made.place)
    assert len(model.asked) == passes.MOST
    made.later()
    poll(made.place)
    assert len(model.asked) == 5


def test_what_a_person_touched_is_left_alone() -> None:
    model = Scripted(fails(AWAY))
    made = office(model)
    draft = written(made)
    drafts.edit(made.place, draft.id, drafts.Edited("jane@cust.example", "", "", "x", "Halo, sudah."), "sari")
    model.answers = lambda: GOOD
    made.later()
    poll(made.place)
    assert (only(made).text, len(model.asked)) == ("Halo, sudah.", 1)


def test_what_is_written_while_it_thinks_is_not_overwritten() -> None:
    model = Scripted()
    made = office(model)

    def meanwhile() -> Sequence[Sentence]:
        draft = only(made)
        drafts.edit(made.place, draft.id, drafts.Edited("jane@cust.example", "", "", "x", "Halo, sudah."), "sari")
        return GOOD

    model.answers = meanwhile
    assert (written(made).text, only(made).author) == ("Halo, sudah.", "sari")


def test_when_the_customer_writes_while_it_thinks_nothing_is_suggested() -> None:
    model = Scripted(fails(AWAY))
    made = office(model)
    draft = written(made)
    ready = by_hand.prepared(made.place, draft.conversation, "sari", ())

    def meanwhile() -> Sequence[Sentence]:
        made.deliver(mail(2, In_Reply_To="<m1@cust.example>", Subject="Re: Pesanan 12345"), "Batal saja.")
        poll(replace(made.place, assist=None))
        return GOOD

    model.answers = meanwhile
    found = by_hand.suggest_for(made.place, ready, "sari", lambda answer: None)
    assert found.why is not None
    assert found.why.code == "assist_overtaken"
    assert found.draft.edition == 1


def test_two_who_ask_at_the_same_moment_get_one_draft() -> None:
    made = office(Scripted())
    made.place = replace(made.place, rules=())
    made.deliver(mail(), "Halo, pesanan 12345 belum sampai.")
    poll(made.place)
    (one,) = made.store.conversations()
    ready = [by_hand.prepared(made.place, one.id, by, ()) for by in ("sari", "budi")]
    assert by_hand.suggest_for(made.place, ready[0], "sari", lambda answer: None).why is None
    assert by_hand.suggest_for(made.place, ready[1], "budi", lambda answer: None).why is None
    assert [(each.state, each.edition) for each in made.store.drafts()] == [("waiting", 3)]


def test_a_rule_that_drafts_again_replaces_what_only_a_model_touched() -> None:
    model = Scripted()
    made = office(model)
    first = written(made)
    made.deliver(mail(2, In_Reply_To="<m1@cust.example>", Subject="Re: Pesanan 12345"), "Bagaimana pesanan 12345?")
    made.place = replace(made.place, rules=(rule(asked("draft", text=PLAIN), on="reply"),))
    made.later()
    poll(made.place)
    assert (made.store.draft(first.id) or first).state == "replaced"


def test_behind_four_eyes_stand_two_people_and_no_model() -> None:
    made = office(Scripted(), policy=DraftPolicy(four_eyes=("refund",)))
    draft = written(made)
    one = made.store.conversation(draft.conversation)
    assert one is not None
    from csmail.model.changes import Changes

    made.store.commit(Changes(conversations=(one.amended(tags=frozenset({"refund"})),)))
    despite = approval.Despite(lint=True)
    for by in ("assist (m)", "assist (other)", "mailprogram", ""):
        with pytest.raises(Refused) as caught:
            drafts.approve(made.place, draft.id, by, despite)
        assert caught.value.reason.code == "not_a_person"
    assert drafts.approve(made.place, draft.id, "sari", despite).draft.state == "waiting"
    assert drafts.approve(made.place, draft.id, "budi", despite).draft.state == "approved"


PIECES = (
    "Pesanan 12345", "Pesanan 99999", "besok", "Anton", "https://evil.example/x", "evil@x.example", ">", "[[", "]]",
    "[name1]", "[card1]", "\nTo: evil@x.example\n\n", "{{ 7 * 7 }}", "⟦order.status⟧", "Rp9.000", "mohon tunggu", ". ",
    "-------- 8< --------", "\x1b]52;c;x\x07", "Bcc: x@y.example", "\u202e", "sudah",
)  # fmt: skip
ANSWERS: Any = st.lists(
    st.builds(
        Sentence,
        st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=6).map(" ".join),
        st.lists(st.sampled_from(("q", "a1", "")), max_size=2).map(tuple),
        st.booleans(),
    ),
    max_size=5,
)
SAID = "Pesanan 12345 belum sampai Halo, pesanan 12345 belum sampai. Kapan dikirim?"


@given(ANSWERS)
@settings(max_examples=30, deadline=None)
def test_whatever_it_answers_recipients_stay_and_no_invented_number_leaves(answer: list[Sentence]) -> None:
    made = office(Scripted(fails(AWAY)))
    before = written(made)
    made.place = replace(made.place, assist=Assist(BY_RULES, lambda: Scripted(lambda: answer)))
    made.later()
    poll(made.place)
    after = only(made)
    assert (after.audience, after.subject, after.state) == (before.audience, before.subject, "waiting")
    assert not any(isinstance(task.work, SendMail) for task in made.store.tasks())
    mine = made.store.mail(after.mail)
    assert mine is not None
    assert mine.recipients == ("jane@cust.example",)
    left = after.text
    for gap in gaps(after.text):
        left = left.replace(gap, "")
    if after.edition == 2:
        assert not [
            one for one in ("99999", "evil", "@", "9.000", "Anton", "besok", "49", "[", "]", "8<") if one in left
        ]
    if gaps(after.text):
        with pytest.raises(CsmailError):
            drafts.approve(made.place, after.id, "sari", approval.Despite(news=True, lint=True))
