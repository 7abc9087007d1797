"""The second fence over a mailbox in memory: claimed on the message, or held before a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.actions.catalog import catalog
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.errors import Refused, Unreachable
from csmail.mail.identity import task_id
from csmail.model.changes import Changes
from csmail.model.message import Place
from csmail.model.reason import Reason
from csmail.model.task import MoveMessage, SendMail, State, Task
from csmail.outbox import mailbox_claim, retry, work_off
from csmail.rules.rule import ActionCall
from csmail.stores.memory import MemoryStore
from tests.factories import NOW, message
from tests.workspace import Office, asked, mail, rule

ACKNOWLEDGE = rule(asked("acknowledge"), name="acknowledge")
MOVE_FIRST = rule(asked("move", folder="Done"), asked("acknowledge"), name="move, then acknowledge")


def office(*rules: object, beside: Office | None = None) -> Office:
    """An office whose desk has begun; `beside` another one it shares the mailbox with, and nothing else."""
    shared = {"mailbox": beside.mailbox} if beside else {}
    made = Office(rules=tuple(rules) or (ACKNOWLEDGE,), **shared)  # type: ignore[arg-type]
    poll(made.place)
    return made


def acknowledgement(of: Office) -> Task:
    (found,) = (one for one in of.store.tasks() if isinstance(one.work, SendMail))
    return found


def test_of_two_installations_on_one_mailbox_one_acknowledges() -> None:
    first = office()
    second = office(beside=first)
    first.deliver(mail())
    poll(first.place)
    report = poll(second.place)
    assert (len(first.transport.sent), len(second.transport.sent)) == (1, 0)
    held = acknowledgement(second)
    assert (held.state, held.hold, held.fence) == ("held", mailbox_claim.CLAIMED_ELSEWHERE, "lost")
    (problem,) = report.problems
    assert (problem.code, problem.fact("desk")) == ("task_held", "support")
    why = Reason.of(mailbox_claim.CLAIMED_ELSEWHERE, why=mailbox_claim.CLAIMED_BY_ANOTHER)
    assert (held.reason, problem.behind) == (why, why)
    assert (acknowledgement(first).state, acknowledgement(first).fence) == ("sent", "won")


def test_what_we_claimed_ourselves_before_we_were_killed_is_told_as_interrupted() -> None:
    one = office()
    one.transport.failure = Unreachable("the transport is away")
    one.deliver(mail())
    poll(one.place)
    waiting = acknowledgement(one)
    assert isinstance(waiting.work, SendMail)
    assert waiting.work.of is not None
    one.store.advance(waiting.claimed(one.place.now()), waiting.state)
    one.mailbox.claim(waiting.work.of, mailbox_claim.KEYWORD)  # the process dies here
    one.transport.failure = None
    one.later(timedelta(minutes=2))
    work_off(one.store, "support", one.place.ways, one.place.now)
    held = acknowledgement(one)
    assert (held.state, held.hold, len(one.transport.sent)) == ("held", mailbox_claim.CLAIMED_ELSEWHERE, 0)
    assert held.reason == Reason.of(mailbox_claim.CLAIMED_ELSEWHERE, why=mailbox_claim.INTERRUPTED)


def test_a_second_installation_with_a_rule_that_moves_finds_the_message_gone() -> None:
    first = office(rule(asked("acknowledge"), asked("move", folder="Done")))
    second = office(beside=first)
    first.deliver(mail())
    second.transport.failure = Unreachable("the transport is away")
    poll(second.place)
    poll(first.place)
    second.transport.failure = None
    second.later(timedelta(minutes=2))
    work_off(second.store, "support", second.place.ways, second.place.now)
    assert (len(first.transport.sent), len(second.transport.sent)) == (1, 0)
    assert acknowledgement(second).hold == mailbox_claim.MESSAGE_GONE


def test_a_person_who_looked_releases_what_the_fence_held() -> None:
    first = office()
    second = office(beside=first)
    first.deliver(mail())
    poll(first.place)
    poll(second.place)
    second.store.commit(retry(acknowledgement(second), "sari", second.now))
    poll(second.place)
    assert acknowledgement(second).state == "sent"


def test_a_server_that_knows_no_fence_stops_no_acknowledgement() -> None:
    made = office()
    made.mailbox.permits_keywords = False
    made.deliver(mail())
    poll(made.place)
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("sent", "")


@pytest.mark.parametrize("fault", [Unreachable("away"), Refused("the certificate is not trusted")])
def test_a_mailbox_that_cannot_be_asked_defers_the_acknowledgements_and_is_asked_once_a_pass(fault: Exception) -> None:
    made = office()
    for number in range(3):
        made.deliver(mail(number, From=f"jane@cust{number}.example"))
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.transport.failure = None
    made.later(timedelta(minutes=2))
    before = made.mailbox.calls
    made.mailbox.fail(fault)  # type: ignore[arg-type]
    worked = work_off(made.store, "support", made.place.ways, made.place.now)
    assert worked.counts == {"deferred": 1, "waiting": 2}
    assert made.mailbox.calls == before + 1
    assert made.transport.sent == []
    made.later(timedelta(minutes=5))
    assert work_off(made.store, "support", made.place.ways, made.place.now).counts["sent"] == 3


def test_a_claim_is_kept_when_the_server_wants_the_mail_later() -> None:
    made = office()
    made.deliver(mail())
    made.transport.outcome = "deferred"
    poll(made.place)
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("deferred", "won")
    made.transport.outcome = "sent"
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "sent"


def test_our_own_move_does_not_hide_the_message_from_the_fence() -> None:
    made = office(MOVE_FIRST)
    made.deliver(mail(1))
    poll(made.place)
    assert acknowledgement(made).state == "sent"
    assert len(made.mailbox.messages("Done")) == 1


def test_a_message_moved_while_the_transport_was_away_was_claimed_before() -> None:
    made = office(MOVE_FIRST)
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    assert len(made.mailbox.messages("Done")) == 1
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("deferred", "won")
    made.transport.failure = None
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "sent"


def test_a_renumbered_folder_is_claimed_where_the_message_is_now() -> None:
    made = office()
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.mailbox.renumber("INBOX", 77)
    made.transport.failure = None
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "sent"


def test_a_death_between_claim_and_transmission_is_held_not_repeated() -> None:
    made = office()
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.transport.failure = None
    task = acknowledgement(made)
    assert isinstance(task.work, SendMail)
    assert task.work.of is not None
    made.mailbox.claim(task.work.of, mailbox_claim.KEYWORD)  # csmail dies here
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert acknowledgement(made).state == "held"
    assert made.transport.sent == []


def test_a_reply_and_an_acknowledgement_of_an_older_csmail_need_no_claim() -> None:
    made = office()
    made.deliver(mail())
    made.transport.failure = Unreachable("not yet")
    poll(made.place)
    made.transport.failure = None
    old = acknowledgement(made)
    assert isinstance(old.work, SendMail)
    made.store.commit(Changes(updated=(replace(old, work=SendMail(old.work.mail, old.work.purpose)),)))
    made.later(timedelta(minutes=5))
    poll(made.place)
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("sent", "")
    assert all(flags == frozenset() for flags, _ in made.mailbox.messages())


def test_an_acknowledgement_by_hand_is_claimed_too() -> None:
    made = office(rule(asked("tag", tags=("new",))))
    made.deliver(mail())
    poll(made.place)
    (conversation,) = made.store.conversations()
    act(made.place, conversation.id, ActionCall("acknowledge", catalog()["acknowledge"]()), "sari")
    assert (acknowledgement(made).state, acknowledgement(made).fence) == ("sent", "won")


def test_the_claim_is_the_keyword_that_every_version_writes() -> None:
    made = office()
    made.deliver(mail())
    poll(made.place)
    ((flags, _),) = made.mailbox.messages()
    assert "$csmailack" in {flag.lower() for flag in flags}


HERE, THERE = Place("INBOX", 1, 1), Place("Orders", 1, 9)


class Claims:
    """A mailbox that answers claims, by place; "gone" anywhere else."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.asked: list[Place] = []

    def claim(self, at: Place, keyword: str) -> str:
        self.asked.append(at)
        return self.answers.get(at.folder, "gone")


def waiting(state: State = "queued", **changes: object) -> Task:
    """The acknowledgement of the message with the key k1, which was HERE when it was read."""
    why = mailbox_claim.cause("support", "K7F3Q2")
    work = SendMail("m1", "acknowledgement", of=HERE, answers="k1")
    base = Task(task_id(why), "support", why, work, NOW, NOW, NOW, "K7F3Q2", state=state)
    return replace(base, **changes)  # type: ignore[arg-type]


def knowing(*tasks: Task, seen: Place | None = THERE) -> MemoryStore:
    store = MemoryStore()
    store.commit(Changes(messages=(message(place=seen),), tasks=tasks))
    return store


@pytest.mark.parametrize("said", ["won", "lost"])
def test_the_first_place_where_the_message_lies_decides(said: str) -> None:
    claims = Claims(INBOX=said, Orders="lost" if said == "won" else "won")
    after = mailbox_claim.passed(waiting(), claims, knowing(), NOW)  # type: ignore[arg-type]
    assert after.fence == said
    assert claims.asked == [HERE]


def test_a_message_that_is_not_where_it_was_is_claimed_where_it_was_seen_last() -> None:
    claims = Claims(Orders="won")
    assert mailbox_claim.passed(waiting(), claims, knowing(), NOW).fence == "won"  # type: ignore[arg-type]
    assert claims.asked == [HERE, THERE]


@pytest.mark.parametrize("store", [MemoryStore(), knowing(seen=None), knowing(seen=HERE)])
def test_a_message_of_which_no_other_place_is_known_is_asked_for_once_and_gone(store: MemoryStore) -> None:
    claims = Claims()
    after = mailbox_claim.passed(waiting(), claims, store, NOW)  # type: ignore[arg-type]
    assert (after.state, after.hold, after.fence) == ("held", mailbox_claim.MESSAGE_GONE, "lost")
    assert claims.asked == [HERE]


def move(of: str = "K7F3Q2") -> Task:
    return Task("v1", "support", "why", MoveMessage("INBOX", 1, 1, "Done"), NOW, NOW, NOW, of)


@pytest.mark.parametrize("state", ["queued", "deferred", "held"])
def test_whatever_waits_for_a_message_is_claimed_before_it_is_moved(state: State) -> None:
    claimed = mailbox_claim.before_move(move(), HERE, Claims(INBOX="won"), knowing(waiting(state)), NOW)  # type: ignore[arg-type]
    assert claimed == waiting(state, fence="won")


@pytest.mark.parametrize(
    "left",
    [
        waiting("sent"),
        waiting("in_doubt"),
        waiting("deferred", fence="won"),
        waiting(work=SendMail("m1", "acknowledgement", of=THERE, answers="k1")),
    ],
)
def test_a_move_claims_nothing_that_left_or_was_claimed_or_is_of_another_message(left: Task) -> None:
    claims = Claims(INBOX="lost", Orders="lost")
    assert mailbox_claim.before_move(move(), HERE, claims, knowing(left), NOW) is None  # type: ignore[arg-type]
    assert claims.asked == []


def test_a_move_in_a_mailbox_that_knows_no_claims_changes_no_task() -> None:
    claims = Claims(INBOX="unavailable")
    assert mailbox_claim.before_move(move(), HERE, claims, knowing(waiting()), NOW) is None  # type: ignore[arg-type]
    assert mailbox_claim.before_move(move(of=""), HERE, claims, knowing(waiting()), NOW) is None  # type: ignore[arg-type]


def test_what_was_unsent_when_a_copy_was_made_is_held_with_that_reason() -> None:
    held = mailbox_claim.put_back(waiting("deferred"), NOW + timedelta(hours=1))
    assert (held.state, held.hold, held.changed_at) == ("held", mailbox_claim.PUT_BACK, NOW + timedelta(hours=1))
