"""Where a text says a fact that is looked up: file, line and `order.status`, found without filling it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

SPOKEN = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
NAMED = re.compile(r"(?<![\w.'\"])([a-z][a-z0-9_]*)\s*\.\s*([a-z_][a-z0-9_]*)")
BY_HAND = re.compile(r"(?<![\w.])lookup\s*\(\s*['\"]?(\w+)")
PART = re.compile(r"\{%-?\s*include\s+['\"](_[a-z0-9-]+)")


def said_facts(folder: Path, template: str, lookups: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """Each place in the texts of `template`, in every language, and in the parts that they include."""
    for path in sorted((*folder.glob(f"{template}.*.txt"), *folder.glob(f"{template}.*.md"))):
        try:
            text = path.read_text("utf-8", "replace")
        except OSError:  # `templates check` tells of it
            continue
        for spoken in SPOKEN.finditer(text):
            facts = [(one.start(), f"{one[1]}.{one[2]}") for one in NAMED.finditer(spoken[0]) if one[1] in lookups]
            facts += [(one.start(), f"lookup {one[1]}") for one in BY_HAND.finditer(spoken[0])]
            for start, fact in sorted(facts):
                yield path.name, text.count("\n", 0, spoken.start() + start) + 1, fact
        if not template.startswith("_"):
            for part in sorted(set(PART.findall(text))):
                yield from said_facts(folder, part, lookups)
