"""What a bulk of 10,000 costs: memory of the process, and its time on the processor a mail.

The mails go into a folder, where each waits for the disk: only what the processor spent is told. The copies for Sent go
to a mailbox in memory, which looks through all that it has for each: at 10,000 that costs most of the time told.

    python -m tests.bench.bulk [COUNT]      10,000 mails, or so many
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.test_bulk_kill import SEND, csmail, desk


def main(count: int = 10_000) -> None:
    """Print megabytes at most, and milliseconds a mail."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        desk(Path(folder), count)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = csmail(Path(folder), *SEND)
        process.communicate(timeout=3600)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, SEND)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"bulk of {count}: {after.ru_maxrss / 1024:.0f} MB at most, {spent / count * 1e3:.1f} ms of processor a mail")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
