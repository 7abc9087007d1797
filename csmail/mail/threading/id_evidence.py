"""What the traces of ids in the store say about where one message belongs.

| what a stranger can do | what it gains |
| --- | --- |
| cite an id that many mails share | nothing: an address is no id, an unseen parent joins participants alone |
| take the id of a mail that others answered and nobody has seen | his mail joins quarantined |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from csmail.mail.address import key
from csmail.mail.mime import headers, message_ids
from csmail.model.message import Message, Trace

ANSWERED = 4
CITED = 28
"""Unseen ids kept of one message: the last of In-Reply-To, and of References the first and the newest."""


@dataclass(frozen=True, slots=True)
class Clues:
    """Each maps an id, as the message spells it, to a conversation of this desk.

    `exact`: Message-IDs. `further`: other ids of mails here, such as a provider's. `folded`: Message-IDs but for letter
    case. `unseen`: ids of mails that nobody has seen and others cite too. The oldest conversation is named; `also` maps
    an id to the younger ones that have it as well: whoever got a mail can copy its Message-ID. `awaiting` holds the
    conversations that cite this very message, `elsewhere` those of other desks that it cites.
    """

    exact: Mapping[str, str] = field(default_factory=dict)
    further: Mapping[str, str] = field(default_factory=dict)
    folded: Mapping[str, str] = field(default_factory=dict)
    unseen: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    awaiting: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def conversations(self) -> frozenset[str]:
        """Every conversation of this desk that something points to."""
        if self is NONE:
            return frozenset()
        kinds = (self.exact, self.further, self.folded, self.unseen)
        younger = (one for ids in self.also.values() for one in ids)
        return frozenset((*self.awaiting, *younger, *(one for found in kinds for one in found.values())))


NONE = Clues()


def cited(message: Message) -> tuple[str, ...]:
    """Message ids that may lead to the conversation, strongest first (T-2, T-3, JWZ); never the message's own."""
    found: list[str] = []
    if message.report is not None:
        found += [message.report.original_envelope_id, message.report.original_id]
    found += [*reversed(message.in_reply_to), *reversed(message.references)]
    return tuple(one for one in dict.fromkeys(found) if one and one != message.message_id)


def wanted(message: Message) -> Iterable[str]:
    """What to ask the store for; SES tells its id without the domain that it then writes behind it (e2a #498)."""
    if message.message_id:
        yield message.message_id
    for id in cited(message):
        yield id
        yield bare(id)


def bare(id: str) -> str:
    """The id without brackets and domain."""
    return id.strip("<>").partition("@")[0]


def clues(message: Message, traces: Mapping[str, Sequence[Trace]]) -> Clues:
    """What `traces`, by id in lower case and oldest first, say of the ids of `message`."""
    own = traces.get(message.message_id.lower(), ()) if message.message_id else ()
    if not (own or message.in_reply_to or message.references or message.report):
        return NONE  # nearly every first mail
    found: dict[str, dict[str, str]] = {"exact": {}, "further": {}, "folded": {}, "unseen": {}}
    elsewhere: dict[str, None] = {}
    also: dict[str, dict[str, None]] = {}
    for id in cited(message):
        for trace in (*traces.get(id.lower(), ()), *traces.get(bare(id).lower(), ())):
            kind = _kind(trace, id)
            if not kind or not trace.conversation:
                continue
            if trace.desk == message.desk:
                if found[kind].setdefault(id, trace.conversation) != trace.conversation:
                    also.setdefault(id, {}).setdefault(trace.conversation)
            elif kind in ("exact", "further"):
                elsewhere.setdefault(trace.conversation)
    awaiting = (trace.conversation for trace in own if trace.desk == message.desk and _awaits(trace, message))
    younger = {id: tuple(names) for id, names in also.items()}
    return Clues(**found, also=younger, awaiting=tuple(dict.fromkeys(awaiting)), elsewhere=tuple(elsewhere))


def unseen(message: Message, found: Clues) -> tuple[str, ...]:
    """What `message` cites and nobody here has seen: where other answers, and in the end the mail itself, will meet it.

    In-Reply-To may hold anything (T-7): an address in it is no id, or all who write to us would meet there. So what
    stands there among words, or bare, leads to mails that are here and waits for none.
    """
    if not (message.in_reply_to or message.references):
        return ()
    references = message.references if _certain(message, "References") else ()
    first, newest = references[:1], references[1:][-CITED + 1 :]
    people = (*message.originators, *message.reply_to, *message.to, *message.cc)
    addresses = {key(one.spec) for one in people}
    answered = message.in_reply_to[-ANSWERED:] if _certain(message, "In-Reply-To") else ()
    candidates = dict.fromkeys((*answered, *first, *newest))
    return tuple(
        id
        for id in candidates
        if id != message.message_id and id not in found.exact and id not in found.further
        and "@" in id and key(id.strip("<>")) not in addresses
    )  # fmt: skip


def _certain(message: Message, field: str) -> bool:
    values = headers.values(message.header, field)
    return all(map(message_ids.is_certain, values)) or not message.header


def _kind(trace: Trace, id: str) -> str:
    if trace.kind == "own":
        return "exact" if trace.id == id else "folded" if trace.id.lower() == id.lower() else ""
    if trace.kind == "further":
        return "further" if trace.id in (id, bare(id)) else ""
    return "unseen" if trace.id == id else ""


def _awaits(trace: Trace, message: Message) -> bool:
    return trace.kind == "unseen" and trace.id == message.message_id and bool(trace.conversation)
