"""What a person may do with drafts, where a team gives roles."""

from __future__ import annotations

from csmail.errors import Refused
from csmail.model.desk import Desk
from csmail.model.mirror import is_machine
from csmail.model.reason import Reason
from csmail.model.team import Right


def missing(desk: Desk, by: str, right: Right) -> Refused | None:
    """He may not; None when he may."""
    people = desk.people
    if people.may(by, right):
        return None
    others = ", ".join(one.address for one in people.people if people.may(one.address, right))
    return Refused(Reason.of("role_may_not", by=by, right=right), Reason.of("ask_one_of", agents=others), code="role")


def check(desk: Desk, by: str, right: Right) -> None:
    """Raises Refused when he may not."""
    if error := missing(desk, by, right):
        raise error


def nobody(by: str) -> Refused | None:
    """Nobody who could stand behind a mail: a model, a mail program, somebody without a name; None for a person."""
    if by.strip() and not is_machine(by):
        return None
    return Refused(Reason.of("not_a_person", by=by), Reason("say_who_you_are"), code="role")
