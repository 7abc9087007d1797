"""The last mails of incidents that are closed, to whose first mail turned out to have left since."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.desk import incident_records
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, StoreError


@dataclass(frozen=True, slots=True)
class Ends:
    """Whether any is queued now; what kept one from being written, which keeps nothing else."""

    queued: bool = False
    fault: CsmailError | None = None


def write(workspace: Workspace) -> Ends:
    """After the outbox, which says who was told. Hold the lease of the pass. Raises StoreError."""
    if not incident_records.unsettled(workspace.store, workspace.desk.name):
        return Ends()
    from csmail.desk.incidents import following  # with it comes all that writes mail

    try:
        return Ends(queued=following.settle(workspace) > 0)
    except StoreError:
        raise
    except CsmailError as error:
        return Ends(fault=error)
