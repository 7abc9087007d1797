"""The connection of one account: made at first use, kept, made anew when it was lost.

A call that finds its connection dead makes a new one and tries once more. When that fails too, the error says why.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from csmail.errors import Stopping, Unreachable, at
from csmail.mailboxes.imap.bell import Bell
from csmail.mailboxes.imap.known_uids import Known
from csmail.mailboxes.imap.reconnect_pace import PATIENCE_SECONDS, Pace
from csmail.mailboxes.imap.settings import Settings
from csmail.reason import Reason

if TYPE_CHECKING:
    from csmail.mailboxes.imap.session import Session

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


class Connection:
    """For one thread, which holds `at_work`; `bell` and `close` are for any. `live` is the session, if there is one."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.known = Known()
        self.bell = Bell()
        self.pace = Pace()
        self.at_work = threading.RLock()
        self.live: Session | None = None
        self._settings, self._name = settings, name

    def run(self, work: Callable[[Session], Answer]) -> Answer:
        """What `work` makes of the session; once more over a new one when that was lost. Raises what either raises."""
        from csmail.mailboxes.imap.errors import Lost

        with at(self._name), self.at_work:
            kept = self.live is not None
            try:
                return self._tried(work)
            except Lost as lost:
                if not kept or lost.final:
                    raise lost.error from None
                log.warning("%s: %s; once more over a new connection", self._name, lost.error.message)
            try:
                return self._tried(work)
            except Lost as lost:
                raise lost.error from None

    def _tried(self, work: Callable[[Session], Answer]) -> Answer:
        from csmail.mailboxes.imap.errors import NOT_UNDERSTOOD, Lost, misunderstood

        try:
            return work(self.session())
        except Lost:
            self.lose()
            raise
        except NOT_UNDERSTOOD as error:
            self.lose()
            raise misunderstood(error, self.where, "reading an answer") from error

    def session(self) -> Session:
        """The one that is there, or a new one. Raises Unreachable, LoginRefused, Lost."""
        from csmail.mailboxes.imap.connect import connect
        from csmail.mailboxes.imap.errors import Lost
        from csmail.mailboxes.imap.session import Session

        if self.live and self.live.unusable:
            self._drop()
        if self.live is None:
            self._await_turn()
            try:
                client = connect(self._settings, self.bell)
                self.pace.made()
                self.live = Session(client, self.where, self.known)
            except (Unreachable, Lost):
                self.lose()
                raise
        return self.live

    @property
    def where(self) -> str:
        """The server, for messages."""
        return self._settings.host

    def _await_turn(self) -> None:
        if self.bell.stopped:
            raise Stopping(Reason.of("told_to_end", where=self.where), Reason("advice_goes_on"))
        left = self.pace.left
        if left > PATIENCE_SECONDS:
            why = Reason.of("connections_break", where=self.where, losses=self.pace.losses)
            raise Unreachable(why, Reason.of("advice_next_in", seconds=f"{left:.0f}"))
        self.bell.rest(left)

    def lose(self, *, listening: bool = False) -> None:
        """Drop the connection because of what the server does."""
        self._drop()
        self.pace.lost(listening=listening)

    def _drop(self) -> None:
        if self.live:
            self.live.drop()
        self.live = None

    def close(self) -> None:
        """Politely, when nobody is at work with it; a later call connects anew."""
        waited_for = self.at_work.acquire(timeout=3)
        try:
            session, self.live = self.live, None
            if session and waited_for:
                session.close()
            elif session:
                session.drop()
        finally:
            if waited_for:
                self.at_work.release()
