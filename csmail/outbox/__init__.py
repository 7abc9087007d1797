"""Does what was decided: mails through the transport, deeds on the mailbox, each step on the disk first.

`worker` is the loop with its failure table, `transitions` what a task becomes, `mailbox_claim` the mark that keeps
two installations from telling a customer twice, `mailbox_deeds` marks and moves read back.
"""

from csmail.outbox.worker import DIED, Ways, Worked, aftermath, drop, lease_name, resolve, retry, work_off

__all__ = ["DIED", "Ways", "Worked", "aftermath", "drop", "lease_name", "resolve", "retry", "work_off"]
