"""What every store promises, asked of every store there is."""

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail import registry
from csmail.errors import Busy, Conflict
from csmail.model.address import Address, key
from csmail.model.audience import Audience, Origin
from csmail.model.changes import Acknowledged, Attempt, Changes, Cursor, Rehomed, UidAccount
from csmail.model.conversation import PRIORITIES, Conversation, Escalation
from csmail.model.filters import ConversationFilter
from csmail.model.message import Attachment, Place, Report, Verdict
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord, StoredRules
from csmail.model.task import (
    Delivery,
    Draft,
    FileMail,
    Mail,
    MoveMessage,
    SendMail,
    SetFlags,
    SetKeywords,
    State,
    Task,
    UnfileMail,
    Work,
)
from csmail.ports import Advance, Known, Named, OpenDraft, Sighting, Store
from tests.factories import NOW, conversation, message, said_in

HOUR = timedelta(hours=1)
REASON = Reason.of("address_in_field", field="From", message="<m1@cust.example>")
WORKS: tuple[Work, ...] = (
    SendMail("m1", "reply", "d1"),
    SetKeywords("INBOX", 1, (1, 2), ("refund",), ("old",)),
    SetFlags("INBOX", 1, (3,), ("seen",)),
    MoveMessage("INBOX", 1, 4, "Done", "<m1@cust.example>"),
    FileMail("m1", "drafts"),
    UnfileMail("<m1@cust.example>", "sent"),
)


@pytest.fixture(params=registry.names("stores"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    module = registry.load("stores", request.param)
    opened: Store = module.open(module.Settings(), tmp_path)
    yield opened
    opened.close()


def task(id: str = "t1", work: Work = WORKS[0], **changes: Any) -> Task:
    return replace(Task(id, "support", f"cause of {id}", work, NOW, NOW, NOW, "K7F3Q2"), **changes)


def draft(id: str = "d1", **changes: Any) -> Draft:
    jane = Address("jane@cust.example", "Jane Roe")
    audience = Audience("send", Address("support@toko.example"), (jane,), origins=(Origin(jane.spec, "to", REASON),))
    return replace(Draft(id, "support", "K7F3Q2", "m1", "sari", NOW, NOW, audience, "Re: Pesanan", "Halo"), **changes)


def receipt(id: str = "r1", **changes: Any) -> Receipt:
    step = StepRecord("refund", "tag", "refund", did=(Reason.of("tagged", add="refund"),))
    base = Receipt(id, "support", "K7F3Q2", "k1", NOW, "arrival", "poll", "abc", ("refund",), {"vip": "all.0"})
    return replace(base, seen={"subject": "Pesanan"}, steps=(step,), **changes)


def written(store: Store, one: Conversation) -> Conversation:
    store.commit(Changes(conversations=(one,)))
    stored = store.conversation(one.id)
    assert stored is not None
    return stored


def ids(found: Any) -> list[str]:
    return [one.id for one in found]


# --- what goes in comes out


def test_a_full_conversation_comes_back_as_it_was_one_version_on(store: Store) -> None:
    full = conversation(
        tags=frozenset({"refund", "vip"}), assignee="sari", acknowledged_at=NOW, language="id", priority="high",
        escalations=(Escalation("lead@toko.example", NOW, NOW + HOUR, "refund"),), needs=(Reason.of("look", at="it"),),
        backlog=True,
        bounced=frozenset({"x@y.example"}),
    )  # fmt: skip
    assert written(store, full) == replace(full, version=1)


def test_a_full_message_comes_back_as_it_was(store: Store) -> None:
    full = message(
        header="X: \xff\x80\r\nSubject: =?utf-8?q?a?=\r\n", text="nul \0 escape \x1b emoji \U0001f600 line\u2028",
        verdict=Verdict(False, "list", "List-Id"), attachments=(Attachment("a.pdf", "application/pdf", 3),),
        report=Report("<a@b>", "e", ("x@y.example",), True, "550 no"), cc=(Address("a@b.example"),),
        date=datetime(2026, 7, 6, 9, 0, 0, 123456, tzinfo=UTC), defects=("odd",), conversation="K7F3Q2",
    )  # fmt: skip
    store.commit(Changes(messages=(full,)))
    assert store.message("k1") == full


def test_text_that_is_no_unicode_is_kept_rather_than_refused(store: Store) -> None:
    store.commit(Changes(messages=(message(subject="broken \ud800 surrogate", message_id="<\udcff@x>"),)))
    kept = store.message("k1")
    assert kept is not None
    assert kept.subject.startswith("broken ")
    assert store.known("support", ["<\udcff@x>"])


@pytest.mark.parametrize("work", WORKS, ids=lambda work: type(work).__name__)
def test_every_kind_of_work_comes_back_as_it_was(store: Store, work: Work) -> None:
    full = task(
        work=work,
        deliveries=(Delivery("a@b.example", "sent", "250 ok"),),
        attempt=2,
        reason=Reason.of("refused", reply="n"),
    )
    store.commit(Changes(tasks=(full,)))
    assert store.task("t1") == full


def test_mail_draft_and_receipt_come_back_as_they_were(store: Store) -> None:
    mail = Mail("m1", "<o@toko.example>", "", ("jane@cust.example",), "From: a\r\n\r\nh\xe9\r\n", True)
    store.commit(Changes(mails=(mail,), drafts=(draft(),), receipts=(receipt(),)))
    assert store.mail("m1") == mail
    assert store.draft("d1") == draft(version=1)
    assert store.receipts("k1") == (receipt(),)


def test_what_was_never_written_is_none_or_nothing(store: Store) -> None:
    assert (store.conversation("x"), store.message("x"), store.mail("x"), store.task("x"), store.draft("x")) == (
        None,
    ) * 5
    assert (store.cursor("support", "INBOX"), store.attempted("support", "INBOX")) == (None, None)
    assert (said_in(store, "x"), store.receipts("x"), tuple(store.due("support", NOW))) == ((), (), ())
    assert list(store.conversations()) + list(store.tasks()) + list(store.drafts()) + list(store.search("a")) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(), name=st.text(), at=st.datetimes(timezones=st.just(UTC)), tags=st.frozensets(st.text()))
def test_any_text_and_moment_survive(store: Store, text: str, name: str, at: datetime, tags: frozenset[str]) -> None:
    before = store.conversation("K7F3Q2")
    one = conversation(subject=text, customer=Address(name, text), changed_at=at, tags=tags)
    after = written(store, replace(one, version=before.version if before else 0))
    assert replace(after, version=0) == one


# --- versions


def test_a_conversation_read_before_somebody_else_changed_it_is_refused(store: Store) -> None:
    first = written(store, conversation())
    written(store, first.amended(subject="theirs"))
    with pytest.raises(Conflict):
        store.commit(Changes(conversations=(first.amended(subject="ours"),), messages=(message(),)))
    kept = store.conversation(first.id)
    assert kept is not None
    assert (kept.subject, kept.version) == ("theirs", 2)
    assert store.message("k1") is None, "a refused commit writes nothing at all"


def test_a_new_conversation_does_not_overwrite_one_with_the_same_id(store: Store) -> None:
    written(store, conversation())
    with pytest.raises(Conflict):
        store.commit(Changes(conversations=(conversation(subject="other"),)))


def test_a_conversation_that_is_not_there_cannot_be_changed(store: Store) -> None:
    with pytest.raises(Conflict):
        store.commit(Changes(conversations=(conversation(version=3),)))


def test_one_conversation_twice_in_one_commit_is_refused(store: Store) -> None:
    with pytest.raises(Conflict):
        store.commit(Changes(conversations=(conversation(), conversation(subject="again"))))
    with pytest.raises(Conflict):
        store.commit(Changes(conversations=(conversation(), conversation(version=1))))
    assert store.conversation("K7F3Q2") is None


def test_a_draft_read_before_somebody_else_changed_it_is_refused(store: Store) -> None:
    store.commit(Changes(drafts=(draft(),)))
    read = store.draft("d1")
    assert read is not None
    store.commit(Changes(drafts=(replace(read, state="approved"),)))
    with pytest.raises(Conflict):
        store.commit(Changes(drafts=(replace(read, state="rejected"),), conversations=(conversation(),)))
    assert store.draft("d1") == replace(read, state="approved", version=2)
    assert store.conversation("K7F3Q2") is None


def test_of_many_threads_that_change_one_conversation_each_change_counts_once(store: Store) -> None:
    written(store, conversation())

    def add(name: str) -> None:
        for number in range(5):
            for _ in range(1000):
                read = store.conversation("K7F3Q2")
                assert read is not None
                with suppress(Conflict):
                    store.commit(Changes(conversations=(read.amended(tags=read.tags | {f"{name}{number}"}),)))
                    break

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = store.conversation("K7F3Q2")
    assert last is not None
    assert (len(last.tags), last.version) == (20, 21)


# --- tasks


def test_one_cause_queues_once(store: Store) -> None:
    store.commit(Changes(tasks=(task(state="sent"),)))
    store.commit(Changes(tasks=(task(state="queued"), task("t2"), task("t2", reason=Reason("second")))))
    assert [(one.id, one.state, one.reason) for one in store.tasks()] == [("t1", "sent", None), ("t2", "queued", None)]


def test_a_task_changed_on_purpose_is_written_over(store: Store) -> None:
    store.commit(Changes(tasks=(task(),)))
    store.commit(Changes(updated=(task(state="dropped", attempt=0),)))
    assert store.task("t1") == task(state="dropped")


def test_a_task_advances_only_from_the_state_expected(store: Store) -> None:
    store.commit(Changes(tasks=(task(),)))
    ours = task(state="claimed", attempt=1)
    assert store.advance(ours, "queued")
    assert store.task("t1") == ours
    assert not store.advance(replace(ours, reason=Reason("second")), "queued")
    assert store.task("t1") == ours
    assert not store.advance(task("never written"), "queued")


def test_a_claim_by_somebody_who_read_before_another_attempt_is_refused(store: Store) -> None:
    store.commit(Changes(tasks=(task(),)))
    slow = task(state="claimed", attempt=1, reason=Reason("slow"))
    assert store.advance(task(state="claimed", attempt=1), "queued")
    assert store.advance(task(state="queued", attempt=1), "claimed")
    assert not store.advance(slow, "queued")
    assert store.advance(task(state="claimed", attempt=2), "queued")
    assert not store.advance(task(state="transmitting", attempt=1), "claimed"), "the first owner woke up late"


def test_of_many_threads_that_claim_one_task_one_wins(store: Store) -> None:
    store.commit(Changes(tasks=tuple(task(f"t{number}") for number in range(20))))
    won: list[str] = []
    start = threading.Barrier(4)

    def claim() -> None:
        start.wait(10)
        won.extend(f"t{n}" for n in range(20) if store.advance(task(f"t{n}", state="claimed", attempt=1), "queued"))

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == sorted(f"t{n}" for n in range(20))


def test_due_are_the_queued_and_deferred_of_one_desk_whose_moment_has_come_oldest_first(store: Store) -> None:
    store.commit(
        Changes(
            tasks=(
                task("later", due_at=NOW + HOUR),
                task("in half a second", due_at=NOW + timedelta(seconds=0.5)),
                task("second", due_at=NOW - HOUR),
                task("first", due_at=NOW - 2 * HOUR, state="deferred"),
                task("third", due_at=NOW - HOUR),
                task("claimed", state="claimed", due_at=NOW - HOUR),
                task("held", state="held", due_at=NOW - HOUR),
                task("in doubt", state="in_doubt", due_at=NOW - HOUR),
                task("other", desk="sales", due_at=NOW - HOUR),
                task("half a second ago", due_at=NOW - timedelta(seconds=0.5)),
                task("just now", due_at=NOW),
            )
        )
    )
    expected = ["first", "second", "third", "half a second ago", "just now"]
    assert ids(store.due("support", NOW)) == expected
    assert ids(store.due("support", NOW, limit=2)) == expected[:2]
    store.advance(task("first", state="claimed", attempt=1), "deferred")
    assert ids(store.due("support", NOW)) == expected[1:]


def test_tasks_are_listed_by_desk_and_state_in_the_order_they_were_queued(store: Store) -> None:
    store.commit(Changes(tasks=(task("z"), task("a", state="sent"), task("m", desk="sales"))))
    store.commit(Changes(updated=(task("z", state="held"),)))
    assert ids(store.tasks()) == ["z", "a", "m"]
    assert ids(store.tasks("support")) == ["z", "a"]
    assert ids(store.tasks(states={"sent", "queued"})) == ["a", "m"]
    assert ids(store.tasks("sales", ["sent"])) == []


# --- where a mailbox was left


def test_a_cursor_is_kept_by_desk_and_folder(store: Store) -> None:
    one = Cursor("support", "INBOX", 7, 10)
    store.commit(Changes(cursors=(one, Cursor("support", "Spam", 8, 20), Cursor("sales", "INBOX", 9, 30))))
    store.commit(Changes(cursors=(replace(one, uid=11),)))
    assert store.cursor("support", "INBOX") == Cursor("support", "INBOX", 7, 11)
    assert store.cursor("support", "Spam") == Cursor("support", "Spam", 8, 20)
    assert store.cursor("sales", "INBOX") == Cursor("sales", "INBOX", 9, 30)


def test_an_attempt_stays_until_the_commit_of_its_folder_or_until_it_is_cleared(store: Store) -> None:
    of = Cursor("support", "INBOX", 7, 10)
    attempt = Attempt("support", "INBOX", 7, 11, 60)
    store.attempting(attempt, of)
    store.attempting(replace(attempt, count=2), of)
    store.commit(Changes(cursors=(Cursor("support", "Spam", 8, 20),)))
    assert store.attempted("support", "INBOX") == replace(attempt, count=2)
    store.commit(Changes(cursors=(replace(of, uid=60),)))
    assert store.attempted("support", "INBOX") is None
    store.attempting(attempt, of)
    store.attempting(None, of)
    assert store.attempted("support", "INBOX") is None


# --- looking up


def test_message_ids_lead_to_conversation_and_message_of_this_desk_alone(store: Store) -> None:
    mine = message(conversation="K7F3Q2")
    store.commit(Changes(messages=(mine, message(key="k2", desk="sales", message_id="<s@x>", conversation="SALES2"))))
    asked = ["<m1@cust.example>", "<s@x>", "<unknown@x>", ""]
    assert store.known("support", asked) == {"<m1@cust.example>": Known("K7F3Q2", "k1")}
    assert store.known("sales", asked) == {"<s@x>": Known("SALES2", "k2")}
    assert store.known("support", []) == {}


def test_a_message_that_repeats_an_id_does_not_take_over_the_thread(store: Store) -> None:
    store.commit(Changes(messages=(message(conversation="FIRST2"),)))
    store.commit(Changes(messages=(message(key="k2", conversation="FORGED", received_at=NOW - HOUR),)))
    store.commit(Changes(messages=(message(conversation="FIRST2", text="seen again"),)))
    assert store.known("support", ["<m1@cust.example>"]) == {"<m1@cust.example>": Known("FIRST2", "k1")}


def test_messages_without_an_id_are_not_known_by_it(store: Store) -> None:
    store.commit(Changes(messages=(message(message_id="", conversation="K7F3Q2"),)))
    assert store.known("support", [""]) == {}


def test_content_keys_and_conversation_ids_tell_whether_they_are_taken(store: Store) -> None:
    store.commit(Changes(messages=(message(),), conversations=(conversation(),)))
    assert store.sighted(["k1", "k2"]) == {"k1"}
    assert store.taken(["K7F3Q2", "AAAAAA"]) == {"K7F3Q2"}
    assert store.sighted(f"k{number}" for number in range(5000)) == {"k1"}


def test_messages_of_a_conversation_come_oldest_first_and_follow_a_move(store: Store) -> None:
    late, early = message(key="late", received_at=NOW + HOUR), message(key="early", received_at=NOW)
    early_too = message(key="after early", received_at=NOW)
    everything = tuple(replace(one, conversation="K7F3Q2") for one in (late, early, early_too))
    store.commit(Changes(messages=(*everything, message(key="other", conversation="OTHER2"))))
    assert [one.key for one in said_in(store, "K7F3Q2")] == ["early", "after early", "late"]
    assert [one.key for one in store.newest("K7F3Q2")] == ["late", "after early", "early"]
    assert list(store.newest("x")) == []
    store.commit(Changes(messages=(replace(everything[0], conversation="OTHER2"),)))
    assert [one.key for one in said_in(store, "K7F3Q2")] == ["early", "after early"]


@pytest.mark.parametrize("known", [(), ("m1",), ("m3",), ("m1", "m2", "m3")])
def test_messages_of_one_commit_are_kept_and_found_whichever_of_them_were_known(
    store: Store, known: tuple[str, ...]
) -> None:
    old = (message(key=key, message_id=f"<old-{key}@x.example>", text="lama", conversation="AAAAA2") for key in known)
    store.commit(Changes(messages=tuple(old)))
    store.commit(Changes(conversations=(conversation(id="AAAAA2"), conversation(id="BBBBB2"))))
    keys = ("m1", "m2", "m3")
    new = [message(key=key, message_id=f"<{key}@x.example>", text="baru", conversation="BBBBB2") for key in keys]
    store.commit(Changes(messages=tuple(new)))
    assert [store.message(key) for key in keys] == new
    assert sorted(one.key for one in store.newest("BBBBB2")) == list(keys)
    assert list(store.newest("AAAAA2")) == []
    assert {trace.id for trace in store.traces([one.message_id for one in new])} == {one.message_id for one in new}
    assert not store.traces([f"<old-{key}@x.example>" for key in keys])
    assert [one.id for one in store.search("baru")] == ["BBBBB2"]
    assert not list(store.search("lama"))


def test_messages_are_rehomed_by_their_keys_and_nothing_else_of_them_changes(store: Store) -> None:
    said = tuple(message(key=f"k{n}", conversation="K7F3Q2", unseen=("<u@x>",), text="x" * n) for n in range(70))
    store.commit(Changes(messages=said))
    store.commit(Changes(rehomed=(Rehomed(tuple(one.key for one in said[:67]), "OTHER2"), Rehomed(("none",), "X"))))
    assert said_in(store, "K7F3Q2") == said[67:]
    assert said_in(store, "OTHER2") == tuple(replace(one, conversation="OTHER2") for one in said[:67])
    assert {trace.conversation for trace in store.traces(["<u@x>"])} == {"K7F3Q2", "OTHER2"}


def test_receipts_are_found_by_message_and_by_conversation_oldest_first(store: Store) -> None:
    by_hand = receipt("r2", message="", at=NOW - HOUR)
    store.commit(Changes(receipts=(receipt(), by_hand, receipt("r3", conversation="OTHER2", message="k9"))))
    assert ids(store.receipts("k1")) == ["r1"]
    assert ids(store.receipts("K7F3Q2")) == ids(store.receipts("K7F3Q2", newest=2)) == ["r2", "r1"]
    assert ids(store.receipts("K7F3Q2", newest=1)) == ["r1"]
    assert ids(store.receipts("k9")) == ["r3"]
    assert store.receipts("") == ()


def test_acknowledgements_are_counted_by_desk_and_sender_since_a_moment(store: Store) -> None:
    jane = Acknowledged("support", "jane@cust.example", NOW, "K7F3Q2")
    store.commit(
        Changes(
            acknowledged=(
                jane,
                replace(jane, at=NOW - HOUR, conversation="B"),
                replace(jane, at=NOW - 25 * HOUR, conversation="C"),
                replace(jane, desk="sales"),
                replace(jane, sender="joe@cust.example"),
            )
        )
    )
    store.commit(Changes(acknowledged=(jane,)))
    assert store.acknowledged("support", "jane@cust.example", (NOW - 24 * HOUR, NOW)) == 2
    assert store.acknowledged("support", "jane@cust.example", (NOW, NOW + HOUR)) == 1
    assert store.acknowledged("support", "nobody@cust.example", (NOW - 24 * HOUR, NOW)) == 0
    assert store.acknowledged("support", "jane@cust.example", (NOW - 24 * HOUR, NOW - HOUR)) == 1


def test_acknowledgements_of_a_desk_are_counted_by_sender_since_a_moment(store: Store) -> None:
    jane = Acknowledged("support", "jane@cust.example", NOW, "K7F3Q2")
    again = replace(jane, at=NOW - HOUR, conversation="B")
    others = (replace(jane, desk="sales"), replace(jane, sender="joe@else.example"))
    known = replace(jane, conversation="C", standing="known")
    others = (others[0], replace(others[1], standing="held"), known)
    store.commit(Changes(acknowledged=(jane, again, *others, replace(jane, at=NOW - 2 * HOUR))))
    assert store.acknowledged("support", "jane@cust.example", (NOW - HOUR, NOW)) == 3
    counts = {("jane@cust.example", ""): 2, ("joe@else.example", "held"): 1, ("jane@cust.example", "known"): 1}
    assert dict(store.acknowledgements("support", (NOW - HOUR, NOW))) == counts
    assert dict(store.acknowledgements("support", (NOW - HOUR, NOW - HOUR))) == {("jane@cust.example", ""): 1}
    assert dict(store.acknowledgements("nobody", (NOW - HOUR, NOW))) == {}


def test_drafts_are_listed_in_the_order_they_were_written(store: Store) -> None:
    store.commit(Changes(drafts=(draft("d2"), draft("d1"), draft("d3", conversation="OTHER2"))))
    assert ids(store.drafts()) == ["d2", "d1", "d3"]
    assert ids(store.drafts("OTHER2")) == ["d3"]


def test_drafts_that_wait_are_told_from_those_decided_upon(store: Store) -> None:
    store.commit(Changes(drafts=(draft("d1"), draft("d2", conversation="OTHER2"), draft("d3", state="sent"))))
    assert ids(store.drafts()) == ["d1", "d2", "d3"]
    assert ids(store.drafts(waiting=True)) == ["d1", "d2"]
    assert ids(store.drafts("OTHER2", waiting=True)) == ["d2"]
    store.commit(Changes(drafts=(replace(next(store.drafts("OTHER2")), state="rejected"),)))
    assert ids(store.drafts(waiting=True)) == ["d1"]


# --- lists


@pytest.fixture
def several(store: Store) -> Store:
    store.commit(
        Changes(
            conversations=(
                conversation(id="AAAAA2", changed_at=NOW),
                conversation(id="BBBBB2", changed_at=NOW + 2 * HOUR, status="closed", tags=frozenset({"refund"})),
                conversation(id="CCCCC2", changed_at=NOW + HOUR, assignee="sari", needs=(Reason.of("look", at="it"),)),
                conversation(id="DDDDD2", changed_at=NOW + HOUR, desk="sales", customer=Address("Joe@Cust.Example")),
                conversation(id="EEEEE2", changed_at=NOW - timedelta(seconds=0.5), customer=None, status="spam"),
            )
        )
    )
    return store


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, ["BBBBB2", "DDDDD2", "CCCCC2", "AAAAA2", "EEEEE2"]),
        ({"desk": "sales"}, ["DDDDD2"]),
        ({"status": ("open",)}, ["DDDDD2", "CCCCC2", "AAAAA2"]),
        ({"status": ("spam", "closed")}, ["BBBBB2", "EEEEE2"]),
        ({"status": ("closed",), "desk": "sales"}, []),
        ({"assignee": "sari"}, ["CCCCC2"]),
        ({"assignee": "", "status": ("open",)}, ["DDDDD2", "AAAAA2"]),
        ({"tag": "refund"}, ["BBBBB2"]),
        ({"needs": True}, ["CCCCC2"]),
        ({"needs": False, "status": ("open",)}, ["DDDDD2", "AAAAA2"]),
        ({"customer": "JANE@cust.example"}, ["BBBBB2", "CCCCC2", "AAAAA2"]),
        ({"customer": "joe@cust.example", "desk": "support"}, []),
        ({"desk": "", "status": None, "assignee": None, "tag": ""}, ["BBBBB2", "DDDDD2", "CCCCC2", "AAAAA2", "EEEEE2"]),
    ],
    ids=str,
)
def test_conversations_are_listed_by_what_is_asked_newest_change_first(
    several: Store, where: dict[str, Any], expected: list[str]
) -> None:
    assert ids(several.conversations(ConversationFilter(**where))) == expected


@st.composite
def matters(draw: st.DrawFn) -> list[Conversation]:
    """Some conversations of two desks and three customers."""
    people = [None, Address("jane@cust.example"), Address("JANE@Cust.example"), Address("joe@x.example")]
    hours = st.none() | st.integers(-3, 3).map(lambda number: NOW + number * HOUR)
    one = st.builds(
        conversation, desk=st.sampled_from(["support", "sales"]), customer=st.sampled_from(people),
        status=st.sampled_from(["open", "waiting", "closed", "spam"]), priority=st.sampled_from(PRIORITIES),
        changed_at=st.integers(-3, 3).map(lambda number: NOW + number * HOUR), last_in_at=hours, answered_at=hours,
        backlog=st.booleans(), needs=st.sampled_from([(), (REASON,)]), next_moment=hours,
        assignee=st.sampled_from(["", "sari"]), tags=st.sampled_from([frozenset[str](), frozenset({"refund"})]),
    )  # fmt: skip
    return [replace(made, id=f"P{number:05}") for number, made in enumerate(draw(st.lists(one, max_size=12)))]


FILTERS = st.builds(
    ConversationFilter, desk=st.sampled_from(["", "support", "sales"]), assignee=st.sampled_from([None, "", "sari"]),
    status=st.none() | st.lists(st.sampled_from(["open", "waiting", "closed", "spam"]), unique=True).map(tuple),
    tag=st.sampled_from(["", "refund"]), customer=st.sampled_from(["", "jane@cust.example"]),
    needs=st.none() | st.booleans(), backlog=st.none() | st.booleans(), known=st.none() | st.booleans(),
    but_desks=st.sampled_from([(), ("sales",), ("sales", "nowhere")]),
)  # fmt: skip


@pytest.mark.parametrize("kind", registry.names("stores"))
@settings(max_examples=60, deadline=None)
@given(every=matters(), wanted=FILTERS)
def test_any_list_and_count_say_what_a_walk_through_everything_says(
    kind: str, every: list[Conversation], wanted: ConversationFilter
) -> None:
    def met(one: Conversation) -> tuple[str, str] | None:
        return (one.desk, key(one.customer.spec)) if one.customer else None

    answered = {met(one) for one in every if one.answered_at} - {None}
    held = [one for one in every if wanted.holds(one)]
    if wanted.known is not None:
        held = [one for one in held if (one.answered_at is not None or met(one) in answered) is wanted.known]
    module = registry.load("stores", kind)
    with TemporaryDirectory() as folder, closing(module.open(module.Settings(), Path(folder))) as store:
        store.commit(Changes(conversations=tuple(every)))
        newest = sorted(held, key=lambda one: (one.changed_at, one.id), reverse=True)
        assert ids(store.conversations(wanted)) == ids(newest)
        assert ids(store.conversations(wanted, urgent_first=True)) == ids(sorted(held, key=lambda one: one.urgency))
        assert store.count(wanted) == len(held)


def test_what_is_more_urgent_comes_first_then_what_waits_longer_however_many_there_are(store: Store) -> None:
    made = [
        conversation(id=f"{n:06}", priority=PRIORITIES[n % 4], last_in_at=NOW + n * 7 % 450 * HOUR) for n in range(450)
    ]
    store.commit(Changes(conversations=tuple(made)))
    found = list(store.conversations(urgent_first=True))
    assert [one.urgency for one in found] == sorted(one.urgency for one in made)
    assert {one.priority for one in found[:100]} == {"urgent"}


@pytest.mark.parametrize(
    ("until", "limit", "expected"),
    [
        (NOW - HOUR, 0, []),
        (NOW, 0, ["NOW222"]),
        (NOW + 2 * HOUR, 0, ["NOW222", "SOON22", "LATER2"]),
        (NOW + 2 * HOUR, 2, ["NOW222", "SOON22"]),
        (NOW + 9 * HOUR, 0, ["NOW222", "SOON22", "LATER2", "LAST22"]),
    ],
)
def test_the_conversations_whose_moment_has_come_are_named_the_earliest_first(
    store: Store, until: datetime, limit: int, expected: list[str]
) -> None:
    moments = {
        "LATER2": NOW + 2 * HOUR, "NOW222": NOW, "NONE22": None, "LAST22": NOW + 3 * HOUR, "SOON22": NOW + HOUR / 3600,
    }  # fmt: skip
    made = [conversation(id=id, next_moment=at) for id, at in moments.items()]
    store.commit(Changes(conversations=(*made, conversation(id="SALES2", desk="sales", next_moment=NOW))))
    assert list(store.due_conversations("support", until, limit)) == expected


def test_the_moment_of_a_conversation_follows_its_changes(store: Store) -> None:
    one = written(store, conversation(next_moment=NOW))
    later = written(store, one.amended(next_moment=NOW + HOUR))
    assert store.due_conversations("support", NOW) == ()
    assert store.due_conversations("support", NOW + HOUR) == (one.id,)
    written(store, later.amended(next_moment=None))
    assert store.due_conversations("support", NOW + 9 * HOUR) == ()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("conversations", "k7", ["K7AAAA", "K7F3Q2"]),
        ("conversations", "K7F3Q2", ["K7F3Q2"]),
        ("conversations", "K7F3Q2A", []),
        ("conversations", "%", []),
        ("conversations", "K_", []),
        ("conversations", "", ["AAAAAA", "K7AAAA", "K7F3Q2"]),
        ("tasks", "T", ["t1", "t2"]),
        ("tasks", "K7", []),
        ("drafts", "d", ["D1"]),
    ],
)
def test_ids_are_found_by_their_beginning(store: Store, kind: Named, text: str, expected: list[str]) -> None:
    made = tuple(conversation(id=id) for id in ("K7F3Q2", "AAAAAA", "K7AAAA"))
    store.commit(Changes(conversations=made, tasks=(task("t2"), task("t1")), drafts=(draft("D1"),)))
    assert list(store.beginning(kind, text)) == expected


@pytest.mark.parametrize(
    "tag", ["vip", "vip-2", "big/order", "100%", "%", "Ümlaut", "ümlaut", "très cher", "配送", "a"]
)
def test_a_tag_is_found_whatever_stands_in_it_and_nothing_that_only_looks_like_it(store: Store, tag: str) -> None:
    tags = ("vip", "vip-2", "big/order", "100%", "%", "Ümlaut", "ümlaut", "très cher", "配送", "ab")
    made = tuple(conversation(id=f"{n:06}", tags=frozenset({one}), subject=f"a vip {n}") for n, one in enumerate(tags))
    store.commit(Changes(conversations=made))
    assert ids(store.conversations(ConversationFilter(tag=tag))) == ids(one for one in made[::-1] if tag in one.tags)


def test_tasks_and_drafts_are_counted_without_those_of_other_desks(store: Store) -> None:
    states: tuple[State, ...] = ("queued", "queued", "held", "sent")
    tasks = tuple(task(f"t{number}", state=state) for number, state in enumerate(states))
    drafts = (draft("d1"), draft("d2"), draft("d3", state="sent"), draft("d4", desk="sales"))
    store.commit(Changes(tasks=(*tasks, task("t9", desk="sales")), drafts=drafts))
    assert store.tally("support", ("queued", "held", "refused")) == {"queued": 2, "held": 1}
    assert (store.tally("nowhere", ("queued",)), store.tally("support", ())) == ({}, {})
    assert [store.waiting(desk) for desk in ("support", "sales", "nowhere")] == [2, 1, 0]
    store.commit(Changes(drafts=(replace(draft("d1", version=1), state="rejected"),)))
    assert store.waiting("support") == 1


def test_open_drafts_are_told_with_the_versions_that_tell_what_changed(store: Store) -> None:
    others = (
        draft("d2", state="approved", conversation="OTHER2"),
        draft("d3", state="sent"),
        draft("d4", desk="sales"),
    )
    store.commit(Changes(conversations=(conversation(next_moment=NOW + HOUR),), drafts=(draft("d1"), *others)))
    waits = OpenDraft("d1", 1, "K7F3Q2", 1, "waiting", NOW + HOUR)
    approved = OpenDraft("d2", 1, "OTHER2", 0, "approved", None)
    assert store.open_drafts("support") == (waits, approved)
    one = store.conversation("K7F3Q2")
    assert one is not None
    store.commit(
        Changes(conversations=(one.amended(next_moment=None),), drafts=(draft("d2", version=1, state="sent"),))
    )
    assert store.open_drafts("support") == (replace(waits, conversation_version=2, next_moment=None),)
    assert store.open_drafts("nowhere") == ()


def test_the_mark_of_commits_is_another_after_each_commit_and_no_other_meanwhile(store: Store) -> None:
    marks = [store.commit_mark(), store.commit_mark()]
    store.commit(Changes(drafts=(draft("d1"),)))
    marks += [store.commit_mark(), store.commit_mark()]
    store.commit(Changes(tasks=(task("t1"),)))
    store.advance(replace(task("t1"), state="claimed", attempt=1), "queued")
    marks += [store.commit_mark()]
    assert len(set(marks)) == 3
    assert marks[0] == marks[1] != marks[2] == marks[3] != marks[4]


def test_lists_follow_a_change(several: Store) -> None:
    one = several.conversation("AAAAA2")
    assert one is not None
    several.commit(Changes(conversations=(one.amended(status="closed", changed_at=NOW + 9 * HOUR),)))
    assert ids(several.conversations(ConversationFilter(status=("open",)))) == ["DDDDD2", "CCCCC2"]
    assert ids(several.conversations())[0] == "AAAAA2"


def test_a_store_may_be_written_while_it_is_listed(store: Store) -> None:
    store.commit(Changes(conversations=tuple(conversation(id=f"{number:06}") for number in range(450))))
    seen = 0
    for one in store.conversations():
        store.commit(Changes(conversations=(one.amended(subject="seen"),)))
        seen += 1
    assert seen == 450
    assert all(one.subject == "seen" for one in store.conversations())


@pytest.mark.parametrize(
    ("desk", "customer", "expected"),
    [
        ("support", "jane@cust.example", ["BBBBB2", "CCCCC2", "AAAAA2"]),
        ("support", "JANE@Cust.Example.", ["BBBBB2", "CCCCC2", "AAAAA2"]),
        ("sales", "joe@cust.example", ["DDDDD2"]),
    ],
)
def test_the_conversations_of_a_customer_are_found_by_any_spelling_of_the_address(
    several: Store, desk: str, customer: str, expected: list[str]
) -> None:
    assert ids(several.conversations(ConversationFilter(desk, customer=customer))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PESANAN", ["K7F3Q2", "OTHER2"]),
        ("jane roe", ["K7F3Q2"]),
        ("sampai jane", ["K7F3Q2"]),
        ("ÉTÉ", ["OTHER2"]),
        ("vip", ["OTHER2"]),
        ("100%", ["OTHER2"]),
        ("%", ["OTHER2"]),
        ("'; DROP TABLE documents; --", []),
        ('"', []),
        ("_ * NEAR", []),
        ("k7f3q2", ["K7F3Q2"]),
        ("   ", []),
    ],
)
def test_search_finds_every_word_wherever_it_stands_and_takes_no_sign_for_a_command(
    store: Store, text: str, expected: list[str]
) -> None:
    other = conversation(id="OTHER2", customer=None, tags=frozenset({"vip"}), changed_at=NOW - HOUR)
    said = message(key="k2", conversation="OTHER2", text="un été 100% chaud", originators=())
    store.commit(
        Changes(conversations=(conversation(), other), messages=(message(conversation="K7F3Q2"), said)),
    )
    assert ids(store.search(text)) == expected


# --- the store itself


def test_the_key_is_made_once(store: Store) -> None:
    assert len(store.key()) == 32
    assert store.key() == store.key()


def test_a_lease_has_one_holder(store: Store) -> None:
    with store.lease("desk/../support"):
        with pytest.raises(Busy) as refusal, store.lease("desk/../support"):
            pass
        with store.lease("other"):
            pass
    assert refusal.value.exit_code == 75
    with store.lease("desk/../support"):
        pass


def test_a_lease_is_waited_for(store: Store) -> None:
    taken, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with store.lease("pass"):
            taken.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(10)
    with pytest.raises(Busy), store.lease("pass", timedelta(milliseconds=30)):
        pass
    threading.Timer(0.05, leave.set).start()
    with store.lease("pass", timedelta(seconds=10)):
        assert leave.is_set()
    holder.join()


def test_a_lease_is_given_back_when_its_holder_fails(store: Store) -> None:
    with suppress(ZeroDivisionError), store.lease("pass"):
        raise ZeroDivisionError
    with store.lease("pass"), pytest.raises(Busy), store.lease("pass"):
        pass


def test_export_yields_everything_but_the_key(store: Store) -> None:
    changes = Changes(
        conversations=(conversation(),), messages=(message(),), tasks=(task(),), drafts=(draft(),),
        mails=(Mail("m1", "<o@x>", "", ("a@b",), "x"),), receipts=(receipt(),),
        cursors=(Cursor("support", "INBOX", 1, 2),), acknowledged=(Acknowledged("support", "j@c", NOW, "K7F3Q2"),),
    )  # fmt: skip
    store.commit(changes)
    store.attempting(Attempt("support", "INBOX", 1, 3, 4), changes.cursors[0])
    exported = list(store.export())
    assert sorted(str(one["kind"]) for one in exported) == [
        "acknowledgements", "attempts", "conversations", "cursors", "drafts", "mails", "messages", "receipts", "tasks"
    ]  # fmt: skip
    kept = {one["kind"]: one for one in exported}
    assert kept["conversations"]["id"] == "K7F3Q2"
    assert kept["conversations"]["document"]["changed_at"] == "2026-07-06T09:00:00Z"
    assert kept["tasks"]["document"]["work"]["type"] == "SendMail"
    assert store.key().hex() not in str(exported)


def test_the_report_counts_and_says_that_all_is_well(store: Store) -> None:
    store.commit(Changes(conversations=(conversation(),), messages=(message(), message(key="k2"))))
    report = store.report()
    assert (report["conversations"], report["messages"], report["integrity"]) == ("1", "2", "ok")


def test_accounts_of_a_folder_are_kept_apart_from_those_of_others(store: Store) -> None:
    mine = UidAccount("support", "INBOX", 1, "copy", ((1, 3), (9, 9)))
    more = UidAccount("support", "INBOX", 1, "copy", ((1, 2), (9, 9)))
    others = (replace(mine, folder="INBOX/Arsip"), replace(mine, desk="sales"), replace(mine, folder="INBO"))
    store.commit(Changes(accounts=(mine, more, *others)))
    store.commit(Changes(accounts=(mine,)))
    assert set(store.accounts("support", "INBOX")) == {mine, more}
    assert len(store.accounts("support", "INBOX")) == 2
    assert store.accounts("support", "Sent") == ()


def test_sightings_say_where_each_message_of_a_desk_was_seen(store: Store) -> None:
    store.commit(
        Changes(
            messages=(
                message(key="a", place=Place("INBOX", 1, 7), size=12), message(key="b", place=None),
                message(key="c", desk="sales"),
            )
        )
    )  # fmt: skip
    assert list(store.sightings("support")) == [Sighting("a", Place("INBOX", 1, 7), 12)]


def test_a_fact_is_remembered_until_another_takes_its_place(store: Store) -> None:
    assert store.fact("pass/support") == ""
    store.remember("pass/support", "one")
    store.remember("pass/support", "two")
    store.remember("key", "no key")
    assert (store.fact("pass/support"), store.fact("key")) == ("two", "no key")
    assert len(store.key()) == 32
    store.remember_all({"pass/support": "three", "pass/other": "four"})
    assert (store.fact("pass/support"), store.fact("pass/other")) == ("three", "four")


def test_rules_are_kept_once_under_their_hash(store: Store) -> None:
    store.commit(Changes(rules=(StoredRules("h1", b"\x00rules"),)))
    store.commit(Changes(rules=(StoredRules("h1", b"others"), StoredRules("h2", b""))))
    assert store.rules("h1") == StoredRules("h1", b"\x00rules")
    assert store.rules("h2") == StoredRules("h2", b"")
    assert store.rules("h3") is None


def test_who_has_open_conversations_is_counted_by_desk(store: Store) -> None:
    held = [("A", "sari@x", "open"), ("B", "sari@x", "waiting"), ("C", "budi@x", "open"), ("D", "sari@x", "closed")]
    found = tuple(conversation(id=f"{id}00000", assignee=who, status=status) for id, who, status in held)
    store.commit(Changes(conversations=(*found, conversation(id="E00000"), conversation(id="F00000", desk="sales"))))
    assert store.holders("support") == {"sari@x": 2, "budi@x": 1}
    assert store.holders("sales") == store.holders("nobody") == {}
    kept = store.conversation("A00000")
    assert kept is not None
    store.commit(Changes(conversations=(replace(kept, assignee="", assigned_at=None),)))
    assert store.holders("support") == {"sari@x": 1, "budi@x": 1}


def test_facts_are_written_with_the_other_changes_or_not_at_all(store: Store) -> None:
    store.commit(Changes(conversations=(conversation(),), facts=(("away/a@x", "{}"), ("given", NOW.isoformat()))))
    assert (store.fact("away/a@x"), store.fact("given")) == ("{}", NOW.isoformat())
    stale = Changes(conversations=(conversation(),), facts=(("away/a@x", "later"), ("new", "x")))
    with pytest.raises(Conflict):
        store.commit(stale)
    assert (store.fact("away/a@x"), store.fact("new")) == ("{}", "")
    store.commit(Changes(facts=(("away/a@x", ""),)))
    assert store.fact("away/a@x") == ""
    assert store.faults() == ()


def test_what_is_to_be_written_with_a_task_is_written_with_it_or_not_at_all(store: Store) -> None:
    store.commit(Changes(conversations=(conversation(),), tasks=(task("t1"), task("t2"), task("t3"))))
    read = store.conversation("K7F3Q2")
    assert read is not None
    going = [
        Advance(
            task(id, state="claimed", attempt=1), expected, Changes((read.amended(subject=id),), (message(key=id),))
        )
        for id, expected in (("t1", "held"), ("t2", "queued"), ("t3", "queued"))
    ]
    assert store.advance_all(going) == {"t2"}, "t1 was in another state; what t3 brings was read before t2 changed it"
    after = store.conversation("K7F3Q2")
    assert after is not None
    assert (after.subject, [store.message(id) is not None for id in ("t1", "t2", "t3")]) == ("t2", [False, True, False])
    assert [getattr(store.task(id), "state", "") for id in ("t1", "t2", "t3")] == ["queued", "claimed", "queued"]
