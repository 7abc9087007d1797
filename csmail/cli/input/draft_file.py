"""A draft as a file for the editor: headers, an empty line, the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from csmail.cli.documents import build, shapes
from csmail.cli.terminal import editor
from csmail.errors import UsageError
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.task import Draft
from csmail.reason import Reason

ROLES: tuple[Literal["to", "cc", "bcc"], ...] = ("to", "cc", "bcc")
FIELDS = ("From", "To", "Cc", "Bcc", "Subject")
PHRASE = frozenset(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~")


def written(draft: Draft, remarks: Iterable[str] = ()) -> str:
    """The file for `draft`; reading it back unchanged gives the same recipients, subject and text.

    `remarks` stand below a line of scissors, for whoever edits it.
    """
    audience = draft.audience
    values = {
        "From": _named(audience.sender),
        "To": _folded(audience.to),
        "Cc": _folded(audience.cc),
        "Bcc": _folded(audience.bcc),
        "Subject": draft.subject,
    }
    head = "".join(f"{name}: {value}".rstrip() + "\n" for name, value in values.items())
    return editor.with_remarks(f"{head}\n{draft.text}", remarks)


def read(text: str, sender: Address) -> dict[str, str]:
    """Lower-case field name to value, and "text". Raises UsageError with the number of the line."""
    head, gap, body = editor.without_remarks(text.replace("\r\n", "\n")).partition("\n\n")
    if not gap:
        raise UsageError(Reason("no_empty_line"), Reason("advice_line_after_subject"))
    found: dict[str, str] = {}
    last = ""
    for number, line in enumerate(head.split("\n"), 1):
        if line[:1] in (" ", "\t") and last:
            found[last] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        title = name.strip().capitalize()
        if not colon or title not in FIELDS:
            raise UsageError(
                Reason.of("not_a_draft_header", number=number, line=line),
                Reason.of("advice_headers", known=", ".join(FIELDS)),
            )
        if title.lower() in found:
            raise UsageError(Reason.of("header_twice", number=number, title=title), Reason("advice_one_line"))
        last = title.lower()
        found[last] = value.strip()
    if found.get("from", _named(sender)) != _named(sender):
        raise UsageError(Reason("from_is_fixed"), Reason.of("advice_leave_from", sender=_named(sender)))
    if not body.strip():
        raise UsageError(Reason("text_empty"))
    return {name.lower(): found.get(name.lower(), "") for name in FIELDS} | {"text": body}


def rehearsed(fields: dict[str, str], draft: Draft, desk: Desk, by: str) -> shapes.Letter:
    """The letter these fields would make. Raises UsageError for an address that cannot be read, or is ours."""
    from csmail.mail.recipients import Wanted, replaced  # what lists drafts does without it

    made = replaced(draft.audience, Wanted(fields["to"], fields["cc"], fields["bcc"]), by, desk)
    whom: dict[str, tuple[str, ...]] = {role: tuple(one.spec for one in getattr(made, role)) for role in ROLES}
    return shapes.Letter(
        sender=_named(made.sender), to=whom["to"], cc=whom["cc"], bcc=whom["bcc"],
        recipients=tuple(build.recipient(one.spec, one.role, one.why) for one in made.origins if one.role != "out"),
        subject=fields["subject"], text=fields["text"],
    )  # fmt: skip


def _folded(addresses: tuple[Address, ...]) -> str:
    return ",\n ".join(map(_named, addresses))


def _named(address: Address) -> str:
    if not address.name:
        return address.spec
    plain = all(character in PHRASE or ord(character) > 127 for character in address.name)
    escaped = address.name.replace("\\", "\\\\").replace('"', '\\"')
    return f"{address.name} <{address.spec}>" if plain else f'"{escaped}" <{address.spec}>'
