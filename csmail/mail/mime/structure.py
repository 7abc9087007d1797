"""Takes a body apart into parts: fast-mail-parser first, the standard library where it refuses.

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| nesting over 50, parts over 1,000 | the parts within the limits, defect `parts_cut` | the mail on the server |
| a transfer encoding that does not decode | what the standard library makes of it | the same |
| a multipart without its boundary | its parts, else its text as it came, `boundary_missing` | the same |
| a structure neither reader takes | no part, defect `structure_refused` (a person is asked) | the same |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from csmail.mail.mime import boundary, uuencode
from csmail.mail.mime.parameters import described, mechanism, parameter

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
CHANGING = frozenset({"base64", "quoted-printable"})
DEPTH = 50
PARTS = 1000
# Above this the standard library needs a second (100,000 parts) or recurses itself to death (1,000 levels).
STDLIB_BOUNDARIES = 5000
STDLIB_LEVELS = 100
MANY_BOUNDARIES = 20
# After a boundary stand at most two hyphens and white space (RFC 2046 section 5.1.1).
DELIMITER_ENDS = (b"\r\n", b"--\r\n", b"\n", b"--\n")
DELIMITER = re.compile(rb"(?:--)?[ \t]*(?:\r?\n|\r?\Z)")
REFUSED = "structure_refused"


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
    """How many parts may still be taken, the boundaries met, and what went wrong."""

    left: int = PARTS
    cut: bool = False
    boundaries: set[bytes] = field(default_factory=set)
    doubtful: bool = False
    quoted: bool = False
    unbound: bool = False

    @property
    def defects(self) -> tuple[str, ...]:
        return (*["parts_cut"] * self.cut, *[boundary.MISSING] * self.unbound)

    def met(self, content_type: str) -> None:
        """Note the boundary of a container."""
        found = parameter(content_type, "boundary")
        if found:
            self.boundaries.add(found.encode("latin-1", "replace"))
        else:
            # To the quick reader every line of two hyphens is a boundary of no characters.
            self.doubtful = True


@lru_cache(maxsize=256)
def lone(content_type: str, encoding: str, disposition: str) -> tuple[str, str] | None:
    """Type and encoding of a mail that is one plain or HTML text without transfer encoding or name; None of others."""
    match = LONE.fullmatch(content_type or "text/plain")
    coding = mechanism(encoding)
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
    # Raw octets within quoted-printable are dropped by the quick reader (measured).
    if walk.doubtful or (walk.quoted and not content.isascii()) or _mistakable(content, walk.boundaries):
        other, notes = careful(content)
        if REFUSED not in notes:
            return other, notes
    return root, walk.defects


def _mistakable(content: bytes, boundaries: set[bytes]) -> bool:
    """Whether a line begins with a boundary and goes on: the quick reader takes it for that boundary.

    PHP mailers write `X` and `X_alt`; a boundary "b" makes a boundary of a line "--best regards".
    """
    if len(boundaries) > MANY_BOUNDARIES:
        return True
    return any(_goes_on(content, b"\n--" + one) for one in boundaries)


def _goes_on(content: bytes, start: bytes) -> bool:
    """Whether `start` begins a line that no delimiter is. By hand: a pattern costs five times as much."""
    at = content.find(start)
    for _ in range(STDLIB_BOUNDARIES):
        if at < 0:
            return False
        at += len(start)
        rest = content[at : at + 4]
        if not rest.startswith(DELIMITER_ENDS) and not DELIMITER.match(content, at):
            return True
        at = content.find(start, at)
    return True


def careful(content: bytes) -> tuple[Part | Node, tuple[str, ...]]:
    """The same by the standard library, which decodes damaged base64 as far as it goes."""
    levels = content.count(b"multipart/") + content.count(b"message/")
    if levels > STDLIB_LEVELS or content.count(b"\n--") > STDLIB_BOUNDARIES:
        return Node(()), (REFUSED,)
    from email import message_from_bytes

    walk = Walk()
    try:
        # Its default, compat32; policy.default raised on 46 of 9,122 real mails and took a minute on hostile ones.
        root = _slow(message_from_bytes(content), walk, 0)
    except Exception:  # the standard library has raised nearly everything on some mail; ours has to go on
        return Node(()), (REFUSED,)
    return root, walk.defects


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
        walk.met(_fields(node.headers)[0])
        return Node(tuple(kept), kind == "multipart/alternative")
    if kind.startswith("multipart/"):
        if depth:
            walk.doubtful = True
            return Node(())
        raise ValueError("a mail without the boundary it announces: the standard library still finds the text")
    given, encoding, disposition = _fields(node.headers)
    named = mechanism(encoding)
    walk.quoted = walk.quoted or named == "quoted-printable"
    walk.doubtful = walk.doubtful or (named != encoding.lower() and named in CHANGING)
    name, attached = described(disposition, given)
    return Part(
        type=kind, parameters=given, name=name, attached=attached,
        content=lambda: _uudecoded(node.content or b"", named), size=node.encoded_size or 0, encoding=named,
    )  # fmt: skip


def _uudecoded(content: bytes, encoding: str) -> bytes:
    """The octets of a part; of the encodings that mail really uses the quick reader does not know this one."""
    return uuencode.decoded(content) if encoding in uuencode.ENCODINGS else content


def _type(given: str) -> str:
    """The media type; what is none (a bare "text", found in real mail) means text/plain (RFC 2045 section 5.2)."""
    lower = given.lower()
    return lower if "/" in lower else "text/plain"


def _fields(headers: dict[str, list[str]]) -> tuple[str, str, str]:
    """Content-Type, encoding and disposition; a name in raw octets is read as UTF-8 or latin-1 by then."""
    given = encoding = disposition = ""
    for name, found in headers.items():
        lower = name.lower()
        if lower == "content-type":
            given = found[0]
        elif lower == "content-transfer-encoding":
            encoding = found[0]
        elif lower == "content-disposition":
            disposition = found[0]
    return given, encoding, disposition


def _slow(message: Message, walk: Walk, depth: int) -> Part | Node:
    walk.left -= 1
    kind = _type(message.get_content_type())
    payload = message.get_payload()
    if isinstance(payload, list) and not kind.startswith("message/"):
        walk.cut = walk.cut or depth >= DEPTH or len(payload) > walk.left
        inner = [child for child in payload[: max(walk.left, 0)] if not isinstance(child, str)]
        kept = [_slow(child, walk, depth + 1) for child in inner if depth < DEPTH]
        return Node(tuple(kept), kind == "multipart/alternative")
    if kind.startswith("multipart/"):
        walk.unbound = True
        mended = _mended(message, walk, depth)
        if mended:
            return mended
    given, encoding, disposition = _fields(_raw(message))
    named = mechanism(encoding)
    if named != encoding:
        # The standard library compares the field as it stands.
        del message["content-transfer-encoding"]
        message["Content-Transfer-Encoding"] = named
    name, attached = described(disposition, given)
    return Part(
        type=kind, parameters=given, name=name, attached=attached,
        content=lambda: _decoded(message), size=len(payload) if isinstance(payload, str) else 0, encoding=named,
    )  # fmt: skip


def _mended(message: Message, walk: Walk, depth: int) -> Node | None:
    """A multipart whose boundary nobody announced, by the one it uses; words above its parts are kept."""
    from email import message_from_bytes

    octets = str(message.get_payload()).encode("ascii", "surrogateescape")
    used = boundary.used(octets)
    if not used or depth >= DEPTH:
        return None
    whole = message_from_bytes(boundary.announced(message.get_content_type(), used, octets))
    if not isinstance(whole.get_payload(), list):
        return None
    parts = _slow(whole, walk, depth + 1)
    above = (whole.preamble or "").encode("ascii", "surrogateescape")
    if boundary.is_preamble(above.decode("latin-1")):
        return Node((parts,))
    return Node((Part("text/plain", "", "", False, lambda: above, len(above)), parts))


def _raw(message: Message) -> dict[str, list[str]]:
    """The fields as latin-1 text; `message.get` makes U+FFFD of raw octets, which are letters of names (RFC 6532)."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        octets = str(value).encode("ascii", "surrogateescape")
        found.setdefault(name, []).append(octets.decode("latin-1"))
    return found


def _decoded(message: Message) -> bytes:
    inner = message.get_payload()
    if isinstance(inner, list):
        return b"\n".join(part.as_bytes() for part in inner[:PARTS] if not isinstance(part, str))
    encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding in uuencode.ENCODINGS:
        return uuencode.decoded(str(inner).encode("ascii", "surrogateescape"))
    payload = message.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
