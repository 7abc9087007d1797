"""An incident that dies at a line of csmail's own code: who was told is followed up, nobody twice, nobody forgotten.

The counting server is the transport in memory, which survives, as the store does; that files survive a death is shown
by test_lines and test_processes.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from csmail import outbox
from csmail.config.rules.one_line import condition
from csmail.desk import incident_records as records
from csmail.desk.incidents import following, opening
from csmail.desk.incidents.affected import Span
from csmail.desk.incidents.told import people
from csmail.desk.intake.poll import poll
from csmail.errors import NotFound
from csmail.model.incident import Incident
from csmail.ports import FIRST, Earlier, Rendered
from tests.faults.shares import ALL, SEED
from tests.faults.test_sweep_death import Death, Died, Line
from tests.workspace import Office, asked, mail, rule

SHARE = 60
COUNT = 4
NAME = "PAY1"
MATCH = "text: payment failed"
LATE = "new@late.example"


class Letters:
    """Templates that say which one they are."""

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        return Rendered(f"({name})\n", language=language)

    def names(self) -> tuple[str, ...]:
        return ("notice", "news", "over", "acknowledgement")


@dataclass
class Life:
    """One incident from its opening to its end; each step is done once, whatever died in it before."""

    office: Office

    def whole(self) -> None:
        """Every step, as a person types them one after the other."""
        self.open()
        self.arrive()
        self.update()
        self.close()

    def open(self) -> None:
        place = self.office.place
        if not records.names(self.office.store):
            now = self.office.now
            incident = Incident(
                NAME, "Payment", "support", MATCH, "notice", now - timedelta(days=1), now, "sari", "over"
            )
            span = Span(place.selection(MATCH, "--match"), incident.since, "sari")
            opening.open_(place, incident, opening.Asked(span, cap=99))
        self.work_off()

    def arrive(self) -> None:
        if not any(b"late.example" in data for _, data in self.office.mailbox.messages()):
            self.office.deliver(mail(90, From=LATE), "payment failed here too")
        self.poll()

    def update(self) -> None:
        incident, place = self.incident(), self.office.place
        if incident.closed_at is None:
            following.tell(place, incident, following.Updating("news", "sari"), dry_run=False)
        self.work_off()

    def close(self) -> None:
        if self.incident().closed_at is None:
            following.close(self.office.place, self.incident(), following.Closing("sari"), dry_run=False)
        self.work_off()

    def resume(self) -> None:
        """What a person does after it: he decides about what is in doubt, by what the server took, lets go of what is
        held (an acknowledgement whose claim in the mailbox was interrupted), and goes on.
        """
        taken = {one.key for one, _ in self.office.transport.sent}
        self.poll()
        for task in list(self.office.store.tasks("support", ("in_doubt",))):
            how = "sent" if getattr(task.work, "mail", "") in taken else "again"
            self.office.store.commit(outbox.resolve(task, how, "sari", self.office.now))  # type: ignore[arg-type]
        for task in list(self.office.store.tasks("support", ("held",))):
            self.office.store.commit(outbox.retry(task, "sari", self.office.now))
        self.poll()
        self.poll()

    def incident(self) -> Incident:
        return records.find(self.office.store, NAME)

    def poll(self) -> None:
        self.office.later(timedelta(minutes=2))
        poll(self.office.place)

    def work_off(self) -> None:
        self.office.later(timedelta(minutes=2))
        place = self.office.place
        outbox.work_off(place.store, "support", place.ways, place.now)


def began() -> Life:
    """A desk to which four wrote about it, one of them twice, and one about something else."""
    made = Office()
    poll(made.place)
    for number in range(COUNT):
        made.deliver(mail(number, From=f"jane{number}@cust{number}.example"), "payment failed")
    made.deliver(mail(50, From="jane0@cust0.example"), "payment failed again")
    made.deliver(mail(51, From="tono@other.example"), "is it there in blue?")
    poll(made.place)
    made.place = replace(
        made.place,
        templates=Letters(),
        rules=(rule(asked("acknowledge"), name="new"),),
        selection=lambda written, option="--where": condition(written, ["support"], option),
    )
    made.later()
    return Life(made)


def points() -> Iterator[Line]:
    walk, life = Death(), began()
    sys.settrace(walk)
    try:
        life.whole()
    finally:
        sys.settrace(None)
    every = sorted(walk.seen)
    yield from every if ALL else random.Random(SEED).sample(every, max(10, len(every) // SHARE))


def got(life: Life, *templates: str) -> Counter[str]:
    """How many mails in these words the server took for each address."""
    named = tuple(f"({one})".encode() for one in templates)
    sent = life.office.transport.sent
    return Counter(who for one, to in sent if any(name in one.data for name in named) for who in to)


AFFECTED = {f"jane{number}@cust{number}.example" for number in range(COUNT)} | {LATE}


def test_over_any_death_the_told_are_followed_up_nobody_twice_and_nobody_is_forgotten() -> None:
    walked = [*points()]
    assert len(walked) >= 10
    for line in walked:
        life, where = began(), f"CSMAIL_SEED={SEED} {line}"
        sys.settrace(Death(line))
        with suppress(Died):
            life.whole()
        sys.settrace(None)
        life.resume()
        life.whole()
        life.resume()
        told = {one.to for one in people(life.office.store, life.incident()) if one.fate == "told"}
        first, last = got(life, "notice"), got(life, "over")
        assert set(first) == told, where
        assert set(last) == told, f"told and not followed up, or the other way round: {where}"
        assert {*first.values(), *last.values(), *got(life, "news").values()} == {1}, f"twice: {where}"
        assert told | set(got(life, "acknowledgement")) == AFFECTED, f"forgotten: {where}"
        assert told >= AFFECTED - {LATE}, f"forgotten: {where}"


def test_a_death_before_the_commit_leaves_nothing_at_all() -> None:
    life = began()

    def dying(changes: object) -> None:
        raise Died

    commit, life.office.store.commit = life.office.store.commit, dying  # type: ignore[method-assign]
    with suppress(Died):
        life.open()
    life.office.store.commit = commit  # type: ignore[method-assign]
    poll(life.office.place)
    with suppress(NotFound):
        assert life.incident() is None
    assert not got(life, "notice")


def test_steps_that_are_repeated_write_to_nobody_again() -> None:
    life = began()
    life.whole()
    before = Counter(one.message_id for one, _ in life.office.transport.sent)
    for _ in range(3):
        life.whole()
        life.resume()
    assert Counter(one.message_id for one, _ in life.office.transport.sent) == before
    assert got(life, "over") == Counter(AFFECTED)
