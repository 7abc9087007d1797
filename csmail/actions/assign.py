"""Assign: say who has the conversation."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.actions._tags import filled
from csmail.actions.base import param
from csmail.model import effects
from csmail.model.address import key
from csmail.model.reason import Reason
from csmail.model.situation import Situation

AUTO, ME, NOBODY = "auto", "me", "nobody"


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the conversation to an agent of the desk."""

    to: str = param(
        "address or name of an agent, or the part before the @; 'auto' chooses one who is there, if nobody has it; "
        "'me' is who asks; 'nobody' takes it away"
    )
    note: str = param("words of a note beside it, which no customer sees", default="")

    @property
    def auto(self) -> bool:
        """Whether the agent is chosen, for which the situation must say what each has to do."""
        return self._wanted == AUTO

    @property
    def _wanted(self) -> str:
        return self.to.strip().casefold()

    def withheld(self, situation: Situation) -> Reason | None:
        conversation, team = situation.conversation, situation.desk.team
        if self.auto:
            if not team.agents:
                return Reason.of("no_agents", desk=situation.desk.name)
            return _taken(situation) if team.of(conversation.assignee) else None
        agent = self._agent(situation)
        if isinstance(agent, Reason):
            return agent
        return _taken(situation) if _same(agent, conversation.assignee) else None

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        note = filled(self.note, situation.captures).strip()
        noted = (effects.AddNote(note, author=situation.by),) if note else ()
        if self.auto:
            from csmail.actions._assignment import choose  # with it come the hours of a desk, 10 ms

            choice = choose(situation)
            given: effects.Effect = (
                effects.Assign(choice.agent, choice.why) if choice.agent else effects.AskPerson(choice.why)
            )
            return (given, *noted)
        agent = self._agent(situation)
        return (effects.Assign("" if isinstance(agent, Reason) else agent), *noted)

    def _agent(self, situation: Situation) -> str | Reason:
        """The address, "" for nobody, or why nobody is meant."""
        team, desk = situation.desk.team, situation.desk.name
        if self._wanted == NOBODY:
            return ""
        if self._wanted == ME:
            return me(situation)
        found = team.named(self.to, desk)
        return found if isinstance(found, Reason) else found.address


def me(situation: Situation) -> str | Reason:
    """The address of the agent who asks, or that none does."""
    desk = situation.desk
    found = desk.team.named(situation.by, desk.name) if situation.person else None
    if found is None or isinstance(found, Reason):
        return Reason.of("not_an_agent", by=situation.by, desk=desk.name)
    return found.address


def _same(one: str, other: str) -> bool:
    return one == other or (bool(one and other) and key(one) == key(other))


def _taken(situation: Situation) -> Reason:
    return Reason.of("already_assigned", to=situation.conversation.assignee)
