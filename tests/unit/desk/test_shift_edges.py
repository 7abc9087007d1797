"""When a shift begins or ends the rules for it are asked about what is open, once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import Backlog, poll
from csmail.errors import StoreError
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.rules.rule import Rule
from csmail.stores.memory import MemoryStore
from tests.factories import NOW
from tests.unit.desk.test_transfer import CARE, OFFICE, SERVICE
from tests.workspace import Office, asked, mail, rule

CLOSING = NOW + timedelta(hours=1)  # 17.00 in Jakarta
OPENING = NOW + timedelta(hours=17)
LEFT = rule(asked("transfer", to="care"), asked("note", text="sisa hari ini"), name="left", on="closing")
BACK = replace(rule(asked("transfer", to="service"), name="back", on="opening"), desks=("care",))


def office(*rules: Rule, store: MemoryStore | None = None) -> Office:
    made = Office(rules=rules, desk=SERVICE, store=store or MemoryStore())
    poll(made.place)
    for number in (1, 2):
        made.deliver(mail(number, From=f"Jane <jane{number}@cust.example>"))
    poll(made.place)
    return made


def served(made: Office) -> list[str]:
    return [one.served_by for one in made.store.conversations()]


def notes(made: Office) -> int:
    every = (said for one in made.store.conversations() for said in made.store.newest(one.id))
    return sum(said.direction == "note" for said in every)


def passes(made: Office, at: datetime, until: datetime, every: timedelta = timedelta(minutes=1)) -> None:
    while at <= until:
        made.now = at
        poll(made.place)
        at += every


def test_nothing_happens_before_the_moment_and_everything_once_at_it() -> None:
    made = office(LEFT, BACK)
    passes(made, NOW, CLOSING - timedelta(minutes=1), timedelta(minutes=10))
    assert served(made) == ["", ""]
    passes(made, CLOSING, CLOSING + timedelta(minutes=5))
    assert served(made) == ["care", "care"]
    assert notes(made) == 2
    passes(made, OPENING - timedelta(minutes=2), OPENING - timedelta(minutes=1))
    assert served(made) == ["care", "care"]
    passes(made, OPENING, OPENING + timedelta(minutes=2))
    assert served(made) == ["", ""]


def test_the_receipt_names_the_rule_and_the_shift() -> None:
    made = office(LEFT)
    passes(made, CLOSING, CLOSING)
    for one in made.store.conversations():
        (told,) = [each for each in made.store.receipts(one.id) if each.on == "closing"]
        assert told.hits == ("left",)
        assert [each.code for each in told.notes] == ["shift_ended"]
        assert [did.code for step in told.steps for did in step.did] == ["transferred", "note_added"]


def test_an_edge_that_was_slept_over_is_asked_once_and_only_the_last_of_several() -> None:
    made = office(LEFT, replace(BACK, desks=()), rule(asked("tag", tags=("pagi",)), name="morning", on="opening"))
    made.now = OPENING + timedelta(days=2, hours=1)  # two closings, three openings
    poll(made.place)
    assert notes(made) == 0
    assert [one.tags for one in made.store.conversations()] == [frozenset({"pagi"})] * 2
    made.now = NOW + timedelta(days=3, hours=9)  # in the night after the closing
    poll(made.place)
    poll(made.place)
    assert notes(made) == 2


def test_a_desk_that_nobody_looked_at_before_begins_with_the_next_edge() -> None:
    made = Office(rules=(LEFT,), desk=SERVICE)
    made.now = CLOSING + timedelta(minutes=30)
    poll(made.place)
    made.deliver(mail(1))
    poll(made.place)
    assert served(made) == [""]


def test_rules_that_come_later_are_not_asked_about_edges_of_before() -> None:
    made = office()
    passes(made, CLOSING, CLOSING)
    made.with_rules(LEFT)
    made.later(timedelta(hours=1))
    poll(made.place)
    assert served(made) == ["", ""]


def test_closed_ones_are_left_alone_and_so_is_the_backlog() -> None:
    made = Office(rules=(LEFT,), desk=SERVICE)
    made.deliver(mail(1))
    poll(made.place, Backlog())
    made.deliver(mail(2, From="Rudi <rudi@cust.example>"))
    poll(made.place)
    newest = next(iter(one for one in made.store.conversations() if not one.backlog))
    act(made.place, newest.id, asked("close"), "sari")
    passes(made, CLOSING, CLOSING)
    assert served(made) == ["", ""]


def test_a_rule_for_certain_desks_is_asked_where_they_serve() -> None:
    made = office(replace(LEFT, desks=("care",)))
    passes(made, CLOSING, CLOSING)
    assert served(made) == ["", ""]


def test_two_desks_that_change_over_in_one_moment_swap_what_each_had() -> None:
    """Each conversation is asked for the desk that served it before, so that none goes there and back."""
    night = replace(CARE, hours=OFFICE)
    back = replace(rule(asked("transfer", to="service"), name="back", on="closing"), desks=("care",))
    made = Office(rules=(replace(LEFT, desks=("service",)), back), desk=replace(SERVICE, others=(night,)))
    poll(made.place)
    for number in (1, 2):
        made.deliver(mail(number, From=f"Jane <jane{number}@cust.example>"))
    poll(made.place)
    first, second = (one.id for one in made.store.conversations())
    act(made.place, first, asked("transfer", to="care"), "sari")
    passes(made, CLOSING, CLOSING + timedelta(minutes=2))
    assert {one.id: one.served_by for one in made.store.conversations()} == {first: "", second: "care"}


def test_a_clock_that_was_days_ahead_starts_anew() -> None:
    made = office(LEFT)
    made.now = NOW + timedelta(days=30)
    poll(made.place)
    passes(made, NOW, CLOSING, timedelta(minutes=20))
    assert served(made) == ["care", "care"]
    assert notes(made) == 2


class Killed(BaseException):
    """The process ends here."""


class Dying(MemoryStore):
    """A store whose process dies before or after the write with this number."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None
        self.after = False

    def commit(self, changes: Changes) -> None:
        self._or_die(lambda: super(Dying, self).commit(changes))

    def remember(self, name: str, value: str) -> None:
        self._or_die(lambda: super(Dying, self).remember(name, value))

    def _or_die(self, write: Callable[[], None]) -> None:
        if self.left is None:
            write()
            return
        self.left -= 1
        if self.left < 0 and not self.after:
            raise Killed
        write()
        if self.left < 0:
            raise Killed


def outcome(made: Office) -> tuple[list[str], int, list[int], list[int]]:
    conversations: list[Conversation] = sorted(made.store.conversations(), key=lambda one: one.id)
    handed = [sum(turn.kind == "transferred" for turn in one.turns) for one in conversations]
    told = [sum(each.on == "closing" for each in made.store.receipts(one.id)) for one in conversations]
    return [one.served_by for one in conversations], notes(made), handed, told


@pytest.mark.parametrize("after", [False, True], ids=["before the write", "after the write"])
@pytest.mark.parametrize("number", range(12))
def test_killed_at_any_write_each_is_handed_over_exactly_once(number: int, after: bool) -> None:
    store = Dying()
    made = office(LEFT, store=store)
    made.now = CLOSING
    store.left, store.after = number, after
    with suppress(Killed):
        poll(made.place)
    store.left = None
    made.later()
    poll(made.place)
    made.later()
    poll(made.place)
    assert outcome(made) == (["care", "care"], 2, [1, 1], [1, 1])


@pytest.mark.parametrize("after", [False, True], ids=["before the write", "after the write"])
@pytest.mark.parametrize("number", range(3))
def test_a_handover_by_hand_killed_at_any_write_is_done_once_or_not_at_all(number: int, after: bool) -> None:
    store = Dying()
    made = office(store=store)
    (first, _) = made.store.conversations()
    act(made.place, first.id, asked("assign", to="sari"), "sari")
    store.left, store.after = number, after
    with suppress(Killed):
        act(made.place, first.id, asked("transfer", to="care"), "sari")
    store.left = None
    one = store.conversation(first.id)
    assert one is not None
    told = [each for each in store.receipts(first.id) if any(step.action == "transfer" for step in each.steps)]
    whole = (one.served_by, one.assignee, sum(turn.kind == "transferred" for turn in one.turns), len(told))
    assert whole in {("", "sari@toko.example", 0, 0), ("care", "", 1, 1)}


def test_a_store_that_cannot_be_written_leaves_the_edge_for_the_next_pass() -> None:
    class Full(MemoryStore):
        full = False

        def commit(self, changes: Changes) -> None:
            if self.full:
                raise StoreError("no space left on device")
            super().commit(changes)

    store = Full()
    made = office(LEFT, store=store)
    made.now = CLOSING
    store.full = True
    with pytest.raises(StoreError):
        poll(made.place)
    store.full = False
    made.later()
    poll(made.place)
    assert served(made) == ["care", "care"]
