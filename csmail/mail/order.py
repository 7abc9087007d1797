"""The order in which the messages of a conversation were said.

Their moments come from two clocks: what arrives has the mail server's (INTERNALDATE), what we send has ours. A server
that is minutes behind puts an answer before the mail that it answers. Who cites a mail has read it: a message is
newer than every one whose id it names (RFC 5322 section 3.6.4), whatever the clocks say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from csmail.model.message import Message

Rank = tuple[datetime, int]
SKEW = timedelta(hours=1)
"""How far the clock of a mail server may be from ours."""


def ordered(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Oldest first: by time, and never before what it cites. A ring of ids is cut somewhere."""
    said = sorted(messages, key=lambda one: one.received_at)
    cited = _cited(said)
    if not any(cited):
        return tuple(said)
    ranks: list[Rank | None] = [None] * len(said)
    for start in range(len(said)):
        if ranks[start] is None:
            _rank(start, said, cited, ranks)
    return tuple(said[at] for at in sorted(range(len(said)), key=lambda at: ranks[at] or (said[at].received_at, 0)))


def comes_after(messages: Iterable[Message], key: str) -> tuple[Message, ...]:
    """What was said after the message with this content key; nothing when it is not among them."""
    said = ordered(messages)
    at = next((at for at, one in enumerate(said) if one.key == key), len(said))
    return said[at + 1 :]


def _cited(said: Sequence[Message]) -> list[list[int]]:
    """For each message where those stand that it cites. Of several with one id ours counts, then the oldest: a copied
    id must not draw an answer before the mail that it answers."""
    places: dict[str, int] = {}
    for at, one in sorted(enumerate(said), key=lambda numbered: numbered[1].direction != "out"):
        for id in (one.message_id, *one.further_ids):
            if id:
                places.setdefault(id, at)
    return [
        [places[id] for id in (*one.in_reply_to, *one.references) if id in places and places[id] != at]
        for at, one in enumerate(said)
    ]


def _rank(start: int, said: Sequence[Message], cited: Sequence[Sequence[int]], ranks: list[Rank | None]) -> None:
    """The moment and, within it, the place of a message and of all it cites; a walk, since threads are 10,000 long."""
    path, under_way = [(start, iter(cited[start]))], {start}
    while path:
        at, left = path[-1]
        older = next((one for one in left if ranks[one] is None and one not in under_way), None)
        if older is not None:
            path.append((older, iter(cited[older])))
            under_way.add(older)
            continue
        path.pop()
        under_way.discard(at)
        newest = max((rank for one in cited[at] if (rank := ranks[one])), default=None)
        moment = said[at].received_at
        ranks[at] = (newest[0], newest[1] + 1) if newest and newest[0] >= moment else (moment, 0)
