"""Reads the JSON that a model was asked for; of another form it is of no use."""

from __future__ import annotations

import json
import re
from typing import Any

from csmail.ports.assistant import Sentence, Suggestion

FENCED = re.compile(r"\s*```(?:json)?[ \t]*\n(?P<within>.*?)\n?```\s*\Z", re.DOTALL | re.IGNORECASE)
MOST = 60
"""Sentences of a letter; 4 KiB hold fewer."""


def suggestion(text: str) -> Suggestion:
    """The sentences. Raises ValueError for everything else than what was asked for."""
    fenced = FENCED.match(text)  # many a small model cannot do without
    document = parsed(fenced["within"] if fenced else text)
    found = document.get("sentences") if isinstance(document, dict) else None
    if not isinstance(found, list) or len(found) > MOST:
        raise ValueError("sentences")
    return Suggestion(tuple(map(_sentence, found)))


def parsed(text: str | bytes) -> Any:
    """The JSON, of which a key that stands twice is none. Raises ValueError, for one nested too deeply too."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
    except RecursionError:
        raise ValueError("nested") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("twice")
    return found


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _sentence(found: Any) -> Sentence:
    if not isinstance(found, dict):
        raise ValueError("sentence")
    text, sources, frame = found.get("text"), found.get("sources") or [], found.get("frame") or ""
    if not isinstance(text, str) or not isinstance(frame, str) or not isinstance(sources, list):
        raise ValueError("sentence")
    if not all(isinstance(one, str) for one in sources):
        raise ValueError("sources")
    return Sentence(text, tuple(sources), bool(frame.strip()))
