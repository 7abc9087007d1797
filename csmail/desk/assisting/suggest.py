"""Asks a model: in time, once, not while it rests; what it says comes back grounded.

| what can be wrong | what is raised | counted |
| --- | --- | --- |
| it rests after three failures in a row | Unreachable, for ten minutes | |
| nothing in time, whatever the network or a name server does | Unreachable | yes |
| an answer of no use, in another language, too long | Refused | yes |
| it has nothing to say | Refused | no |
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from csmail.desk.assisting.grounding import Grounded, grounded
from csmail.desk.assisting.material import Material
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, Refused, Unreachable
from csmail.mail.text.language import language
from csmail.ports import Facts
from csmail.ports.assistant import Assistant, Heard, Suggestion
from csmail.reason import Reason

FAILURES = 3
REST = timedelta(minutes=10)
KNOWN = ("id", "en")
SAYS_NOTHING = "assist_empty"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked what, how long at most; `heard` is given the answer as it came."""

    assistant: Assistant
    material: Material
    wait: timedelta
    heard: Heard


def suggested(workspace: Workspace, asking: Asking) -> Grounded:
    """What may stand in the draft. Raises Unreachable and Refused, StoreError."""
    store, name = workspace.store, f"assist/{workspace.desk.name}"
    if why := rests(store, workspace.desk.name, workspace.now()):
        raise Unreachable(why)
    try:
        found = _grounded(workspace, asking, _asked(asking))
    except (Unreachable, Refused) as error:
        failed = error.reason.code != SAYS_NOTHING
        _note(store, name, workspace.now() + REST if failed else None, error.reason.code)
        raise
    _note(store, name, None, "")
    return found


def rests(store: Facts, desk: str, now: datetime) -> Reason | None:
    """Why it is not asked just now; None when it is. Raises StoreError."""
    count, until, said = _state(store, f"assist/{desk}")
    if count < FAILURES or until is None or until <= now:
        return None
    return Reason.of("assist_rests", until=f"{until:%H:%M} UTC", said=said)


def _asked(asking: Asking) -> Suggestion:
    """In a thread of its own, left behind when it is late: a name server is asked without any time-out."""
    said: list[Suggestion | CsmailError] = []

    def ask() -> None:
        try:
            said.append(asking.assistant.draft(asking.material.request, asking.wait, asking.heard))
        except CsmailError as error:
            said.append(error)

    thread = threading.Thread(target=ask, daemon=True, name="assist")
    thread.start()
    thread.join(asking.wait.total_seconds() + 0.2)
    if not said:
        raise Unreachable(Reason.of("assist_late", where=asking.assistant.asks))
    if isinstance(said[0], CsmailError):
        raise said[0]
    return said[0]


def _grounded(workspace: Workspace, asking: Asking, found: Suggestion) -> Grounded:
    wanted = asking.material.request.language
    spoken = language(" ".join(one.text for one in found.sentences)[:2000], names=(asking.material.request.desk,))
    if spoken and wanted in KNOWN and spoken != wanted:
        raise Refused(Reason.of("assist_wrong_language", language=spoken))
    return grounded(found, asking.material.sources, workspace.desk.language)


def _state(store: Facts, name: str) -> tuple[int, datetime | None, str]:
    try:
        count, until, said = json.loads(store.fact(name) or '[0, "", ""]')
        return int(count), datetime.fromisoformat(until) if until else None, str(said)
    except (ValueError, TypeError):
        return 0, None, ""


def _note(store: Facts, name: str, until: datetime | None, code: str) -> None:
    count = _state(store, name)[0]
    if until is not None:
        store.remember(name, json.dumps([count + 1, until.isoformat(), code]))
    elif count:
        store.remember(name, "")
