"""Splits a raw From, To or Cc value into mailboxes in linear time, before anything in it is decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Each alternative consumes what it looks at and never gives it back, so that 100 KB of quotes cost one walk.
TOKEN = re.compile(
    r'(?P<quoted>"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z))|(?P<atom>[^"()<>,;:@\\\[\] \t\r\n]+)|(?P<space>[ \t\r\n]+)'
    r"|(?P<literal>\[[^\[\]\\ ]{0,64}\])|(?P<pair>\\.)|(?P<special>.)",
    re.DOTALL,
)
WITHOUT_QUOTES = re.compile(
    r"(?P<atom>[^()<>,;:@\\\[\] \t\r\n]+)|(?P<space>[ \t\r\n]+)|(?P<literal>\[[^\[\]\\ ]{0,64}\])|(?P<special>.)",
    re.DOTALL,
)
PAIR = re.compile(r"\\(.)", re.DOTALL)
COMMENTS = 10


@dataclass(slots=True)
class Mailbox:
    """One piece between separators. `angles` holds what stood in angle brackets; `bare` is whether "@" stood outside
    of them and of quotes; `closed` says that a separator or the end of a whole field ended it."""

    phrase: list[str] = field(default_factory=list)
    angles: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    bare: bool = False
    closed: bool = True
    broken: bool = False

    def __bool__(self) -> bool:
        return bool(self.angles or self.comments or any(part.strip() for part in self.phrase))


@dataclass(slots=True)
class Splitter:
    """The state of one walk over the tokens of a field."""

    mailboxes: list[Mailbox] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    here: Mailbox = field(default_factory=Mailbox)
    angle: list[str] | None = None
    depth: int = 0
    grouped: bool = False

    def flag(self, defect: str) -> None:
        if defect not in self.defects:
            self.defects.append(defect)

    def end(self) -> None:
        """Close the mailbox under way, an open angle bracket too."""
        if self.angle is not None:
            self.here.angles.append("".join(self.angle))
            self.here.broken = True
            self.angle = None
        if self.here:
            self.mailboxes.append(self.here)
        self.here = Mailbox()

    def inside_comment(self, kind: str, text: str) -> None:
        if text == "(":
            self.depth += 1
        elif text == ")":
            self.depth -= 1
        if self.depth and len(self.here.comments) <= COMMENTS:
            self.here.comments[-1] += PAIR.sub(r"\1", text) if kind == "pair" else text

    def inside_angle(self, kind: str, text: str) -> None:
        assert self.angle is not None
        if text == ">":
            self.here.angles.append("".join(self.angle))
            self.angle = None
        elif text == "<":
            self.here.broken = True
            self.angle = []
        elif text in ",;" and not (self.angle and self.angle[0] == "@"):
            self.separate(text)
        elif text == ":" and self.angle and self.angle[0] == "@":
            self.angle.clear()  # the obsolete source route of RFC 5321 section 4.1.2 ends here
        elif kind != "space":
            self.angle.append(text)
        elif self.angle:
            self.angle.append(" ")

    def outside(self, kind: str, text: str) -> None:
        if kind != "special":
            self.here.phrase.append(text)
        elif text == "<":
            self.angle = []
        elif text in ",;":
            self.separate(text)
        elif text == ":":
            self.open_group()
        else:
            self.here.bare = self.here.bare or text == "@"
            self.here.phrase.append(text)

    def open_group(self) -> None:
        """What came before the colon is the name of a group (RFC 5322 section 3.4), no recipient."""
        if self.here.bare or self.here.angles:
            self.flag("malformed_address")
        self.here = Mailbox()
        self.grouped = True

    def separate(self, text: str) -> None:
        self.end()
        if text == ";":
            if not self.grouped:
                self.flag("semicolon")
            self.grouped = False

    def take(self, kind: str, text: str) -> None:
        if self.depth:
            self.inside_comment(kind, text)
        elif text == "(" and kind == "special":
            self.depth = 1
            self.here.comments.append("")
        elif self.angle is not None:
            self.inside_angle(kind, text)
        else:
            self.outside(kind, text)


def split(value: str, cut: bool) -> Splitter:
    """The mailboxes of `value`; what is unfinished at the end of a `cut` value is left out."""
    splitter = Splitter()
    for kind, text in _tokens(value, cut, splitter):
        splitter.take(kind, text)
    if cut:
        splitter.flag("cut")
        return splitter
    if splitter.depth:
        splitter.flag("open_comment")
    splitter.end()
    return splitter


def _tokens(value: str, cut: bool, splitter: Splitter) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(value):
        kind, text = match.lastgroup or "special", match.group()
        if kind == "quoted" and (len(text) == 1 or not text.endswith('"') or _escaped_end(text)):
            splitter.flag("open_quote")
            if not cut:
                yield from _unquoted(value[match.start() :])
            return
        yield kind, text


def _escaped_end(text: str) -> bool:
    """Whether the last quote of `text` is itself escaped: an odd run of backslashes stands before it."""
    body = text[:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _unquoted(rest: str) -> Iterator[tuple[str, str]]:
    # A quote becomes a space, not nothing: `x@a"b` must not name the host ab.
    for match in WITHOUT_QUOTES.finditer(rest.replace('"', " ")):
        yield match.lastgroup or "special", match.group()
