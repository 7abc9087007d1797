"""What an agent says of himself and a conversation: I have it, nobody has it any more.

Both run as actions do (`act`), but are no keys of rules.yaml: a rule is nobody who could claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from csmail.actions.assign import me
from csmail.model import effects
from csmail.model.address import key
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Claim:
    """Take the conversation oneself; what another agent has only with `force`."""

    force: bool = False

    def withheld(self, situation: Situation) -> Reason | None:
        agent = me(situation)
        if isinstance(agent, Reason):
            return agent
        holder = situation.desk.team.of(situation.conversation.assignee)
        if holder is not None and key(holder.address) == key(agent):
            return Reason.of("already_assigned", to=holder.address)
        if holder is None or self.force:
            return None
        return Reason.of("taken", to=holder.address, who=holder.short, since=_since(situation))

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        agent, before = me(situation), situation.conversation.assignee
        why = Reason.of("taken_over", agent=before) if before else None
        return () if isinstance(agent, Reason) else (effects.Assign(agent, why),)


@dataclass(frozen=True, slots=True)
class Release:
    """Let the conversation be nobody's."""

    def withheld(self, situation: Situation) -> Reason | None:
        return None if situation.conversation.assignee else Reason("nobody_has_it")

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        return (effects.Assign(""),)


def _since(situation: Situation) -> str:
    """The wall time of the desk, with the date when that is another one."""
    at = situation.conversation.assigned_at
    if at is None:
        return ""
    zone = ZoneInfo(situation.desk.timezone)
    local = at.astimezone(zone)
    today = local.date() == situation.now.astimezone(zone).date()
    return f"{local:%H.%M}" if today else f"{local:%Y-%m-%d %H.%M}"
