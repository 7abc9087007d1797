"""Plans which mails are asked for together, how much of each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csmail.errors import Refused
from csmail.mailboxes._items import HEADER_OCTETS
from csmail.mailboxes._session import Session
from csmail.mailboxes._stream import LARGEST_LITERAL
from csmail.mailboxes._syntax import chunks
from csmail.ports import Need

AT_ONCE = 250
# A mail above `Need.largest` is looked at no further; whole bodies are asked for this many octets at a time.
# A server may estimate sizes, so a literal may be twice as long; more than LARGEST_LITERAL no wire reads at all.
LARGEST_WHOLE = LARGEST_LITERAL // 2 - HEADER_OCTETS
CUT_OCTETS = 256 * 1024
WHOLE_OCTETS = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """One FETCH command. `octets` of each body are wanted, None wants all; no literal exceeds `largest`.

    One octet more is asked for: RFC822.SIZE may be too small, and whether a body ends there only its end can tell.
    """

    uids: tuple[int, ...]
    octets: int | None
    largest: int

    @property
    def items(self) -> tuple[str, ...]:
        """The items asked for; PEEK, because \\Seen belongs to the people who share the mailbox."""
        part = "" if self.octets is None else f"<0.{self.octets + 1}>"
        header = f"BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>"
        return "UID", "RFC822.SIZE", "INTERNALDATE", "FLAGS", header, f"BODY.PEEK[TEXT]{part}"


def plan(session: Session, uids: Sequence[int], need: Need) -> Iterator[Batch]:
    """The commands for `uids`; when whole bodies are needed, all sizes are asked first."""
    if need.body is None:
        # All at once: a question in between would make the reader take in whatever is on its way.
        yield from _by_size(_sizes(session, uids), min(need.largest, LARGEST_WHOLE))
        return
    for some in chunks(uids, AT_ONCE):
        # `<0.0>` is no partial (RFC 3501 section 9, nz-number).
        yield Batch(tuple(some), max(need.body, 1), max(need.body + 1, HEADER_OCTETS))


def _sizes(session: Session, uids: Sequence[int]) -> dict[int, int]:
    # A mail whose size the server keeps to itself counts as small: it is asked for, and its literal is bounded.
    sizes = dict.fromkeys(uids, 0)
    for some in chunks(uids, AT_ONCE):
        with contextlib.suppress(Refused):
            answer = session.ask("asking for sizes", session.client.fetch, list(some), ["RFC822.SIZE"])
            sizes |= {uid: int(items[b"RFC822.SIZE"]) for uid, items in answer.items() if b"RFC822.SIZE" in items}
    return sizes


def _by_size(sizes: dict[int, int], largest: int) -> Iterator[Batch]:
    whole: list[int] = []
    octets = 0
    for uid, size in sizes.items():
        if size > largest:
            continue
        if whole and (octets + size > WHOLE_OCTETS or len(whole) == AT_ONCE):
            yield Batch(tuple(whole), None, 2 * largest + HEADER_OCTETS)
            whole, octets = [], 0
        whole.append(uid)
        octets += size
    if whole:
        yield Batch(tuple(whole), None, 2 * largest + HEADER_OCTETS)
    for some in chunks([uid for uid, size in sizes.items() if size > largest], AT_ONCE):
        yield Batch(tuple(some), CUT_OCTETS, CUT_OCTETS + 1)
