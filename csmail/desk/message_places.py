"""Where the messages lie that steps mark: a tag goes on every one of a conversation, other marks on the newest."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.desk.workspace import Workspace
from csmail.model.effects import Tag
from csmail.model.message import Place
from csmail.model.receipt import Step
from csmail.model.situation import Situation


def places(workspace: Workspace, situation: Situation, steps: Iterable[Step]) -> tuple[Place, ...]:
    """The one acted upon last."""
    newest = situation.message.place if situation.message else None
    tags = any(isinstance(effect, Tag) for step in steps for effect in step.effects)
    every = workspace.store.newest(situation.conversation.id) if tags else ()
    others = tuple(one.place for one in every if one.place is not None and one.place != newest)[::-1]
    return (*others, newest) if newest else others
