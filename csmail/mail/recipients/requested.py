"""Recipients that a person or a rule asks for by name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csmail.errors import UsageError
from csmail.mail.address import is_own, key, parse_list, sound
from csmail.mail.recipients.audience_builder import AudienceBuilder, Role
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.reason import Reason


def asked(text: str) -> Address:
    """One address as people write it, with or without a name. Raises UsageError when it is none, or several."""
    found, defects = parse_list(text.encode("utf-8", "replace").decode("latin-1"))
    if len(found) != 1 or defects or not sound(found[0].spec):
        raise UsageError(Reason.of("not_a_recipient", written=text), Reason("advice_address"))
    return found[0]


def with_additions(
    audience: Audience, cc: tuple[str, ...], bcc: tuple[str, ...], by: str, desk: Desk | None = None
) -> Audience:
    """The audience with what a person or a rule adds. Visible beats blind (E-5). Raises UsageError for no address.

    With `desk`, every own address is left out and its limit of recipients holds; without, only the sender's is.
    """
    gathering = _reopened(audience, desk)
    _add(gathering, {"cc": cc}, Reason.of("address_asked_for", by=by))
    still_blind = [one for one in audience.bcc if key(one.spec) not in gathering.seen]
    gathering.places["bcc"] = list(still_blind)
    gathering.seen |= {key(one.spec) for one in still_blind}
    _add(gathering, {"bcc": bcc}, Reason.of("address_asked_for", by=by))
    return _amended(audience, gathering)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The recipients as a person wrote them: each a list of addresses with commas, "" for nobody."""

    to: str = ""
    cc: str = ""
    bcc: str = ""


def replaced(audience: Audience, wanted: Wanted, by: str, desk: Desk) -> Audience:
    """Exactly the addresses a person wants instead; what they left out says so. Visible beats blind (E-5).

    An address that was there before keeps its reason. A person may write to a no-reply address, never to the desk
    itself: raises UsageError for that, and for what is no address.
    """
    before = {key(one.spec): one.why for one in audience.origins if one.role != "out"}
    gathering = AudienceBuilder(desk)
    fields: tuple[tuple[Role, str], ...] = (("to", wanted.to), ("cc", wanted.cc), ("bcc", wanted.bcc))
    for role, text in fields:
        for one in _named(role, text, desk):
            gathering.place(role, one, before.get(key(one.spec), Reason.of("address_asked_for", by=by)))
    gathering.leave_all((*audience.to, *audience.cc, *audience.bcc), Reason.of("address_left_out", by=by))
    made = gathering.audience()
    told = {key(one.spec) for one in made.origins}
    left = tuple(one for one in audience.origins if one.role == "out" and key(one.spec) not in told)
    return replace(
        audience, outcome=made.outcome, reason=made.reason, to=made.to, cc=made.cc, bcc=made.bcc,
        origins=(*made.origins, *left),
    )  # fmt: skip


def _named(role: Role, text: str, desk: Desk) -> tuple[Address, ...]:
    field = role.capitalize()
    found, defects = parse_list(text.encode("utf-8", "surrogateescape").decode("latin-1"))
    if defects or not all(sound(one.spec) for one in found):
        hint = Reason("advice_addresses")
        raise UsageError(Reason.of("address_defect", field=field, written=text, defects=", ".join(defects)), hint)
    own = next((one.spec for one in found if is_own(one.spec, desk)), "")
    if own:
        raise UsageError(Reason.of("own_recipient", field=field, own=own), Reason("advice_not_ourselves"))
    return found


def _add(gathering: AudienceBuilder, wanted: dict[Role, tuple[str, ...]], why: Reason) -> None:
    for role, texts in wanted.items():
        gathering.add(role, map(asked, texts), why)


def _reopened(audience: Audience, desk: Desk | None) -> AudienceBuilder:
    """A gathering that holds the visible recipients already."""
    gathering = AudienceBuilder(desk or Desk("", audience.sender.spec, max_recipients=len(audience.envelope) + 1000))
    gathering.places["to"], gathering.places["cc"] = list(audience.to), list(audience.cc)
    gathering.seen = {key(one.spec) for one in (*audience.to, *audience.cc)}
    return gathering


def _amended(audience: Audience, gathering: AudienceBuilder) -> Audience:
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
