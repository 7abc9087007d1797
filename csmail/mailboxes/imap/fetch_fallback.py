"""Fetches mails by imapclient, one command at a time: slower, and right where the fast reader gave up.

what goes wrong                         what the caller gets
NO to a batch, or a mail left out       a look whether it still exists; if so it is asked for alone;
                                        if that fails too, an empty mail with complete=False, never silence
[SERVERBUG] for one mail, twice alone   the same: a damaged mail must not hold up those behind it
any other refusal that passes           Unreachable: the next pass asks again
more than 20 such mails                 Unreachable: the server is at fault, not the mails
a mail removed meanwhile                it is missing from the result
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from csmail.errors import Refused, Unreachable
from csmail.mailboxes.imap.errors import ServerBug
from csmail.mailboxes.imap.fetch_plan import Batch, plan
from csmail.mailboxes.imap.fetch_response import LARGEST_SIZE, UNKNOWN_DATE, cut
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import chunks, flag_names, number, sets
from csmail.model.message import RawMessage
from csmail.ports import Need
from csmail.reason import Reason

PLAIN_AT_ONCE = 50
MOST_UNREADABLE = 20
TRIES = 2


def plainly(session: Session, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
    """The same by imapclient alone."""
    left = set(uids)
    for some in chunks(uids, PLAIN_AT_ONCE):
        session.select(folder)
        for batch in plan(session, some, need):
            with suppress(Refused, ServerBug):  # one of them is at fault: each is asked for alone below
                for raw in _by_imapclient(session, folder, batch):
                    left.discard(raw.place.uid)
                    yield raw
    yield from left_out(session, folder, sorted(left), need)


def _by_imapclient(session: Session, folder: str, batch: Batch) -> Iterator[RawMessage]:
    answer = session.ask("fetching mails", session.client.fetch, list(batch.uids), list(batch.items[1:]))
    for uid, said in answer.items():
        items = {bytes(name).upper().partition(b"<")[0]: value for name, value in said.items()}
        if b"BODY[HEADER]" not in items or b"BODY[TEXT]" not in items:
            continue
        header, body = (_octets(items[name]) for name in (b"BODY[HEADER]", b"BODY[TEXT]"))
        size = number(items.get(b"RFC822.SIZE"), LARGEST_SIZE)
        flags = flag_names(flag for flag in _listed(items.get(b"FLAGS")) if isinstance(flag, bytes))
        received_at = _moment(items.get(b"INTERNALDATE"))
        yield cut(RawMessage(session.place(folder, uid), received_at, size, header, body, False, flags), batch.octets)


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _moment(value: object) -> datetime:
    """UNKNOWN_DATE for what is no moment in UTC: the year 9999 has some in its own zone that are none."""
    try:
        return value.astimezone(UTC) if isinstance(value, datetime) else UNKNOWN_DATE
    except (ValueError, OverflowError):
        return UNKNOWN_DATE


def _octets(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else str(value).encode()


def left_out(session: Session, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
    unreadable = 0
    for uid in _still_there(session, folder, uids):
        mails = _alone(session, folder, uid, need)
        if not mails and _still_there(session, folder, [uid]):
            mails = [RawMessage(session.place(folder, uid), UNKNOWN_DATE, 0, b"", b"", complete=False)]
            unreadable += 1
        if unreadable > MOST_UNREADABLE:
            raise Unreachable(Reason.of("mails_not_given", where=session.where, folder=folder), Reason("advice_later"))
        yield from mails


def _still_there(session: Session, folder: str, uids: Sequence[int]) -> list[int]:
    if not uids:
        return []
    session.select(folder)
    return sorted({uid for line in sets(uids) for uid in session.search("UID", line).within(uids)})


def _alone(session: Session, folder: str, uid: int, need: Need) -> list[RawMessage]:
    for _ in range(TRIES):
        try:
            session.select(folder)
            return [raw for batch in plan(session, [uid], need) for raw in _by_imapclient(session, folder, batch)]
        except Refused:
            return []
        except ServerBug:
            continue  # a damaged index is often mended by the first try
    return []
