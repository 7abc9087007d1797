"""Whom a chat tells of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cause = Literal["overdue", "broken", "in_doubt", "login_refused"]


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """`on` are what it is told of by itself; `always`: outside of the desk's hours too. `with_`: the subject of the
    conversation is told as well, which is the only word of a customer that ever is."""

    name: str
    on: tuple[Cause, ...] = ()
    always: bool = False
    with_: Literal["", "subject"] = ""


NoticeReason = Literal["overdue", "broken", "in_doubt", "login_refused", "asked"]
