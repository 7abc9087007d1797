"""Sets and clears flags on many mails: all STOREs of a batch in one write, and one look at what they left.

| what the server does                      | what the caller gets                                  |
| ----------------------------------------- | ----------------------------------------------------- |
| NO or BAD to a STORE                      | its error, after all answers came; asking anew is safe |
| NO or BAD to the look                     | every mail counts as marked                           |
| a mail that is gone (RFC 3501, 6.4.8: OK) | its UID is missing in the answer                      |
| an answer that nobody understands         | Lost: a new connection is tried                       |
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from csmail.mailboxes.imap.bounded_socket import ORDINARY_OCTETS
from csmail.mailboxes.imap.errors import refused
from csmail.mailboxes.imap.fetch_response import FETCHED, Odd, fetched
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import number, sets
from csmail.mailboxes.imap.uid_listing import HIGHEST
from csmail.mailboxes.imap.untagged import next_line, overhear

# So much is sent before the answers are read: what a server takes in while it waits for us to read.
AHEAD_OCTETS = 32 * 1024
LARGEST = 1024 * 1024
USUAL = re.compile(rb"\* \d+ FETCH \(UID (\d{1,10}) FLAGS \(([^()]*)\)\)\r\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """The flags to set and to clear on these mails, as IMAP spells them."""

    uids: Sequence[int]
    add: Collection[str]
    remove: Collection[str]

    def among(self, permanent: Collection[bytes] | None) -> Mark:
        """Without the keywords that are not among `permanent`; None permits every one."""
        if permanent is None:
            return self
        add, remove = (
            [flag for flag in flags if flag.startswith("\\") or flag.encode() in permanent]
            for flags in (self.add, self.remove)
        )
        return Mark(self.uids, add, remove)

    @property
    def commands(self) -> Iterator[str]:
        for change, flags in (("+FLAGS", self.add), ("-FLAGS", self.remove)):
            if flags:
                words = " ".join(sorted(flags))
                yield from (f"UID STORE {line} {change}.SILENT ({words})" for line in sets(self.uids))


def store(session: Session, marks: Sequence[Mark]) -> list[Collection[int]]:
    """Set them in the selected folder; of each the UIDs on which it is so now. No flags, no command."""
    stores = [command for one in marks for command in one.commands]
    if not stores:
        return [frozenset(one.uids) for one in marks]
    touched = sets({uid for one in marks if one.add or one.remove for uid in one.uids})
    exchange = Exchange(session, [*stores, *(f"UID FETCH {line} (UID FLAGS)" for line in touched)])
    session.ask("marking mails", exchange.run)
    for command, text in exchange.refusals:
        if command < len(stores):
            raise refused(text, session.where, "marking mails", "STORE")
    if exchange.refusals:
        return [frozenset(one.uids) for one in marks]
    return [_marked(one, exchange.flags) for one in marks]


def _marked(mark: Mark, seen: dict[int, frozenset[bytes]]) -> Collection[int]:
    if not mark.add and not mark.remove:
        return frozenset(mark.uids)
    wanted, unwanted = (frozenset(flag.lower().encode() for flag in flags) for flags in (mark.add, mark.remove))
    return frozenset(
        uid for uid in mark.uids if (flags := seen.get(uid)) is not None and wanted <= flags and not unwanted & flags
    )


class Exchange:
    """Commands of which many are under way at once. `flags` are what FETCH said last, by UID, in lower case;
    `refusals` the number of each command that got a NO or BAD, with the server's words."""

    def __init__(self, session: Session, commands: Sequence[str]) -> None:
        self.flags: dict[int, frozenset[bytes]] = {}
        self.refusals: list[tuple[int, bytes]] = []
        self._session = session
        self._commands = commands
        self._known: dict[bytes, frozenset[bytes]] = {}

    def run(self) -> None:
        """Raises what the connection raises, ValueError for an answer that is none."""
        for some in _flights(self._commands):
            self._session.wire.octets.begin(ORDINARY_OCTETS)
            under_way = self._send(some)
            try:
                while under_way:
                    self._step(under_way)
            except Odd as error:
                raise ValueError(str(error)) from None

    def _send(self, numbers: Iterable[int]) -> dict[bytes, int]:
        wire = self._session.wire
        tags: dict[bytes, int] = {}
        for one in numbers:
            tag = wire._new_tag()
            del wire.tagged_commands[tag]
            tags[tag] = one
        wire.send(b"".join(tag + b" " + self._commands[one].encode("ascii") + b"\r\n" for tag, one in tags.items()))
        return tags

    def _step(self, under_way: dict[bytes, int]) -> None:
        line = next_line(self._session)
        if usual := USUAL.fullmatch(line):
            self._note(int(usual[1]), usual[2])
        elif found := FETCHED.match(line):
            items = fetched(line, found.end(), self._session.wire, LARGEST)
            self._note(number(items.get(b"UID"), HIGHEST), items.get(b"FLAGS"))
        elif line.startswith(b"* "):
            overhear(self._session, line, LARGEST)
        else:
            tag, _, said = line.partition(b" ")
            answer, _, text = said.partition(b" ")
            command = under_way.pop(tag)  # KeyError: no tag of ours, and nothing can be told from it
            if answer.strip().upper() != b"OK":
                self.refusals.append((command, text.strip()))

    def _note(self, uid: int, flags: bytes | None) -> None:
        """A FETCH without UID or FLAGS is what another client changed, told without our asking."""
        if not uid or flags is None:
            return
        known = self._known.get(flags)
        if known is None:
            known = self._known[flags] = frozenset(flags.lower().split())
        self.flags[uid] = known


def _flights(commands: Sequence[str]) -> Iterator[list[int]]:
    flight: list[int] = []
    octets = 0
    for one, command in enumerate(commands):
        if flight and octets + len(command) > AHEAD_OCTETS:
            yield flight
            flight, octets = [], 0
        flight.append(one)
        octets += len(command)
    yield flight
