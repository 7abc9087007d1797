"""How a desk is, for those who watch it: nothing is connected to, only a few rows are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from csmail.desk import numbering, sent_state
from csmail.desk.believed_clock import doubt
from csmail.desk.holds import held, untold
from csmail.desk.limits import standing, tally
from csmail.model.desk import Desk
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.model.task import State
from csmail.ports import Conversations, Facts, Store

IN_DOUBT: tuple[State, ...] = ("in_doubt",)
APOLOGY = "apology"
NAMED = 3
UNREAD = frozenset({"not_handed_over", "killed_reader"})
"""Codes of a conversation whose mail was put aside unread."""


@dataclass(frozen=True, slots=True)
class Health:
    """`passed_at` is the end of the last pass that found its mailbox well; `overdue_since` is how long the oldest
    task is due that nobody took up; `untold` is how many acknowledgements a limit holds, their customers told nothing;
    `renumbered` are folders that the server put back;
    `problems` are why the desk is not well."""

    desk: str
    passed_at: datetime | None = None
    in_doubt: int = 0
    held: int = 0
    untold: int = 0
    quarantined: int = 0
    overdue_since: datetime | None = None
    acknowledgements_stopped: bool = False
    renumbered: tuple[str, ...] = ()
    problems: tuple[Reason, ...] = ()


def note_pass(store: Facts, desk: str, now: datetime) -> None:
    """A good pass has ended."""
    store.remember(*noted(desk, now))


def noted(desk: str, now: datetime) -> tuple[str, str]:
    """The fact that says so: its name, its value."""
    return f"pass/{desk}", now.isoformat()


def health(store: Store, desk: Desk, now: datetime, max_age: timedelta) -> Health:
    """Raises StoreError. A desk is well when its last good pass, and its oldest due task, are not older than
    `max_age`, nothing is in doubt, and no limit keeps customers without an acknowledgement."""
    said = store.fact(f"pass/{desk.name}")
    passed_at = datetime.fromisoformat(said) if said else None
    in_doubt = sum(1 for _ in store.tasks(desk.name, IN_DOUBT))
    oldest = next(store.due(desk.name, now, 1), None)
    overdue_since = min(oldest.due_at, now) if oldest else None  # put off by a clock that was wrong, it is due now
    problems = [*_late(passed_at, overdue_since, now, max_age)]
    if in_doubt:
        problems.append(Reason.of("mails_in_doubt", count=in_doubt))
    holds = held(store, desk.name)
    waiting = untold(holds)
    if waiting:
        problems.append(customers_untold(waiting))
    doubted = doubt(store, desk.name)
    problems.extend((doubted,) if doubted else ())
    broken = _unsent_apologies(store, desk, now)
    if broken:
        problems.append(Reason.of("apologies_unsent", count=len(broken), conversations=", ".join(broken[:NAMED])))
    put_back = numbering.told(store, desk.name, now)
    problems.extend(one.reason for one in put_back)
    unseen = sent_state.fault(store, desk.name)
    problems.extend((unseen,) if unseen else ())
    return Health(
        desk=desk.name,
        passed_at=passed_at,
        in_doubt=in_doubt,
        held=sum(one.count for one in holds.values()),
        untold=waiting,
        quarantined=_quarantined(store, desk.name),
        overdue_since=overdue_since,
        acknowledgements_stopped=standing(desk, tally(store, desk.name, now), holds).open,
        renumbered=tuple(one.folder for one in put_back),
        problems=tuple(problems),
    )


def customers_untold(waiting: int) -> Reason:
    """What a person is told of so many acknowledgements that limits hold."""
    return Reason.of("customer_untold" if waiting == 1 else "customers_untold", count=waiting)


def _unsent_apologies(store: Store, desk: Desk, now: datetime) -> list[str]:
    """Conversations whose promise broke while the apology for it lay among the drafts."""
    waiting = {draft.conversation for draft in store.drafts(waiting=True)
               if draft.desk == desk.name and draft.template == APOLOGY}  # fmt: skip
    if not waiting:
        return []
    from csmail.clocks import open_promise  # with it come time zones, which a desk without such drafts does without

    found = filter(None, map(store.conversation, sorted(waiting)))
    owed = ((one.id, open_promise(one, desk, now)) for one in found)
    return [id for id, promise in owed if promise is not None and promise.state == "broken"]


def _late(passed_at: datetime | None, overdue_since: datetime | None, now: datetime, limit: timedelta) -> list[Reason]:
    found = []
    if passed_at is None:
        found.append(Reason.of("never_passed"))
    elif abs(now - passed_at) > limit:
        code = "pass_too_old" if now > passed_at else "pass_in_future"
        found.append(Reason.of(code, age=_span(abs(now - passed_at))))
    if overdue_since is not None and now - overdue_since > limit:
        found.append(Reason.of("outbox_idle", age=_span(now - overdue_since)))
    return found


def _quarantined(store: Conversations, desk: str) -> int:
    """Mails that could not be read, and that nobody has looked after yet."""
    asking = store.conversations(ConversationFilter(desk, needs=True))
    return sum(1 for one in asking if UNREAD & {need.code for need in one.needs})


def _span(length: timedelta) -> str:
    from csmail.model.duration import format

    return format(timedelta(minutes=length // timedelta(minutes=1)))
