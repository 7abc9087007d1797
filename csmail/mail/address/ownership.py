"""Which addresses belong to a desk, which to the people who work there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from csmail.model.address import a_label, domain, key
from csmail.model.desk import Desk

DESKS = 256
ASKED = 4096


@dataclass(frozen=True, slots=True)
class Own:
    """What a desk owns, as keys; `bases` maps a key to the address as it was configured."""

    bases: dict[str, str]
    catch_all: frozenset[str]
    domains: dict[str, str]
    separator: str
    dots: bool
    asked: dict[str, str | None] = field(default_factory=dict)

    def base(self, spec: str) -> str | None:
        """The own address that `spec` is a form of; several rows ask it of every mail, mostly of the same few."""
        try:
            return self.asked[spec]
        except KeyError:
            if len(self.asked) >= ASKED:
                self.asked.clear()
            self.asked[spec] = found = self._base(spec)
            return found

    def _base(self, spec: str) -> str | None:
        local, _, host = key(spec).rpartition("@")
        if not local:
            return None
        host = self.domains.get(host, host)
        forms = [local, local.split(self.separator, 1)[0]] if self.separator else [local]
        for form in forms:
            found = self.bases.get(f"{self.folded(form)}@{host}")
            if found is not None:
                return found
        return spec if host in self.catch_all else None

    def folded(self, local: str) -> str:
        return local.replace(".", "") if self.dots else local


_KNOWN: dict[int, tuple[Desk, Own]] = {}


def _own(desk: Desk) -> Own:
    """What `desk` owns, reckoned once per desk: by identity, since a desk with hours cannot be hashed."""
    known = _KNOWN.get(id(desk))
    if known is not None and known[0] is desk:
        return known[1]
    addresses = (desk.address, *desk.aliases, *desk.other_desks)
    plus = desk.plus_separator if desk.plus_addresses else ""
    own = _owned(addresses, desk.catch_all, desk.equivalent_domains, plus, desk.dots_insignificant)
    if len(_KNOWN) >= DESKS:
        _KNOWN.clear()
    # Holding the desk keeps its id from being given to another one.
    _KNOWN[id(desk)] = (desk, own)
    return own


@lru_cache(maxsize=64)
def _owned(
    addresses: tuple[str, ...], catch_all: tuple[str, ...], equivalent: tuple[str, ...], plus: str, dots: bool
) -> Own:
    main = domain(addresses[0])
    own = Own({}, frozenset(map(_host, catch_all)), {_host(name): main for name in equivalent}, plus, dots)
    for address in addresses:
        local, _, host = key(address).rpartition("@")
        own.bases.setdefault(f"{own.folded(local)}@{own.domains.get(host, host)}", address)
    return own


def _host(name: str) -> str:
    return a_label(name.rpartition("@")[2])


def own_base(spec: str, desk: Desk) -> str | None:
    """The own address (as configured) that `spec` is a form of; `spec` itself in a catch-all domain; None if foreign.

    Whole addresses are compared, never substrings (E-3); tags and dots are folded by configuration only (E-2).
    """
    return _own(desk).base(spec)


def is_own(spec: str, desk: Desk) -> bool:
    """Whether `spec` belongs to the desk or to another desk here (E-4)."""
    return _own(desk).base(spec) is not None


def is_internal(spec: str, desk: Desk) -> bool:
    """Whether `spec` is an agent or lies in an internal domain; an own address is never internal."""
    people = desk.people
    agents, domains = _internal(people.agents, people.internal_domains)
    return (key(spec) in agents or domain(spec) in domains) and not is_own(spec, desk)


@lru_cache(maxsize=64)
def _internal(agents: tuple[str, ...], domains: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(key, agents)), frozenset(map(_host, domains))
