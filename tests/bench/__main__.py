"""Every benchmark, one after the other: python -m tests.bench [NAME…]."""

from __future__ import annotations

import importlib
import sys

NAMES = (
    "startup", "deciding", "rules", "reading", "thread", "commit", "latency", "wayout", "tagging", "due", "idle",
    "history", "bulk", "desk", "review", "drafts",
)  # fmt: skip


def main(names: tuple[str, ...]) -> None:
    """Run the named benchmarks, or all."""
    for name in names or NAMES:
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
