"""Lets an outgoing mail through only when a second reader finds exactly what was meant (reliability threats 4, 11).

| what can be wrong                               | what the user sees                  | what is kept            |
| ----------------------------------------------- | ----------------------------------- | ----------------------- |
| a value smuggled a header field in              | Refused, naming the fields          | nothing was queued      |
| the fields say other recipients than were meant | Refused, naming field and addresses | nothing was queued      |
| NUL, bare CR or LF, a line over 998 octets      | Refused                             | nothing was queued      |
| an address that is no clean local@domain        | Refused, naming it                  | nothing was queued      |
| nobody to send to, and no person asked to look  | Refused                             | nothing was queued      |
"""

from __future__ import annotations

from collections.abc import Iterable
from email.parser import BytesHeaderParser
from email.policy import compat32

from csmail.errors import Refused
from csmail.mail.address import key, parse_list, sound
from csmail.mail.compose.header_fields import LONGEST_LINE, has_long_line, spelled
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.reason import Reason

HINT = Reason("advice_safety_rule")
PARSER = BytesHeaderParser(policy=compat32)


def check(data: bytes, audience: Audience, names: Iterable[str]) -> None:
    """Raises Refused unless `data` has the fields `names`, once each, and the visible recipients of `audience`."""
    _check_octets(data)
    _check_envelope(audience)
    head = data[: data.find(b"\r\n\r\n")]
    fields = PARSER.parsebytes(head + b"\r\n\r\n")
    if fields.defects:
        raise Refused(Reason("header_line_strange"), HINT)
    if not head.isascii() and all(spelled(spec).isascii() for spec in _shown(audience)):
        raise Refused(Reason("header_not_ascii"), HINT)
    _check_names(fields.keys(), tuple(names))
    raw = {name.lower(): str(value) for name, value in fields.raw_items()}
    expected = (("from", (audience.sender,)), ("to", audience.to), ("cc", audience.cc), ("reply-to", audience.reply_to))
    for name, addresses in expected:
        _check_addresses(name, raw.get(name, ""), addresses)


def _shown(audience: Audience) -> tuple[str, ...]:
    return tuple(one.spec for one in (audience.sender, *audience.to, *audience.cc, *audience.reply_to))


def _check_octets(data: bytes) -> None:
    """SMTP smuggling needs a bare CR or LF (CVE-2023-51764 and its kin); NUL and long lines are cut by servers."""
    breaks = data.count(b"\r\n")
    if not breaks == data.count(b"\r") == data.count(b"\n"):
        raise Refused(Reason("bare_line_end"), HINT)
    if b"\0" in data:
        raise Refused(Reason("nul_octet"), HINT)
    if has_long_line(data):
        raise Refused(Reason.of("line_too_long", limit=LONGEST_LINE), HINT)


def _check_envelope(audience: Audience) -> None:
    for spec in (audience.sender.spec, *audience.envelope):
        if not sound(spec):
            raise Refused(Reason.of("recipient_not_an_address", written=spec), HINT)
    keys = [key(spec) for spec in audience.envelope]
    if not keys and audience.outcome != "hold":
        raise Refused(Reason("mail_without_recipient"), HINT)
    if len(keys) != len(set(keys)):
        raise Refused(Reason("recipient_twice"), HINT)


def _check_names(found: Iterable[str], meant: tuple[str, ...]) -> None:
    names = tuple(found)
    if tuple(sorted(names)) != tuple(sorted(meant)) or len(set(map(str.lower, names))) != len(names):
        raise Refused(Reason.of("fields_differ", names=", ".join(names), meant=", ".join(meant)), HINT)
    blind = [name for name in names if name.lower() == "bcc" or name.lower().startswith("resent-")]
    if blind:
        raise Refused(Reason.of("blind_field", name=blind[0]), HINT)


def _check_addresses(name: str, value: str, meant: tuple[Address, ...]) -> None:
    read, defects = parse_list(value.replace("\r\n", "").encode("utf-8", "surrogateescape").decode("latin-1"))
    found = [address.spec for address in read]
    if found != [spelled(address.spec) for address in meant] or defects:
        raise Refused(Reason.of("recipients_differ", name=name, found=", ".join(found), count=len(meant)), HINT)
