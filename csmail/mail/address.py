"""Addresses as they stand in headers: read without ever inventing a recipient, compared as people mean them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from csmail.mail import _mailboxes
from csmail.mail._mailboxes import Mailbox
from csmail.mail.words import clean, decode, native
from csmail.model.address import Address
from csmail.model.desk import Desk

FIELD_OCTETS = 16 * 1024
ADDRESSES = 500
SPEC_OCTETS = 320
NAME_CHARACTERS = 64
DESKS = 256

# By far the commonest shapes, read without the splitter: 1 microsecond instead of 15.
SIMPLE = re.compile(
    r' *(?:"(?P<quoted>[^"\\<>=@\x00-\x1f\x7f-\xff]*)" *|(?P<phrase>[A-Za-z][A-Za-z0-9 \'-]*) +)?'
    r"(?P<open><)?(?P<spec>[A-Za-z0-9_+=/!#$&*-]+(?:\.[A-Za-z0-9_+=/!#$&*-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)"
    r"(?(open)>) *",
    re.ASCII,
)
LOCAL = re.compile(r'[^\s"(),:;<>@\[\\\]]+|"(?:[^"\\\s]|\\[^\s])+"')
DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,62})(?:\.[\w-]{1,63})*\.?|\[[0-9A-Fa-fIPv:.]{2,64}\]")
AROUND_AT = re.compile(r"[ \t\r\n]*@[ \t\r\n]*")
QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)

SEPARATOR = r"[._-]?"
NO_REPLY = re.compile(
    rf"(?:.*[._-])?(?:no{SEPARATOR}reply|(?:do|can){SEPARATOR}not{SEPARATOR}reply|dont{SEPARATOR}reply"
    rf"|no{SEPARATOR}response|jangan{SEPARATOR}(?:di)?balas|tidak{SEPARATOR}dibalas|ne{SEPARATOR}pas{SEPARATOR}repondre"
    rf"|no{SEPARATOR}responder|nao{SEPARATOR}respond[ae]r?|nicht{SEPARATOR}antworten|non{SEPARATOR}rispondere)"
    r"(?:[._+=-].*)?"
)
# RFC 5230 section 4.6 and what postmasters really use; `postmaster` is a person until more is known (S-2).
ROBOT = re.compile(
    r"mailer[._-]?daemon|mail[._-]?daemon|listserv|list[._-]?server|majordomo|mailman|root|nobody"
    r"|owner-.*|.*-owner|.*-request|(?:.*[._+=-])?bounces?(?:[._+=-].*)?|microsoftexchange[0-9a-f]{32}"
)
# RFC 6761, RFC 6762, RFC 8375: names that no mail server on the Internet answers for.
UNROUTABLE = frozenset({"localhost", "localdomain", "local", "invalid", "lan", "internal", "home", "arpa", "onion"})


def parse_list(value: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """The addresses of a raw, unfolded field value (decoded as latin-1), with the defects met on the way.

    Total and linear. Split first, decoded afterwards (P-1); groups flattened (P-2); a display name is never an
    address (P-3); what is no clean address is left out and flagged (P-4). Defects are codes such as
    `malformed_address`, `address_in_name`, `ambiguous_address`, `semicolon`, `cut`, `too_many`.
    """
    if len(value) <= SPEC_OCTETS:
        return _short(value)
    return _parsed(value)


@lru_cache(maxsize=4096)
def _short(value: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    simple = SIMPLE.fullmatch(value)
    if simple and (simple["open"] or (simple["phrase"] is None and simple["quoted"] is None)):
        name = clean(simple["quoted"] or simple["phrase"] or "", NAME_CHARACTERS)
        if sound(simple["spec"]):
            return (Address(simple["spec"], name),), ()
    return _parsed(value)


def _parsed(value: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    cut = len(value) >= FIELD_OCTETS
    split = _mailboxes.split(value[:FIELD_OCTETS], cut)
    found: list[Address] = []
    for mailbox in split.mailboxes:
        address, defect = _read(mailbox)
        if defect:
            split.flag(defect)
        if address is not None:
            found.append(address)
    if len(found) > ADDRESSES:
        split.flag("too_many")
    return tuple(found[:ADDRESSES]), tuple(split.defects)


def _read(mailbox: Mailbox) -> tuple[Address | None, str]:
    """The one address a mailbox means, or why it means none."""
    if len(mailbox.angles) > 1:
        return None, "ambiguous_address"
    phrase = "".join(mailbox.phrase)
    if not mailbox.angles:
        spec = native(AROUND_AT.sub("@", phrase.strip()))
        name = clean(decode(mailbox.comments[0]), NAME_CHARACTERS) if mailbox.comments else ""
        return (Address(spec, name), "") if sound(spec) else (None, "malformed_address")
    spec = native(AROUND_AT.sub("@", mailbox.angles[0].strip()))
    if not sound(spec):
        return None, "malformed_address"
    name = _name(mailbox.phrase) or (clean(decode(mailbox.comments[0]), NAME_CHARACTERS) if mailbox.comments else "")
    if mailbox.bare and name.casefold() != spec.casefold():
        return Address(spec, name), "address_in_name"
    return Address(spec, "" if name.casefold() == spec.casefold() else name), "malformed_address" * mailbox.broken


def _name(phrase: list[str]) -> str:
    parts = [QUOTED_PAIR.sub(r"\1", part[1:-1]) if part.startswith('"') else part for part in phrase]
    return clean(decode("".join(parts)), NAME_CHARACTERS)


@lru_cache(maxsize=4096)
def sound(spec: str) -> bool:
    """Whether `spec` is local@domain with nothing in it that could be misread (P-4)."""
    local, at, domain = spec.rpartition("@")
    if not at or len(spec) > SPEC_OCTETS or not spec.isprintable():
        return False
    return bool(LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain))


@lru_cache(maxsize=8192)
def key(spec: str) -> str:
    """What two spellings of one mailbox have in common (E-1). Any string has a key; the spec is sent unchanged."""
    local, _, domain = spec.strip().rpartition("@")
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = QUOTED_PAIR.sub(r"\1", local[1:-1])
    return f"{local.casefold()}@{_a_label(domain)}"


def domain(spec: str) -> str:
    """The domain of `spec` as it is compared."""
    return key(spec).rpartition("@")[2]


@lru_cache(maxsize=4096)
def _a_label(domain: str) -> str:
    plain = domain.rstrip(".").casefold()
    if plain.isascii():
        return plain
    import idna

    try:
        return idna.encode(plain, uts46=True).decode("ascii").casefold()
    except (idna.IDNAError, UnicodeError, ValueError):
        return plain


@dataclass(frozen=True, slots=True)
class Own:
    """What a desk owns, as keys; `bases` maps a key to the address as it was configured."""

    bases: dict[str, str]
    catch_all: frozenset[str]
    domains: dict[str, str]
    separator: str
    dots: bool

    def base(self, spec: str) -> str | None:
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
    return _a_label(name.rpartition("@")[2])


def own_base(spec: str, desk: Desk) -> str | None:
    """The own address (as configured) that `spec` is a form of; `spec` itself in a catch-all domain; None if foreign.

    Whole addresses are compared, never substrings (E-3); tags and dots are folded by configuration only (E-2).
    """
    return _own(desk).base(spec)


def is_own(spec: str, desk: Desk) -> bool:
    """Whether `spec` belongs to the desk or to another desk here (E-4)."""
    return own_base(spec, desk) is not None


def is_internal(spec: str, desk: Desk) -> bool:
    """Whether `spec` is an agent or lies in an internal domain; an own address is never internal."""
    agents, domains = _internal(desk.team.agents, desk.team.internal_domains)
    return (key(spec) in agents or domain(spec) in domains) and not is_own(spec, desk)


@lru_cache(maxsize=64)
def _internal(agents: tuple[str, ...], domains: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(key, agents)), frozenset(map(_host, domains))


def is_noreply(spec: str) -> bool:
    """Whether the local part, as whole words, says that nobody reads here (R-10)."""
    return NO_REPLY.fullmatch(key(spec).rpartition("@")[0]) is not None


def is_robot(spec: str) -> bool:
    """Whether the local part is one that only programs use (correct-mail 10.2 row 11)."""
    return ROBOT.fullmatch(key(spec).rpartition("@")[0]) is not None


def is_undeliverable(spec: str) -> bool:
    """Whether no mail can reach `spec`: a name without a public domain, an X.400 relic of Exchange (IMCEAEX)."""
    local, _, host = key(spec).rpartition("@")
    if host.startswith("["):
        return False
    return "." not in host or host.rpartition(".")[2] in UNROUTABLE or local.startswith(("imceaex-", "imcea"))
