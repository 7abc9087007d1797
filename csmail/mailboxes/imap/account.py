"""One IMAP account, read and marked through a connection that is made at first use.

Every call may be repeated over a new connection, because the deeds among them look first whether they are done already.
What goes wrong below is listed where it happens: `connection` (lost), `connect` (login, TLS), `session` (commands),
`fetch` (mails), `idle` (IDLE).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from csmail.errors import at
from csmail.mailboxes.imap.connection import Connection
from csmail.mailboxes.imap.settings import Settings, check
from csmail.mailboxes.imap.syntax import search_date
from csmail.mailboxes.shared.flags import keywords, system_flag
from csmail.model.message import Place, RawMessage
from csmail.model.task import Mail, SetFlags, SetKeywords
from csmail.ports import Claim, Folder, FolderUse, Look, Mailbox, Need, Report, Role

if TYPE_CHECKING:
    from csmail.mailboxes.imap.session import Session

__all__ = ["Imap", "Settings", "check", "open"]

MOST_AT_ONCE = 1_000_000
log = logging.getLogger(__name__)


def open(settings: Settings, name: str) -> Mailbox:
    """The account of the desk `name`; connects at first use."""
    return Imap(settings, name)


class Imap:
    """For one thread, except `wake` and `close`."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.folders = settings.folders
        self.reads_sent = settings.read_sent
        self.name = name
        self._settings = settings
        self._connection = Connection(settings, name)

    def open_folder(self, name: str) -> Folder:
        """The folder as it is now. Raises NotFound, Refused (no UIDVALIDITY), Unreachable, LoginRefused."""
        return self._connection.run(lambda session: session.select(name, again=True))

    def status(self, name: str) -> Folder:
        """Where the numbers of the folder stand, in one round trip that selects nothing. Raises like `open_folder`."""
        from csmail.mailboxes.imap import status

        return self._connection.run(lambda session: status.status(session, name))

    def role_folder(self, role: Role, remembered: str = "") -> str:
        """The folder with this role, "" when there is none; the server is asked unless the remembered one will do."""
        from csmail.mailboxes.imap import folders

        configured = self._configured(role)
        if remembered and configured in ("", remembered):
            return remembered

        def look(session: Session) -> str:
            session.roles.pop(role, None)  # what was not there, or was elsewhere, at the last look
            return folders.found(session, role, configured)

        return self._connection.run(look)

    def uids(self, folder: str, above: int, since: datetime | None = None) -> Sequence[int]:
        """Ascending UIDs greater than `above` and below UIDNEXT; with `since`, received that day (UTC) or later.

        The lowest million at most: who has worked these off asks again above the last one.
        """

        def search(session: Session) -> Sequence[int]:
            at = session.select(folder)
            session.wire.news = False
            day = ("SINCE", search_date(since)) if since else ()
            # `n:*` always names the last mail, even when its UID is below n (RFC 3501 section 6.4.8).
            found = session.search("UID", f"{above + 1}:*", *day, above=above)
            if found and found[-1] >= at.uidnext:  # it came since we looked, or it cannot be: SELECT says which
                at = session.reopened(folder)
                session.wire.news = at.uidnext > found[-1] + 1
            self._connection.known.next[folder] = max(self._connection.known.next.get(folder, 0), at.uidnext)
            return found.upto(at.uidnext - 1, MOST_AT_ONCE)

        return self._connection.run(search)

    def fetch(self, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
        """The mails that still exist, in any order, as they come in."""
        with at(self.name):
            yield from self._fetched(folder, uids, need)

    def _fetched(self, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]:
        from csmail.mailboxes.imap import fetch, fetch_fallback
        from csmail.mailboxes.imap.errors import NOT_UNDERSTOOD, Lost, misunderstood
        from csmail.mailboxes.imap.fetch_response import Odd

        left = dict.fromkeys(uids)
        way = fetch.messages
        for attempt in ("first", "second", "last"):
            try:
                for raw in way(self._connection.session(), folder, tuple(left), need):
                    left.pop(raw.place.uid, None)
                    self._connection.pace.worked()
                    yield raw
                return
            except Odd:
                # Not what was odd: it may be a piece of somebody's mail.
                log.warning("%s: %s answers FETCH in an odd way; reading on slowly", self.name, self._settings.host)
                way = fetch_fallback.plainly
                self._connection.lose()
            except Lost as lost:
                self._connection.lose()
                if lost.final or attempt == "last":
                    raise lost.error from None
                log.warning("%s: %s; reading on over a new connection", self.name, lost.error.message)
            except NOT_UNDERSTOOD as error:
                self._connection.lose()
                raise misunderstood(error, self._connection.where, "fetching mails") from error

    def look(self, folder: str, uids: Sequence[int]) -> Mapping[int, Look]:
        """What tells each of the mails from others; those that are there."""
        from csmail.mailboxes.imap import look

        def seen(session: Session) -> Mapping[int, Look]:
            session.select(folder)
            return look.looks(session, uids)

        return self._connection.run(seen)

    def listing(self) -> Sequence[FolderUse]:
        """The folders of the account in which mails lie."""
        from csmail.mailboxes.imap import search

        return self._connection.run(search.listing)

    def find(self, folder: str, wanted: Sequence[Look]) -> Sequence[int]:
        """Those among the newest mails of the folder that may be one of these."""
        from csmail.mailboxes.imap import search

        return self._connection.run(lambda session: search.find(session, folder, wanted))

    def headers(self, folder: str, uids: Sequence[int], names: Sequence[str]) -> Mapping[int, bytes]:
        """The fields of these names of each mail that is there and not marked \\Deleted."""
        from csmail.mailboxes.imap import look

        def seen(session: Session) -> Mapping[int, bytes]:
            session.select(folder)
            return look.fields(session, uids, names)

        return self._connection.run(seen)

    def flags(self, folder: str, uids: Sequence[int], since: int = 0) -> Mapping[int, frozenset[str]]:
        """The keywords of each mail; without CONDSTORE (RFC 7162) those of all, whatever `since` says."""
        from csmail.mailboxes.imap import look

        def seen(session: Session) -> Mapping[int, frozenset[str]]:
            session.select(folder)
            return look.flags(session, uids, since)

        return self._connection.run(seen)

    def mark(self, folder: str, marks: Sequence[SetKeywords | SetFlags]) -> Sequence[Collection[int]]:
        """Sets and clears keywords for tags, and system flags (`seen`, `flagged`, `answered`); of each mark the UIDs on
        which it is so now. Keywords that the server does not permit are left out silently: see `report`.

        Raises KeyError for any other system flag.
        """
        from csmail.mailboxes.imap import marks as spelled

        def spell(one: SetKeywords | SetFlags, words: Collection[str]) -> Collection[str]:
            return {*map(system_flag, words)} if isinstance(one, SetFlags) else keywords(words)

        wanted = [spelled.Mark(one.uids, spell(one, one.add), spell(one, one.remove)) for one in marks]

        def store(session: Session) -> Sequence[Collection[int]]:
            at = session.select(folder)
            # A server that keeps no new keywords still has system flags, and keywords of its own.
            allowed = None if at.keywords else session.permanent
            return spelled.store(session, [one.among(allowed) for one in wanted])

        return self._connection.run(store)

    def claim(self, at: Place, keyword: str) -> Claim:
        """Sets the keyword if nobody did before: of all who ask, one wins."""
        from csmail.mailboxes.imap import claim

        return self._connection.run(lambda session: claim.claim(session, at, keyword))

    def move(self, folder: str, uid: int, target: str, message_id: str) -> Place | None:
        """Moves one mail to `target`, made when missing; where it is now, None when that cannot be told.

        Raises NotFound when it is neither where it was nor in the target.
        """
        from csmail.mailboxes.imap import move

        return self._connection.run(lambda session: move.move(session, folder, uid, target, message_id))

    def file(self, role: Role, mail: Mail, at: datetime) -> None:
        """Appends the mail to its role's folder, once; a sent mail only where `file_sent` asks for it."""
        self.file_all(role, ((mail, at),))

    def file_all(self, role: Role, mails: Sequence[tuple[Mail, datetime]]) -> None:
        """The same of many, in as few commands as the server allows."""
        from csmail.mailboxes.imap import filing, folders

        if role == "sent" and not self._settings.file_sent:
            return

        def append(session: Session) -> None:
            folder = folders.prepared(session, role, self._configured(role))
            filing.file(session, folder, role, mails)

        self._connection.run(append)

    def unfile(self, role: Role, message_id: str, upto: Place | None = None) -> None:
        """Removes the mail with this Message-ID from its role's folder, as far as it was seen there."""
        from csmail.mailboxes.imap import folders

        def take_out(session: Session) -> None:
            folder = folders.found(session, role, self._configured(role))
            if folder:
                folders.unfile(session, folder, message_id, upto)

        self._connection.run(take_out)

    def holds(self, role: Role, message_id: str) -> bool:
        """Whether a mail with this Message-ID lies in its role's folder."""
        from csmail.mailboxes.imap import folders

        return self._connection.run(
            lambda session: folders.holds(session, folders.found(session, role, self._configured(role)), message_id)
        )

    def wait(self, folder: str, timeout: timedelta) -> bool:
        """True when `folder` may have news; False after `timeout` or when another thread called `wake` or `close`."""
        from csmail.mailboxes.imap import idle
        from csmail.mailboxes.imap.errors import Lost

        until = time.monotonic() + timeout.total_seconds()
        with at(self.name), self._connection.at_work:
            fresh = self._connection.live is None
            try:
                return idle.wait(self._connection.session(), folder, timeout.total_seconds(), self._connection.bell)
            except Lost as lost:
                self._connection.lose(listening=True)
                if fresh or lost.final:
                    raise lost.error from None
            if not idle.turn(self._connection.pace, until, self._connection.bell):
                return False
        # What came while we were not connected was told to nobody, so the folder counts as changed.
        self._connection.run(lambda session: session.select(folder))
        return True

    def wake(self) -> None:
        """Ends the `wait` of another thread, or the next one."""
        self._connection.bell.ring()

    def stop(self) -> None:
        """Ends within two seconds whatever another thread waits for here; for good."""
        self._connection.bell.stop()

    def report(self) -> Report:
        """What the server can and cannot do for us."""
        from csmail.mailboxes.imap import report

        return self._connection.run(lambda session: report.report(session, self._settings))

    def close(self) -> None:
        """Ends a `wait` and the connection; from any thread. A later call connects anew."""
        self.wake()
        self._connection.close()

    def _configured(self, role: Role) -> str:
        return self._settings.drafts if role == "drafts" else self._settings.sent
