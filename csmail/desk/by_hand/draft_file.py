"""A draft as a file for the editor: headers, an empty line, the text."""

from __future__ import annotations

from collections.abc import Iterable

from csmail.desk.by_hand.drafts import Edited
from csmail.desk.by_hand.editing import Seen
from csmail.errors import UsageError
from csmail.model.address import Address
from csmail.model.task import Draft
from csmail.reason import Reason
from csmail.wording.scissors import with_remarks, without_remarks

FIELDS = ("From", "To", "Cc", "Bcc", "Subject")
PHRASE = frozenset(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~")


def written(draft: Draft, remarks: Iterable[str] = ()) -> str:
    """The file for `draft`; reading it back unchanged gives the same recipients, subject and words, which
    are Markdown when it is written in that.

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
    return with_remarks(f"{head}\n{draft.written}", remarks)


def read(text: str, sender: Address) -> dict[str, str]:
    """Lower-case field name to value, and "text". Raises UsageError with the number of the line."""
    left = without_remarks(text.replace("\r\n", "\n"))
    if not left.strip():
        raise UsageError(Reason("text_empty"))
    head, gap, body = left.partition("\n\n")
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


def edited(fields: dict[str, str], seen: Seen | None = None) -> Edited:
    """The fields of the file as an edition; `seen` is what was there when the editor was opened."""
    return Edited(fields["to"], fields["cc"], fields["bcc"], fields["subject"], fields["text"], seen=seen)


def _folded(addresses: tuple[Address, ...]) -> str:
    return ",\n ".join(map(_named, addresses))


def _named(address: Address) -> str:
    if not address.name:
        return address.spec
    plain = all(character in PHRASE or ord(character) > 127 for character in address.name)
    escaped = address.name.replace("\\", "\\\\").replace('"', '\\"')
    return f"{address.name} <{address.spec}>" if plain else f'"{escaped}" <{address.spec}>'
