"""Several connections with one commit for all of them, searched to its end: every order of words, commits and deaths.

One process holds the lease (what happens without one is in `protocol_model`). A mail is claimed, its envelope is asked
on a connection, its `transmitting` is written with what became of other mails, then its content goes. While a commit is
under way the connections go on. `Grouped()` is what `csmail.outbox.sending` does; each switch breaks one thing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Grouped:
    """`connections` of them; the switches stand for one careless decision each."""

    connections: int = 2
    content_before_commit: bool = False
    believes_before_durable: bool = False
    outcomes_wait_for_quiet: bool = False
    transmitting_is_queued_again: bool = False


class Commit(NamedTuple):
    """What is being written: mails with their next state; those whose content goes when it is on the disk."""

    rows: tuple[tuple[int, str], ...]
    going: tuple[int, ...]


class World(NamedTuple):
    """`rows` are on the disk; `hands` is what the process knows of each mail, gone with it."""

    rows: tuple[str, ...]
    hands: tuple[str, ...]
    delivered: tuple[int, ...]
    commit: Commit | None
    kills: int


class Finding(NamedTuple):
    """What the search saw; `fault` is "" when all is well, `trace` leads to it."""

    states: int
    fault: str
    trace: tuple[str, ...]


Move = tuple[str, World]
ON_A_CONNECTION = frozenset({"envelope", "ready", "written", "content", "landed"})
ENDED = frozenset({"sent", "in_doubt", "refused"})


def search(protocol: Grouped, mails: int = 3, kills: int = 1) -> Finding:
    """Breadth first, so that a trace is as short as can be."""
    first = World(("queued",) * mails, ("",) * mails, (0,) * mails, None, kills)
    came: dict[World, tuple[World, str] | None] = {first: None}
    waiting = deque([first])
    while waiting:
        world = waiting.popleft()
        following = list(moves(protocol, world))
        fault = violated(protocol, world) or ("" if following or set(world.rows) <= ENDED else "stuck")
        if fault:
            return Finding(len(came), fault, traced(came, world))
        for name, after in following:
            if after not in came:
                came[after] = (world, name)
                waiting.append(after)
    return Finding(len(came), "", ())


def traced(came: dict[World, tuple[World, str] | None], world: World) -> tuple[str, ...]:
    """The steps from the beginning to `world`."""
    steps = []
    while (arrival := came[world]) is not None:
        world, name = arrival
        steps.append(name)
    return tuple(reversed(steps))


def violated(protocol: Grouped, world: World) -> str:
    """What must never be."""
    if max(world.delivered) > 1:
        return "delivered twice"
    if any(row == "sent" and not count for row, count in zip(world.rows, world.delivered, strict=True)):
        return "sent but not delivered"
    if world.rows.count("transmitting") > protocol.connections:
        return "more in doubt than connections"
    if sum(hand in ON_A_CONNECTION for hand in world.hands) > protocol.connections:
        return "more in hand than connections"
    return ""


def moves(protocol: Grouped, world: World) -> Iterator[Move]:
    """Every next step of every connection, of the commit, of death."""
    busy = sum(hand in ON_A_CONNECTION for hand in world.hands)
    for mail, hand in enumerate(world.hands):
        for name, after in steps(protocol, hand, busy < protocol.connections):
            landed = world.delivered if after != "landed" else put(world.delivered, mail, world.delivered[mail] + 1)
            yield f"{mail} {name}", world._replace(hands=put(world.hands, mail, after), delivered=landed)
    yield from committing(protocol, world)
    if world.kills and (world.commit or any(world.hands)):
        yield "dies", dead(protocol, world._replace(kills=world.kills - 1))
        if world.commit:  # the disk had it, the process did not hear
            yield "dies just after the commit", dead(protocol, durable(world)._replace(kills=world.kills - 1))


def steps(protocol: Grouped, hand: str, free: bool) -> Iterator[tuple[str, str]]:
    """What may happen to one mail in hand."""
    if hand == "claimed" and free:
        yield "is offered", "envelope"
    elif hand == "envelope":
        yield "is taken", "content" if protocol.content_before_commit else "ready"
        yield "is not taken", "refused"
    elif hand == "content":
        yield "is delivered", "landed"
        yield "is refused", "refused"
        yield "is lost", "in_doubt"
    elif hand == "landed":
        yield "is heard of", "sent"
        yield "is not heard of", "in_doubt"


def committing(protocol: Grouped, world: World) -> Iterator[Move]:
    """A commit begins with all that is to be written, and the next claims; then it is on the disk."""
    if world.commit is not None:
        yield "the commit is durable", heard(world)
        return
    ended = [(mail, hand) for mail, hand in enumerate(world.hands) if hand in ENDED]
    ready = [mail for mail, hand in enumerate(world.hands) if hand == "ready"]
    if protocol.outcomes_wait_for_quiet and ready:
        ended = []
    room = 2 * protocol.connections - sum(hand in ON_A_CONNECTION or hand == "claimed" for hand in world.hands)
    unclaimed = [mail for mail, row in enumerate(world.rows) if row == "queued" and not world.hands[mail]]
    claims = [(mail, "claimed") for mail in unclaimed[: max(0, room)]]
    rows = (*ended, *((mail, "transmitting") for mail in ready), *claims)
    if rows:
        going = "content" if protocol.believes_before_durable else "written"
        hands = world.hands
        for mail in ready:
            hands = put(hands, mail, going)
        for mail, _ in ended:
            hands = put(hands, mail, "")
        begun = Commit(rows, tuple(ready))
        yield "a commit begins", world._replace(hands=hands, commit=begun)


def durable(world: World) -> World:
    """What is being written is on the disk."""
    assert world.commit is not None
    rows = world.rows
    for mail, state in world.commit.rows:
        rows = put(rows, mail, state)
    return world._replace(rows=rows, commit=None)


def heard(world: World) -> World:
    """The process goes on after its commit."""
    assert world.commit is not None
    hands = world.hands
    for mail in world.commit.going:
        hands = put(hands, mail, "content") if hands[mail] == "written" else hands
    for mail, state in world.commit.rows:
        hands = put(hands, mail, "claimed") if state == "claimed" else hands
    return durable(world)._replace(hands=hands)


def dead(protocol: Grouped, world: World) -> World:
    """Death, and what the next owner makes of the rows."""
    again = {"claimed": "queued", "transmitting": "queued" if protocol.transmitting_is_queued_again else "in_doubt"}
    nothing = ("",) * len(world.rows)
    return world._replace(rows=tuple(again.get(row, row) for row in world.rows), hands=nothing, commit=None)


def put(values: tuple, place: int, value: object) -> tuple:  # type: ignore[type-arg]
    """The same with another value there."""
    return (*values[:place], value, *values[place + 1 :])
