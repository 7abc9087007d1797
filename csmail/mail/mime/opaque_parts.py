"""Takes parts apart whose words lie within a structure of their own: S/MIME that hides nothing, and what is encrypted.

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| encrypted by S/MIME or PGP, or protected by Microsoft | no words, defect `encrypted` (a person is asked) | the mail |
| signed by S/MIME and damaged | no words, defect `signed_unreadable` (a person is asked) | the mail |
| signed within signed more than five times | the same | the mail |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from csmail.mail.mime import cms, openpgp, structure, uuencode
from csmail.mail.mime.charset import prose
from csmail.mail.mime.parameters import file_name, parameter
from csmail.mail.mime.structure import Node, Part

ENCRYPTED = "encrypted"
UNREADABLE = "signed_unreadable"
SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SECRET = frozenset({"application/pgp-encrypted", "application/x-microsoft-rpmsg-message"})
VAGUE = frozenset({"application/octet-stream", "application/x-pkcs7-signature", "application/pkcs7-signature"})
LAYERS = 5
# What S/MIME signs is a MIME entity; an invoice signed as a file (CAdES) is not, and stays an attachment.
ENTITY = re.compile(rb"\s{0,8}(?:content-[a-z-]{1,40}|mime-version)[ \t]*:", re.IGNORECASE)
# Not behind "> ": what somebody quotes was for another reader.
ARMOUR = re.compile(r"^[ \t]{0,8}-----BEGIN PGP MESSAGE-----[ \t]*$", re.MULTILINE)
# Clear-signed text stands between these (RFC 9580 section 7).
CLEAR = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z-]{1,40}: [^\n]{0,200}\n)*\n?", re.MULTILINE)
SIGNATURE = ("-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----")
ESCAPED = re.compile(r"^- (?=-)", re.MULTILINE)


def opened(root: Part | Node, tolerant: bool = False) -> tuple[Part | Node, tuple[str, ...]]:
    """The tree with what can be read in place of what was closed, and the defects met.

    Raises what a part raises that does not decode; `tolerant` leaves such a part as it is.
    """
    return _node(root, Way(tolerant))


@dataclass(frozen=True, slots=True)
class Way:
    """How the tree is walked: whether damaged parts are passed over, within how many signed ones it is."""

    tolerant: bool
    layer: int = 0


def is_closed(part: Part) -> bool:
    """Whether a part is one of those that `opened` looks into."""
    return part.type in SMIME or part.type in SECRET or (part.type in VAGUE and part.name.lower().endswith(".p7m"))


def has_secret(text: str) -> bool:
    """Whether a text holds an encrypted message of PGP (RFC 9580 section 6.2)."""
    return "-----BEGIN PGP MESSAGE-----" in text and ARMOUR.search(text) is not None


def without_armour(text: str) -> str:
    """A text that PGP only signed, clear or compressed, as its writer typed it."""
    if "-----BEGIN PGP MESSAGE-----" in text:
        text = openpgp.BLOCK.sub(_opened_words, text, count=openpgp.BLOCKS)
    clear = CLEAR.search(text) if "-----BEGIN PGP SIGNED" in text else None
    if clear is None:
        return text
    start = text.find(SIGNATURE[0], clear.end())
    end = text.find(SIGNATURE[1], start) if start >= 0 else -1
    if end < 0:
        return text[: clear.start()] + ESCAPED.sub("", text[clear.end() :])
    written = ESCAPED.sub("", text[clear.end() : start])
    return text[: clear.start()] + written + text[end + len(SIGNATURE[1]) :].lstrip("\n")


def _opened_words(block: re.Match[str]) -> str:
    found = openpgp.words(block[1])
    return block[0] if found is None else prose(found)


def _node(node: Part | Node, way: Way) -> tuple[Part | Node, tuple[str, ...]]:
    if isinstance(node, Part):
        try:
            return _part(node, way)
        except Exception:  # the transfer encoding of this part is damaged
            if not way.tolerant:
                raise
            return node, _missing(node) if is_closed(node) else ()
    found = [_node(child, way) for child in node.children]
    if not any(noted or new is not old for (new, noted), old in zip(found, node.children, strict=True)):
        return node, ()
    defects = dict.fromkeys(defect for _, noted in found for defect in noted)
    return Node(tuple(child for child, _ in found), node.alternative), tuple(defects)


def _part(part: Part, way: Way) -> tuple[Part | Node, tuple[str, ...]]:
    if part.type == "text/plain" and not part.attached:
        return _with_files(part), ()
    if part.type in SECRET:
        return part, (ENCRYPTED,)
    if not is_closed(part):
        return part, ()
    found = cms.opened(part.content())
    if found.kind == "encrypted":
        return part, (ENCRYPTED,)
    if found.kind == "content" and ENTITY.match(found.octets):
        return _entity(part, found.octets, way)
    return part, _missing(part) if found.kind == "unreadable" else ()


def _entity(part: Part, octets: bytes, way: Way) -> tuple[Part | Node, tuple[str, ...]]:
    if way.layer >= LAYERS:
        return part, (UNREADABLE,)
    inner, noted = structure.tree(octets)
    whole, further = _node(inner, replace(way, layer=way.layer + 1))
    return whole, (*noted, *further)


def _with_files(part: Part) -> Part | Node:
    """The text with the uuencoded files in it as parts of their own."""
    data = part.content()
    children: list[Part] = []
    at = 0
    for file in uuencode.files(data):
        children += (_piece(part, data[at : file.start]), *_file(file))
        at = file.end
    return Node((*children, _piece(part, data[at:]))) if children else part


def _piece(part: Part, octets: bytes) -> Part:
    return replace(part, content=lambda: octets, size=len(octets), encoding="")


def _file(file: uuencode.File) -> tuple[Part, ...]:
    """The file as an attachment; a text file is read as well, as its sender wrote it into the text."""
    from mimetypes import guess_type

    name = file_name(file.name.decode("latin-1"))
    kind = guess_type(name)[0] or "application/octet-stream"
    attached = Part(kind, "", name, True, lambda: file.content, len(file.content))
    return (replace(attached, attached=False), attached) if kind == "text/plain" else (attached,)


def _missing(part: Part) -> tuple[str, ...]:
    """What to say of a structure nobody can read: of S/MIME the mail itself, of a file that is attached nothing."""
    said = parameter(part.parameters, "smime-type").lower()
    if "enveloped" in said:
        return (ENCRYPTED,)
    return (UNREADABLE,) if said or part.name.lower() in ("", "smime.p7m") else ()
