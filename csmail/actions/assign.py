"""Assign: say who has the conversation."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions.base import param
from csmail.model import effects
from csmail.model.reason import Reason
from csmail.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the conversation to an agent of the desk."""

    to: str = param("address of an agent, or the part before the @; 'nobody' takes it away")

    def withheld(self, situation: Situation) -> Reason | None:
        agent = self._agent(situation)
        if agent is None:
            agents = ", ".join(situation.desk.team.agents)
            return Reason.of("unknown_agent", to=self.to, desk=situation.desk.name, agents=agents)
        return Reason("already_assigned") if agent == situation.conversation.assignee else None

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        return (effects.Assign(self._agent(situation) or ""),)

    def _agent(self, situation: Situation) -> str | None:
        wanted = self.to.strip().lower()
        if wanted == "nobody":
            return ""
        agents = situation.desk.team.agents
        exact = [agent for agent in agents if agent.lower() == wanted]
        short = [agent for agent in agents if agent.lower().partition("@")[0] == wanted]
        found = exact or (short if len(short) == 1 else [])
        return found[0] if found else None
