"""Does what was decided: mails through the transport, deeds on the mailbox, each step on the disk first.

`worker` is the pass with its failure table, `context` what it works with and tells, `sending` the mails in hand with
one commit for all connections (`group_commit`), `hearing` what these say, `handover` how a transport is asked,
`permission` whether a mail may be transmitted, `transitions` what a task becomes, `mailbox_claim` the mark that keeps
two installations from telling a customer twice, `mailbox_deeds` marks and moves read back, `overtaken` whether a mail
has lost its reason while it waited.
"""

from csmail.outbox.context import Ways, Worked
from csmail.outbox.worker import DIED, aftermath, drop, lease_name, recover, resolve, retry, waits, work_off

__all__ = [
    "DIED",
    "Ways",
    "Worked",
    "aftermath",
    "drop",
    "lease_name",
    "recover",
    "resolve",
    "retry",
    "waits",
    "work_off",
]
