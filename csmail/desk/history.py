"""The messages of a conversation that decisions go by: the newest ones whole, of older ones what bears witness."""

from __future__ import annotations

from bisect import insort
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from csmail.mail.address import key
from csmail.mail.order import SKEW, ordered
from csmail.mail.transcript import ASKING, is_shown, is_spoken
from csmail.model.message import Message
from csmail.model.replacing import copied
from csmail.model.task import Draft
from csmail.ports import Messages

RECENT = 20
WITNESSES = 3
"""Of each fact so many messages are kept: an answer to the newest one goes by what was said before it."""
NAMED = 200
"""Older messages that only make somebody known; whoever wants answers at ever new addresses is held in the end."""
WINDOW = 200
OCTETS = 16 * 1024 * 1024
LEAST = 2000
Fact = tuple[str, ...]


def kept(newest_first: Iterable[Message]) -> list[Message]:
    """A selection, oldest first, upon which every decision falls as upon all of them.

    It holds the newest whole, and of the older ones those that nothing newer makes superfluous: who wrote, whose
    Reply-To was seen, who had a blind copy, that a machine or a person of ours wrote, what was asked and said last.
    Of a conversation of 10,000 mails that is some dozen, however large they are.
    """
    found: list[Message] = []
    seen: Counter[Fact] = Counter()
    places: dict[str, int] = {}
    cited: dict[str, datetime] = {}
    named = 0
    first: Message | None = None
    for message in _by_rank(_counted(newest_first, places)):
        first = message if is_spoken(message) and not _is_doubtful(message) else first
        roles, names = set(_roles(message)), set(_names(message))
        new = {fact for fact in roles | names if seen[fact] < WITNESSES}
        seen.update(roles | names)
        if len(found) < RECENT or roles & new:
            found.append(message)
        elif _is_cited_out_of_time(message, cited) or (new and named < NAMED):
            named += 1
            found.append(thin(message))
        else:
            continue
        for id in (*message.in_reply_to, *message.references):
            cited[id] = min(cited.get(id, message.received_at), message.received_at)
    # The mail that began it says who had part before we answered (mail.difference).
    if first is not None and all(one.key != first.key for one in found):
        found.append(thin(first))
    return sorted(found, key=lambda one: -places[one.key])


def _counted(newest_first: Iterable[Message], places: dict[str, int]) -> Iterator[Message]:
    """The same, each with its place taken down: of one moment the order is that of the store."""
    for place, message in enumerate(newest_first):
        places[message.key] = place
        yield message


def _by_rank(newest_first: Iterable[Message]) -> Iterator[Message]:
    """Newest first in the order in which they were said, which the clock of the mail server may not show.

    Mails are put in order among those of their hour, WINDOW of them at most: a thread may be 10,000 long.
    """
    window: list[Message] = []
    for message in newest_first:
        if window and window[-1].received_at - message.received_at > SKEW:
            yield from ordered(window[::-1])[::-1]
            window = []
        elif len(window) == WINDOW:
            said = ordered(window[::-1])[::-1]
            yield from said[: WINDOW // 2]
            window = sorted(said[WINDOW // 2 :], key=lambda one: one.received_at, reverse=True)
        window.append(message)
    yield from ordered(window[::-1])[::-1]


def _is_cited_out_of_time(message: Message, cited: Mapping[str, datetime]) -> bool:
    """Whether a message that is kept cites this one and bears an earlier time: without it nobody could tell."""
    ids = (message.message_id, *message.further_ids)
    return any(id in cited and message.received_at >= cited[id] for id in ids)


def thin(message: Message) -> Message:
    """The message without its words: who wrote to whom, and when."""
    return copied(message, {"header": "", "text": "", "attachments": ()}) if message.header or message.text else message


def read(store: Messages, conversation: str) -> list[Message]:
    """What decisions need of a stored conversation; reads a page at a time. Raises StoreError."""
    return kept(filter(is_shown, store.newest(conversation)))


def lately(store: Messages, draft: Draft) -> tuple[Message, ...]:
    """Oldest first, as much as tells whether the draft is stale: back to the newest question and to its own time."""
    found: list[Message] = []
    asked: datetime | None = None
    for message in store.newest(draft.conversation) if draft.state == "waiting" else ():
        found.append(thin(message))
        if asked is None and message.direction == "in" and is_shown(message) and message.kind in ASKING:
            asked = message.received_at
        if asked is not None and message.received_at < min(asked, draft.changed_at) - SKEW:
            break
    return tuple(found[::-1])


@dataclass(slots=True)
class History:
    """A selection that grows while a batch goes on, and is selected from anew when it has doubled."""

    messages: list[Message]
    limit: int = field(init=False)

    def __post_init__(self) -> None:
        self.limit = 2 * max(len(self.messages), RECENT)

    def add(self, message: Message) -> None:
        """Put a message where its time puts it; the same one again is no news."""
        if all(one.key != message.key for one in self.messages):
            self.put(message)

    def put(self, message: Message) -> None:
        """The same, in the place of an earlier copy."""
        self.messages = [one for one in self.messages if one.key != message.key]
        insort(self.messages, message, key=lambda one: one.received_at)
        if len(self.messages) > self.limit:
            self.messages = kept(reversed(self.messages))
            self.limit = 2 * max(len(self.messages), RECENT)

    @property
    def weight(self) -> int:
        """Octets it holds, nearly."""
        return sum(len(one.header) + len(one.text) + LEAST for one in self.messages)


class Histories:
    """Those used last, as long as they do not weigh too much; each with the version of its conversation.

    Whatever a customer sees changes the version, so that one kept from the pass before is known to be complete.
    """

    def __init__(self, octets: int = OCTETS) -> None:
        self._octets = octets
        self._kept: OrderedDict[str, tuple[int, History, int]] = OrderedDict()
        self._weight = 0

    def find(self, conversation: str, version: int) -> History | None:
        """None when it is not here, or is of another version."""
        known, history, _ = self._kept.get(conversation, (version, None, 0))
        if history is None or known != version:
            return None
        self._kept.move_to_end(conversation)
        return history

    def keep(self, conversation: str, version: int, history: History) -> None:
        """Keep it, and let go of those that were used longest ago."""
        self._weight -= self._kept.pop(conversation, (0, history, 0))[2]
        self._kept[conversation] = version, history, history.weight
        self._weight += history.weight
        while self._weight > self._octets and len(self._kept) > 1:
            self._weight -= self._kept.popitem(last=False)[1][2]

    def of(self, conversation: str) -> History | None:
        """The one of any version."""
        return self._kept.get(conversation, (0, None, 0))[1]

    def __iter__(self) -> Iterator[tuple[str, int, History]]:
        return iter([(id, version, one) for id, (version, one, _) in self._kept.items()])


def _roles(message: Message) -> Iterator[Fact]:
    """What its words may be needed for: it may be answered, or forbid an answer."""
    yield (message.direction,)
    if message.direction == "out":
        yield ("machine" if message.automatic else "person",)
    elif message.kind in ASKING:
        yield ("question",)
    if is_spoken(message):
        yield ("spoken", message.direction, "doubtful" if _is_doubtful(message) else "")


def _names(message: Message) -> Iterator[Fact]:
    """Whom it makes known, and how well."""
    how = ("spoken" if is_spoken(message) else "", "doubtful" if _is_doubtful(message) else "")
    wanted = sorted({key(one.spec) for one in message.reply_to})
    for one in message.originators:
        yield ("wrote", *how, key(one.spec), *wanted)
    for spec in wanted:
        yield ("wanted", *how, spec)
    for one in message.bcc if message.direction == "out" else ():
        yield ("blind", *how, key(one.spec))


def _is_doubtful(message: Message) -> bool:
    """Whether it makes nobody known: anybody could have written it (mail.proof)."""
    return message.weak or message.quarantined
