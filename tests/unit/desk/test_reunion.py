"""Answers that came before the mail they answer find together when it comes, and no stranger brings that about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.model.conversation import Conversation
from csmail.model.desk import Team
from csmail.model.message import Message
from tests.factories import desk, said_in
from tests.workspace import Office, asked, mail, rule

JANE, RUDI, SITI = "jane@cust.example", "rudi@cust.example", "siti@cust.example"
CIRCLE = (JANE, RUDI, SITI)
DESK = "support@toko.example"


def office(**fields: object) -> Office:
    made = Office(**fields)  # type: ignore[arg-type]
    poll(made.place)
    return made


def arrives(made: Office, number: int, **fields: str) -> Message:
    made.later()
    made.deliver(mail(number, **fields), f"Surat {number}")
    poll(made.place)
    return found(made, number)


def found(made: Office, number: int) -> Message:
    id = f"<m{number}@cust.example>"
    there = made.store.message(made.store.known("support", [id])[id].message)
    assert there is not None
    return there


def at(made: Office, number: int) -> Conversation:
    there = made.store.conversation(found(made, number).conversation)
    assert there is not None
    return there


def answers(number: int, author: str, to: str = "", **more: str) -> dict[str, str]:
    """The fields of an answer to mail `number` that everybody gets."""
    others = ", ".join(one for one in CIRCLE if one != author)
    return {
        "From": author, "To": f"{DESK}, {to or others}", "Subject": "Re: Pesanan",
        "In_Reply_To": f"<m{number}@cust.example>", **more,
    }  # fmt: skip


def waiting(made: Office) -> tuple[str, str]:
    """Rudi's and Siti's answers to mails 1 and 2, each in a conversation of its own; 2 answers 1."""
    arrives(made, 3, **answers(1, RUDI))
    arrives(made, 4, **answers(2, SITI))
    return found(made, 3).conversation, found(made, 4).conversation


def test_what_waited_for_a_mail_becomes_one_with_what_it_joins() -> None:
    made = office(rules=(rule(asked("acknowledge")),))
    first, second = waiting(made)
    assert first != second
    arrives(made, 2, **answers(1, JANE))
    arrives(made, 1, To=f"{DESK}, {RUDI}, {SITI}")
    assert len({found(made, number).conversation for number in (1, 2, 3, 4)}) == 1
    (whole,) = [one for one in made.store.conversations() if not one.merged_into]
    assert (whole.status, whole.needs, len(said_in(made.store, whole.id))) == ("open", (), 6)
    sent = [who for _, recipients in made.transport.sent for who in recipients]
    assert sorted(sent) == [RUDI, SITI]  # of the two that were apart; none for the whole


def test_the_receipts_of_both_are_kept_and_say_why() -> None:
    made = office()
    first, second = waiting(made)
    arrives(made, 2, **answers(1, JANE))
    arrives(made, 1, To=f"{DESK}, {RUDI}, {SITI}")
    left = ({first, second} - {at(made, 1).id}).pop()
    told = made.store.receipts(left)
    assert [step.action for one in told for step in one.steps] == ["conversations merge"]
    messages = {one.message for one in made.store.receipts(at(made, 1).id)}
    assert {found(made, number).key for number in (1, 2, 3, 4)} <= messages
    assert "answers_reunited" in {note.code for one in made.store.receipts(at(made, 1).id) for note in one.notes}


def test_later_decisions_go_by_the_words_of_both() -> None:
    made = office()
    waiting(made)
    arrives(made, 2, **answers(1, JANE))
    arrives(made, 1, To=f"{DESK}, {RUDI}, {SITI}")
    kept = made.place.histories.find(at(made, 1).id, at(made, 1).version)
    assert kept is not None
    assert {one.key for one in kept.messages} == {found(made, number).key for number in (1, 2, 3, 4)}


def linked(made: Office) -> None:
    parent = arrives(made, 2, **answers(1, JANE))
    arrives(made, 1, To=f"{DESK}, {RUDI}, {SITI}")
    assert found(made, 3).conversation != found(made, 4).conversation
    notes = {
        note.code for number in (1, 2) for one in made.store.receipts(found(made, number).key) for note in one.notes
    }
    assert "link_suggested" in notes
    assert "answers_reunited" not in notes
    assert parent.conversation == found(made, 4).conversation


@pytest.mark.parametrize(
    "step",
    [asked("assign", to="sari"), asked("tag", tags=("vip",)), asked("reply", text="Halo"), asked("note", text="Hm")],
    ids=["assigned", "tagged", "answered", "noted"],
)
def test_what_a_person_has_touched_is_linked_alone(step: object) -> None:
    made = office(desk=desk(team=Team(agents=("sari@toko.example",))))
    first, second = waiting(made)
    for id in (first, second):
        act(made.place, id, step, "sari")  # type: ignore[arg-type]
    linked(made)


def test_where_a_stranger_waits_it_is_linked_alone() -> None:
    made = office()
    waiting(made)
    for number, cites in ((5, 3), (6, 4)):
        arrives(made, number, From="eve@evil.example", In_Reply_To=f"<m{cites}@cust.example>")
    linked(made)


def test_where_a_mail_has_not_gone_out_it_is_linked_alone() -> None:
    made = office(rules=(rule(asked("acknowledge")),))
    made.transport.outcome = "deferred"
    waiting(made)
    linked(made)


def test_customers_who_do_not_know_each_other_are_linked_alone() -> None:
    """Both answered one advertisement, whose author chooses what he sends us, and whom it names."""
    made = office()
    arrives(made, 3, **answers(1, JANE, "eve@evil.example"))
    arrives(made, 4, **answers(1, RUDI, "eve@evil.example"))
    parent = arrives(made, 1, From="eve@evil.example", To=f"{DESK}, {JANE}, {RUDI}")
    assert found(made, 3).conversation != found(made, 4).conversation
    assert "link_suggested" in {note.code for one in made.store.receipts(parent.key) for note in one.notes}


def test_a_number_in_a_subject_and_an_id_that_a_stranger_chose_make_nothing_one() -> None:
    """Both matters are Jane's, so that her name agrees; nothing but what a stranger knows ties them."""
    made = office()
    first, second = (arrives(made, number, Subject=f"Hal {number}").conversation for number in (1, 2))
    for number, id in ((3, first), (4, second)):
        arrives(made, number, Subject=f"Re: Hal [#{id}]", In_Reply_To="<m5@cust.example>")
    arrives(made, 5, Subject="Re: Hal")
    assert found(made, 3).conversation == first
    assert found(made, 1).conversation != found(made, 2).conversation
    assert not [one for one in made.store.conversations() if one.merged_into]


def test_another_desk_is_another_matter() -> None:
    made = office()
    arrives(made, 3, **answers(1, RUDI))
    sales = Office(desk=desk(name="sales", address="sales@toko.example"), store=made.store)
    poll(sales.place)
    sales.deliver(mail(4, **answers(1, SITI)), "Surat 4")
    poll(sales.place)
    arrives(made, 1, To=f"{DESK}, {RUDI}, {SITI}")
    assert not [one for one in made.store.conversations() if one.merged_into]


def test_in_one_pass_the_first_mail_is_taken_in_first_and_its_author_alone_acknowledged() -> None:
    made = office(rules=(rule(asked("acknowledge")),))
    for number, fields in ((3, answers(2, SITI)), (2, answers(1, RUDI)), (1, {"To": f"{DESK}, {RUDI}, {SITI}"})):
        made.deliver(mail(number, **fields), f"Surat {number}")
    poll(made.place)
    assert {found(made, number).conversation for number in (1, 2, 3)} == {one.id for one in made.store.conversations()}
    assert [recipients for _, recipients in made.transport.sent] == [(JANE,)]


def test_mails_that_cite_each_other_in_a_circle_are_all_taken_in() -> None:
    made = office()
    for number, cites in ((1, 2), (2, 3), (3, 1), (4, 4)):
        made.deliver(mail(number, **answers(cites, JANE)), f"Surat {number}")
    assert poll(made.place).taken_in == 4
    assert len({found(made, number).conversation for number in (1, 2, 3)}) == 1


# --- any order


@dataclass(frozen=True)
class Said:
    """A mail of the thread: the number of the one it answers (-1: none), whose references it repeats or not."""

    author: str
    answers: int
    whole: bool


@st.composite
def threads(draw: st.DrawFn, longest: int = 6) -> tuple[Said, ...]:
    count = draw(st.integers(2, longest))
    first = Said(JANE, -1, True)
    more = (
        Said(draw(st.sampled_from(CIRCLE)), draw(st.integers(0, number - 1)), draw(st.booleans()))
        for number in range(1, count)
    )
    return (first, *more)


def header(thread: Sequence[Said], number: int) -> str:
    one = thread[number]
    fields = {"From": one.author, "To": ", ".join((DESK, *(who for who in CIRCLE if who != one.author)))}
    if one.answers < 0:
        return mail(number, Subject="Pesanan", **fields)
    above = [one.answers]
    while one.whole and above[0] > 0:
        above.insert(0, thread[above[0]].answers)
    references = " ".join(f"<m{named}@cust.example>" for named in above)
    cites = {"In_Reply_To": f"<m{one.answers}@cust.example>", "References": references}
    return mail(number, Subject="Re: Pesanan", **fields, **cites)


def partition(made: Office, count: int) -> set[frozenset[int]]:
    there: dict[str, set[int]] = {}
    for number in range(count):
        there.setdefault(found(made, number).conversation, set()).add(number)
    return {frozenset(one) for one in there.values()}


ROUNDABOUT = (Said(JANE, -1, True), Said(RUDI, 0, False), Said(JANE, 1, False), Said(JANE, 0, False),
              Said(RUDI, 3, False), Said(JANE, 2, False))  # fmt: skip
"""In this order the third is here before anything proves where it belongs; the last mail does."""


def test_what_is_proven_late_is_looked_at_again() -> None:
    made = office()
    for number in (4, 5, 1, 2, 0, 3):
        made.later()
        made.deliver(header(ROUNDABOUT, number), f"Surat {number}")
        poll(made.place)
    assert partition(made, 6) == {frozenset(range(6))}


@given(st.data())
def test_whatever_the_order_the_mails_of_one_thread_are_one_conversation(data: st.DataObject) -> None:
    """Cut anywhere into passes, each of which takes in what came since the one before."""
    thread = data.draw(threads())
    order = data.draw(st.permutations(range(len(thread))))
    rests = data.draw(st.lists(st.booleans(), min_size=len(thread), max_size=len(thread)))
    made = office()
    for number, rest in zip(order, rests, strict=True):
        made.later()
        made.deliver(header(thread, number), f"Surat {number}")
        if rest:
            poll(made.place)
    poll(made.place)
    assert partition(made, len(thread)) == {frozenset(range(len(thread)))}
    (whole,) = [one for one in made.store.conversations() if not one.merged_into]
    assert whole.participants >= set(CIRCLE)
    assert all(one.merged_into == whole.id for one in made.store.conversations() if one.id != whole.id)


# --- a stranger


ADDRESSES = (JANE, RUDI, "eve@evil.example")
KNOWN = ("<x1@evil.example>", "<x2@evil.example>", "<x3@evil.example>")


@st.composite
def forged(draw: st.DrawFn) -> dict[str, str]:
    """What somebody can write who knows the addresses, the numbers and the mails that both customers answered."""
    cites = st.lists(st.sampled_from(KNOWN), max_size=2, unique=True)
    to = draw(st.lists(st.sampled_from(ADDRESSES), max_size=3, unique=True))
    return {
        "From": draw(st.sampled_from(ADDRESSES)),
        "To": ", ".join((DESK, *to)),
        "Subject": draw(st.sampled_from(["Re: Satu", "Re: Dua", "Re: Satu [#JANE]", "Re: Dua [#RUDI]", "Baru"])),
        "Message_ID": draw(st.sampled_from(KNOWN)),
        "References": " ".join(draw(cites)),
    }


def forgery(author: str, to: str, subject: str, id: str, *cites: str) -> dict[str, str]:
    references = " ".join(f"<{one}@evil.example>" for one in cites)
    return {
        "From": author, "To": ", ".join(filter(None, (DESK, to))), "Subject": subject,
        "Message_ID": f"<{id}@evil.example>", "References": references,
    }  # fmt: skip


UNDER_ONE_ID = [
    forgery(JANE, "", "Re: Satu", "x1"),
    forgery(JANE, "", "Re: Satu", "x1"),
    forgery(JANE, "", "Re: Dua", "x2"),
    forgery(RUDI, JANE, "Re: Satu", "x2", "x1"),
    forgery(JANE, RUDI, "Re: Satu", "x1", "x1", "x2"),
    forgery(RUDI, "", "Re: Satu", "x1"),
]
"""The mail that both answered, sent as if each of them had written it."""
EACH_TO_THE_OTHER = [forgery(RUDI, JANE, "Re: Dua", "x2", "x1"), forgery(JANE, RUDI, "Re: Satu", "x1")]
BY_ANOTHER_MATTER = [
    forgery(JANE, RUDI, "Tiga", "x2"),
    forgery(RUDI, JANE, "Re: Dua", "x3", "x1"),
    forgery(JANE, RUDI, "Re: Tiga", "x1", "x2"),
]
"""Of a matter of hers that is forged altogether, which the mail that she answered draws to her true one."""


@example(UNDER_ONE_ID, True, "")
@example(EACH_TO_THE_OTHER, True, "")
@example(BY_ANOTHER_MATTER, True, "")
@example(BY_ANOTHER_MATTER, True, RUDI)
@given(st.lists(forged(), min_size=1, max_size=6), st.booleans(), st.sampled_from(["", JANE, RUDI]))
def test_whoever_forges_and_cites_what_he_likes_never_makes_one_of_two_customers_matters(
    mails: list[dict[str, str]], cite: bool, names_the_other: str
) -> None:
    """`names_the_other`: who of the two has written to the other as well, who has not.

    Not Jane where both answered one mail: whom she let in and who answers the same joins her at once.
    """
    assume(not (cite and names_the_other == JANE))
    made = office()
    answered = KNOWN[0] if cite else ""
    others = {JANE: RUDI, RUDI: JANE}
    to = {who: ", ".join((DESK, "eve@evil.example", *([other] if who == names_the_other else [])))
          for who, other in others.items()}  # fmt: skip
    jane = arrives(made, 1, From=JANE, To=to[JANE], Subject="Satu", References=answered)
    rudi = arrives(made, 2, From=RUDI, To=to[RUDI], Subject="Dua", References=answered)
    for number, fields in enumerate(mails, 3):
        subject = fields["Subject"].replace("JANE", jane.conversation).replace("RUDI", rudi.conversation)
        made.later(timedelta(hours=1))
        made.deliver(mail(number, **{**fields, "Subject": subject}), f"Palsu {number}")
        poll(made.place)
    assert found(made, 1).conversation != found(made, 2).conversation
    for number, who in ((1, JANE), (2, RUDI)):
        assert at(made, number).customer is not None
        assert who in at(made, number).participants
