"""Visits the Sent mailbox in a pass: finds it, asks in one round trip whether it has news, has it read then.

| what is seen | what follows |
| --- | --- |
| the folder for the first time | its mails are old: it is read from its UIDNEXT on |
| none, and later one | it is read from the moment on at which there was none |
| the numbers of the last pass | nothing |
| it cannot be found, or read | the report says so once, `health` as long as it lasts; the rest of the pass goes on |
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from csmail.desk import sent_state
from csmail.desk.intake.report import PassReport
from csmail.desk.sent_state import SentState
from csmail.desk.workspace import Workspace
from csmail.errors import Busy, CsmailError, NotFound, StoreError
from csmail.mail.order import SKEW
from csmail.model.changes import Changes, Cursor
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.ports import Folder, Mailbox

LOOKED_AT = 500


def visit(workspace: Workspace, report: PassReport, read: Callable[[str], bool]) -> None:
    """Have the folder read when it has news; `read` says whether it came to the end. Raises StoreError, Busy."""
    store, desk = workspace.store, workspace.desk.name
    if not workspace.ways.mailbox().reads_sent:
        sent_state.note_fault(store, desk, None)
        return
    known = sent_state.recalled(store, desk) or SentState()
    found: Reason | None = None
    try:
        _visited(workspace, known, read)
    except (StoreError, Busy):
        raise
    except CsmailError as error:
        code = "sent_missing" if isinstance(error, NotFound) else "sent_unread"
        found = Reason.of(code, folder=known.folder, said=error.detail)
    if sent_state.note_fault(store, desk, found) and found is not None:
        report.problems.append(found)


def _visited(workspace: Workspace, known: SentState, read: Callable[[str], bool]) -> None:
    store, desk, mailbox = workspace.store, workspace.desk.name, workspace.ways.mailbox()
    if known.missing_since is not None and not _is_owed(workspace):
        return
    folder = _found(mailbox, known.folder)
    if folder is None:
        if known.missing_since is None:
            sent_state.remember(store, desk, SentState(missing_since=workspace.now()))
        return
    if folder.name in mailbox.folders:  # an ordinary folder of the desk, which is read as such
        if folder.name != known.folder:
            sent_state.remember(store, desk, SentState(folder.name))
        return
    if known.is_read(folder):
        return
    if known.missing_since is not None and store.cursor(desk, folder.name) is None:
        _begin_late(workspace, folder, known.missing_since)
    if read(folder.name):
        sent_state.remember(store, desk, SentState(folder.name, folder.uidvalidity, folder.uidnext))


def _is_owed(workspace: Workspace) -> bool:
    """Whether an answer would be news: only then a server that had no such folder is asked again."""
    open = workspace.store.conversations(ConversationFilter(workspace.desk.name, status=("open",)))
    return next(open, None) is not None


def _found(mailbox: Mailbox, remembered: str) -> Folder | None:
    name = mailbox.role_folder("sent", remembered)
    try:
        return mailbox.status(name) if name else None
    except NotFound:
        anew = mailbox.role_folder("sent")
        if anew in ("", name):
            raise
        return mailbox.status(anew)


def _begin_late(workspace: Workspace, folder: Folder, since: datetime) -> None:
    """Begin before the first mail that came since there was no folder: a first answer makes the folder as well."""
    store, desk, mailbox = workspace.store, workspace.desk.name, workspace.ways.mailbox()
    listed = mailbox.uids(folder.name, 0, since - SKEW)[:LOOKED_AT]
    looks = mailbox.look(folder.name, listed) if listed else {}
    fresh = [uid for uid, look in looks.items() if look.received_at >= since - SKEW]
    if not fresh:
        return
    store.commit(Changes(cursors=(Cursor(desk, folder.name, folder.uidvalidity, min(fresh) - 1),)))
    store.remember(f"began/{desk}/{folder.name}", since.isoformat())
