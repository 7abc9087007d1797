"""Reads desks, their adapters, the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, get_args

from csmail import registry
from csmail.config.hours.read import hours as read_hours
from csmail.config.schema import Adapter, AssistEntry, DeskEntry
from csmail.config.team import team
from csmail.config.tone import tone
from csmail.config.yaml.part import Part, unknown
from csmail.config.yaml.types import beside, record
from csmail.mail import address
from csmail.model import duration
from csmail.model.address import a_label
from csmail.model.conversation import Priority
from csmail.model.desk import Desk, MoodWords, Tier
from csmail.model.duration import Span
from csmail.model.follow_up import RuleTimes
from csmail.ports import families
from csmail.ports.families import Family
from csmail.reason import BadValue, Reason

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
PRIORITIES: tuple[str, ...] = get_args(Priority)
SHARES = ("warn", "apologise")
LANGUAGE = re.compile(r"[a-z]{2,3}")
# Fields of adapters that name a file, from where rules.yaml lies; a store resolves its own path.
FILES = ("ca_file", "path")
RECIPIENT = "`when: {recipient: …}`"
ALSO = ("mailbox", "transport", "hours", "team", "escalation", "tone", "assist")
NOT_WRITTEN = ("other_desks", "others", "before", "departments", "notices")
ADDRESSES = (
    ("address",),
    ("aliases", "*"),
    ("sendable", "*"),
    ("auto_bcc", "*"),
    ("team", "agents", "*"),
    ("team", "agents", "*", "address"),
    ("escalation", "*", "to"),
)


def desks(part: Part) -> dict[str, DeskEntry]:
    """Every desk that could be read, each knowing the addresses of the others."""
    found: dict[str, DeskEntry] = {}
    for name, inner in part.children().items():
        if not NAME.fullmatch(name):
            inner.problem(Reason("desk_name_wrong"))
        entry = _desk(inner, name)
        if entry is not None:
            found[name] = entry
    if not part.children():
        part.problem(Reason("desk_expected"))
    _refuse_shared(part.children().values())
    _refuse_one_mailbox(part.children(), found)
    return {name: _knowing_others(entry, found) for name, entry in found.items()}


def _desk(part: Part, name: str) -> DeskEntry | None:
    zones = [zone.node.text for zone in part.every("timezone") if zone.node.text and _is_zone(zone.node.text)]
    zone = next(iter(zones), "UTC")
    given: dict[str, Any] = {**dict.fromkeys(NOT_WRITTEN, ()), "home": None, "by": ""}
    given |= {"name": name, "mood_words": MoodWords(), "rule_times": RuleTimes()}
    given |= {"hours": read_hours(part.child("hours"), zone), "team": team(part.child("team"), zone)}
    given["tone"] = tone(part.child("tone"))
    given["escalation"] = tuple(filter(None, (_tier(item, zone) for item in part.every("escalation", "*"))))
    desk: Desk | None = record(part, Desk, given, also=ALSO)
    if desk is not None:
        _check_ladder([*part.every("escalation", "*")], desk)
        _check_aims(part, desk)
    mailbox = _needed(part, "mailbox", "mailboxes")
    transport = _needed(part, "transport", "transports")
    _check(part)
    model = _assist(part)
    return DeskEntry(desk, mailbox, transport, model) if desk and mailbox and transport else None


def _assist(part: Part) -> AssistEntry | None:
    inner = part.child("assist")
    if inner is None:
        return None
    from csmail.config.assist import assist  # with it comes what reads rules

    return assist(inner)


def _tier(part: Part, timezone: str) -> Tier | None:
    hours = part.child("hours")
    own = read_hours(hours, timezone) if hours is not None else None
    made: Tier | None = record(part, Tier, {"hours": own}, also=("hours",))
    return made


def _check_ladder(parts: list[Part], desk: Desk) -> None:
    """Steps come in the order of time; whoever is told reads what customers write."""
    tiers = desk.escalation
    if len(parts) != len(tiers):
        return  # what is wrong with one of them is told already
    for part, before, tier in zip(parts[1:], tiers, tiers[1:], strict=False):
        if _comes_at(tier) < _comes_at(before):
            part.problem(Reason.of("steps_out_of_order", first=tier.name, then=before.name))
    for part, tier in zip(parts, tiers, strict=True):
        if (desk.team.agents or desk.team.internal_domains) and not address.is_internal(tier.to, desk):
            part.warning(Reason.of("step_outside", address=tier.to))


def _check_aims(part: Part, desk: Desk) -> None:
    """What a desk promises fits together, and somebody hears of it when it is not kept."""
    promises = part.child("promises")
    if promises is None:
        return
    if not desk.escalation and any(desk.promises.targets(name) for name in PRIORITIES):
        promises.warning(Reason.of("promise_without_ladder", desk=desk.name))
    others = promises.child("by_priority")
    named = ((name, others.child(name)) for name in PRIORITIES) if others is not None else ()
    for priority, place in (("normal", promises), *named):
        spans = dict(desk.promises.targets(priority))
        first, whole = spans.get("first_response"), spans.get("resolution")
        if place is not None and first and whole and _length(desk, whole) < _length(desk, first):
            (place.child("resolution") or place).warning(Reason("resolution_before_first"))


def _length(desk: Desk, span: Span) -> timedelta:
    """In the open time of the desk, where a day is as long as its own."""
    if not (span.days or span.weeks):
        return span.exact
    from csmail.clocks import calendar  # with it come time zones, which most files are read without

    return calendar(desk.hours).length(span)


def _comes_at(tier: Tier) -> tuple[bool, timedelta]:
    return tier.at != "half", tier.after


def _needed(part: Part, key: str, family: Family) -> Adapter | None:
    inner = part.child(key)
    if inner is None:
        if part.node.entries is not None:
            part.problem(Reason.of("key_missing", key=key))
        return None
    return adapter(inner, family)


def adapter(part: Part, family: Family) -> Adapter | None:
    """The kind and the settings of an adapter, asked whether they fit together; None when something is wrong."""
    kind = part.child("kind")
    known = registry.names(family)
    if kind is None or kind.node.text is None:
        part.problem(Reason.of("kind_missing", known=", ".join(known)))
        return None
    if kind.node.text not in known:
        kind.problem(unknown(kind.node.text, known, "unknown_kind"))
        return None
    module = families.adapter(family, kind.node.text)
    settings = record(part, module.Settings, also=("kind",))
    if settings is None:
        return None
    if family != "stores":
        settings = _with_files(part, settings)
    why = module.check(settings)
    if why:
        part.problem(why)
    return None if why else (kind.node.text, settings)


def _with_files(part: Part, settings: Any) -> Any:
    named = [one.name for one in fields(settings) if one.name in FILES and getattr(settings, one.name)]
    return replace(settings, **{name: str(beside(part, getattr(settings, name))) for name in named})


def _check(part: Part) -> None:
    """What no type says. It looks at the file, so that it is told although something else is wrong."""
    for path in ADDRESSES:
        _refuse(part, path, address.sound, "not_an_address")
    _check_promises(part)
    _refuse(part, ("language",), lambda written: LANGUAGE.fullmatch(written), "not_a_language")
    _refuse(part, ("timezone",), _is_zone, "not_a_time_zone")
    _refuse(part, ("max_recipients",), lambda written: written != "0", "too_few")
    if _says(part, "plus_addresses", "false"):
        _refuse(part, ("reply_tokens",), lambda said: said.lower() != "true", "needs_plus_addresses")
    if not [*part.every("trust", "authserv_ids", "*")]:
        for form in part.every("trust", "forms", "*"):
            form.warning(Reason("form_forgeable"))
    own = {address.key(spec) for spec in _own(part)}
    if part.child("catch_all") is None:
        _refuse(part, ("sendable", "*"), lambda spec: address.key(spec) in own, "not_an_own_address")


def _check_promises(part: Part) -> None:
    for priorities in part.every("promises", "by_priority"):
        for name, inner in priorities.children().items():
            if name not in PRIORITIES:
                inner.problem(Reason.of("not_a_priority", written=name, known=", ".join(PRIORITIES)))
    for promised in part.every("promises"):
        warn, apologise = (promised.child(key) for key in SHARES)
        if _percent(warn, "50%") > _percent(apologise, "80%"):
            (apologise or warn or promised).problem(Reason("apology_before_warning"))
    whole = [*part.every("promises")]
    each = [promises.child(name) for promises in part.every("promises", "by_priority") for name in PRIORITIES]
    for goal in (one.child(name) for one in (*whole, *each) if one is not None for name in one.node.entries or ()):
        if goal is not None and goal.node.text is not None and _is_nothing(goal.node.text):
            goal.problem(Reason("promise_of_nothing"))


def _is_nothing(written: str) -> bool:
    try:
        return not duration.parse(written)
    except BadValue:  # told where its type is read
        return False


def _percent(part: Part | None, default: str) -> int:
    """What is written, 0 for what is no share: that is told where it is read."""
    written = default if part is None else (part.node.text or "")
    digits = written.strip().removesuffix("%").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0


def _says(part: Part, key: str, word: str) -> bool:
    return any((inner.node.text or "").lower() == word for inner in part.every(key))


def _refuse(part: Part, path: tuple[str, ...], sound: Callable[[str], object], code: str) -> None:
    for inner in part.every(*path):
        if inner.node.text is not None and not sound(inner.node.text):
            inner.problem(Reason.of(code, written=inner.node.text))


def _own(part: Part) -> list[str]:
    parts = (*part.every("address"), *part.every("aliases", "*"))
    return [inner.node.text for inner in parts if inner.node.text is not None]


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # KeyError: there is none of this name
        return False
    return True


def _knowing_others(entry: DeskEntry, every: dict[str, DeskEntry]) -> DeskEntry:
    others = tuple(other.desk for other in every.values() if other is not entry)
    addresses = tuple(spec for desk in others for spec in (desk.address, *desk.aliases))
    return replace(entry, desk=replace(entry.desk, other_desks=addresses, others=others))


def _refuse_shared(parts: Iterable[Part]) -> None:
    """An address of two desks would have two answers to every mail."""
    owner: dict[str, str] = {}
    for part in parts:
        for inner in (*part.every("address"), *part.every("aliases", "*")):
            name = str(part.path[-1])
            first = owner.setdefault(address.key(inner.node.text or ""), name)
            if first != name:
                inner.problem(Reason.of("address_taken", address=inner.node.text, desk=first))


def _same_account(one: str, other: str) -> bool:
    """Whether two accounts (`name at host`) may be one: many servers take a login with and without its domain."""
    names, hosts = zip(*(each.rsplit(" at ", 1) for each in (one, other)), strict=True)
    (local, _, domain), (other_local, _, other_domain) = (each.partition("@") for each in names)
    either_bare = not domain or not other_domain
    return hosts[0] == hosts[1] and local == other_local and (either_bare or a_label(domain) == a_label(other_domain))


def _refuse_one_mailbox(parts: Mapping[str, Part], found: Mapping[str, DeskEntry]) -> None:
    """Two desks that read one folder take in every mail twice, and both answer it."""
    readers: dict[str, list[tuple[str, str]]] = {}
    for name, entry in found.items():
        settings = entry.mailbox[1]
        account = getattr(settings, "account", "")
        for folder in settings.folders if account else ():
            plain = "INBOX" if folder.upper() == "INBOX" else folder
            before = readers.setdefault(plain, [])
            first = next((other for other, theirs in before if _same_account(theirs, account)), name)
            before.append((name, account))
            if first != name:
                inner = parts[name].child("mailbox") or parts[name]
                facts = {"folder": plain, "account": account, "address": entry.desk.address}
                inner.problem(Reason.of("mailbox_shared", one=first, other=name, example=RECIPIENT, **facts))
                break
