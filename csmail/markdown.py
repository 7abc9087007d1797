"""Markdown as a text and as HTML: what a customer reads, whichever of the two her mail program shows.

The only module that names markdown-it (4.3). No raw HTML, no images, nothing remote; links are https: and mailto:.

| what is written | text | HTML |
| --- | --- | --- |
| `**x**`, `*x*` | x | strong, em |
| `[label](url)` | `label <url>`, the url alone where both are equal | a link |
| lists, quotes | `1.`, `-`, `> ` | lists, quotes |
| a heading | a line of its own | a heading |
| `<b>`, `![a](url)`, a link of another kind | as it is written; `!` and a link; as it is written | the same |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from csmail.reason import BadValue, Reason

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
MARKUP = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|<!--|!\[|\]\((?!https:|mailto:)[^()\s]+\)", re.IGNORECASE)
ALLOWED_LINK = re.compile(r"https://[^/]|mailto:[^?]", re.IGNORECASE)
LARGEST_HTML = 256 * 1024
STYLE = "max-width:40em;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;line-height:1.5"
SKELETON = """<!doctype html>
<html{language}>
<head><meta charset="utf-8"></head>
<body style="{style}">
{body}</body>
</html>
"""
SILENT = frozenset({"paragraph_open", "paragraph_close", "heading_open", "heading_close"})
INLINE = {"softbreak": "\n", "hardbreak": "\n", "em_open": "", "em_close": "", "strong_open": "", "strong_close": ""}
OPENING = frozenset({"bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open"})
CLOSING = frozenset(name.replace("open", "close") for name in OPENING)
BLOCKS = SILENT | OPENING | CLOSING | {"inline", "hr", "fence", "code_block"}
WITHIN = frozenset(INLINE) | {"text", "code_inline", "link_open", "link_close"}


@dataclass(frozen=True, slots=True)
class Page:
    """The same words twice; `text` ends with a line end."""

    text: str
    html: str


def page(source: str, language: str = "") -> Page:
    """`source` as both. Raises BadValue for HTML of more than 256 KiB."""
    reader = _reader()
    tokens = reader.parse(source)
    text = "\n".join(_lines(tokens)).strip("\n") + "\n"
    spoken = f' lang="{escape(language)}"' if language else ""
    body = reader.renderer.render(tokens, reader.options, {})
    html = SKELETON.format(language=spoken, style=STYLE, body=body)
    if len(html.encode("utf-8", "replace")) > LARGEST_HTML:
        raise BadValue(Reason.of("html_too_large", limit=LARGEST_HTML // 1024))
    return Page(text, html)


def escaped(words: str) -> str:
    """Words as Markdown that says just these: no link, no heading, no list, no block of code (four spaces)."""
    return "\n".join(PUNCTUATION.sub(r"\\\g<0>", line.strip()) for line in words.splitlines())


def unescaped(words: str) -> str:
    """What `escaped` was given, but for white space at the ends of its lines."""
    return ESCAPED.sub(r"\1", words)


def ignored(source: str) -> Iterator[str]:
    """What its author meant as markup and customers read as it is written: HTML, images, links of another kind."""
    yield from (found[0] for found in MARKUP.finditer(ESCAPED.sub("", source)))


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    class Reader(MarkdownIt):
        def validateLink(self, url: str) -> bool:
            """As it comes it lets http: and ftp: through."""
            return ALLOWED_LINK.match(url) is not None

    return Reader("commonmark", {"html": False, "breaks": True}).disable(["image", "html_inline", "html_block"])


@dataclass(slots=True)
class _Frame:
    """Lines of a list, of one of its items, of a quote, or of the whole; `tight`: no empty line between its parts."""

    kind: str
    number: int | None = None
    tight: bool = False
    lines: list[str] = field(default_factory=list)

    def add(self, lines: Sequence[str]) -> None:
        if self.lines and not self.tight:
            self.lines.append("")
        self.lines.extend(lines)


def _lines(tokens: Sequence[Token]) -> list[str]:
    """The lines of the text part; the tokens are flat, and lists nest no deeper than the library lets them (20)."""
    frames = [_Frame("")]
    for token in tokens:
        if token.type not in BLOCKS:  # never passed through
            raise BadValue(Reason.of("markdown_unknown", kind=token.type))
        if token.type in OPENING:
            frames.append(_opened(token, frames[-1]))
        elif token.type in CLOSING:
            closed = frames.pop()
            frames[-1].add(list(_prefixed(closed, frames[-1])))
        elif token.type == "paragraph_open" and not token.hidden and frames[-1].kind == "list_item_open":
            frames[-1].tight = frames[-2].tight = False
        elif token.type == "inline":
            frames[-1].add(_spoken(token.children or ()).split("\n"))
        elif token.type not in SILENT:
            frames[-1].add(["---"] if token.type == "hr" else token.content.rstrip("\n").split("\n"))
    return frames[0].lines


def _opened(token: Token, parent: _Frame) -> _Frame:
    """A list is tight until a paragraph of it says otherwise."""
    start = token.attrGet("start")
    number = int(1 if start is None else start) if token.type == "ordered_list_open" else None
    tight = parent.tight if token.type == "list_item_open" else token.type != "blockquote_open"
    return _Frame(token.type, number, tight)


def _prefixed(closed: _Frame, parent: _Frame) -> Iterator[str]:
    if closed.kind == "blockquote_open":
        yield from (f"> {line}".rstrip() for line in closed.lines)
    elif closed.kind == "list_item_open":
        mark = "- " if parent.number is None else f"{parent.number}. "
        parent.number = None if parent.number is None else parent.number + 1
        lines = closed.lines or [""]
        yield (mark + lines[0]).rstrip()
        yield from (f"{' ' * len(mark)}{line}".rstrip() for line in lines[1:])
    else:
        yield from closed.lines


def _spoken(tokens: Sequence[Token]) -> str:
    """The words of one block, with line breaks where they are written."""
    said: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        if token.type not in WITHIN:
            raise BadValue(Reason.of("markdown_unknown", kind=token.type))
        if token.type == "link_open":
            links.append((len(said), str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            begun, url = links.pop()
            label = "".join(said[begun:])
            said[begun:] = [label if token.info == "auto" or label in _alike(url) else f"{label} <{url}>".lstrip()]
        else:
            said.append(INLINE.get(token.type, token.content))
    return "".join(said)


def _alike(url: str) -> tuple[str, str]:
    return url, url.removeprefix("mailto:")
