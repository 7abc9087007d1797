"""What the core asks of the world: a mailbox to read, a transport to send, a store to remember, templates to write.

`store` is split by who asks; `families` says what a module of `mailboxes`, `transports` or `stores` must have.
A new question to the world is a method here, then in every member of the family, then a case of tests/contract.
"""

from csmail.ports.mailbox import Claim, Folder, FolderUse, Look, Mailbox, Need, Report, Role, Use
from csmail.ports.notice import Notifier
from csmail.ports.store import (
    Acknowledgements,
    Advance,
    Conversations,
    Counted,
    Customers,
    Drafts,
    Facts,
    IntakeAccounts,
    Known,
    Log,
    Messages,
    Named,
    OpenDraft,
    Outbox,
    Receipts,
    SearchLimit,
    Sighting,
    Span,
    Store,
    Told,
    Upkeep,
    untold,
)
from csmail.ports.templates import FIRST, Earlier, FactSheet, FactTable, Gap, Rendered, Templates
from csmail.ports.transport import Prepared, Transport

__all__ = [
    "FIRST",
    "Acknowledgements",
    "Advance",
    "Claim",
    "Conversations",
    "Counted",
    "Customers",
    "Drafts",
    "Earlier",
    "FactSheet",
    "FactTable",
    "Facts",
    "Folder",
    "FolderUse",
    "Gap",
    "IntakeAccounts",
    "Known",
    "Log",
    "Look",
    "Mailbox",
    "Messages",
    "Named",
    "Need",
    "Notifier",
    "OpenDraft",
    "Outbox",
    "Prepared",
    "Receipts",
    "Rendered",
    "Report",
    "Role",
    "SearchLimit",
    "Sighting",
    "Span",
    "Store",
    "Templates",
    "Told",
    "Transport",
    "Upkeep",
    "Use",
    "untold",
]
