"""A situation: everything a rule or an action may look at, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from csmail.model.conversation import Conversation
from csmail.model.customer import STRANGER, CustomerFacts
from csmail.model.desk import Desk
from csmail.model.incident import OpenIncident
from csmail.model.message import Message
from csmail.model.receipt import TIMED, Arrival
from csmail.model.replacing import copied, quick
from csmail.model.team import Load


@quick
@dataclass(frozen=True, slots=True)
class Situation:
    """`message` is the one that arrived, or the newest incoming one when a person acts; None in an empty conversation.

    `history` holds the customer-visible messages before it, oldest first. `acknowledged_lately` counts
    acknowledgements to this sender within the desk's window; within an hour `acknowledged_domain` counts those to
    strangers of the sender's domain, `acknowledged_hour` those due to strangers, held ones too, `acknowledged_sent`
    those that left, `acknowledged_just_now` those that left for this sender. `answered_before`: a person of ours wrote
    to this customer before. `returned` is the conversation whose automatic mail of ours this message brings back, ""
    when it brings none. `known_customer` says whether the customer wrote in an earlier conversation, `known_name` is
    the name under which a person of ours answered there (the only one that an acknowledgement may use: whoever forges
    an address chooses the name). `by` is the rule or the person;
    `person` says which. `clock` is the one of which half is gone, or that is overdue, when that is why rules are asked.
    `silence` is how long the customer has been silent ("3d"), when that is why.
    `captures` are the named groups of the rule that hit. `loads` are what agents have to do, by
    address key, and `last_agent` (a key) who had the customer's matter before: both only where `assign: auto` is asked.
    `customer` is what her record says. `wordings` are the files of letters in other conversations of hers, as far as
    those were looked at. `incidents` are those of the desk that are open while a mail arrives, the first opened first.
    `at_work`: a person is at work on a draft of this conversation.
    """

    desk: Desk
    conversation: Conversation
    message: Message | None
    now: datetime
    on: Arrival = "arrival"
    by: str = ""
    person: bool = False
    history: tuple[Message, ...] = ()
    acknowledged_lately: int = 0
    acknowledged_domain: int = 0
    acknowledged_hour: int = 0
    acknowledged_sent: int = 0
    acknowledged_just_now: int = 0
    returned: str = ""
    known_customer: bool = False
    known_name: str = ""
    answered_before: bool = False
    quarantined: bool = False
    captures: Mapping[str, str] = field(default_factory=dict)
    clock: str = ""
    silence: str = ""
    loads: Mapping[str, Load] = field(default_factory=dict)
    last_agent: str = ""
    customer: CustomerFacts = STRANGER
    wordings: tuple[str, ...] = ()
    incidents: tuple[OpenIncident, ...] = ()
    at_work: bool = False

    @property
    def reserved(self) -> bool:
        """Whether an acknowledgement may use what the desk keeps of its hour for known customers.

        One each: whoever forges the addresses of thirty of them must not use it up for the others.
        """
        return self.answered_before and not self.acknowledged_just_now

    @property
    def asked(self) -> str:
        """The desk whose rules are asked: the one a mail came to; when time passes, the one that serves it."""
        return self.desk.serving if self.on in TIMED else self.desk.name

    def amended(self, **changes: Any) -> Situation:
        """A changed copy."""
        return copied(self, changes)
