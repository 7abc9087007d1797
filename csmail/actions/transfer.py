"""Transfer: let another desk serve the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from csmail.actions.base import param
from csmail.model import effects
from csmail.model.reason import Reason
from csmail.model.situation import Situation

MOST, WITHIN = 4, timedelta(hours=24)
"""So often rules hand a conversation on within a day: two that hand it to and fro would never end."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the conversation to another desk; its people, hours, promises and ladder count, the address stays."""

    to: str = param("name of the desk", shown=("DESK", "care"))
    why: str = param("why, for the receipt", default="")

    def withheld(self, situation: Situation) -> Reason | None:
        conversation = situation.conversation
        home = situation.desk.home or situation.desk
        names = (home.name, *(one.name for one in home.others))
        if self.to not in names:
            return no_such_desk(self.to, names)
        if self.to == home.served(conversation.served_by).serving:
            return Reason.of("already_served", desk=self.to)
        if conversation.status in ("closed", "spam"):
            return Reason.of("not_open", status=conversation.status, conversation=conversation.id)
        if not situation.person and _lately(situation) >= MOST:
            return Reason.of("transferred_too_often", times=MOST)
        return None

    def effects(self, situation: Situation) -> tuple[effects.Effect, ...]:
        handed = effects.Transfer(self.to, self.why)
        agents = situation.desk.served(self.to).team.agents
        # Who has it would be asked for it by a desk that he does not work at.
        stays = not situation.conversation.assignee or situation.conversation.assignee in agents
        return (handed,) if stays else (handed, effects.Assign(""))


def no_such_desk(name: str, desks: tuple[str, ...]) -> Reason:
    """That there is no such desk, with the one that was meant, or else with all there are."""
    from difflib import get_close_matches  # for who mistypes

    near = next(iter(get_close_matches(name.casefold(), desks, n=1, cutoff=0.6)), "")
    return Reason.of("no_such_desk", to=name, near=near, desks="" if near else ", ".join(desks))


def _lately(situation: Situation) -> int:
    turns = situation.conversation.turns
    return sum(one.kind == "transferred" and situation.now - one.at < WITHIN for one in turns)
