"""Reads thousands of mails as fast as the server sends them.

imapclient's response parser is the one hot spot of intake: it costs 2.9 times the limit, this reader 1.0 (measured).
Commands for some hundred UIDs each are sent ahead, a few at a time; their ends are told apart by their tags.

    what goes wrong                         what the caller gets
    an answer we cannot read                Odd: the connection is dropped, imapclient fetches the rest
    a literal larger than what we asked     Odd
    NO to a batch, or a mail left out       it is asked for again by `_plain`
    the caller stops early                  the connection is dropped: answers are still on their way
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from csmail.errors import Unreachable
from csmail.mailboxes.imap.errors import Lost
from csmail.mailboxes.imap.fetch_fallback import left_out
from csmail.mailboxes.imap.fetch_plan import Batch, plan
from csmail.mailboxes.imap.fetch_response import FETCHED, Items, Odd, fetched, raw_message
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import number, packed
from csmail.mailboxes.imap.uid_listing import HIGHEST
from csmail.mailboxes.imap.untagged import next_line, overhear
from csmail.model.message import RawMessage
from csmail.ports import Need
from csmail.reason import Reason

AHEAD = 4


def messages(session: Session, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
    """The mails that still exist, in any order. Raises Lost, Odd, Refused, Unreachable."""
    reader = Reader(session, folder, plan(session, uids, need))
    yield from reader
    yield from left_out(session, folder, reader.left_out, need)


class Reader:
    """A bulk FETCH under way on `session`. Another command may come in between: it makes us `settle` first."""

    def __init__(self, session: Session, folder: str, batches: Iterator[Batch]) -> None:
        self.session = session
        self.folder = folder
        self.batches = batches
        self.under_way: dict[bytes, Batch] = {}
        self.awaited: dict[int, Batch] = {}
        self.largest = 0
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
        try:
            while self.under_way:
                self.session.guarded("fetching mails", self._step)
        except Odd as error:
            why = Reason.of("fetch_not_understood", where=self.session.where, said=error)
            raise Lost(Unreachable(why, Reason("advice_again"))) from None

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
        wire.octets.more(batch.most)
        wire.send(tag + line.encode("ascii"))
        self.under_way[tag] = batch
        self.largest = max(self.largest, batch.largest)
        self.awaited.update(dict.fromkeys(batch.uids, batch))

    def _step(self) -> None:
        line = next_line(self.session)
        found = FETCHED.match(line)
        if found:
            self._take(fetched(line, found.end(), self.session.wire, self.largest))
        elif line.startswith(b"* "):
            overhear(self.session, line, self.largest)
        else:
            self._finish(line)

    def _take(self, items: Items) -> None:
        uid = number(items.get(b"UID"), HIGHEST)
        batch = self.awaited.get(uid)
        if batch is None or b"BODY[HEADER]" not in items or b"BODY[TEXT]" not in items:
            return  # another client changed flags meanwhile, and we are told
        del self.awaited[uid]
        place = self.session.place(self.folder, uid)
        self.ready.append(raw_message(place, items, batch.octets))

    def _finish(self, line: bytes) -> None:
        tag, _, said = line.partition(b" ")
        batch = self.under_way.pop(tag, None)
        if batch is None or said.upper().split(maxsplit=1)[:1] not in ([b"OK"], [b"NO"], [b"BAD"]):
            raise Odd(repr(line[:80]))
        self.left_out += [uid for uid in batch.uids if self.awaited.pop(uid, None)]
