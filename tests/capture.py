"""Writes what `csmail demo` prints into docs/demo.txt: `python -m tests.capture`, or `make capture`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

CAPTURE = Path(__file__).parents[1] / "docs" / "demo.txt"
# The command is shown as it has to be typed on the machine of the demo.
TYPED = re.compile(r"^  \S*csmail (demo|init)", re.MULTILINE)
MADE_ANEW = re.compile(
    r"<cs\.[^>]*>"  # a Message-ID of ours
    r"|\b\d{4}-\d\d-\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)\b"
    r"|\b\d{1,2} [A-Z][a-z]+ \d{4}\b|\d+(?:\.\d+)?(?: ?ms|s)\b|…$",
    re.MULTILINE,
)
"""What differs from one day, or run, to the next."""


def played() -> str:
    """What the demo prints where nobody watches, in English."""
    done = subprocess.run(
        [sys.executable, "-m", "csmail", "demo"],
        capture_output=True, text=True, timeout=120, check=True, env={**os.environ, "CSMAIL_LANG": "en"},
    )  # fmt: skip
    return TYPED.sub(r"  csmail \1", done.stdout)


def blocks(said: str) -> Counter[str]:
    """What is told, piece by piece; servers take mails in whatever order they come."""
    return Counter(MADE_ANEW.sub("*", piece).strip() for piece in said.split("\n\n"))


if __name__ == "__main__":
    CAPTURE.write_text(f"$ csmail demo\n{played()}", encoding="utf-8")
