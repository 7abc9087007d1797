"""A workspace: one desk with everything it works with, each behind its port."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from csmail.desk.history import Histories
from csmail.desk.quiet import Quiet
from csmail.model.desk import Desk
from csmail.outbox import Ways
from csmail.ports import Store, Templates
from csmail.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Workspace:
    """`now` is the clock (aware UTC). `unique` yields a string never used before, for Message-IDs.

    `ways` opens the mailbox and the transport when first needed. `histories` and `quiet` are of the passes before.
    """

    desk: Desk
    store: Store
    templates: Templates
    rules: Sequence[Rule]
    ways: Ways
    now: Callable[[], datetime]
    unique: Callable[[], str]
    batch: int = 500
    histories: Histories = field(default_factory=Histories, compare=False, repr=False)
    quiet: Quiet = field(default_factory=Quiet, compare=False, repr=False)
