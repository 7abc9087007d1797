"""Reads what an older csmail wrote: before holds had codes, the note of a task said why it is held."""

from __future__ import annotations

from csmail.model import hold
from csmail.model.task import Task

BEGINNINGS = {
    "another installation acknowledged it": hold.CLAIMED_ELSEWHERE,
    "the message is where it was no more": hold.MESSAGE_GONE,
    "the store was put back from a copy": hold.PUT_BACK,
}


def hold_code(task: Task) -> str:
    """The code of a held task that was written without one; "" when its note is not one of those."""
    found = (code for beginning, code in BEGINNINGS.items() if task.note.startswith(beginning))
    return hold.code_of(task.note) or next(found, "")
