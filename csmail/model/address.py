"""An address: the addr-spec as it was first spelled, the display name beside it, and when two are one (E-1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from csmail.wording.harmless import harmless


@dataclass(frozen=True, slots=True)
class Address:
    """`spec` is `local@domain` as first seen and is sent unchanged; compare with `mail.address.key`, never with ==."""

    spec: str
    name: str = ""


SPEC_OCTETS = 320

LOCAL = re.compile(r'[^\s"(),:;<>@\[\\\]]+|"(?:[^"\\\s]|\\[^\s])+"')
DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,62})(?:\.[\w-]{1,63})*\.?|\[[0-9A-Fa-fIPv:.]{2,64}\]")
QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@lru_cache(maxsize=4096)
def sound(spec: str) -> bool:
    """Whether `spec` is local@domain with nothing in it that could be misread (P-4)."""
    local, at, domain = spec.rpartition("@")
    if not at or len(spec) > SPEC_OCTETS or harmless(spec) != spec or not spec.isprintable():
        return False
    return bool(LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain))


@lru_cache(maxsize=8192)
def key(spec: str) -> str:
    """What two spellings of one mailbox have in common (E-1). Any string has a key; the spec is sent unchanged."""
    local, _, domain = spec.strip().rpartition("@")
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = QUOTED_PAIR.sub(r"\1", local[1:-1])
    return f"{local.casefold()}@{a_label(domain)}"


def domain(spec: str) -> str:
    """The domain of `spec` as it is compared."""
    return key(spec).rpartition("@")[2]


@lru_cache(maxsize=4096)
def a_label(domain: str) -> str:
    """The domain as ASCII (RFC 5890), folded, without its trailing dot; as it stands where IDNA refuses it."""
    plain = domain.rstrip(".").casefold()
    if plain.isascii():
        return plain
    import idna

    try:
        return idna.encode(plain, uts46=True).decode("ascii").casefold()
    except (idna.IDNAError, UnicodeError, ValueError):
        return plain
