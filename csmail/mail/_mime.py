"""Takes a body apart into parts: fast-mail-parser first, the standard library where it refuses.

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| nesting over 50, parts over 1,000 | the parts within the limits, defect `parts_cut` | the mail on the server |
| a transfer encoding that does not decode | what the standard library makes of it | the same |
| a structure neither reader takes | no part, defect `structure_refused` (a person is asked) | the same |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from csmail.mail.words import clean, decode

if TYPE_CHECKING:
    from email.message import Message

    from fast_mail_parser import PyLazyMimePart

# Most mails are one text as it stands: our own header reader has said all there is to know (12 of 18 microseconds).
LONE = re.compile(
    r"(?P<type>text/(?:plain|html))"
    r"(?:[ \t]*;[ \t]*(?:charset|format|delsp|reply-type)[ \t]*=[ \t]*"
    r"(?:\"[^\"\\]{0,40}\"|[!#-'*+.0-9A-Z^_`a-z{|}~-]{1,40}))*[ \t]*;?[ \t]*",
    re.ASCII | re.IGNORECASE,
)
AS_IT_STANDS = frozenset({"", "7bit", "8bit", "binary"})
DEPTH = 50
PARTS = 1000
# Above this the standard library needs a second (100,000 parts) or recurses itself to death (1,000 levels).
STDLIB_BOUNDARIES = 5000
STDLIB_LEVELS = 100
NAME_CHARACTERS = 150

PARAMETER = re.compile(
    r";[ \t]*([!#$%&'+\-^_`|~.0-9A-Za-z]{1,40})(?:\*(\d{1,3}))?(\*?)[ \t]*=[ \t]*"
    r"(?:\"([^\"]{0,1000})\"|([^;\s]{0,1000}))"
)
OCTET = re.compile(r"%([0-9A-Fa-f]{2})")
PATH = re.compile(r'[/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf: `type` in lower case, `content` gives the decoded octets (may raise), `size` those before decoding."""

    type: str
    parameters: str
    name: str
    attached: bool
    content: Callable[[], bytes]
    size: int = 0
    encoding: str = ""

    @property
    def charset(self) -> str:
        return parameter(self.parameters, "charset")

    @property
    def octets(self) -> int:
        """The size after decoding, reckoned for base64 (76 characters and CRLF hold 57 octets)."""
        return self.size * 57 // 78 if self.encoding == "base64" else self.size


@dataclass(frozen=True, slots=True)
class Node:
    """A container; `alternative` means that its children say the same thing."""

    children: tuple[Part | Node, ...]
    alternative: bool = False


@dataclass(slots=True)
class Walk:
    """How many parts may still be taken, and what went wrong."""

    left: int = PARTS
    cut: bool = False


@lru_cache(maxsize=1024)
def parameter(content_type: str, name: str) -> str:
    """The value of the parameter `name` (RFC 2045; RFC 2231 continued and extended forms too), "" when missing."""
    pieces: dict[int, str] = {}
    for found, number, extended, quoted, bare in PARAMETER.findall(content_type[:4096]):
        if found.lower() == name:
            value = str(quoted or bare)
            if extended:
                value = OCTET.sub(lambda octet: chr(int(octet[1], 16)), value.rpartition("'")[2])
            if not number:
                return value
            pieces.setdefault(int(number), value)
    return "".join(pieces[number] for number in sorted(pieces))


@lru_cache(maxsize=256)
def lone(content_type: str, encoding: str, disposition: str) -> tuple[str, str] | None:
    """Type and encoding of a mail that is one plain or HTML text without transfer encoding or name; None of others."""
    match = LONE.fullmatch(content_type or "text/plain")
    coding = encoding.strip().lower()
    if match is None or coding not in AS_IT_STANDS or disposition.strip().lower() not in ("", "inline"):
        return None
    return match["type"].lower(), coding


def tree(content: bytes) -> tuple[Part | Node, tuple[str, ...]]:
    """The parts of a whole mail (header block and body) with the defects met."""
    import fast_mail_parser

    walk = Walk()
    try:
        root = _quick(fast_mail_parser.parse_email_tree(content, mode="lazy"), walk, 0)
    except BaseException as error:  # a panic of the Rust side is a BaseException, and no mail may stop the pass
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        return careful(content)
    return root, ("parts_cut",) if walk.cut else ()


def careful(content: bytes) -> tuple[Part | Node, tuple[str, ...]]:
    """The same by the standard library, which decodes damaged base64 as far as it goes."""
    levels = content.count(b"multipart/") + content.count(b"message/")
    if levels > STDLIB_LEVELS or content.count(b"\n--") > STDLIB_BOUNDARIES:
        return Node(()), ("structure_refused",)
    from email import message_from_bytes

    walk = Walk()
    try:
        # Its default, compat32; policy.default raised on 46 of 9,122 real mails and took a minute on hostile ones.
        root = _slow(message_from_bytes(content), walk, 0)
    except Exception:  # the standard library has raised nearly everything on some mail; ours has to go on
        return Node(()), ("structure_refused",)
    return root, ("parts_cut",) if walk.cut else ()


def _quick(node: PyLazyMimePart, walk: Walk, depth: int) -> Part | Node:
    walk.left -= 1
    kind = _type(node.content_type)
    children = node.children
    if children and not node.is_message:
        if depth >= DEPTH:
            walk.cut = True
            return Node(())
        kept = []
        for child in children:
            if walk.left <= 0:
                walk.cut = True
                break
            kept.append(_quick(child, walk, depth + 1))
        return Node(tuple(kept), kind == "multipart/alternative")
    if kind.startswith("multipart/"):
        if depth:
            return Node(())
        raise ValueError("a mail without the boundary it announces: the standard library still finds the text")
    given, encoding = _fields(node.headers)
    disposition = node.disposition
    attached = disposition is not None and disposition.lower().startswith("attachment")
    return Part(
        type=kind, parameters=given, name=file_name(node.filename), attached=attached,
        content=lambda: node.content or b"", size=node.encoded_size or 0, encoding=encoding,
    )  # fmt: skip


def _type(given: str) -> str:
    """The media type; what is none (a bare "text", found in real mail) means text/plain (RFC 2045 section 5.2)."""
    lower = given.lower()
    return lower if "/" in lower else "text/plain"


def _fields(headers: dict[str, list[str]]) -> tuple[str, str]:
    given = encoding = ""
    for name, found in headers.items():
        lower = name.lower()
        if lower == "content-type":
            given = found[0]
        elif lower == "content-transfer-encoding":
            encoding = found[0].strip().lower()
    return given, encoding


def _slow(message: Message, walk: Walk, depth: int) -> Part | Node:
    walk.left -= 1
    kind = _type(message.get_content_type())
    payload = message.get_payload()
    if isinstance(payload, list) and not kind.startswith("message/"):
        walk.cut = walk.cut or depth >= DEPTH or len(payload) > walk.left
        inner = [child for child in payload[: max(walk.left, 0)] if not isinstance(child, str)]
        kept = [_slow(child, walk, depth + 1) for child in inner if depth < DEPTH]
        return Node(tuple(kept), kind == "multipart/alternative")
    encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    name = str(message.get_filename("") or "")
    return Part(
        type=kind, parameters=str(message.get("Content-Type", "")), name=file_name(name),
        attached=str(message.get("Content-Disposition", "")).lower().lstrip().startswith("attachment"),
        content=lambda: _decoded(message), size=len(payload) if isinstance(payload, str) else 0, encoding=encoding,
    )  # fmt: skip


def _decoded(message: Message) -> bytes:
    inner = message.get_payload()
    if isinstance(inner, list):
        return b"\n".join(part.as_bytes() for part in inner[:PARTS] if not isinstance(part, str))
    payload = message.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def file_name(raw: str) -> str:
    """A name to show, never a path: no separators, no controls, no leading dot or dash (threat 7)."""
    if not raw:
        return ""
    name = clean(decode(raw), 1000)
    return PATH.sub("_", name).lstrip("._- ")[-NAME_CHARACTERS:]
