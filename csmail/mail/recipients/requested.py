"""Recipients that a person or a rule asks for by name."""

from __future__ import annotations

from dataclasses import replace

from csmail.errors import UsageError
from csmail.mail.address import key, parse_list, sound
from csmail.mail.recipients.audience_builder import Gathering, Role
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Desk


def asked(text: str) -> Address:
    """One address as people write it, with or without a name. Raises UsageError when it is none, or several."""
    found, defects = parse_list(text.encode("utf-8", "replace").decode("latin-1"))
    if len(found) != 1 or defects or not sound(found[0].spec):
        raise UsageError(f"{text!r} is no address", "write it like jane@cust.example")
    return found[0]


def compose_new(to: tuple[str, ...], cc: tuple[str, ...], bcc: tuple[str, ...], desk: Desk) -> Audience:
    """A mail that answers none. Raises UsageError for what is no address."""
    gathering = Gathering(desk)
    _add(gathering, {"to": to, "cc": cc, "bcc": bcc}, "asked for")
    gathering.add_standing_copies()
    return gathering.audience() if gathering.seen else gathering.audience("hold", "no_reply_target")


def with_additions(
    audience: Audience, cc: tuple[str, ...], bcc: tuple[str, ...], by: str, desk: Desk | None = None
) -> Audience:
    """The audience with what a person or a rule adds. Visible beats blind (E-5). Raises UsageError for no address.

    With `desk`, every own address is left out and its limit of recipients holds; without, only the sender's is.
    """
    gathering = _reopened(audience, desk)
    _add(gathering, {"cc": cc}, f"asked for by {by}")
    still_blind = [one for one in audience.bcc if key(one.spec) not in gathering.seen]
    gathering.places["bcc"] = list(still_blind)
    gathering.seen |= {key(one.spec) for one in still_blind}
    _add(gathering, {"bcc": bcc}, f"asked for by {by}")
    return _amended(audience, gathering)


def replaced(audience: Audience, to: tuple[str, ...], cc: tuple[str, ...], bcc: tuple[str, ...], by: str) -> Audience:
    """Exactly the addresses a person wants instead; what they left out says so. Raises UsageError for no address."""
    gathering = _reopened(replace(audience, to=(), cc=(), bcc=(), origins=()), None)
    _add(gathering, {"to": to, "cc": cc, "bcc": bcc}, f"asked for by {by}")
    gathering.leave_all((*audience.to, *audience.cc, *audience.bcc), f"left out by {by}")
    return _amended(audience, gathering)


def _add(gathering: Gathering, wanted: dict[Role, tuple[str, ...]], why: str) -> None:
    for role, texts in wanted.items():
        gathering.add(role, map(asked, texts), why)


def _reopened(audience: Audience, desk: Desk | None) -> Gathering:
    """A gathering that holds the visible recipients already."""
    gathering = Gathering(desk or Desk("", audience.sender.spec, max_recipients=len(audience.envelope) + 1000))
    gathering.places["to"], gathering.places["cc"] = list(audience.to), list(audience.cc)
    gathering.seen = {key(one.spec) for one in (*audience.to, *audience.cc)}
    return gathering


def _amended(audience: Audience, gathering: Gathering) -> Audience:
    """`audience` with other recipients; each keeps the reason for the place where it is now."""
    made = gathering.audience(audience.outcome, audience.reason)
    placed = {(role, key(one.spec)) for role in ("to", "cc", "bcc") for one in getattr(made, role)}
    used = {spec for _, spec in placed}
    before = [
        one
        for one in audience.origins
        if (one.role, key(one.spec)) in placed or (one.role == "out" and key(one.spec) not in used)
    ]
    return replace(
        audience,
        outcome=made.outcome,
        reason=made.reason,
        to=made.to,
        cc=made.cc,
        bcc=made.bcc,
        origins=(*before, *made.origins),
        flags=tuple(dict.fromkeys((*audience.flags, *made.flags))),
    )
