"""What keeps one command from sending too much, or the same again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from csmail.desk import bulk_records as records
from csmail.desk.workspace import Workspace
from csmail.errors import Refused
from csmail.mail.address import key
from csmail.model.bulk import Bulk, BulkKind, Line
from csmail.ports import Store
from csmail.reason import Reason

SPAN = timedelta(hours=24)
NOT_TOLD = frozenset({"dropped", "refused", "held"})


def refuse_over_cap(mails: int, cap: int) -> None:
    """Raises Refused when more mails would leave than may."""
    if mails > cap:
        why = Reason.of("bulk_over_cap", count=mails, cap=cap)
        raise Refused(why, code="bulk_over_cap")


def told_lately(workspace: Workspace, kind: BulkKind, template: str, lines: Iterable[Line]) -> Reason | None:
    """Who of these had the same template within a day, from another bulk; None when nobody had."""
    wanted = {key(line.to) for line in lines if line.state == "planned"}
    since = workspace.now() - SPAN
    for bulk in records.newest(workspace.store):
        if bulk.created_at < since:
            break
        if (bulk.desk, bulk.kind, bulk.what) == (workspace.desk.name, kind, template):
            had = wanted & _told(workspace.store, bulk)
            if had:
                return Reason.of("told_lately", count=len(had), of=len(wanted), bulk=bulk.id)
    return None


def _told(store: Store, bulk: Bulk) -> set[str]:
    return {key(line.to) for line in records.lines(store, bulk) if line.state != "skipped" and _left(store, line)}


def _left(store: Store, line: Line) -> bool:
    tasks = [task for id in line.tasks if (task := store.task(id)) is not None]
    return any(task.state not in NOT_TOLD for task in tasks)
