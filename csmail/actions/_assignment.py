"""Chooses the agent whom a conversation is given to. Pure: what each has to do is part of the situation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from csmail.clocks.presence import presence
from csmail.model.address import key
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.team import Agent, Load

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """`agent` is an address, "" for nobody; `why` says how he was chosen, or why nobody was."""

    agent: str
    why: Reason


def choose(situation: Situation) -> Choice:
    """Who is there and has room; of those the customer's last agent, else who knows the matter and the language, has
    the fewest, was given one longest ago, stands first in the file."""
    team = situation.desk.team
    there = [one for one in team.people if _is_there(one, situation)]
    free = [one for one in there if _has_room(one, situation)]
    last = [one for one in free if team.assign.keep and key(one.address) == situation.last_agent]
    if last:
        return Choice(last[0].address, Reason("agent_last"))
    topics = _known_topics(team.people, situation.conversation.tags)
    able = [one for one in free if _knows(one, topics)]
    if not able:
        code = "nobody_free" if any(_knows(one, topics) for one in there) else "nobody_there"
        return Choice("", Reason.of(code, knows=", ".join(topics)))
    return _least_busy(_speaking(able, situation), situation, topics)


def _is_there(agent: Agent, situation: Situation) -> bool:
    return presence(agent, situation.desk, _load(agent, situation).away, situation.now) == "there"


def _has_room(agent: Agent, situation: Situation) -> bool:
    most = situation.desk.team.assign.at_most if agent.at_most is None else agent.at_most
    return most is None or _load(agent, situation).waiting < most


def _load(agent: Agent, situation: Situation) -> Load:
    return situation.loads.get(key(agent.address), Load())


def _known_topics(people: Iterable[Agent], tags: frozenset[str]) -> tuple[str, ...]:
    """The tags of the conversation that an agent of the team knows, whether he is there or not."""
    folded = {tag.casefold(): tag for tag in tags}
    known = {topic.casefold() for one in people for topic in one.knows}
    return tuple(sorted(folded[topic] for topic in known & folded.keys()))


def _knows(agent: Agent, topics: Sequence[str]) -> bool:
    known = {topic.casefold() for topic in agent.knows}
    return not topics or any(topic.casefold() in known for topic in topics)


def _speaking(people: Sequence[Agent], situation: Situation) -> Sequence[Agent]:
    """Those who write the customer's language, if any do."""
    message = situation.message
    language = situation.conversation.language or (message.language if message else "")
    return [one for one in people if language and language in one.languages] or people


def _least_busy(people: Sequence[Agent], situation: Situation, topics: Sequence[str]) -> Choice:
    loads = [(one, _load(one, situation)) for one in people]
    agent, least = min(loads, key=lambda each: (each[1].waiting, each[1].assigned_at or NEVER))
    equal = [one for one, load in loads if load.waiting == least.waiting]
    code = "agent_only" if len(people) == 1 else "agent_fewest" if len(equal) == 1 else "agent_turn"
    return Choice(agent.address, Reason.of(code, waiting=least.waiting, knows=", ".join(topics)))
