"""A bulk that dies at a line of csmail's own code and is resumed: no address twice, nobody forgotten.

The counting server is the transport in memory, which survives, as the store does; that files survive a death is shown
by test_lines and test_processes.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from csmail.actions.catalog import catalog
from csmail.config.rules.one_line import condition
from csmail.desk import bulk_records as records
from csmail.desk.bulk import deeds, deliver, replies, results, sends
from csmail.desk.bulk.addresses import Row
from csmail.desk.bulk.recheck import why_not_any_more
from csmail.desk.intake.poll import poll
from csmail.errors import CsmailError
from csmail.model.bulk import Bulk, Rate
from csmail.model.task import Task
from csmail.ports import FIRST, Earlier, Rendered
from csmail.rules.rule import ActionCall
from tests.faults.shares import ALL, SEED
from tests.faults.test_sweep_death import Death, Died, Line
from tests.workspace import Office, mail

SHARE = 40
COUNT = 6


class Letters:
    """One template."""

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        return Rendered(f"{name} {variables.get('name', '')}\n", "Kabar", language)

    def names(self) -> tuple[str, ...]:
        return ("news",)


def office() -> Office:
    """A desk with six customers who wait."""
    made = Office()
    ways = replace(made.place.ways, recheck=lambda task: why_not_any_more(made.place, task))
    made.place = replace(
        made.place, templates=Letters(), ways=ways, selection=lambda written: condition(written, ["support"])
    )
    poll(made.place)
    for number in range(COUNT):
        made.deliver(mail(number, From=f"Jane <jane{number}@cust{number}.example>"))
    poll(made.place)
    made.later()
    return made


def watcher(made: Office) -> deliver.Watcher:
    """Time passes while it rests."""

    def rest(seconds: float) -> None:
        made.later(timedelta(seconds=seconds))

    def told(task: Task) -> None:
        assert task.desk == "support"

    return deliver.Watcher(told, rest, lambda: False)


def run(made: Office, bulk: Bulk, asked: ActionCall | None = None) -> None:
    """Write and send it, as the command does."""
    if records.state(made.store, bulk.id)[0] == "preparing":
        for _ in deliver.prepare(made.place, bulk, asked):
            pass
    deliver.work_off(made.place, bulk, watcher(made))


def sending(made: Office) -> None:
    """`bulk send`, three of them within a minute."""
    rows = [Row(number, f"a{number}@x.example", (("name", str(number)),)) for number in range(2, 2 + COUNT)]
    lines, _ = sends.planned(made.place, rows, "news", "sari")
    bulk = Bulk("", "support", "send", "sari", made.now, "news", rate=Rate(3))
    run(made, deliver.begin(made.place, bulk, lines))


def answering(made: Office) -> None:
    """`bulk reply`."""
    lines, _ = replies.planned(made.place, replies.Wanted("status: open", "news", "sari"))
    bulk = Bulk("", "support", "reply", "sari", made.now, "news", where="status: open", rate=Rate(3))
    run(made, deliver.begin(made.place, bulk, lines))


ASKED = ActionCall("forward", catalog()["forward"](to=("gudang@toko.example",)), "")


def acting(made: Office) -> None:
    """`bulk do forward`, which sends a mail for each."""
    lines, _ = deeds.planned(made.place, "status: open", ASKED, "sari")
    bulk = Bulk("", "support", "do", "sari", made.now, "forward", where="status: open", given=json.dumps({}))
    run(made, deliver.begin(made.place, bulk, lines), ASKED)


DEEDS = [sending, answering, acting]


def resumed(made: Office) -> None:
    """What was begun is gone on with; what never began is asked for again by whoever asked."""
    for bulk in list(records.newest(made.store)):
        made.later()
        run(made, bulk, ASKED if bulk.kind == "do" else None)


def points(deed: Callable[[Office], None]) -> Iterator[Line]:
    walk, made = Death(), office()
    sys.settrace(walk)
    try:
        deed(made)
    finally:
        sys.settrace(None)
    every = sorted(walk.seen)
    yield from every if ALL else random.Random(SEED).sample(every, max(10, len(every) // SHARE))


def taken(made: Office) -> Counter[tuple[str, str]]:
    """What the server accepted: how often which address got a mail under which Message-ID."""
    return Counter((who, one.message_id) for one, recipients in made.transport.sent for who in recipients)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_a_bulk_that_dies_and_is_resumed_tells_nobody_twice_and_forgets_nobody(deed: Callable[[Office], None]) -> None:
    whole = office()
    deed(whole)
    wanted = Counter(who for (who, _), count in taken(whole).items() for _ in range(count))
    assert wanted.total() == COUNT
    walked = [*points(deed)]
    assert len(walked) >= 10
    for line in walked:
        made, where = office(), f"CSMAIL_SEED={SEED} {line}"
        sys.settrace(Death(line))
        with suppress(Died):
            deed(made)
        sys.settrace(None)
        begun = bool(list(records.newest(made.store)))
        resumed(made)
        sent = Counter(who for (who, _), count in taken(made).items() for _ in range(count))
        doubtful = sum(task.state == "in_doubt" for task in made.store.tasks())
        assert max(taken(made).values(), default=1) == 1, f"twice: {where}"
        assert not sent - wanted, f"twice: {where}"
        assert doubtful <= 1, where
        assert (wanted - sent).total() <= (doubtful if begun else COUNT), f"forgotten: {where}"
        for bulk in records.newest(made.store):
            words = Counter(one.word for one in results.results(made.store, bulk))
            assert words.keys() <= {"sent", "in_doubt"}, f"{words} {where}"


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_a_bulk_that_is_resumed_again_and_again_sends_nothing_more(deed: Callable[[Office], None]) -> None:
    made = office()
    deed(made)
    before = taken(made)
    for _ in range(3):
        resumed(made)
        poll(made.place)
    assert taken(made) == before


def test_nothing_leaves_while_a_bulk_is_being_written_not_even_by_a_pass_beside_it() -> None:
    made = office()
    rows = [Row(number, f"a{number}@x.example") for number in range(2, 4)]
    lines, _ = sends.planned(made.place, rows, "news", "sari")
    bulk = deliver.begin(made.place, Bulk("", "support", "send", "sari", made.now, "news"), lines)
    for _ in sends.write(made.place, bulk):
        poll(made.place)
    assert not made.transport.sent
    run(made, bulk)
    assert sum(taken(made).values()) == 2


def test_a_death_between_windows_lets_no_more_leave_than_the_rate() -> None:
    made = office()

    def killed(seconds: float) -> None:
        raise Died

    rows = [Row(number, f"a{number}@x.example") for number in range(2, 12)]
    lines, _ = sends.planned(made.place, rows, "news", "sari")
    bulk = deliver.begin(made.place, Bulk("", "support", "send", "sari", made.now, "news", rate=Rate(3)), lines)
    for _ in deliver.prepare(made.place, bulk):
        pass
    for _ in range(4):
        with suppress(Died, CsmailError):
            deliver.work_off(made.place, bulk, replace(watcher(made), rest=killed))
        poll(made.place)
    assert sum(taken(made).values()) == 3
