"""A clock that jumps between any two of its readings: nothing twice, nothing lost, no haste, and patience stays.

Jumps of an hour (summer time), a day, ten years, to 1970 and to 2038; and a clock that goes backwards every second.
The desk has a mail acknowledged, one deferred, one in doubt, one held, a person's reply on its way, and a backlog.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import schedule
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail.actions.reply import Reply
from csmail.daemon import Rota
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import Pass
from csmail.desk.watch.health import health
from csmail.desk.watch.probe import SETTLING
from csmail.errors import Unreachable
from csmail.model.desk import AcknowledgeLimits
from csmail.model.task import Delivery, SendMail, Task
from csmail.ports import Store
from csmail.rules.rule import ActionCall
from csmail.stores import memory, tinydb
from tests.factories import NOW, desk
from tests.faults.file_world import Came
from tests.faults.oracle import Scene, judge
from tests.faults.shares import SEED, share
from tests.workspace import Office, asked, mail, rule

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
MINUTE = timedelta(minutes=1)
JUMPS = {
    "an hour on": HOUR,
    "an hour back": -HOUR,
    "a day on": DAY,
    "a day back": -DAY,
    "ten years on": 10 * YEAR,
    "ten years back": -10 * YEAR,
    "to 1970": datetime(1970, 1, 1, tzinfo=UTC) - NOW,
    "over the end of 32 bits": datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC) - NOW,
}
JANE, DEWI, EKA, OLD = "jane@cust.example", "dewi@other.example", "eka@fifth.example", "old@cust.example"
PASSES = 9


@dataclass
class Watch:
    """`true` is the time; what is read is `wrong` beside it. `jumps` maps a reading to what is wrong from then on."""

    true: datetime = NOW
    wrong: timedelta = timedelta(0)
    jumps: dict[int, timedelta] = field(default_factory=dict)
    readings: int = 0
    backwards: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        self.readings += 1
        self.wrong = self.jumps.get(self.readings, self.wrong) - self.backwards
        return self.true + self.wrong

    @property
    def now(self) -> datetime:
        return self.true + self.wrong

    @now.setter
    def now(self, moment: datetime) -> None:
        self.true = moment - self.wrong

    def mend(self) -> None:
        self.wrong = self.backwards = timedelta(0)
        self.jumps.clear()


class Story:
    """A morning of a desk, pass by pass, a minute apart."""

    def __init__(self, store: Store, watch: Watch, state: Path | None = None) -> None:
        limits = AcknowledgeLimits(per_sender=1, max_age=DAY)
        self.watch, self.store = watch, store
        self.office = Office((rule(asked("acknowledge")),), desk(acknowledge=limits))
        self.place = replace(self.office.place, store=store, now=watch)
        self.scene = Scene(self.place, watch, self.delivered, state, begun={"INBOX": 2})  # type: ignore[arg-type]
        self.bounds: list[tuple[int, int]] = []
        for number, age in enumerate((30 * DAY, 3 * DAY), 90):
            self.deliver(number, OLD, NOW - age)

    def run(self) -> None:
        steps: list[Callable[[], object]] = [
            lambda: None,
            lambda: self.deliver(1, JANE),
            self.put_off,
            self.doubt,
            lambda: self.deliver(4, JANE),
            self.cut_off,
            lambda: self.office.mailbox.renumber("INBOX", 77),
            self.restored,
            lambda: None,
        ]
        assert len(steps) == PASSES
        for step in steps:
            step()
            self.poll()

    def poll(self) -> None:
        """A pass: it works the outbox off after what it took in, and at its end."""
        self.watch.true += MINUTE
        before = self.office.transport.tried
        Pass(self.place).run()
        sending = sum(isinstance(task.work, SendMail) for task in self.store.tasks())
        self.bounds.append((self.office.transport.tried - before, sending))

    def deliver(self, number: int, sender: str, at: datetime | None = None) -> None:
        text = f"{mail(number, From=sender, Subject=f'Pesanan {number}', Date='')}\n\nHalo {number}\n"
        self.office.mailbox.deliver(text.replace("\n", "\r\n").encode(), at or self.watch.true)

    def put_off(self) -> None:
        self.office.transport.answers[DEWI] = Delivery("", "deferred", "451 later")
        self.deliver(2, DEWI)

    def doubt(self) -> None:
        self.office.transport.outcome = "in_doubt"
        self.deliver(3, EKA)

    def cut_off(self) -> None:
        self.office.transport.outcome = "sent"
        self.office.transport.failure = Unreachable("no route")
        first = next(one for one in self.store.conversations() if one.subject == "Pesanan 1")
        act(self.place, first.id, ActionCall("reply", Reply(text="Sudah kami kirim.", anyway=True)), "sari")

    def restored(self) -> None:
        self.office.transport.failure = None
        self.office.transport.answers.clear()

    def delivered(self) -> list[Came]:
        return [Came(who, one.data) for one, who in self.office.transport.sent]

    def acknowledged(self) -> Counter[str]:
        """How many acknowledgements each address got."""
        return Counter(who for one in self.delivered() if b"auto-replied" in one.data for who in one.recipients)

    def replied(self) -> list[tuple[str, ...]]:
        return [one.recipients for one in self.delivered() if b"auto-replied" not in one.data]

    def task(self, to: str) -> Task:
        sending = (task for task in self.store.tasks() if any(each.recipient == to for each in task.deliveries))
        return next(sending)


def hold(story: Story) -> None:
    """What must be so after any jumps, once the clock is right."""
    story.watch.mend()
    for _ in range(61):
        story.poll()
    unsettled = [
        task for task in story.store.tasks() if task.state in ("queued", "deferred", "claimed", "transmitting")
    ]
    assert unsettled == [], "not within an hour of the clock being right"
    assert judge(story.scene) == []
    # The second of Jane's two matters is held, unless the first was answered at another time altogether.
    assert story.acknowledged() <= Counter({JANE: 2, DEWI: 1, EKA: 1})
    assert story.replied() == [(JANE,)]
    assert all(tried <= 2 * sending for tried, sending in story.bounds), story.bounds


def test_without_a_jump_each_gets_what_is_due() -> None:
    story = Story(memory.open(memory.Settings(), Path()), Watch())
    story.run()
    states = [task.state for task in story.store.tasks() if isinstance(task.work, SendMail)]
    assert states == ["sent", "deferred", "in_doubt", "held", "sent"]
    hold(story)
    assert story.acknowledged() == {JANE: 1, DEWI: 1, EKA: 1}


def readings() -> int:
    watch = Watch()
    Story(memory.open(memory.Settings(), Path()), watch).run()
    return watch.readings


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_at_any_reading_and_back_at_a_later_one(jump: str) -> None:
    """Between two passes, and within each: at every reading of the clock, for a few readings or to the end."""
    every = readings()
    assert every > 50
    step = share(18, 1)
    for at in range(1 + SEED % step, every, step):
        for lasts in (1, 13, every):
            story = Story(
                memory.open(memory.Settings(), Path()), Watch(jumps={at: JUMPS[jump], at + lasts: timedelta(0)})
            )
            story.run()
            hold(story)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_on_a_store_on_disk(jump: str, tmp_path: Path) -> None:
    every = readings()
    for number, at in enumerate(range(1 + SEED % 7, every, every // share(2, 20))):
        store = tinydb.open(tinydb.Settings(), tmp_path / str(number))
        jumps = {at: JUMPS[jump], at + every // 3: timedelta(0)}
        story = Story(store, Watch(jumps=jumps), tmp_path / str(number) / "state")
        story.run()
        hold(story)
        store.close()


offsets = st.one_of(
    st.sampled_from(list(JUMPS.values())),
    st.timedeltas(-30 * YEAR, -5 * DAY).filter(lambda span: abs(span + 30 * DAY) > 2 * DAY),
    st.timedeltas(timedelta(0), 30 * YEAR),
)


@settings(max_examples=share(40, 3000), deadline=None)
@given(st.dictionaries(st.integers(1, 400), offsets, max_size=8))
def test_any_jumps(jumps: dict[int, timedelta]) -> None:
    """But for a clock that is wrong by just the age of a mail: that mail is new then, and nothing says otherwise."""
    story = Story(memory.open(memory.Settings(), Path()), Watch(jumps=jumps))
    story.run()
    hold(story)


@pytest.mark.parametrize("seconds", [1, 60, 86400])
def test_a_clock_that_goes_backwards_at_every_reading(seconds: int) -> None:
    story = Story(memory.open(memory.Settings(), Path()), Watch(backwards=timedelta(seconds=seconds)))
    story.run()
    hold(story)


@pytest.mark.parametrize("jump", JUMPS)
def test_back_off_and_patience_after_a_jump(jump: str) -> None:
    """The way out stays closed: some thirty tries a day, not one a minute; given up after five days, not by a jump."""
    story = Story(memory.open(memory.Settings(), Path()), Watch())
    story.office.transport.failure = Unreachable("no route")
    story.poll()
    story.deliver(1, JANE)
    for minute in range(24 * 60):
        story.watch.wrong = {20: JUMPS[jump], 40: timedelta(0)}.get(minute, story.watch.wrong)
        story.poll()
    assert 29 <= story.office.transport.tried <= 33
    assert story.task(JANE).state == "deferred"
    days = 0
    while story.task(JANE).state == "deferred":
        days += 1
        for _ in range(24):
            story.watch.true += HOUR
            story.poll()
    assert days in (3, 4, 5)


def test_the_limits_of_acknowledgements_are_not_stopped_for_ten_years() -> None:
    story = Story(memory.open(memory.Settings(), Path()), Watch())
    story.poll()
    story.watch.wrong = 10 * YEAR
    story.deliver(1, JANE, story.watch.now)
    story.poll()
    story.watch.mend()
    story.deliver(4, JANE)
    story.poll()
    assert story.acknowledged() == {JANE: 2}


@pytest.mark.parametrize("years", [10, -10])
def test_what_is_in_doubt_is_settled_by_proof_after_a_jump(years: int) -> None:
    """What seems to have been in doubt for ten years is a person's, who is shown the copy in Sent when he asks."""
    story = Story(memory.open(memory.Settings(), Path()), Watch())
    story.poll()
    story.doubt()
    story.watch.wrong = years * YEAR
    story.deliver(5, JANE, story.watch.now)
    story.poll()
    story.watch.mend()
    task = story.task(JANE)
    assert task.state == "in_doubt"
    assert isinstance(task.work, SendMail)
    sent = story.store.mail(task.work.mail)
    assert sent
    story.office.mailbox.file("sent", sent, NOW)
    story.watch.true += SETTLING
    story.poll()
    assert story.task(JANE).state == ("sent" if years > 0 else "in_doubt")


@pytest.mark.parametrize(("wrong", "code"), [(-10 * YEAR, "pass_in_future"), (10 * YEAR, "pass_too_old")])
def test_a_desk_without_passes_is_not_well_whatever_its_clock_says(wrong: timedelta, code: str) -> None:
    story = Story(memory.open(memory.Settings(), Path()), Watch())
    story.poll()
    said = health(story.store, story.place.desk, story.watch.true + wrong, HOUR).problems
    assert code in {one.code for one in said}, said
    assert health(story.store, story.place.desk, story.watch.true, HOUR).problems == ()


class WallClock(datetime):
    """What `schedule` reads."""

    moment = datetime(2026, 10, 25, 2, 59, 30)  # noqa: DTZ001  as `schedule` reads it: local, without a zone

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return cls.moment


@pytest.mark.parametrize("jump", JUMPS)
def test_the_daemon_looks_as_often_as_before_after_a_jump(jump: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule.datetime, "datetime", WallClock)
    monkeypatch.setattr(WallClock, "moment", WallClock.moment)
    nudges: list[int] = []
    rota = Rota((MINUTE, 10 * MINUTE), lambda: nudges.append(second))
    for second in range(30 * 60):
        WallClock.moment += timedelta(seconds=1) + {600: JUMPS[jump], 1200: -JUMPS[jump]}.get(second, timedelta(0))
        rota.run_pending()
    gaps = [later - earlier for earlier, later in pairwise(nudges)]
    assert max(gaps) <= 120
    assert len(nudges) <= 36
