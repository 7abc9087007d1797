"""Paragraphs of `format=flowed` put together again (RFC 3676)."""

from __future__ import annotations

from csmail.mail.mime.parameters import parameter

SIGNATURE = "-- "


def is_flowed(content_type: str) -> bool:
    """Whether the lines of a part are to be put together."""
    return parameter(content_type, "format").lower() == "flowed"


def unfolded(text: str, content_type: str) -> str:
    """`text` (line end LF) with each paragraph on one line; `DelSp=yes` drops the space at a line's end (4.2)."""
    drops = parameter(content_type, "delsp").lower() == "yes"
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.split("\n"):
        deep, words = _parts(line)
        # A flowed line before one of another depth, or before a signature, ends its paragraph (4.5, 4.3).
        if paragraph and (deep != depth or words == SIGNATURE):
            out.append(_line(depth, paragraph))
            paragraph = []
        depth = deep
        flows = words.endswith(" ") and words != SIGNATURE
        paragraph.append(words[:-1] if flows and drops else words)
        if not flows:
            out.append(_line(depth, paragraph))
            paragraph = []
    if paragraph:
        out.append(_line(depth, paragraph))
    return "\n".join(out)


def _parts(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and its words without the space that stuffs them (4.4)."""
    words = line.lstrip(">")
    return len(line) - len(words), words.removeprefix(" ")


def _line(depth: int, paragraph: list[str]) -> str:
    words = "".join(paragraph)
    if words != SIGNATURE:
        words = words.rstrip(" ")
    return f"{'>' * depth} {words}".rstrip() if depth else words
