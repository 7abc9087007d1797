"""What a server we trust found out about who sent a mail (RFC 8601).

Only the topmost field of a trusted server counts: the writer may have put more below. The server itself has to take
out what pretends to come from it (RFC 8601 section 5); no reader can tell such a field from a true one.

| what can be wrong | what comes back |
| --- | --- |
| no trusted server wrote one | nothing |
| results within comments or quoted strings (`smtp.mailfrom="; dmarc=pass"@evil.example`) | not those |
| a comment or a quoted string without its end | what is named, except every "pass" |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from csmail.mail.headers import FIELD_OCTETS

RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.ASCII | re.IGNORECASE)
ANYWHERE = re.compile(r"\b([a-z][a-z0-9-]{1,20})\s*=\s*([a-z]+)", re.ASCII | re.IGNORECASE)


def results(values: Iterable[str], servers: Iterable[str]) -> Mapping[str, str]:
    """Method to result in lower case ("dmarc": "fail"). `values` are the Authentication-Results, topmost first."""
    trusted = {name.casefold() for name in servers}
    for value in values if trusted else ():
        plain, whole = bare(value[:FIELD_OCTETS])
        server, *rest = plain.split(";")
        if (server.split() or [""])[0].casefold() in trusted:
            return _results(rest) if whole else _suspicions(value)
    return {}


def bare(value: str) -> tuple[str, bool]:
    """`value` without comments, nested ones too, with quoted strings emptied; False when one of them has no end."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for character in value:
        if escaped:
            escaped = False
        elif character == "\\" and (depth or quoted):
            escaped = True
        elif quoted or (character == '"' and not depth):
            quoted = not quoted or character != '"'
        elif character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            kept.append(" ")
        elif not depth:
            kept.append(character)
    return "".join(kept), not (depth or quoted)


def _results(parts: Iterable[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in parts:
        result = RESULT.match(part)
        if result:
            found.setdefault(result[1].lower(), result[2].lower())
    return found


def _suspicions(value: str) -> Mapping[str, str]:
    """Of a broken field everything but good news, wherever it stands."""
    named = ((method.lower(), result.lower()) for method, result in ANYWHERE.findall(value))
    return {method: result for method, result in named if result != "pass"}
