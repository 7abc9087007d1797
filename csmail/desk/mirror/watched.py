"""Which mails lay in a folder of the desk at the last look: what is gone from there by the next one is missed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from csmail.desk.workspace import Workspace
from csmail.ports import Facts, Folder

NEWEST = 500
"""So many mails of a folder are watched."""


@dataclass(frozen=True, slots=True)
class Watched:
    """`keys` are the content keys of the newest mails by UID, "" of those that are none of ours.

    `numbers` are UIDNEXT and the number of mails at the last look. `missing` are those gone that are still to be looked
    for, and how often they were.
    """

    uidvalidity: int = 0
    numbers: tuple[int, int] = (0, -1)
    keys: Mapping[int, str] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)


def listed(workspace: Workspace, folder: Folder, before: Watched) -> Sequence[int]:
    """The UIDs there, ascending, from the oldest that is watched on."""
    above = min(folder.uidnext - 1 - 4 * NEWEST, min(before.keys, default=folder.uidnext) - 1)
    return workspace.ways.mailbox().uids(folder.name, max(0, above))


def keys(workspace: Workspace, folder: Folder, uids: Sequence[int], known: Mapping[int, str]) -> dict[int, str]:
    """The content key under each UID; asked for by Message-ID where nobody told, as at the first look."""
    strange = [uid for uid in uids if uid not in known]
    looks = workspace.ways.mailbox().look(folder.name, strange) if strange else {}
    ids = [one.message_id for one in looks.values() if one.message_id]
    ours = workspace.store.known(workspace.desk.name, ids) if ids else {}
    asked = {uid: ours[one.message_id].message for uid, one in looks.items() if one.message_id in ours}
    return {uid: known.get(uid) or asked.get(uid, "") for uid in uids}


def recalled(store: Facts, desk: str, folder: str) -> Watched:
    """What the last look left. Raises StoreError."""
    kept = json.loads(store.fact(_fact(desk, folder)) or "{}")
    if not kept:
        return Watched()
    keys = {int(uid): key for uid, key in kept["keys"].items()}
    return Watched(kept["uidvalidity"], (kept["uidnext"], kept["exists"]), keys, kept["missing"])


def remember(workspace: Workspace, folder: Folder, one: Watched) -> None:
    """Keep it. Raises StoreError."""
    uidnext, exists = one.numbers
    state = {
        "uidvalidity": one.uidvalidity, "uidnext": uidnext, "exists": exists,
        "keys": {str(uid): key for uid, key in one.keys.items()}, "missing": dict(one.missing),
    }  # fmt: skip
    workspace.store.remember(_fact(workspace.desk.name, folder.name), json.dumps(state))


def _fact(desk: str, folder: str) -> str:
    return f"moves/{desk}/{folder}"
