"""What a mail says, as plain text, with the names of what is attached.

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| text over 64 K characters | its beginning, defect `text_cut` | the mail on the server |
| body not fetched whole | what was fetched, defect `body_cut` | the same |
| ... and cut within the text | the same and `text_unfinished`: fetch more of it | the same |
| unknown or lying charset | UTF-8, what a page says of itself, the likeliest | the same |
| a structure no reader takes | no text, defect `structure_refused` | the same |
| encrypted, or signed and damaged | see `_opaque` | the same |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from csmail.mail.mime import opaque_parts, structure, uuencode
from csmail.mail.mime.charset import is_blank, legible, prose, storable
from csmail.mail.mime.headers import block
from csmail.mail.mime.parameters import mechanism, parameter
from csmail.mail.mime.structure import Node, Part
from csmail.mail.text import flowed
from csmail.mail.text.html import declared_charset
from csmail.mail.text.html import text_of as text_of_html
from csmail.mail.text.language import language as language
from csmail.mail.text.quotes import without_quotes as without_quotes
from csmail.model.message import Attachment

CHARACTERS = 64 * 1024
OCTETS = 4 * CHARACTERS
ATTACHMENTS = 200
COUNTED = 64 * 1024
DOUBTED = 64 * 1024  # up to here a mail in which no text was found is read a second time, for a millisecond
LONGEST_LONE = 200
UNFINISHED = "text_unfinished"
READABLE = frozenset({"text/plain", "text/html", "text/enriched", "text/markdown"})
DESCRIBING = ("content-type", "content-transfer-encoding", "content-disposition")


@dataclass(frozen=True, slots=True)
class Body:
    """The reading of a body. `parts` are its leaves in order; `calendar` the METHOD of a calendar part (RFC 6047)."""

    parts: tuple[Part, ...]
    text: str
    attachments: tuple[Attachment, ...]
    calendar: str = ""
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's tree of parts, its text and what was wrong."""

    root: Part | Node
    text: str
    defects: tuple[str, ...]


def body(header: str, octets: bytes, complete: bool = True) -> Body:
    """Read the body that follows `header` (its block as latin-1 text). Total: never raises."""
    return body_of(block(header).by_name, octets, complete)


def body_of(fields: Mapping[str, tuple[str, ...]], octets: bytes, complete: bool = True) -> Body:
    """The same where the fields were read already."""
    given, named, disposition = [found[0] if (found := fields.get(name)) else "" for name in DESCRIBING]
    encoding = mechanism(named) if named else ""
    shape = structure.lone(given, encoding, disposition) if len(given) <= LONGEST_LONE else None
    if shape and not uuencode.holds_file(octets):
        return _lone(Part(shape[0], given, "", False, lambda: octets, len(octets), shape[1]), complete)
    return _divided(_described(given, encoding, disposition) + octets, octets, complete)


def _lone(part: Part, complete: bool) -> Body:
    text = _decoded(part)
    unfinished = () if complete else (UNFINISHED,)
    return Body((part,), _shown(text), (), "", _noted(unfinished, text, complete))


def _divided(content: bytes, octets: bytes, complete: bool) -> Body:
    try:
        reading = _read(structure.tree(content))
        again = is_blank(reading.text) and 0 < len(octets) <= DOUBTED
    except Exception:  # a transfer encoding that does not decode (699 of 9,000 cut mails): read it the tolerant way
        reading, again = Reading(Node(()), "", ()), True
    if again:
        tolerant = _read_tolerantly(structure.careful(content))
        if structure.REFUSED in tolerant.defects:
            tolerant = _read_tolerantly(structure.tree(content))
        reading = tolerant
    root, text = reading.root, reading.text
    found = tuple(leaves(root))
    unfinished = () if complete or not _cut_in_text(root, found) else (UNFINISHED,)
    notes = _noted((*reading.defects, *unfinished), text, complete)
    return Body(found, _shown(text), _attachments(root, found, complete), _calendar(found), notes)


def _read(tree: tuple[Part | Node, tuple[str, ...]]) -> Reading:
    """The text of a tree. Raises whatever a part that does not decode raises."""
    root, noted = opaque_parts.opened(tree[0])
    return Reading(root, _text(root), (*tree[1], *noted))


def _read_tolerantly(tree: tuple[Part | Node, tuple[str, ...]]) -> Reading:
    """The same without the parts that do not decode."""
    root, noted = opaque_parts.opened(tree[0], tolerant=True)
    return Reading(root, _tolerant(root), (*tree[1], *noted))


def _cut_in_text(root: Part | Node, found: tuple[Part, ...]) -> bool:
    """Whether what was fetched ends within the text that is shown; a cut HTML twin behind a plain text is not."""
    texts = [part for part in found if is_text(part, root)]
    if not texts or texts[-1] is not found[-1]:
        return not texts
    return texts[-1].type == "text/plain" or not any(part.type == "text/plain" for part in texts[:-1])


def _shown(text: str) -> str:
    return "" if is_blank(text) else storable(legible(text[:CHARACTERS]))


def _noted(defects: tuple[str, ...], text: str, complete: bool) -> tuple[str, ...]:
    if opaque_parts.has_secret(text) and opaque_parts.ENCRYPTED not in defects:
        defects = (*defects, opaque_parts.ENCRYPTED)
    if complete and len(text) <= CHARACTERS:
        return defects
    return (*defects, *["text_cut"] * (len(text) > CHARACTERS), *["body_cut"] * (not complete))


def _described(given: str, encoding: str, disposition: str) -> bytes:
    """The fields that say how to read a body, as our own reader found them.

    The whole block would cost the MIME reader 10 of its 18 microseconds, and a junk line in it makes it take the rest
    of the header for the body.
    """
    if given.lower().startswith("multipart") and not parameter(given, "boundary"):
        # "multipart" alone is text to every reader, and an empty boundary is met in every line of two hyphens.
        kind = given.partition(";")[0].strip()
        given = kind if "/" in kind else "multipart/mixed"
    values = (given, encoding, disposition)
    fields = [f"{name}: {value}\r\n" for name, value in zip(DESCRIBING, values, strict=True) if value]
    return "".join((*fields, "\r\n")).encode("latin-1", "replace")


def leaves(node: Part | Node) -> list[Part]:
    """Every part that holds content, in order; an attached message counts as one."""
    if isinstance(node, Part):
        return [node]
    found: list[Part] = []
    for child in node.children:
        if isinstance(child, Part):
            found.append(child)
        else:
            found += leaves(child)
    return found


def is_text(part: Part, root: Part | Node) -> bool:
    """Whether the part belongs to what a reader sees first: text that is no file (RFC 2183), or the whole mail.

    A multipart without parts is one whose boundary nobody found: its text stands there as it came.
    """
    if part is root:
        return part.type.startswith(("text/", "multipart/")) and part.type != "text/calendar"
    return (part.type in READABLE or part.type.startswith("multipart/")) and not part.attached


def _text(root: Part | Node) -> str:
    pieces: list[str] = []
    left = CHARACTERS + 1
    for piece in _pieces(root, root):
        if not is_blank(piece):
            pieces.append(piece)
            left -= len(piece)
        if left <= 0:
            break
    return "\n\n".join(pieces)


def _tolerant(root: Part | Node) -> str:
    """The text, without the parts that do not decode."""
    try:
        return _text(root)
    except Exception:  # damaged beyond the reader at hand: every text that does decode, one after the other
        pieces = (_piece(part) for part in leaves(root) if is_text(part, root))
        return "\n\n".join(piece for piece in pieces if not is_blank(piece))[: CHARACTERS + 1]


def _piece(part: Part) -> str:
    try:
        return _decoded(part)
    except Exception:  # the defects of the mail and its original on the server remain
        return ""


def _pieces(node: Part | Node, root: Part | Node) -> Iterator[str]:
    """The readable texts in order; of alternatives the plain one, unless it is blank (RFC 2046 section 5.1.4)."""
    if isinstance(node, Part):
        if is_text(node, root):
            yield _decoded(node)
    elif node.alternative:
        yield _alternative(node, root)
    else:
        for child in node.children:
            yield from _pieces(child, root)


def _alternative(node: Node, root: Part | Node) -> str:
    plain = (child for child in node.children if isinstance(child, Part) and child.type == "text/plain")
    for child in plain:
        text = _decoded(child) if is_text(child, root) else ""
        if not is_blank(text):
            return text
    # Writers put the richest form last.
    for other in reversed(node.children):
        text = "\n\n".join(_pieces(other, root))
        if not is_blank(text):
            return text
    return ""


def _decoded(part: Part) -> str:
    data = part.content()[:OCTETS]
    if part.type == "text/html":
        return text_of_html(prose(data, part.charset, declared_charset(data)))
    text = prose(data, part.charset)
    if flowed.is_flowed(part.parameters):
        text = flowed.unfolded(text, part.parameters)
    return opaque_parts.without_armour(text)


def _attachments(root: Part | Node, found: tuple[Part, ...], complete: bool) -> tuple[Attachment, ...]:
    kept = [part for part in found if not is_text(part, root)]
    if not kept:
        return ()
    whole = len(kept) if complete or not found or is_text(found[-1], root) else len(kept) - 1
    return tuple(
        Attachment(part.name, part.type[:100], _size(part) if index < whole else 0)
        for index, part in enumerate(kept[:ATTACHMENTS])
    )


def _size(part: Part) -> int:
    """Octets after decoding: counted where that is cheap, reckoned for large parts."""
    if part.size > COUNTED:
        return part.octets
    try:
        return len(part.content())
    except Exception:  # damaged base64: the reckoned size is near enough to show
        return part.octets


def _calendar(found: tuple[Part, ...]) -> str:
    for part in found:
        method = parameter(part.parameters, "method") if part.type == "text/calendar" else ""
        if method:
            return method.upper()[:20]
    return ""
