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
from collections.abc import Iterable, Mapping, Sequence

from csmail.mail.mime.headers import FIELD_OCTETS
from csmail.model.address import a_label

RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.ASCII | re.IGNORECASE)
PROPERTY = re.compile(r"\b((?:smtp|header)\.[a-z]+)\s*=\s*([^\s;]+)", re.ASCII | re.IGNORECASE)
ANYWHERE = re.compile(r"\b([a-z][a-z0-9-]{1,20})\s*=\s*([a-z]+)", re.ASCII | re.IGNORECASE)


def results(values: Iterable[str], servers: Iterable[str]) -> Mapping[str, str]:
    """Method to result in lower case ("dmarc": "fail"). `values` are the Authentication-Results, topmost first."""
    value, parts, whole = _topmost(values, servers)
    return _results(parts) if whole else _suspicions(value)


def vouches(values: Iterable[str], servers: Iterable[str], domain: str) -> bool:
    """Whether the topmost field of a trusted server says that a mail is from `domain` (as `address.domain` gives it).

    DMARC passed, or SPF, DKIM or a login (RFC 8601 section 2.7.4) did for a domain aligned with it as RFC 7489
    section 3.1 says, in relaxed mode. The organizational domain is not looked up: one of the two has to be the other
    or lie in it.
    """
    _, parts, whole = _topmost(values, servers)
    if not whole or _results(parts).get("dmarc") == "fail":
        return False
    return any(_vouches(part, domain) for part in parts)


def _topmost(values: Iterable[str], servers: Iterable[str]) -> tuple[str, Sequence[str], bool]:
    """The topmost field of a trusted server, its results one by one, whether it is whole; no results without one."""
    trusted = {name.casefold() for name in servers}
    for value in values if trusted else ():
        plain, whole = bare(value[:FIELD_OCTETS])
        server, *rest = plain.split(";")
        if (server.split() or [""])[0].casefold() in trusted:
            return value, rest, whole
    return "", (), True


def _vouches(part: str, domain: str) -> bool:
    found = RESULT.match(part)
    if found is None or found[2].lower() != "pass":
        return False
    told = {name.lower(): value.rpartition("@")[2].strip('<>"') for name, value in PROPERTY.findall(part)}
    method = found[1].lower()
    if method == "dmarc":
        return _aligned(told.get("header.from", domain), domain)
    names = {"spf": ("smtp.mailfrom", "smtp.from"), "dkim": ("header.d", "header.i"), "auth": ("smtp.auth",)}.get(
        method, ()
    )
    return any(_aligned(told[name], domain) for name in names if name in told)


def _aligned(proven: str, domain: str) -> bool:
    one, other = a_label(proven), a_label(domain)
    shorter = min(one, other, key=len)
    return "." in shorter and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


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
