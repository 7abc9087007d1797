"""One logged-in connection with the folder that is selected on it.

what goes wrong                      what the caller gets           what becomes of the connection
the server closes, stalls, drips     Lost (a new one is tried)      dropped
an answer nobody understands         Lost                           dropped
NO, BAD                              NotFound, Refused, or          kept
                                     Unreachable, by its code
the folder was rebuilt meanwhile     Unreachable ("renumbered")     kept; nothing is stored on wrong UIDs
"""

from __future__ import annotations

import contextlib
import imaplib
import re
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, TypeVar

from csmail.errors import CsmailError, NotFound, Refused, Unreachable
from csmail.mailboxes.imap.connect import Client
from csmail.mailboxes.imap.errors import NOT_UNDERSTOOD, Lost, lost, refused
from csmail.mailboxes.imap.known_uids import Known
from csmail.mailboxes.imap.syntax import number, sets
from csmail.mailboxes.imap.uid_listing import HIGHEST, Listed, Listing
from csmail.model.message import Place
from csmail.ports import Folder
from csmail.reason import Reason

Answer = TypeVar("Answer")

SAID = re.compile(r"(?:^\S+ failed: |command error: \S+ \[b['\"])(.*)", re.DOTALL)
GOODBYE_SECONDS = 1.0
SESSIONS = count(1)
LAST_CHANGE = 2**63 - 1  # RFC 7162 section 7


class Session:
    """Not for several threads at once. `busy` finishes a bulk FETCH that is still under way."""

    def __init__(self, client: Client, where: str, known: Known) -> None:
        self.client = client
        self.where = where
        self.known = known
        self.wire = client._imap
        self.selected: Folder | None = None
        self.permanent: frozenset[bytes] = frozenset()
        self.busy: Callable[[], None] | None = None
        self.unusable = False
        self.number = next(SESSIONS)
        self.roles: dict[str, str] = {}
        self.located: dict[str, str] = {}
        words = self.ask("asking what it can do", client.capabilities)
        self.offers = frozenset(word.decode("ascii", "replace").upper() for word in words)

    def ask(self, doing: str, call: Callable[..., Answer], *args: Any) -> Answer:
        """What `call` returns. Raises Lost, NotFound, Refused, Unreachable."""
        self.settle()
        self.wire.untagged_responses.clear()
        return self.guarded(doing, call, *args)

    def settle(self) -> None:
        """Finishes what is under way, so that the next answer is ours. Raises Lost."""
        if self.busy:
            self.busy()

    def guarded(self, doing: str, call: Callable[..., Answer], *args: Any) -> Answer:
        """`ask` in the middle of a dialogue."""
        try:
            return call(*args)
        except (imaplib.IMAP4.abort, OSError) as error:
            raise lost(error, self.where, doing) from None
        except imaplib.IMAP4.error as error:
            raise refused(_said(error), self.where, doing, getattr(call, "__name__", "")) from None
        except NOT_UNDERSTOOD as error:
            raise lost(error, self.where, doing) from error

    def uid(self, doing: str, command: str, *args: str) -> list[Any]:
        """The data of a UID command. Raises like `ask`."""
        answer, data = self.ask(doing, self.wire.uid, command, *args)
        if answer != "OK":
            raise refused(data[-1] or b"", self.where, doing, command)
        return list(data)

    def reopened(self, name: str) -> Folder:
        """The folder we read, selected anew. Raises like `select`, Unreachable when it was renumbered meanwhile."""
        self.selected = None
        return self.select(name)

    def select(self, name: str, *, again: bool = False) -> Folder:
        """The folder, selected. Raises NotFound, Refused (no UIDVALIDITY), Unreachable (renumbered)."""
        if self.selected and self.selected.name == name and not again:
            return self.selected
        told_before = self.known.validity.get(name)
        folder = self._select(name)
        if told_before not in (None, folder.uidvalidity) and not again:
            self.selected, self.known.validity[name] = None, told_before
            why = Reason.of("folder_rebuilt", where=self.where, name=name, uidvalidity=folder.uidvalidity)
            raise Unreachable(why, Reason("advice_read_anew"))
        return folder

    def search(self, *criteria: str, above: int = 0) -> Listed:
        """Ascending UIDs in the selected folder that are greater than `above`."""
        compact = ("RETURN (ALL)",) if "ESEARCH" in self.offers else ()
        self.settle()
        self.wire.listing = listing = Listing(above + 1)
        try:
            self.uid("searching", "SEARCH", *compact, *criteria)
        finally:
            self.wire.listing = None
        return listing.listed()

    def place(self, folder: str, uid: int) -> Place:
        """Where `uid` of the folder we read is, under the UIDVALIDITY that it was selected with."""
        return Place(folder, self.known.validity[folder], uid)

    def store(self, uids: Iterable[int], change: str, flags: Iterable[str]) -> None:
        """`change` is +FLAGS or -FLAGS. No flags, no command."""
        words = f"({' '.join(sorted(flags))})"
        if words != "()":
            for line in sets(uids):
                self.uid("marking mails", "STORE", line, f"{change}.SILENT", words)

    def absent(self, name: str) -> CsmailError | None:
        """Why a folder cannot be had that was refused: NotFound when there is none. Raises like `ask`."""
        found = self.ask("listing folders", self.client.list_folders, "", name)
        if found:
            return None
        return NotFound(Reason.of("no_such_folder", where=self.where, name=name), Reason("advice_folders"))

    def close(self) -> None:
        """Says goodbye when the connection still works; never raises."""
        with contextlib.suppress(imaplib.IMAP4.error, OSError, *NOT_UNDERSTOOD):
            if not self.unusable and not self.busy:
                self.wire.hurry(GOODBYE_SECONDS)
                self.client.logout()
        self.drop()

    def drop(self) -> None:
        """Closes the socket without a word; never raises."""
        self.unusable = True
        with contextlib.suppress(OSError, ValueError, imaplib.IMAP4.error):
            self.client.shutdown()

    def _select(self, name: str) -> Folder:
        self.selected, self.wire.exists = None, -1
        try:
            said = self.ask(f"opening folder {name}", self.client.select_folder, name)
            writable = b"READ-ONLY" not in said
        except Lost as lost:
            if not isinstance(lost.error, Unreachable) or "READ-ONLY" not in self.wire.untagged_responses:
                raise
            said = self.ask(f"opening folder {name}", self.client.select_folder, name, True)
            writable = False
        except Refused as error:
            raise self.absent(name) or error from None
        return self._opened(name, said, writable)

    def _opened(self, name: str, said: dict[bytes, Any], writable: bool) -> Folder:
        validity = number(said.get(b"UIDVALIDITY"), HIGHEST)
        if not validity:
            why = Reason.of("folder_without_numbers", where=self.where, name=name)
            raise Refused(why, Reason("advice_other_server"))
        flags = said.get(b"PERMANENTFLAGS", said.get(b"FLAGS", ()))
        self.permanent = frozenset(flag for flag in flags if isinstance(flag, bytes))
        named = number(said.get(b"UIDNEXT"), HIGHEST)
        uidnext = named or max(self.search("UID", "*")[-1:], default=0) + 1
        self.wire.news = uidnext > self.known.next.setdefault(name, uidnext)
        self.known.validity[name] = validity
        keywords = writable and b"\\*" in self.permanent
        modseq = number(said.get(b"HIGHESTMODSEQ"), LAST_CHANGE)
        numbers = validity, uidnext, keywords, writable, not named, self.wire.exists, modseq
        self.selected = Folder(name, *numbers, self.number)
        return self.selected


def _said(error: Exception) -> bytes:
    first = error.args[0] if error.args else ""
    if isinstance(first, bytes):
        return first
    found = SAID.search(str(first))
    return (found[1] if found else str(first)).encode("utf-8", "replace")
