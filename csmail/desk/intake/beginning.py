"""Where the reading of a folder begins: behind what lies in it when csmail first sees it."""

from __future__ import annotations

from datetime import datetime

from csmail.desk import numbering
from csmail.desk.workspace import Workspace
from csmail.model.changes import Changes, Cursor, UidAccount
from csmail.ports import Folder, Mailbox


def begin(workspace: Workspace, mailbox: Mailbox, folder: Folder) -> Cursor:
    """Keep that what lies there now is not taken in. Raises StoreError."""
    folder, highest = numbering.first(mailbox, folder)
    cursor = Cursor(workspace.desk.name, folder.name, folder.uidvalidity, highest)
    before = UidAccount(cursor.desk, folder.name, folder.uidvalidity, "before", ((1, cursor.uid),))
    workspace.store.commit(Changes(cursors=(cursor,), accounts=(before,) if cursor.uid else ()))
    workspace.store.remember(f"began/{cursor.desk}/{folder.name}", workspace.now().isoformat())
    return cursor


def began(workspace: Workspace, cursor: Cursor) -> datetime | None:
    """When that was; None where an older csmail did not say. Raises StoreError."""
    said = workspace.store.fact(f"began/{cursor.desk}/{cursor.folder}")
    # INTERNALDATE has whole seconds (RFC 3501 section 2.3.3).
    return datetime.fromisoformat(said).replace(microsecond=0) if said else None
