"""Every store answers what people ask with conditions alike, whatever narrows the question first."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail import registry
from csmail.cli.input.where import conditions
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.query import Among, Between, Condition, Contains, Empty, Field, all_hold, fields_of
from csmail.model.reason import Reason
from csmail.model.task import Draft, Task, UnfileMail
from csmail.ports import Store
from csmail.stores import memory, tinydb
from csmail.stores.tinydb.checksums import checksum
from csmail.stores.tinydb.document_rows import PAGE
from tests.factories import NOW, conversation

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEVERAL = (
    conversation(id="AAAAA2", changed_at=NOW, priority="high", last_in_at=NOW - DAY),
    conversation(
        id="BBBBB2", changed_at=NOW + 2 * HOUR, status="closed", tags=frozenset({"refund", "vip"}),
        closed_at=NOW + HOUR, customer=Address("Jane@GMail.com", "Jane Roe"), answered_at=NOW,
    ),
    conversation(id="CCCCC2", changed_at=NOW + HOUR, assignee="Sari", backlog=True, priority="urgent"),
    conversation(
        id="DDDDD2", changed_at=NOW + 3 * HOUR, desk="sales", status="waiting", subject="Straße, 100%",
        customer=Address("joe@bücher.example"), participants=frozenset({"joe@xn--bcher-kva.example"}),
    ),
    conversation(id="EEEEE2", changed_at=NOW - timedelta(seconds=0.5), customer=None, status="spam", priority="low"),
)  # fmt: skip


@pytest.fixture(params=registry.names("stores"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    module = registry.load("stores", request.param)
    opened: Store = module.open(module.Settings(), tmp_path)
    yield opened
    opened.close()


def asked(store: Store, *written: str, **filters: Any) -> list[str]:
    where = conditions(written, Conversation, NOW)
    return [one.id for one in store.conversations(ConversationFilter(**filters, where=where))]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["status=open"], "CA"),
        (["status!=open"], "DBE"),
        (["status in open, closed"], "BCA"),
        (["status not in open,closed"], "DE"),
        (["status=open", "priority>=high"], "CA"),
        (["priority<normal"], "E"),
        (["priority in high,urgent"], "CA"),
        (["tags:refund"], "B"),
        (["tags:REFUND", "tags:vip"], "B"),
        (["tags:refu"], ""),
        (["tags!:refund"], "DCAE"),
        (["tags in vip,other"], "B"),
        (["tags="], "DCAE"),
        (["tags!="], "B"),
        (["customer=JANE@gmail.com"], "B"),
        (["customer!=jane@gmail.com"], "DCAE"),
        (["customer~@gmail.com"], "B"),
        (["customer~roe"], "BCA"),
        (["customer!~roe"], "DE"),
        (["customer=joe@xn--bcher-kva.example"], "D"),
        (["customer=joe@BÜCHER.example"], "D"),
        (["customer="], "E"),
        (["participants:joe@bücher.example"], "D"),
        (["assignee="], "DBAE"),
        (["assignee=sari"], "C"),
        (["assignee!=", "status=open"], "C"),
        (["subject~strasse"], "D"),
        (["subject~100%"], "D"),
        (["desk=sales"], "D"),
        (["desk=Sales"], ""),
        (["desk!=sales"], "BCAE"),
        (["id in aaaaa2,EEEEE2"], "AE"),
        (["backlog=yes"], "C"),
        (["backlog=no"], "DBAE"),
        (["answered_at="], "DCAE"),
        (["answered_at!="], "B"),
        (["closed_at>2026-07-05"], "B"),
        (["closed_at<2027-01-01"], "B"),
        (["closed_at!=2027-01-01"], "DBCAE"),
        (["last_in_at<12h ago"], "A"),
        (["last_in_at>2d ago", "last_in_at<1h ago"], "A"),
        (["changed_at>=2026-07-06T09:00:00+00:00"], "DBCA"),
        (["changed_at<2026-07-06T09:00:00+00:00"], "E"),
        (["changed_at>2026-07-06T09:00:00+00:00"], "DBC"),
        (["changed_at=2026-07-06T09:00:00+00:00"], "A"),
        (["status=open", "status=closed"], ""),
        ([], "DBCAE"),
    ],
    ids=" and ".join,
)  # fmt: skip
def test_conditions_choose_newest_change_first(store: Store, written: list[str], expected: str) -> None:
    store.commit(Changes(conversations=SEVERAL))
    assert "".join(id[0] for id in asked(store, *written)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["needs="], "DBAE"),
        (["needs!="], "C"),
        (["needs:quarantined"], "C"),
        (["needs in quarantined,other"], "C"),
        (["needs:eve@evil.example"], ""),
        (["needs=", "status=open"], "A"),
        (["changed_at!=2026-07-06T09:00:00+00:00"], "DBCE"),
        (["customer=postmaster"], "A"),
        (["customer in postmaster,joe@bücher.example"], "DA"),
        (["customer not in postmaster,joe@bücher.example"], "BCE"),
    ],
    ids=" and ".join,
)  # fmt: skip
def test_what_the_index_knows_of_a_condition_leaves_nothing_out(
    store: Store, written: list[str], expected: str
) -> None:
    first, second, third, *others = SEVERAL
    store.commit(
        Changes(
            conversations=(
                first.amended(customer=Address("Postmaster")), second,
                third.amended(needs=(Reason.of("quarantined", who="eve@evil.example"),)), *others,
            )
        )
    )  # fmt: skip
    assert "".join(id[0] for id in asked(store, *written)) == expected


def test_conditions_and_filters_must_both_hold(store: Store) -> None:
    store.commit(Changes(conversations=SEVERAL))
    assert asked(store, "priority>=high", assignee="Sari") == ["CCCCC2"]
    assert asked(store, "priority>=high", status=("closed",)) == []
    assert asked(store, "status!=closed", tag="refund") == []


def test_conditions_are_asked_over_many_pages_while_others_write(store: Store) -> None:
    many = tuple(
        conversation(id=f"{n:06}", changed_at=NOW + n * HOUR, tags=frozenset({"odd"} if n % 2 else ()))
        for n in range(PAGE * 2 + 7)
    )
    store.commit(Changes(conversations=many))
    expected = [one.id for one in reversed(many) if one.tags]
    assert asked(store, "tags:odd") == expected
    found = store.conversations(ConversationFilter(where=conditions(["tags:odd"], Conversation, NOW)))
    assert next(found).id == expected[0]
    store.commit(Changes(conversations=(conversation(id="LATER2", changed_at=NOW),)))
    assert next(found).id == expected[1]


def test_documents_of_an_older_csmail_are_asked_as_they_are_read_today(tmp_path: Path) -> None:
    body = b'{"id":"OLDER2","desk":"support","opened_at":"2026-07-06T09:00:00Z","changed_at":"2026-07-06T09:00:00Z"}'
    with closing(tinydb.open(tinydb.Settings(), tmp_path)) as store:
        store.commit(Changes(conversations=(conversation(id="OLDER2"), conversation(id="NEWER2", priority="high"))))
        with store._rows.writing() as connection:
            row = (body, checksum("conversations", "OLDER2", body))
            connection.execute("UPDATE documents SET body = ?, sum = ? WHERE id = 'OLDER2'", row)
        assert asked(store, "priority=normal") == ["OLDER2"]
        assert asked(store, "tags=", "answered_at=", "backlog=no", "priority<high") == ["OLDER2"]


def a_task(id: str, **changes: Any) -> Task:
    fields = {"desk": "support", "cause": id, "work": UnfileMail("<m@toko.example>", "drafts"), "due_at": NOW}
    return Task(**{**fields, "id": id, "created_at": NOW, "changed_at": NOW, **changes})


def a_draft(id: str, **changes: Any) -> Draft:
    fields = {"desk": "support", "conversation": "AAAAA2", "mail": "", "author": "sari", "audience": NOBODY}
    return Draft(**{**fields, "id": id, "created_at": NOW, "changed_at": NOW, **changes})


NOBODY = Audience("send", sender=Address("support@toko.example"))
TASKS = (
    a_task("a", conversation="AAAAA2"),
    a_task("b", state="held", reason=Reason.of("breaker_open", hour="200"), desk="sales", due_at=NOW + DAY),
    a_task("c", state="in_doubt", reason=Reason("in_doubt"), due_at=NOW - DAY, changed_at=NOW - 3 * DAY),
    a_task("d", state="done", conversation="BBBBB2", fence="won"),
)
DRAFTS = (
    a_draft("a", subject="Refund for order 7", version=0),
    a_draft("b", author="Budi", conversation="BBBBB2", state="approved", decided_by="sari", created_at=NOW - 3 * DAY),
    a_draft("c", state="rejected", reason="we called her", purpose="forward"),
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["state=held"], "b"), (["state in held,in_doubt"], "bc"), (["state!=done"], "abc"), (["desk=sales"], "b"),
        (["reason=breaker_open"], "b"), (["reason!="], "bc"), (["reason="], "ad"), (["reason in in_doubt,x"], "c"),
        (["conversation=aaaaa2"], "a"), (["conversation="], "bc"), (["fence=won"], "d"),
        (["due_at<2026-07-06T09:00:00+00:00"], "c"), (["due_at>=2026-07-06T09:00:00+00:00"], "abd"),
        (["changed_at<2d ago"], "c"), (["state=held", "reason~breaker"], "b"), (["cause~z"], ""), ([], "abcd"),
    ],
    ids=" and ".join,
)  # fmt: skip
def test_tasks_are_chosen_by_conditions_oldest_first(store: Store, written: list[str], expected: str) -> None:
    store.commit(Changes(tasks=TASKS))
    where = conditions(written, Task, NOW)
    assert "".join(one.id for one in store.tasks(where=where)) == expected
    for state in ("held", "done"):
        both = [one.id for one in store.tasks("", (state,), where)]
        assert both == [one.id for one in TASKS if one.id in expected and one.state == state]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["state=waiting"], "a"), (["state!=waiting"], "bc"), (["author=sari"], "ac"), (["author=budi"], "b"),
        (["subject~REFUND"], "a"), (["conversation=bbbbb2"], "b"), (["decided_by!="], "b"), (["reason~called"], "c"),
        (["created_at<2d ago"], "b"), (["purpose=forward"], "c"), (["desk=sales"], ""), ([], "abc"),
    ],
    ids=" and ".join,
)  # fmt: skip
def test_drafts_are_chosen_by_conditions_oldest_first(store: Store, written: list[str], expected: str) -> None:
    store.commit(Changes(drafts=DRAFTS))
    where = conditions(written, Draft, NOW)
    assert "".join(one.id for one in store.drafts(where=where)) == expected
    assert [one.id for one in store.drafts(waiting=True, where=where)] == [one for one in expected if one == "a"]
    assert [one.id for one in store.drafts("BBBBB2", where=where)] == [one for one in expected if one == "b"]


FIELDS = fields_of(Conversation)
SPELLINGS = ("open", "OPEN", "Straße", "STRASSE", "jane@x.example", "JANE@X.example.", "a,b", "", "100%", "é", "ı", "@")
WORDS = st.sampled_from(SPELLINGS)
MOMENTS = st.none() | st.timedeltas(timedelta(0), timedelta(days=2)).map(NOW.__add__)
NOUNS = st.builds(
    conversation,
    id=st.text("ABC234", min_size=6, max_size=6),
    desk=st.sampled_from(["support", "sales"]),
    status=st.sampled_from(["open", "waiting", "closed", "spam"]),
    priority=st.sampled_from(["low", "normal", "high", "urgent"]),
    subject=WORDS, assignee=WORDS, language=WORDS, backlog=st.booleans(),
    tags=st.frozensets(WORDS), participants=st.frozensets(WORDS),
    customer=st.none() | st.builds(Address, WORDS, WORDS),
    changed_at=MOMENTS.filter(bool), last_in_at=MOMENTS, answered_at=MOMENTS,
)  # fmt: skip


@st.composite
def a_condition(draw: st.DrawFn, fields: Mapping[str, Field] = FIELDS) -> Condition:
    field = fields[draw(st.sampled_from(sorted(fields)))]
    tests: list[st.SearchStrategy[Any]] = [st.just(Empty())]
    if field.kind == "moment":
        tests.append(st.builds(Between, MOMENTS, MOMENTS))
    elif field.kind != "flag":
        words = WORDS | st.sampled_from([*field.choices, "sales", "support"])
        tests += [
            st.builds(Among, st.frozensets(words.map(field.folded))),
            st.builds(Contains, words.map(str.casefold)),
        ]
    return Condition(field, draw(st.one_of(tests)), draw(st.booleans()))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    nouns=st.lists(NOUNS, max_size=8, unique_by=lambda one: one.id),
    where=st.lists(a_condition(), min_size=1, max_size=3),
)
def test_two_stores_and_the_conditions_themselves_agree(
    tmp_path_factory: pytest.TempPathFactory, nouns: list[Conversation], where: list[Condition]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    wanted = ConversationFilter(where=tuple(where))
    with closing(tinydb.open(tinydb.Settings(), folder)) as real:
        kept = memory.open(memory.Settings(), folder)
        for one in (real, kept):
            one.commit(Changes(conversations=tuple(nouns)))
        found = [one.id for one in real.conversations(wanted)]
        assert found == [one.id for one in kept.conversations(wanted)]
        assert set(found) == {one.id for one in nouns if all_hold(one, where)}


REASONS = st.none() | st.builds(Reason, st.sampled_from(["breaker_open", "in_doubt"]))
TASKS_ANY = st.builds(
    a_task, id=st.text("abc", min_size=1, max_size=4), desk=st.sampled_from(["support", "sales"]), reason=REASONS,
    state=st.sampled_from(["queued", "held", "done"]), conversation=WORDS, due_at=MOMENTS.filter(bool),
)  # fmt: skip
DRAFTS_ANY = st.builds(
    a_draft, id=st.text("abc", min_size=1, max_size=4), desk=st.sampled_from(["support", "sales"]), author=WORDS,
    state=st.sampled_from(["waiting", "sent"]), conversation=WORDS, created_at=MOMENTS.filter(bool), reason=WORDS,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    tasks=st.lists(TASKS_ANY, max_size=6, unique_by=lambda one: one.id),
    drafts=st.lists(DRAFTS_ANY, max_size=6, unique_by=lambda one: one.id),
    of_tasks=st.lists(a_condition(fields_of(Task)), min_size=1, max_size=3),
    of_drafts=st.lists(a_condition(fields_of(Draft)), min_size=1, max_size=3),
)
def test_two_stores_agree_on_tasks_and_drafts_too(
    tmp_path_factory: pytest.TempPathFactory,
    tasks: list[Task],
    drafts: list[Draft],
    of_tasks: list[Condition],
    of_drafts: list[Condition],
) -> None:
    folder = tmp_path_factory.mktemp("store")
    with closing(tinydb.open(tinydb.Settings(), folder)) as real:
        kept = memory.open(memory.Settings(), folder)
        for one in (real, kept):
            one.commit(Changes(tasks=tuple(tasks), drafts=tuple(drafts)))
        assert [one.id for one in real.tasks(where=of_tasks)] == [one.id for one in tasks if all_hold(one, of_tasks)]
        assert [one.id for one in real.drafts(where=of_drafts)] == [
            one.id for one in drafts if all_hold(one, of_drafts)
        ]
        assert list(kept.tasks(where=of_tasks)) == list(real.tasks(where=of_tasks))
        assert list(kept.drafts(where=of_drafts)) == list(real.drafts(where=of_drafts))
