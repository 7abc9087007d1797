"""Tells somebody in one mail of many conversations that go up to him in one sweep.

| what happens | what follows |
| --- | --- |
| the sweep dies in the middle | the mail and all steps that it tells of are one commit: all or none |
| somebody answers one meanwhile | all of them are decided anew, that one is left out |
| the mail cannot be written (no template) | each conversation is told of in a mail of its own |
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import chain
from typing import Any

from csmail.desk import digests, put_back
from csmail.desk.effects.collect import ChangeCollector
from csmail.desk.effects.letters import LetterWriter
from csmail.desk.intake.due_conversation import Course, Told
from csmail.desk.workspace import Workspace
from csmail.mail import recipients
from csmail.model.changes import Changes
from csmail.model.effects import Letter, Send
from csmail.model.receipt import Step

LISTED = 100
"""So many paragraphs stand in the mail: a text of more than 64 KiB is refused, and read by nobody."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Conversations that are decided together, because each tells somebody of `whom`."""

    ids: tuple[str, ...] = ()
    whom: frozenset[str] = frozenset()


def gathered(workspace: Workspace, ids: Sequence[str], until: datetime, many: int) -> Gathered:
    """Who is to be told of `many` of these conversations or more, and of which; nothing is written.

    Raises StoreError.
    """
    told = {id: {one.to for one in _rehearsed(workspace, id, until)} for id in ids}
    counts = Counter(chain.from_iterable(told.values()))
    whom = frozenset(to for to, count in counts.items() if count >= many)
    return Gathered(tuple(id for id, those in told.items() if those & whom), whom)


def decided(workspace: Workspace, found: Gathered, until: datetime) -> Changes:
    """What is due in all of them, with one mail to each of whom. Raises what writing that mail raises."""
    courses = [Course(workspace, id, until, found.whom) for id in found.ids]
    changes = [course.changes() for course in courses]
    told = [one for course in courses for one in course.told]
    unsure = {one.to for course in courses if course.may_have_left for one in course.told}
    mails = [_mail(workspace, to, [one for one in told if one.to == to]) for to in sorted(found.whom)]
    held = [_held(one, workspace) if to in unsure else one for to, one in zip(sorted(found.whom), mails, strict=True)]
    return _joined([*changes, *held])


def _held(changes: Changes, workspace: Workspace) -> Changes:
    """A copy of the store was put back since one of these steps was due: the mail may have left before."""
    return replace(changes, tasks=tuple(put_back.held(one, workspace.now()) for one in changes.tasks))


def _rehearsed(workspace: Workspace, id: str, until: datetime) -> Collection[Told]:
    """What would be told."""
    course = Course(workspace, id, until, None)
    course.changes()
    return course.told


def _mail(workspace: Workspace, to: str, told: Sequence[Told]) -> Changes:
    """It lies with the first conversation: what the person answers becomes a note there."""
    if not told:
        return Changes()
    first = told[0].situation
    marks = sorted(f"{one.situation.conversation.id}/{one.step}/{one.situation.conversation.version}" for one in told)
    writer = LetterWriter(workspace, _nothing, f"digest/{to}/{hashlib.sha256(repr(marks).encode()).hexdigest()[:32]}")
    audience = recipients.forward((to,), None, workspace.desk)
    words = {"to": to, "count": str(len(told)), "lines": "\n\n".join(_lines(told))}
    letter = Letter("escalation", audience, template="digest", automatic=True, variables=words)
    collector = ChangeCollector(workspace.desk, first.now)
    collector.enter(first, (Step("", "escalate", "", None, (Send(letter),)),), writer, ())
    for one in told:
        digests.note(collector.facts, workspace.store, one.situation.conversation.id, collector.mails)
    return collector.changes()


def _lines(told: Sequence[Told]) -> Iterator[str]:
    from csmail.desk.effects import briefing
    from csmail.wording.briefing import more

    for one in told[:LISTED]:
        yield briefing.line(one.situation, one.situation.desk.language)
    if len(told) > LISTED:
        yield more(len(told) - LISTED, told[0].situation.desk.language)


def _nothing(message: object) -> bytes:
    return b""


def _joined(some: Sequence[Changes]) -> Changes:
    every: dict[str, Any] = {
        field.name: tuple(chain.from_iterable(getattr(one, field.name) for one in some)) for field in fields(Changes)
    }
    return Changes(**every)
