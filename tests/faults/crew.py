"""Works an outbox off over several connections, in a process of its own that somebody will kill.

Called as `python -m tests.faults.crew PORT FOLDER CONNECTIONS`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from csmail.outbox import Ways, work_off
from csmail.stores import tinydb
from csmail.transports import smtp
from tests.factories import NOW
from tests.faults.victim import DESK, NoBox


def work(port: int, folder: Path, connections: int) -> None:
    """One pass."""
    store = tinydb.open(tinydb.Settings(), folder)
    transport = smtp.open(smtp.Settings("127.0.0.1", port, "none", connections=connections), DESK)
    work_off(store, DESK, Ways(NoBox, lambda: transport), lambda: NOW)  # type: ignore[arg-type,return-value]
    transport.close()
    store.close()


if __name__ == "__main__":
    work(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
