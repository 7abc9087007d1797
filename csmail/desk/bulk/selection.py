"""Which conversations a `when` in one line selects; a condition on a mail looks at the newest of the customer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import cast, get_args

from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import UsageError
from csmail.model.conversation import Conversation, Status
from csmail.model.filters import ConversationFilter
from csmail.model.situation import Situation
from csmail.reason import Reason
from csmail.rules import combinators
from csmail.rules.conditions import OneOf
from csmail.rules.rule import Condition

WITHOUT_MAIL = frozenset({"tagged", "status", "priority", "assignee", "age", "desk", "hours"})
"""Conditions that look at the conversation alone: those are asked before a mail of it is read."""
USUAL: frozenset[Status] = frozenset({"open", "waiting"})


def selected(
    workspace: Workspace, condition: Condition, by: str, refused: Collection[Status] = ()
) -> Iterator[Situation]:
    """What fits, in the order of the ids, with what its regular expressions captured.

    Closed conversations and spam only where the condition names them. Raises UsageError when it names one of `refused`.
    """
    named = statuses(condition)
    if named & set(refused):
        raise UsageError(Reason("spam_never_answered"), "csmail conversations list --status spam")
    for id in _candidates(workspace, condition, USUAL | named):
        situation = by_hand(workspace, id, by)
        finding = condition.check(situation)
        if finding.hit:
            yield situation.amended(captures=dict(finding.captures))


def fits(workspace: Workspace, condition: Condition, one: Conversation) -> bool:
    """Whether one conversation fits; it is read only where the condition looks at its mails."""
    return may_fit(workspace, one, without_mail(condition)) and condition.check(by_hand(workspace, one.id, "")).hit


def statuses(condition: Condition) -> frozenset[Status]:
    """The statuses that the condition asks for by name."""
    match condition:
        case combinators.All(conditions=inner) | combinators.Any(conditions=inner):
            return frozenset().union(*map(statuses, inner))
        case OneOf(looks_at="status", values=values):
            return frozenset(cast(Status, one) for one in values if one in get_args(Status))
        case _:
            return frozenset()


def _candidates(workspace: Workspace, condition: Condition, wanted: frozenset[Status]) -> list[str]:
    asked = ConversationFilter(workspace.desk.name, tuple(sorted(wanted)))
    early = without_mail(condition)
    return sorted(one.id for one in workspace.store.conversations(asked) if may_fit(workspace, one, early))


def without_mail(condition: Condition | None) -> tuple[Condition, ...]:
    """The parts that can be asked without a mail, all of which must hold."""
    parts = condition.conditions if isinstance(condition, combinators.All) else (condition,)
    return tuple(one for one in parts if one and set(one.looks_at.split("|")) <= WITHOUT_MAIL)


def may_fit(workspace: Workspace, one: Conversation, early: tuple[Condition, ...]) -> bool:
    """Whether a conversation may fit for all that is known `without_mail`; one merged into another never does."""
    if one.merged_into:
        return False
    bare = Situation(workspace.desk.served(one.served_by), one, None, workspace.now(), "hand")
    return all(part.miss(bare) is None for part in early)
