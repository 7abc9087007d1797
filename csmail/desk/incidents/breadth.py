"""What `--match` says, and whether it fits whatever is written: asked of two mails that nobody sent, which have nothing
in common.
"""

from __future__ import annotations

from datetime import timedelta

from csmail.desk.workspace import Workspace
from csmail.errors import UsageError
from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.situation import Situation
from csmail.reason import Reason
from csmail.rules.rule import Condition

MATCH = "--match"


def condition_of(workspace: Workspace, match: str, everything: bool) -> Condition | None:
    """What `--match` says; None for every message. Raises UsageError, also when it fits whatever is written."""
    refused = UsageError(Reason.of("match_fits_everything", option=MATCH), "--everything")
    if not match.strip(" {}"):
        if everything:
            return None
        raise refused
    condition = workspace.selection(match, MATCH)
    if not everything and fits_everything(workspace, condition):
        raise refused
    return condition


def fits_everything(workspace: Workspace, condition: Condition) -> bool:
    """Whether both fit: then what it asks for is nothing that tells one customer from another."""
    return all(condition.miss(one) is None for one in probes(workspace))


def probes(workspace: Workspace) -> tuple[Situation, Situation]:
    """Two that differ in everything a condition can look at."""
    now, desk = workspace.now(), workspace.desk
    old = now - timedelta(days=400)
    author, other = Address("qzx@probe-one.invalid", "Qzx"), Address("vwk@probe-two.invalid", "Vwk")
    short = Message(
        "1", desk.name, "in", now, originators=(author,), to=(Address(desk.address),), subject="qzxqzx",
        text="qzxqzx", language="id", kind="human", size=9,
    )  # fmt: skip
    long = Message(
        "2", desk.name, "in", old, originators=(other,), to=(Address(desk.address),), subject="vwkvwk",
        text="vwkvwk\n" * 2_000, language="en", kind="human", size=50_000_000,
    )  # fmt: skip
    first = Conversation("AAAAA1", desk.name, now, now, "qzxqzx", author, last_in_at=now)
    second = Conversation(
        "AAAAA2", desk.name, old, old, "vwkvwk", other, status="waiting", priority="urgent",
        tags=frozenset({"vwkvwk"}), assignee="vwk@probe-two.invalid", last_in_at=old,
    )  # fmt: skip
    return Situation(desk, first, short, now, "hand"), Situation(desk, second, long, now, "hand", known_customer=True)
