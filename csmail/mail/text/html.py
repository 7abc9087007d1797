"""The text of an HTML body, for matching and for people; nothing is rendered and nothing is fetched."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from csmail.mail.mime.charset import legible
from csmail.mail.text.hidden_html import may_hide, removed
from csmail.mail.text.html_quotes import marked, quoted

# Measured on hostile input: time grows faster than the page beyond this (deep tables), and no support mail needs it.
CHARACTERS = 256 * 1024
TAGS = 20_000

UNSEEN = re.compile(r"<(script|style|head|title|template)\b", re.IGNORECASE)
TEMPLATE = re.compile(r"<(template)\b", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?table|/?blockquote)\b[^<>]{0,500}>", re.IGNORECASE)
TAG = re.compile(r"<[!/?A-Za-z][^<>]*>?")
XML_DECLARATION = re.compile(r"\A\s{0,100}<\?xml [^<>]{0,300}>")
HEAD_OCTETS = 8 * 1024
CHARSET = re.compile(
    rb"<(?:meta\b[^<>]{0,300}?\bcharset|\?xml [^<>]{0,100}?\bencoding)\s{0,10}=\s{0,10}[\"']?\s{0,10}([\w.:-]{1,40})",
    re.IGNORECASE,
)
BLANKS = re.compile(r"[ \t\xa0]+")
EMPTY = re.compile(r"\n[ \t\n]*\n")


def text_of(page: str) -> str:
    """What a reader sees of `page`, cut to 256 K characters first; quotes begin with ">"."""
    page = page[:CHARACTERS]
    if page.count("<") > TAGS or "<!--<!--" in page:
        return stripped(page)
    try:
        from inscriptis import Inscriptis, get_text

        # inscriptis shows what stands in a <template>, which no browser does.
        shown = _without_unseen(page, TEMPLATE) if TEMPLATE.search(page) else page
        shown = marked(shown)
        if may_hide(shown):
            return _tidy(Inscriptis(_seen(shown), _style()).get_text())
        return _tidy(str(get_text(shown, _style())))
    except Exception:  # lxml and inscriptis have no error of their own for every page they cannot read
        return stripped(page)


def _seen(page: str) -> Any:
    """The tree of the page without what it hides."""
    from lxml.html import document_fromstring

    # As inscriptis does it: lxml refuses text that announces its own encoding.
    root = document_fromstring(XML_DECLARATION.sub("", page))
    removed(root)
    return root


def _tidy(text: str) -> str:
    return EMPTY.sub("\n\n", quoted(legible(text))).strip()


def declared_charset(data: bytes) -> str:
    """The charset a page names in its head, "" when none (HTML Living Standard, 13.2.3.2: looks at the beginning)."""
    found = CHARSET.search(data[:HEAD_OCTETS])
    name = found[1].decode("ascii", "replace").lower() if found else ""
    # It could not have been read up to here in UTF-16, so that is not what it is.
    return "utf-8" if name.startswith("utf-16") else name


@cache
def _style() -> Any:
    """Layout as a browser has it: by itself inscriptis indents every <div> and sets spaces around every <span>."""
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.model.config import ParserConfig

    return ParserConfig(css=CSS_PROFILES["strict"])


def stripped(page: str) -> str:
    """The same without a tree: tags cut out, entities resolved. Linear, for pages made to cost time."""
    kept = BREAK.sub("\n", _without_unseen(page))
    plain = html.unescape(TAG.sub("", kept))
    return EMPTY.sub("\n\n", "\n".join(BLANKS.sub(" ", line).strip() for line in plain.splitlines())).strip()


def _without_unseen(page: str, unseen: re.Pattern[str] = UNSEEN) -> str:
    """`page` without scripts, styles and the like, found by searching forward only."""
    lower = page.lower()
    out: list[str] = []
    at = 0
    for match in unseen.finditer(page):
        if match.start() < at:
            continue
        out.append(page[at : match.start()])
        end = lower.find(f"</{match.group(1).lower()}", match.end())
        if end < 0:
            return "".join(out)
        at = end
    out.append(page[at:])
    return "".join(out)
