"""Which entries a search or a filter leaves in the list."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from csmail.desk.by_hand.draft_filter import DraftFilter
from csmail.desk.workspace import Workspace
from csmail.ports import SearchLimit
from csmail.review.entries import Entry
from csmail.review.said import said

READ = 10_000
FOUND = 1_000
FILTERS = {"mine": "filter_mine", "unclaimed": "filter_unclaimed", "stale": "filter_stale", "late": "filter_late"}


def filter_of(text: str) -> str:
    """`mine`, `unclaimed`, `stale` or `late`, written in either language; else it is a tag."""
    word = text.strip().casefold()
    return next((one for one in FILTERS if word in (one, said(FILTERS[one]).casefold())), word)


def fitting(workspace: Workspace, entries: Iterable[Entry], which: str, by: str) -> set[str]:
    """Ids of the entries that are of this kind. Raises StoreError."""
    now = workspace.now()
    if which == "late":
        return {one.id for one in entries if one.is_late(now)}
    if which not in FILTERS:
        return {one.id for one in entries if which in one.tags}
    wanted = DraftFilter(
        frozenset({by}) if which == "mine" else frozenset(), stale=which == "stale", unclaimed=which == "unclaimed"
    )
    drafts = (workspace.store.draft(one.id) for one in entries if not one.task)
    return {one.id for one in drafts if one is not None and wanted.fits(one, workspace.store, now)}


def found(workspace: Workspace, entries: Collection[Entry], text: str) -> set[str]:
    """Ids of the entries whose conversation holds these words, or whose id begins so. Raises StoreError."""
    typed = text.strip()
    reading = SearchLimit(READ)
    ids = {one.id for one in islice(workspace.store.search(typed, reading), FOUND)}
    ids |= set(workspace.store.beginning("conversations", typed))
    begins = typed.casefold()
    return {one.id for one in entries if one.conversation in ids or one.id.casefold().startswith(begins)}
