"""Reads thousands of mails as fast as the server sends them.

imapclient's response parser is the one hot spot of intake: it costs 2.9 times the limit, this reader 1.0 (measured).
Commands for some hundred UIDs each are sent ahead, a few at a time; answers are told apart by their tags; items come
in any order (pymap sends UID last); literals, literal8, quoted strings and NIL are all the same to us.

    what goes wrong                         what the caller gets
    an answer we cannot read                Odd: the connection is dropped, imapclient fetches the rest
    a literal larger than what we asked     Odd
    NO to a batch, or a mail left out       a look whether it still exists; if so, one by one by imapclient;
                                            if that fails too, an empty mail with complete=False, never silence
    a mail removed meanwhile                it is missing from the result
    the caller stops early                  the connection is dropped: answers are still on their way
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from csmail.errors import Refused, Unreachable
from csmail.mailboxes._session import Session
from csmail.mailboxes._syntax import chunks, flag_names, internal_date, packed, sets
from csmail.model.message import Place, RawMessage
from csmail.ports import Need

AT_ONCE = 250
AHEAD = 4
PLAIN_AT_ONCE = 50
# A header block beyond this is no header block; a mail above `Need.largest` is looked at no further (threat 8).
HEADER_OCTETS = 256 * 1024
CUT_OCTETS = 256 * 1024
WHOLE_OCTETS = 8 * 1024 * 1024
MOST_UNREADABLE = 20
UNKNOWN_DATE = datetime(1970, 1, 1, tzinfo=UTC)

FETCHED = re.compile(rb"\* \d+ FETCH \(", re.IGNORECASE)
ITEM = re.compile(
    rb" ?([A-Z0-9.\-]+(?:\[[^\]]*\](?:<\d+>)?)?) "
    rb'(?:(NIL)|"((?:[^"\\\r\n]|\\.)*)"|\(([^()\r\n]*)\)|(\d+)|~?\{(\d+)\+?\}\r\n)',
    re.IGNORECASE,
)
TEXT_ONLY = re.compile(rb"\* (?:OK|NO|BAD|BYE|PREAUTH)\b", re.IGNORECASE)
LITERAL = re.compile(rb"~?\{(\d+)\+?\}\r\n\Z")
ESCAPED = re.compile(rb"\\(.)")
END = re.compile(rb" *\) *\r\n\Z")
NIL, QUOTED, LITERALLY = 2, 3, 6

Items = dict[bytes, bytes]


class Octets(Protocol):
    """What the reader needs of a wire."""

    def readline(self) -> bytes: ...
    def read(self, size: int) -> bytes: ...


class Odd(Exception):
    """The server said something that this reader does not know."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One FETCH command. `octets` of each body are asked for, None asks for all; no literal exceeds `largest`."""

    uids: tuple[int, ...]
    octets: int | None
    largest: int

    @property
    def items(self) -> tuple[str, ...]:
        """The items asked for; PEEK, because \\Seen belongs to the people who share the mailbox."""
        part = "" if self.octets is None else f"<0.{self.octets}>"
        header = f"BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>"
        return "UID", "RFC822.SIZE", "INTERNALDATE", "FLAGS", header, f"BODY.PEEK[TEXT]{part}"


def plan(session: Session, uids: Sequence[int], need: Need) -> Iterator[Batch]:
    """The commands for `uids`; when whole bodies are needed, sizes are asked first."""
    for some in chunks(uids, AT_ONCE):
        if need.body is not None:
            yield Batch(tuple(some), need.body, max(need.body, HEADER_OCTETS))
        else:
            yield from _by_size(_sizes(session, some), need.largest)


def messages(session: Session, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
    """The mails that still exist, in any order. Raises Lost, Odd, Refused, Unreachable."""
    reader = Reader(session, folder, plan(session, uids, need))
    yield from reader
    yield from _left_out(session, folder, reader.left_out, need)


def plainly(session: Session, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
    """The same by imapclient alone."""
    left = set(uids)
    for some in chunks(uids, PLAIN_AT_ONCE):
        session.select(folder)
        for batch in plan(session, some, need):
            for raw in _by_imapclient(session, folder, batch):
                left.discard(raw.place.uid)
                yield raw
    yield from _left_out(session, folder, sorted(left), need)


class Reader:
    """A bulk FETCH under way on `session`. Another command may come in between: it makes us `settle` first."""

    def __init__(self, session: Session, folder: str, batches: Iterator[Batch]) -> None:
        self.session = session
        self.folder = folder
        self.batches = batches
        self.under_way: dict[bytes, Batch] = {}
        self.awaited: dict[int, Batch] = {}
        self.left_out: list[int] = []
        self.ready: deque[RawMessage] = deque()

    def __iter__(self) -> Iterator[RawMessage]:
        try:
            while True:
                while self.ready:
                    yield self.ready.popleft()
                self._send_ahead()
                if not self.under_way:
                    break
                while self.under_way and not self.ready:
                    self.session.guarded("fetching mails", self._step)
            while self.ready:
                yield self.ready.popleft()
        finally:
            if self.under_way:
                self.session.unusable = True
            self.session.busy = None

    def settle(self) -> None:
        """Reads all that is on its way, so that the answer of another command comes next."""
        self.session.busy = None
        while self.under_way:
            self.session.guarded("fetching mails", self._step)

    def _send_ahead(self) -> None:
        while len(self.under_way) < AHEAD:
            self.session.select(self.folder)
            batch = next(self.batches, None)
            if batch is None:
                return
            self.session.guarded("fetching mails", self._send, batch)
            self.session.busy = self.settle

    def _send(self, batch: Batch) -> None:
        wire = self.session.wire
        tag = wire._new_tag()
        del wire.tagged_commands[tag]
        line = f" UID FETCH {','.join(packed(batch.uids))} ({' '.join(batch.items)})\r\n"
        wire.send(tag + line.encode("ascii"))
        self.under_way[tag] = batch
        self.awaited.update(dict.fromkeys(batch.uids, batch))

    def _step(self) -> None:
        line = self._line()
        found = FETCHED.match(line)
        if found:
            self._take(fetched(line, found.end(), self.session.wire, self._largest()))
        elif line.startswith(b"* "):
            self._overhear(line)
        else:
            self._finish(line)

    def _line(self) -> bytes:
        line: bytes = self.session.wire.readline()
        if not line.endswith(b"\r\n"):
            raise self.session.wire.abort("socket error: EOF")
        return line

    def _largest(self) -> int:
        return max(batch.largest for batch in self.under_way.values())

    def _take(self, items: Items) -> None:
        uid = int(items.get(b"UID", b"0"))
        batch = self.awaited.get(uid)
        if batch is None or b"BODY[HEADER]" not in items or b"BODY[TEXT]" not in items:
            return  # another client changed flags meanwhile, and we are told
        del self.awaited[uid]
        place = self.session.place(self.folder, uid)
        self.ready.append(_raw(place, items, batch.octets))

    def _overhear(self, line: bytes) -> None:
        if TEXT_ONLY.match(line):
            if line[2:5].upper() == b"BYE":
                raise self.session.wire.abort(line[5:].decode("utf-8", "replace"))
            return
        if line.rstrip().upper().endswith(b" EXISTS"):
            self.session.wire.news = True
        while literal := LITERAL.search(line):
            _literal(literal[1], self.session.wire, self._largest())
            line = self._line()

    def _finish(self, line: bytes) -> None:
        tag, _, said = line.partition(b" ")
        batch = self.under_way.pop(tag, None)
        if batch is None or said[:3].upper() not in (b"OK ", b"NO ", b"BAD"):
            raise Odd(repr(line[:80]))
        self.left_out += [uid for uid in batch.uids if self.awaited.pop(uid, None)]


def fetched(line: bytes, at: int, wire: Octets, largest: int) -> Items:
    """The items of one FETCH response whose first line is `line`, after its parenthesis. Raises Odd.

    Names are in upper case, without the origin octet of a partial.
    """
    items: Items = {}
    while not END.match(line, at):
        found = ITEM.match(line, at)
        if not found:
            raise Odd(repr(line[at : at + 80]))
        kind = found.lastindex or 0
        value = found[kind]
        at = found.end()
        if kind == LITERALLY:
            value = _literal(value, wire, largest)
            line, at = wire.readline(), 0
        elif kind == QUOTED:
            value = ESCAPED.sub(rb"\1", value)
        items[found[1].upper().partition(b"<")[0]] = b"" if kind == NIL else value
    return items


def _literal(size: bytes, wire: Octets, largest: int) -> bytes:
    octets = int(size)
    if octets > largest:
        raise Odd(f"a literal of {octets} octets")
    data = wire.read(octets)
    if len(data) != octets:
        raise ConnectionError("the connection ended inside a mail")
    return data


def _raw(place: Place, items: Items, octets: int | None) -> RawMessage:
    try:
        received_at = internal_date(items[b"INTERNALDATE"])
        size = int(items[b"RFC822.SIZE"])
    except (KeyError, ValueError) as error:
        raise Odd(str(error)) from None
    flags = flag_names(items.get(b"FLAGS", b"").split())
    header, body = items[b"BODY[HEADER]"], items[b"BODY[TEXT]"]
    return RawMessage(place, received_at, size, header, body, _whole(size, header, body, octets), flags)


def _whole(size: int, header: bytes, body: bytes, octets: int | None) -> bool:
    # Some servers only estimate RFC822.SIZE, so a body shorter than asked for is whole whatever the size says.
    if len(header) >= HEADER_OCTETS:
        return False
    return octets is None or len(body) < octets or len(header) + len(body) >= size


def _sizes(session: Session, uids: Sequence[int]) -> dict[int, int]:
    answer = session.ask("asking for sizes", session.client.fetch, list(uids), ["RFC822.SIZE"])
    return {uid: int(items[b"RFC822.SIZE"]) for uid, items in answer.items() if b"RFC822.SIZE" in items}


def _by_size(sizes: dict[int, int], largest: int) -> Iterator[Batch]:
    whole: list[int] = []
    octets = 0
    for uid, size in sizes.items():
        if size > largest:
            continue
        if whole and octets + size > WHOLE_OCTETS:
            yield Batch(tuple(whole), None, 2 * largest + HEADER_OCTETS)
            whole, octets = [], 0
        whole.append(uid)
        octets += size
    if whole:
        yield Batch(tuple(whole), None, 2 * largest + HEADER_OCTETS)
    cut = tuple(uid for uid, size in sizes.items() if size > largest)
    if cut:
        yield Batch(cut, CUT_OCTETS, CUT_OCTETS)


def _by_imapclient(session: Session, folder: str, batch: Batch) -> Iterator[RawMessage]:
    answer = session.ask("fetching mails", session.client.fetch, list(batch.uids), list(batch.items[1:]))
    for uid, said in answer.items():
        items = {name.upper().partition(b"<")[0]: value for name, value in said.items()}
        if b"BODY[HEADER]" not in items or b"BODY[TEXT]" not in items:
            continue
        header, body = (_octets(items[name]) for name in (b"BODY[HEADER]", b"BODY[TEXT]"))
        at = items.get(b"INTERNALDATE")
        received_at = at.astimezone(UTC) if isinstance(at, datetime) else UNKNOWN_DATE
        size = int(items.get(b"RFC822.SIZE", 0))
        flags = flag_names(items.get(b"FLAGS", ()))
        whole = _whole(size, header, body, batch.octets)
        yield RawMessage(session.place(folder, uid), received_at, size, header, body, whole, flags)


def _octets(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else str(value).encode()


def _left_out(session: Session, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
    unreadable = 0
    for uid in _still_there(session, folder, uids):
        mails = _alone(session, folder, uid, need)
        if not mails and _still_there(session, folder, [uid]):
            mails = [RawMessage(session.place(folder, uid), UNKNOWN_DATE, 0, b"", b"", complete=False)]
            unreadable += 1
        if unreadable > MOST_UNREADABLE:
            raise Unreachable(f"{session.where}: the server hands over no mail of {folder}", "try again later")
        yield from mails


def _still_there(session: Session, folder: str, uids: Sequence[int]) -> list[int]:
    if not uids:
        return []
    session.select(folder)
    return [uid for line in sets(uids) for uid in session.search("UID", line)]


def _alone(session: Session, folder: str, uid: int, need: Need) -> list[RawMessage]:
    try:
        session.select(folder)
        return [raw for batch in plan(session, [uid], need) for raw in _by_imapclient(session, folder, batch)]
    except Refused:
        return []
