"""What a pass asks of a folder of the desk beside new mail: keywords that people set, mails that they moved.

A folder that is as it was is not asked. One that has changed is listed once for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from csmail.desk.mirror import keywords, moves
from csmail.desk.mirror.watched import listed, recalled
from csmail.desk.workspace import Workspace
from csmail.ports import Folder


def visit(workspace: Workspace, folder: Folder, placed: Mapping[int, str]) -> bool:
    """Whether all was followed that people did there; else the next pass goes on, though the folder be as it was.

    `placed` are the content keys of the mails just taken in, by UID. Raises what the mailbox raises, and StoreError.
    """
    terms = workspace.desk.mirror
    uids = cache(lambda: listed(workspace, folder, recalled(workspace.store, workspace.desk.name, folder.name)))
    # Before what is remembered of the last look is written over.
    if terms.keywords:
        keywords.visit(workspace, folder, uids)
    return not (terms.moves and moves.visit(workspace, folder, placed, uids).pending)
