"""Who acts, and which agent is meant, however somebody writes it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable

from csmail.errors import NotFound, Refused, UsageError
from csmail.model.address import key
from csmail.model.desk import Desk
from csmail.model.team import Agent, named_so
from csmail.reason import Reason

AGENT = "CSMAIL_AGENT"
BY = "CSMAIL_BY"
ME, NOBODY = "me", "nobody"


def somebody() -> str:
    """Who sits at this terminal, for the receipts."""
    for name in (AGENT, BY):
        if os.environ.get(name):
            return os.environ[name]
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid {os.getuid()}"


def acting(by: str, *desks: Desk) -> str:
    """Who asks (--by, CSMAIL_AGENT, the login name): the address when that is an agent, else as it is written."""
    text = by or somebody()
    found = _meant(text, desks)
    return found[0].address if len(found) == 1 else text


def agent(text: str, by: str, desks: Iterable[Desk]) -> Agent:
    """The agent of these desks who is meant; "" and `me` are who asks. Raises Refused, NotFound, UsageError."""
    every = tuple(desks)
    mine = text.strip().casefold() in ("", ME)
    text = (by or somebody()) if mine else text
    found = _meant(text, every)
    if len(found) == 1:
        return found[0]
    agents = ", ".join(one.address for one in (found or _people(every)))
    if found:
        raise UsageError(Reason.of("agent_unclear", to=text, agents=agents), Reason("write_the_address"))
    if mine:
        raise Refused(Reason.of("nobody_of_the_team", by=text), Reason("say_who_you_are"), code="not_an_agent")
    raise NotFound(Reason.of("no_such_agent", to=text), Reason.of("agents_are", agents=agents))


def assignee(text: str, by: str, desks: Iterable[Desk]) -> str | None:
    """What a list is asked for: None for anybody's, "" for nobody's. An address that left the team is still asked for.

    Raises Refused, NotFound, UsageError.
    """
    if not text:
        return None
    if text.strip().casefold() == NOBODY:
        return ""
    every = tuple(desks)
    if "@" in text and not _meant(text, every):
        return text.strip()
    return agent(text, by, every).address


def _people(desks: Iterable[Desk]) -> tuple[Agent, ...]:
    """Every agent of the desks, once."""
    return tuple({key(one.address): one for desk in desks for one in desk.team.people}.values())


def _meant(text: str, desks: Iterable[Desk]) -> tuple[Agent, ...]:
    return named_so(_people(desks), text)
