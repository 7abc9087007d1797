"""Starts the command line."""

from __future__ import annotations

import gc
import os
import resource
import sys


def main() -> None:
    """Run the command in `sys.argv`, then leave the process with its exit code."""
    # Read once, when typer is imported. Help made by rich costs 160 ms instead of 67 and reads "[DESK...]" as markup.
    os.environ["TYPER_USE_RICH"] = "0"
    # A core holds passwords and customers' mail (threat 14); the hard limit keeps what we start from asking for one.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A pass makes some hundred objects a mail and hardly a cycle: looking for cycles every 700 costs a sixteenth of it.
    # A command makes 50,000 to 70,000 by its imports alone, and to look through those costs 25 ms.
    gc.set_threshold(150_000)
    from csmail.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
