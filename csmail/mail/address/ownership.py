"""Which addresses belong to a desk, which to the people who work there."""

from __future__ import annotations

from dataclasses import dataclass, field

from csmail.model.address import a_label, domain, key
from csmail.model.desk import Desk

Whose = tuple[str | None, bool]
"""The own address that an address is a form of, None if foreign, and whether it is that of a colleague."""
DESKS = 256
ASKED = 4096


@dataclass(frozen=True, slots=True)
class Own:
    """What a desk owns, as keys; `bases` maps a key to the address as it was configured. `agents` and `inside`, keys
    and domains, are the people who work there."""

    bases: dict[str, str]
    catch_all: frozenset[str]
    domains: dict[str, str]
    separator: str
    dots: bool
    agents: frozenset[str]
    inside: frozenset[str]
    asked: dict[str, Whose] = field(default_factory=dict)

    def whose(self, spec: str) -> Whose:
        """Ten questions about every mail ask it, mostly of the same few addresses."""
        found = self.asked.get(spec)
        if found is None:
            if len(self.asked) >= ASKED:
                self.asked.clear()
            base = self._base(spec)
            colleague = base is None and (key(spec) in self.agents or domain(spec) in self.inside)
            found = self.asked[spec] = base, colleague
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
    own = _owned(desk)
    if len(_KNOWN) >= DESKS:
        _KNOWN.clear()
    # Holding the desk keeps its id from being given to another one.
    _KNOWN[id(desk)] = (desk, own)
    return own


def _owned(desk: Desk) -> Own:
    main, people = domain(desk.address), desk.people
    own = Own(
        bases={},
        catch_all=frozenset(map(_host, desk.catch_all)),
        domains={_host(name): main for name in desk.equivalent_domains},
        separator=desk.plus_separator if desk.plus_addresses else "",
        dots=desk.dots_insignificant,
        agents=frozenset(map(key, people.agents)),
        inside=frozenset(map(_host, people.internal_domains)),
    )
    for address in (desk.address, *desk.aliases, *desk.other_desks):
        local, _, host = key(address).rpartition("@")
        own.bases.setdefault(f"{own.folded(local)}@{own.domains.get(host, host)}", address)
    return own


def _host(name: str) -> str:
    return a_label(name.rpartition("@")[2])


def own_base(spec: str, desk: Desk) -> str | None:
    """The own address (as configured) that `spec` is a form of; `spec` itself in a catch-all domain; None if foreign.

    Whole addresses are compared, never substrings (E-3); tags and dots are folded by configuration only (E-2).
    """
    return _own(desk).whose(spec)[0]


def is_own(spec: str, desk: Desk) -> bool:
    """Whether `spec` belongs to the desk or to another desk here (E-4)."""
    return _own(desk).whose(spec)[0] is not None


def is_internal(spec: str, desk: Desk) -> bool:
    """Whether `spec` is an agent or lies in an internal domain; an own address is never internal."""
    return _own(desk).whose(spec)[1]
