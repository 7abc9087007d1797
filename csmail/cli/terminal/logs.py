"""Log lines on stderr: key=value for people, JSON lines for collectors.

A record carries an event and, under `fields`, what belongs to it; bodies and secrets are never handed over. What is
handed over may still come from a stranger's mail, so a line is one line and holds nothing a terminal obeys.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, Literal

from csmail.redaction import hidden
from csmail.wording.safe_text import safe_text

Form = Literal["text", "json"]
PLAIN = re.compile(r"[A-Za-z0-9_.,:@/+<>-]+", re.ASCII)
LONGEST = 500
LIBRARIES = ("imapclient", "aiosmtplib", "schedule", "asyncio", "imaplib")  # some print commands, passwords with them


def begin(form: Form = "text", verbose: bool = False) -> None:
    """Send the records of csmail to stderr; those of the libraries only from warnings on."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines() if form == "json" else Pairs())
    ours = logging.getLogger("csmail")
    ours.handlers = [lines]
    ours.propagate = False
    ours.setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


class Pairs(logging.Formatter):
    """`2026-07-06T09:00:00Z info taken_in desk=support conversation=K7F3Q2`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {name: value for name, value in _fields(record).items() if value not in ("", None)}
        pairs = [f"{name}={_quoted(value)}" for name, value in fields.items()]
        head = [_at(record), record.levelname.lower(), _quoted(record.getMessage())]
        return " ".join([*head, *pairs, *_trace(self, record)])


class JsonLines(logging.Formatter):
    """One JSON object a line, the fields beside `at`, `level` and `event`."""

    def format(self, record: logging.LogRecord) -> str:
        head = {"at": _at(record), "level": record.levelname.lower(), "event": record.getMessage()}
        fields = {name: _short(value) for name, value in _fields(record).items()}
        if record.exc_info:
            fields["traceback"] = _untold(self.formatException(record.exc_info))
        return json.dumps({**fields, **head}, default=str)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    found = getattr(record, "fields", {})
    return found if isinstance(found, dict) else {}


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _short(value: Any) -> Any:
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)[:LONGEST]


def _quoted(value: Any) -> str:
    text = str(_short(value))
    return text if PLAIN.fullmatch(text) else json.dumps(safe_text(text), ensure_ascii=False)


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    """A traceback stays readable: lines of its own, indented, so that the next record begins at the margin."""
    if not record.exc_info:
        return []
    return ["\n  " + safe_text(_untold(formatter.formatException(record.exc_info))).replace("\n", "\n  ")]


def _untold(trace: str) -> str:
    """A traceback without our secrets: the last line may be of what a server said."""
    return "\n".join(map(hidden, trace.splitlines()))
