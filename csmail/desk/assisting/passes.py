"""What a pass does of it, after all else: suggestions for drafts that rules wrote, within a bound of time.

| what can be wrong | what becomes of the draft |
| --- | --- |
| nothing comes, or not in time | as it was; asked again in a later pass, until it is an hour old |
| the answer is of no use | as it was, and not asked again |
| a person touched it, or the customer wrote again | as it was |
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from csmail.desk.assisting import edition, suggest
from csmail.desk.assisting.material import gathered
from csmail.desk.by_hand import drafts
from csmail.desk.workspace import Workspace
from csmail.errors import Busy, Conflict, CsmailError, NotFound, Refused, StoreError
from csmail.model.assist import author
from csmail.model.changes import Changes
from csmail.model.draft_life import is_untouched
from csmail.model.query import Between, Condition, Empty, fields_of
from csmail.model.task import Draft
from csmail.ports.assistant import Assist
from csmail.reason import Reason

MOST = 3
A_PASS = timedelta(seconds=20)
LEAST = timedelta(seconds=1)
FRESH = timedelta(hours=1)


def visit(workspace: Workspace, stop: Callable[[], bool]) -> list[Reason]:
    """Ask for what rules asked for; why there is no suggestion. Raises StoreError."""
    assist = workspace.assist
    if assist is None or not assist.terms.rules or suggest.rests(workspace.store, workspace.desk.name, workspace.now()):
        return []
    try:
        with workspace.store.lease(f"assist-{workspace.desk.name}"):
            return list(_visit(workspace, assist, stop))
    except Busy:
        return []


def _visit(workspace: Workspace, assist: Assist, stop: Callable[[], bool]) -> Iterator[Reason]:
    until = time.monotonic() + A_PASS.total_seconds()
    for draft in list(islice(_wanted(workspace), MOST)):
        left = timedelta(seconds=until - time.monotonic())
        if left < LEAST or stop():
            return
        try:
            _suggest(workspace, assist, draft, min(left, assist.terms.timeout))
        except (Conflict, NotFound):
            continue
        except StoreError:
            raise
        except CsmailError as error:
            if isinstance(error, Refused):
                _give_up(workspace, draft, assist)
            yield Reason.of("no_suggestion", draft=draft.id).because(error.reason)
            if suggest.rests(workspace.store, workspace.desk.name, workspace.now()):
                return


def _wanted(workspace: Workspace) -> Iterator[Draft]:
    now, fields = workspace.now(), fields_of(Draft)
    asked = (
        Condition(fields["assist_wanted"], Empty(), negated=True),
        Condition(fields["created_at"], Between(first=now - FRESH)),
    )
    found = workspace.store.drafts(waiting=True, where=asked)
    return (one for one in found if one.desk == workspace.desk.name and is_untouched(one, now))


def _suggest(workspace: Workspace, assist: Assist, draft: Draft, wait: timedelta) -> None:
    material, assistant = gathered(workspace, draft, assist.terms), assist.open()
    found = suggest.suggested(workspace, suggest.Asking(assistant, material, wait, _unheard))
    edition.written(workspace, draft, found, material, assistant.model)


def _unheard(answer: bytes) -> None:
    """Nothing of it is kept."""


def _give_up(workspace: Workspace, draft: Draft, assist: Assist) -> None:
    done = drafts.Deed("assist", author(assist.open().model))
    try:
        drafts.commit(workspace, replace(draft, assist_wanted=False), done, Changes())
    except Conflict:
        return
