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
    for name in (BY, AGENT):
        if os.environ.get(name):
            return os.environ[name]
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid {os.getuid()}"


def acting(by: str, *desks: Desk) -> str:
    """Who asks (--by, CSMAIL_BY, CSMAIL_AGENT, the login name): the address when that is an agent, else as it is
    written. Raises UsageError when it may be one of several: who acts is written down."""
    text = somebody() if _is_me(by) else by
    found = _meant(text, desks)
    if len(found) > 1:
        raise _unclear(text, found)
    return found[0].address if found else text


def mine(desks: Iterable[Desk]) -> frozenset[str]:
    """The names of who asks, at any of these desks."""
    text = somebody()
    return frozenset({text, *(one.address for one in _meant(text, desks))})


def meant(text: str, by: str, desks: Iterable[Desk]) -> str:
    """The address of the agent who is meant, `me` is who asks; what names no single agent stays as it is written."""
    text = (somebody() if _is_me(by) else by) if text.strip().casefold() == ME else text
    found = _meant(text, desks)
    return found[0].address if len(found) == 1 else text


def _is_me(text: str) -> bool:
    return text.strip().casefold() in ("", ME)


def agent(text: str, by: str, desks: Iterable[Desk]) -> Agent:
    """The agent of these desks who is meant; "" and `me` are who asks. Raises Refused, NotFound, UsageError."""
    every = tuple(desks)
    by = "" if _is_me(by) else by
    mine = _is_me(text)
    text = (by or somebody()) if mine else text
    found = _meant(text, every)
    if len(found) == 1:
        return found[0]
    if found:
        raise _unclear(text, found)
    agents = ", ".join(one.address for one in _people(every))
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


def _unclear(text: str, found: Iterable[Agent]) -> UsageError:
    agents = ", ".join(one.address for one in found)
    return UsageError(Reason.of("agent_unclear", to=text, agents=agents), Reason("write_the_address"))


def _people(desks: Iterable[Desk]) -> tuple[Agent, ...]:
    """Every agent of the desks, once."""
    return tuple({key(one.address): one for desk in desks for one in desk.team.people}.values())


def _meant(text: str, desks: Iterable[Desk]) -> tuple[Agent, ...]:
    return named_so(_people(desks), text)
