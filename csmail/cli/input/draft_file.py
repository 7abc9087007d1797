"""A draft as a file for the editor: headers, an empty line, the text."""

from __future__ import annotations

from typing import Literal

from csmail.cli.documents import shapes
from csmail.errors import UsageError
from csmail.mail.address import key, parse_list
from csmail.model.address import Address
from csmail.model.task import Draft

ROLES: tuple[Literal["to", "cc", "bcc"], ...] = ("to", "cc", "bcc")
FIELDS = ("From", "To", "Cc", "Bcc", "Subject")
PHRASE = frozenset(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~")


def written(draft: Draft) -> str:
    """The file for `draft`; reading it back unchanged gives the same recipients, subject and text."""
    audience = draft.audience
    values = {
        "From": _named(audience.sender),
        "To": _folded(audience.to),
        "Cc": _folded(audience.cc),
        "Bcc": _folded(audience.bcc),
        "Subject": draft.subject,
    }
    head = "".join(f"{name}: {value}".rstrip() + "\n" for name, value in values.items())
    return f"{head}\n{draft.text}"


def read(text: str, sender: Address) -> dict[str, str]:
    """Lower-case field name to value, and "text". Raises UsageError with the number of the line."""
    head, gap, body = text.replace("\r\n", "\n").partition("\n\n")
    if not gap:
        raise UsageError("there is no empty line between the headers and the text", "put one after Subject:")
    found: dict[str, str] = {}
    last = ""
    for number, line in enumerate(head.split("\n"), 1):
        if line[:1] in (" ", "\t") and last:
            found[last] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        title = name.strip().capitalize()
        if not colon or title not in FIELDS:
            raise UsageError(f"line {number}: {line!r} is no header of a draft", f"headers: {', '.join(FIELDS)}")
        if title.lower() in found:
            raise UsageError(f"line {number}: {title} is there twice", "put all addresses on one line, with commas")
        last = title.lower()
        found[last] = value.strip()
    if found.get("from", _named(sender)) != _named(sender):
        raise UsageError("From cannot be changed here", f"leave it as it was: From: {_named(sender)}")
    if not body.strip():
        raise UsageError("the text is empty: nothing was changed")
    return {name.lower(): found.get(name.lower(), "") for name in FIELDS} | {"text": body}


def rehearsed(fields: dict[str, str], draft: Draft) -> shapes.Letter:
    """The letter these fields would make. Raises UsageError for an address that cannot be read."""
    whys = {key(origin.spec): origin.why for origin in draft.audience.origins if origin.role != "out"}
    recipients: list[shapes.Recipient] = []
    found: dict[str, tuple[str, ...]] = {}
    for role in ROLES:
        addresses, defects = parse_list(octets(fields[role]))
        if defects:
            raise UsageError(f"{role.capitalize()}: {fields[role]!r}: {', '.join(defects)}")
        found[role] = tuple(address.spec for address in addresses)
        recipients += [
            shapes.Recipient(spec, role, whys.get(key(spec), "written in the editor")) for spec in found[role]
        ]
    return shapes.Letter(
        sender=_named(draft.audience.sender), to=found["to"], cc=found["cc"], bcc=found["bcc"],
        recipients=tuple(recipients), subject=fields["subject"], text=fields["text"],
    )  # fmt: skip


def octets(value: str) -> str:
    """A value as headers hold it (UTF-8 octets read as latin-1), which is what `mail.address.parse_list` reads."""
    return value.encode("utf-8", "surrogateescape").decode("latin-1")


def _folded(addresses: tuple[Address, ...]) -> str:
    return ",\n ".join(map(_named, addresses))


def _named(address: Address) -> str:
    if not address.name:
        return address.spec
    plain = all(character in PHRASE or ord(character) > 127 for character in address.name)
    escaped = address.name.replace("\\", "\\\\").replace('"', '\\"')
    return f"{address.name} <{address.spec}>" if plain else f'"{escaped}" <{address.spec}>'
