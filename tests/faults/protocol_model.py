"""The send protocol as a state machine that is searched to its end: every order of steps, every death, every answer.

Two workers, one mail that came in (it is to be acknowledged), one reply a person asked for. The server may take a mail
and be heard, take it and not be heard, lose it, refuse it, put it off. A worker may die between any two steps, or
rest there for as long as it likes. `Protocol()` is what `csmail.outbox` and `csmail.desk.intake` do; each of its
switches breaks one thing that they rely on. Several connections of one worker are in `group_model`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

ACKNOWLEDGEMENT, REPLY = 0, 1
LAST_TRY = 2
SETTLED = frozenset({"sent", "refused", "in_doubt"})


@dataclass(frozen=True, slots=True)
class Protocol:
    """`lease` "kernel": nobody works beside a living owner; "none": anybody may take over at any moment, which is
    worse than any clock. The other switches stand for one careless decision each."""

    lease: Literal["kernel", "none"] = "kernel"
    seen_is_the_cursor: bool = False
    cursor_moves_alone: bool = False
    tasks_without_cause: bool = False
    no_transmitting: bool = False
    transmitting_unchecked: bool = False
    outcome_unchecked: bool = False
    transmitting_is_queued_again: bool = False
    lost_is_tried_again: bool = False
    absent_is_sent_again: bool = False


class Row(NamedTuple):
    """A task: what it sends, its state, how often it was claimed."""

    kind: int
    state: str
    attempt: int = 0


class Worker(NamedTuple):
    """Where a process is, and what it remembers of the row it works on."""

    at: str = "idle"
    row: int = -1
    attempt: int = 0
    heard: str = ""


class World(NamedTuple):
    """Server, store, workers, and how much misfortune is left."""

    seen: bool
    taken_in: bool
    rows: tuple[Row, ...]
    delivered: tuple[int, int]
    workers: tuple[Worker, Worker]
    kills: int
    takeovers: int


class Finding(NamedTuple):
    """What the search saw. `fault` is "" when all is well; `trace` leads to it, as short as can be."""

    states: int
    moves: int
    fault: str
    trace: tuple[str, ...]


Move = tuple[str, World]
IDLE = Worker()
READING = frozenset({"listed", "fetched", "moved the cursor"})


def begin(kills: int, takeovers: int) -> World:
    """A mail lies in the mailbox, a reply is queued."""
    return World(False, False, (Row(REPLY, "queued"),), (0, 0), (IDLE, IDLE), kills, takeovers)


def search(protocol: Protocol, kills: int = 3, takeovers: int = 2) -> Finding:
    """All that can happen, breadth first; then whether every state can still come to a good end."""
    first = begin(kills, takeovers)
    came: dict[World, tuple[World, str] | None] = {first: None}
    before: dict[World, list[World]] = {}
    ends: list[World] = []
    waiting, count = deque([first]), 0
    while waiting:
        world = waiting.popleft()
        following = list(moves(protocol, world))
        fault = violated(world) or ("" if following or finished(world) else f"stuck: {gone_wrong(world)}")
        if fault:
            return Finding(len(came), count, fault, traced(came, world))
        if finished(world):
            ends.append(world)
        for name, after in following:
            count += 1
            before.setdefault(after, []).append(world)
            if after not in came:
                came[after] = (world, name)
                waiting.append(after)
    well = reaching(before, ends)
    lost = next((world for world in came if world not in well), None)
    if lost is not None:
        return Finding(len(came), count, f"cannot finish: {gone_wrong(lost)}", traced(came, lost))
    return Finding(len(came), count, "", ())


def reaching(before: dict[World, list[World]], ends: list[World]) -> set[World]:
    """Every state from which one of `ends` can be reached."""
    reached, waiting = set(ends), list(ends)
    while waiting:
        for world in before.get(waiting.pop(), ()):
            if world not in reached:
                reached.add(world)
                waiting.append(world)
    return reached


def traced(came: dict[World, tuple[World, str] | None], world: World) -> tuple[str, ...]:
    """The steps from the beginning to `world`."""
    steps = []
    while (arrival := came[world]) is not None:
        world, name = arrival
        steps.append(name)
    return tuple(reversed(steps))


def violated(world: World) -> str:
    """What must never be, whatever comes after it."""
    for kind, name in ((ACKNOWLEDGEMENT, "acknowledgement"), (REPLY, "reply")):
        if world.delivered[kind] > 1:
            return f"{name} delivered twice"
        if not world.delivered[kind] and any(row.kind == kind and row.state == "sent" for row in world.rows):
            return f"{name} sent but not delivered"
    return ""


def finished(world: World) -> bool:
    """Nobody works, the mail was taken in, both tasks came to an end that a person can see."""
    kinds = {row.kind for row in world.rows}
    idle = world.workers == (IDLE, IDLE)
    return idle and kinds == {ACKNOWLEDGEMENT, REPLY} and all(row.state in SETTLED for row in world.rows)


def gone_wrong(world: World) -> str:
    """What is missing at an end that is none."""
    if not any(row.kind == ACKNOWLEDGEMENT for row in world.rows):
        return "the mail was never taken in"
    return ", ".join(sorted(row.state for row in world.rows if row.state not in SETTLED)) or "a worker rests for ever"


def moves(protocol: Protocol, world: World) -> Iterator[Move]:
    """Every next step of every worker, and its death."""
    for number, worker in enumerate(world.workers):
        steps = idle(protocol, world, number) if worker.at == "idle" else busy(protocol, world, number)
        for name, after in steps:
            yield f"{'ab'[number]} {name}", after
        if world.kills and worker.at != "idle":
            yield f"{'ab'[number]} dies", become(world._replace(kills=world.kills - 1), number, IDLE)


def become(world: World, number: int, worker: Worker) -> World:
    """The same world with that worker elsewhere."""
    both = list(world.workers)
    both[number] = worker
    return world._replace(workers=(both[0], both[1]))


def written(world: World, place: int, row: Row) -> World:
    """The same world with that row committed."""
    return world._replace(rows=(*world.rows[:place], row, *world.rows[place + 1 :]))


def idle(protocol: Protocol, world: World, number: int) -> Iterator[Move]:
    """A pass begins: it reads what is new, puts right what a dead owner left, or claims what is due."""
    other = world.workers[1 - number].at
    leased = protocol.lease == "kernel"
    new = not world.seen if protocol.seen_is_the_cursor else not world.taken_in
    if new and not (leased and other in READING):
        yield "lists", become(world, number, Worker("listed"))
    if leased and other != "idle" and other not in READING:
        return
    for place, row in enumerate(world.rows):
        if row.state == "queued":
            yield f"reads {name_of(row)}", become(world, number, Worker("read", place, row.attempt))
        if row.state in ("claimed", "transmitting"):
            yield from recovered(protocol, world, number, place)


def recovered(protocol: Protocol, world: World, number: int, place: int) -> Iterator[Move]:
    """The owner of the row is dead, or, without a lease, is thought to be."""
    row = world.rows[place]
    owner = world.workers[1 - number]
    if owner.row == place and owner.at != "read":  # alive: only without a lease does one come here
        if not world.takeovers:
            return
        world = world._replace(takeovers=world.takeovers - 1)
    again = row.state == "claimed" or protocol.transmitting_is_queued_again
    again = again or (protocol.absent_is_sent_again and not world.delivered[row.kind])
    state = "queued" if again else "in_doubt"
    yield f"finds {name_of(row)} {row.state}: {state}", written(world, place, row._replace(state=state))


def busy(protocol: Protocol, world: World, number: int) -> Iterator[Move]:
    """The next step of a worker in the middle of something."""
    worker = world.workers[number]
    if worker.at in READING:
        yield from taking_in(protocol, world, number)
    elif worker.at == "read":
        yield from claiming(world, number)
    elif worker.at == "claimed":
        yield "prepares", become(world, number, worker._replace(at="prepared"))
        yield "finds no server", become(world, number, worker._replace(at="heard", heard="deferred"))
    elif worker.at == "prepared":
        yield from marking(protocol, world, number)
    elif worker.at == "transmitting":
        yield from transmitting(world, number)
    elif worker.at == "landed":
        for heard in ("sent", "in_doubt"):
            word = "reads 250" if heard == "sent" else "hears nothing"
            yield word, become(world, number, worker._replace(at="heard", heard=heard))
    else:
        yield from ending(protocol, world, number)


def taking_in(protocol: Protocol, world: World, number: int) -> Iterator[Move]:
    """Fetch, decide, commit: cursor and tasks in one."""
    at = world.workers[number].at
    if at == "listed":
        seen = world.seen or protocol.seen_is_the_cursor
        yield "fetches", become(world._replace(seen=seen), number, Worker("fetched"))
        return
    if at == "fetched" and protocol.cursor_moves_alone:
        yield "commits the cursor", become(world._replace(taken_in=True), number, Worker("moved the cursor"))
        return
    known = any(row.kind == ACKNOWLEDGEMENT for row in world.rows)
    new = () if known and not protocol.tasks_without_cause else (Row(ACKNOWLEDGEMENT, "queued"),)
    after = world._replace(taken_in=True, rows=(*world.rows, *new))
    yield "commits the decision", become(after, number, IDLE)


def claiming(world: World, number: int) -> Iterator[Move]:
    """`may_advance`: still queued, and this try is a new one."""
    _, place, attempt, _ = world.workers[number]
    row = world.rows[place]
    if row.state == "queued" and row.attempt < attempt + 1:
        after = written(world, place, row._replace(state="claimed", attempt=attempt + 1))
        yield f"claims {name_of(row)}", become(after, number, Worker("claimed", place, attempt + 1))
    else:
        yield "is too late to claim", become(world, number, IDLE)


def marking(protocol: Protocol, world: World, number: int) -> Iterator[Move]:
    """Before DATA the row says so."""
    worker = world.workers[number]
    row = world.rows[worker.row]
    if protocol.no_transmitting:
        yield "sends DATA", become(world, number, worker._replace(at="transmitting"))
    elif protocol.transmitting_unchecked or (row.state == "claimed" and row.attempt <= worker.attempt):
        after = written(world, worker.row, row._replace(state="transmitting"))
        yield "marks it transmitting", become(after, number, worker._replace(at="transmitting"))
    else:
        yield "lost the row", become(world, number, IDLE)


def transmitting(world: World, number: int) -> Iterator[Move]:
    """What a server can do with a mail."""
    worker = world.workers[number]
    kind = world.rows[worker.row].kind
    counts = list(world.delivered)
    counts[kind] += 1
    landed = world._replace(delivered=(counts[0], counts[1]))
    yield "has it delivered", become(landed, number, worker._replace(at="landed"))
    for heard, how in (("in_doubt", "loses the connection"), ("deferred", "reads 451"), ("refused", "reads 554")):
        yield how, become(world, number, worker._replace(at="heard", heard=heard))


def ending(protocol: Protocol, world: World, number: int) -> Iterator[Move]:
    """Writes down what was heard, if the row is still the one that was sent; gives up after the last try."""
    worker = world.workers[number]
    row = world.rows[worker.row]
    again = worker.heard == "deferred" or (worker.heard == "in_doubt" and protocol.lost_is_tried_again)
    state = worker.heard if not again else "queued" if worker.attempt < LAST_TRY else "refused"
    ours = row.attempt == worker.attempt and row.state in ("claimed", "transmitting", "in_doubt")
    kept = row._replace(state=state) if ours or protocol.outcome_unchecked else row
    yield f"writes {state}", become(written(world, worker.row, kept), number, IDLE)


def name_of(row: Row) -> str:
    return "the reply" if row.kind == REPLY else "the acknowledgement"
