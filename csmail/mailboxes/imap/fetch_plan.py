"""Plans which mails are asked for together, how much of each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csmail.errors import Refused
from csmail.mailboxes.imap.bounded_socket import ORDINARY_OCTETS
from csmail.mailboxes.imap.fetch_response import HEADER_OCTETS, LARGEST_SIZE
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import chunks, number
from csmail.ports import Need

AT_ONCE = 250
# A mail above `Need.largest` is looked at no further; whole bodies are asked for this many octets at a time.
# A server may estimate sizes, so a mail may be twice as long as it says; more than twice is not read.
LARGEST_WHOLE = ORDINARY_OCTETS - HEADER_OCTETS
CUT_OCTETS = 256 * 1024
# What may stand around the words of each mail, and between the mails: flags that others change, new mails.
SLACK_OCTETS = 4096
CHATTER_OCTETS = 1024 * 1024
WHOLE_OCTETS = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """One FETCH command. `octets` of each body are wanted, None wants all; no literal exceeds `largest`.

    One octet more is asked for: RFC822.SIZE may be too small, and whether a body ends there only its end can tell.
    `most` are the octets that the whole answer may have.
    """

    uids: tuple[int, ...]
    octets: int | None
    largest: int
    most: int

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
        yield _part(some, max(need.body, 1))


def _sizes(session: Session, uids: Sequence[int]) -> dict[int, int]:
    # A mail whose size the server keeps to itself counts as small: it is asked for, and its literal is bounded.
    sizes = dict.fromkeys(uids, 0)
    for some in chunks(uids, AT_ONCE):
        with contextlib.suppress(Refused):
            answer = session.ask("asking for sizes", session.client.fetch, list(some), ["RFC822.SIZE"])
            sizes |= {uid: number(items.get(b"RFC822.SIZE"), LARGEST_SIZE) for uid, items in answer.items()}
    return sizes


def _by_size(sizes: dict[int, int], largest: int) -> Iterator[Batch]:
    whole: list[int] = []
    octets = 0
    for uid, size in sizes.items():
        if size > largest:
            continue
        if whole and (octets + size > WHOLE_OCTETS or len(whole) == AT_ONCE):
            yield _whole(whole, sizes, largest)
            whole, octets = [], 0
        whole.append(uid)
        octets += size
    if whole:
        yield _whole(whole, sizes, largest)
    for some in chunks([uid for uid, size in sizes.items() if size > largest], AT_ONCE):
        yield _part(some, CUT_OCTETS)


def _part(uids: Sequence[int], octets: int) -> Batch:
    each = HEADER_OCTETS + octets + SLACK_OCTETS
    return Batch(tuple(uids), octets, max(octets + 1, HEADER_OCTETS), len(uids) * each + CHATTER_OCTETS)


def _whole(uids: Sequence[int], sizes: dict[int, int], largest: int) -> Batch:
    told = sum(2 * sizes[uid] for uid in uids)
    unknown = 0 if all(sizes[uid] for uid in uids) else largest
    most = told + unknown + len(uids) * HEADER_OCTETS + CHATTER_OCTETS
    return Batch(tuple(uids), None, min(2 * largest + HEADER_OCTETS, most), most)
