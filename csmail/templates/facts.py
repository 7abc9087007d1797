"""Where a text says a fact that is looked up: file, line and `order.status`, found without filling it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

SPOKEN = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
NAMED = re.compile(r"(?<![\w.'\"])([a-z][a-z0-9_]*)\s*\.\s*([a-z_][a-z0-9_]*)")
PART = re.compile(r"\{%-?\s*include\s+['\"](_[a-z0-9-]+)")


def said_facts(folder: Path, template: str, lookups: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """Each place in the texts of `template`, in every language, and in the parts that they include."""
    for path in sorted(folder.glob(f"{template}.*.txt")):
        try:
            text = path.read_text("utf-8", "replace")
        except OSError:  # `templates check` tells of it
            continue
        for spoken in SPOKEN.finditer(text):
            for found in NAMED.finditer(spoken[0]):
                if found[1] in lookups:
                    at = spoken.start() + found.start()
                    yield path.name, text.count("\n", 0, at) + 1, f"{found[1]}.{found[2]}"
        if not template.startswith("_"):
            for part in sorted(set(PART.findall(text))):
                yield from said_facts(folder, part, lookups)
