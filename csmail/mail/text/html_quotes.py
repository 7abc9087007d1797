"""Marks in an HTML page what is quoted, so that its text shows it with ">" as a plain mail does.

Only what a mail program writes counts: people indent their own words with <blockquote> too (the indent button of Gmail
and Apple Mail writes one without a border). A container that has such quotes in it (gmail_quote) is not quoted as
a whole: answers stand between them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from csmail.mail.text.quote_intro import ENDS, LONGEST, TIME, block, is_attribution

# Characters of the private use area, taken out of the page first: nobody else can write them.
OPEN, CLOSE, REST = "\ue000", "\ue001", "\ue002"
MARKS = re.compile(f"[{OPEN}{CLOSE}{REST}]")
FORGED = re.compile(f"[{OPEN}{CLOSE}{REST}]|&#(?:x0*e00[0-2]|0*5734[4-6]);?", re.IGNORECASE)
LOOKS = 200  # how often a page is looked at closely, a bound against pages made of candidates
PEEK = 2500
DEPTH = 9

# One lowered copy and plain searches: a pattern of these that ignores case cost a sixth of the reading of a long page.
SIGNS = (
    "<blockquote", "divrplyfwdmsg", "stopspelling", "zwchr", "yahoo_", "gmail_", "zmail_", "protonmail_", "tutanota_",
    "moz-cite-prefix", "reply-intro", "name=quote", "name='quote", 'name="quote', "reference-message-container",
    "olk_src_body", "<hr",
)  # fmt: skip
TAG = re.compile(r"<(?:(!--)|(/?)(blockquote|div|span|p|hr)\b([^<>]{0,4000})>)", re.IGNORECASE)
ANY_TAG = re.compile(r"<[!/?A-Za-z][^<>]{0,4000}>?")
BREAK = re.compile(r"</?(?:br|p|div|tr|li|h\d|blockquote|table|hr)\b[^<>]{0,4000}>", re.IGNORECASE)
CITED = re.compile(r"cite|quote|border-left|isreplycontent|\bqt\b", re.IGNORECASE)
CONTAINER = re.compile(r"gmail_quote|zmail_extra\b|protonmail_quote|tutanota_quote|yahoo_quoted", re.IGNORECASE)
WHOLE = re.compile(
    r"name=[\"']?quote(?:d-content)?\b|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION", re.IGNORECASE
)
PREFIX = re.compile(r"moz-cite-prefix|gmail_attr|reply-intro", re.IGNORECASE)
BELOW = re.compile(r"divRplyFwdMsg|stopSpelling|zwchr", re.IGNORECASE)
LINE_ABOVE = re.compile(r"border-top\s*:\s*solid", re.IGNORECASE)
BOLD_LABEL = re.compile(r"<(?:b|strong)\b[^<>]{0,400}>(?:\s*<[^<>]{0,400}>)*\s*[^<>:：]{1,30}[:：]", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """Places in the page: its first tag, its content; `end` is where its last tag begins."""

    name: str
    attributes: str
    start: int
    inner: int
    end: int


def marked(page: str) -> str:
    """`page` with marks around what is quoted; `quoted` makes ">" of them once it is text. Linear."""
    if not may_quote(page):
        return page
    page = FORGED.sub("", page)
    places = sorted(_marks(page))
    pieces, at = [], 0
    for place, mark in places:
        pieces += [page[at:place], f"<div>{mark}</div>"]
        at = place
    return "".join((*pieces, page[at:]))


def may_quote(page: str) -> bool:
    """Whether anything in `page` is worth a closer look."""
    lower = page.lower()
    return any(sign in lower for sign in SIGNS) or ("border-top" in lower and LINE_ABOVE.search(page) is not None)


def quoted(text: str) -> str:
    """The text of a marked page: the marks taken out, quoted lines begun with ">"."""
    if MARKS.search(text) is None:
        return text
    lines: list[str] = []
    depth, rest = 0, False
    for line in text.split("\n"):
        marks = MARKS.findall(line)
        shown = MARKS.sub("", line) if marks else line
        before = depth + rest
        for mark in marks:
            rest = rest or (mark == REST and not depth)
            depth = max(depth + {OPEN: 1, CLOSE: -1, REST: 0}[mark], 0)
        if marks and not shown.strip():
            continue
        # Words that share a line with a mark (two cells of a table) may be anybody's.
        level = min(before, depth + rest) if marks else depth + rest
        lines.append(f"{'> ' * min(level, DEPTH)}{shown.strip()}".rstrip() if level else shown)
    return "\n".join(lines)


def _marks(page: str) -> Iterator[tuple[int, str]]:
    looks = LOOKS
    below = False
    for one in _elements(page):
        if one.name == "blockquote":
            looks -= 1
            is_quote = _is_quote(page, one, looks > 0)
        elif below and not WHOLE.search(one.attributes):
            continue
        elif one.name == "hr" or LINE_ABOVE.search(one.attributes) or BELOW.search(one.attributes):
            looks -= 1
            below = looks > 0 and _begins_a_mail(page, one)
            if below:
                yield one.start, REST
            continue
        else:
            looks -= 1
            is_quote = looks > 0 and _is_whole(page, one)
        if is_quote:
            yield one.inner, OPEN
            yield one.end, CLOSE


def _is_quote(page: str, one: Element, look: bool) -> bool:
    """A blockquote of a mail program, or one that stands below an attribution."""
    if CITED.search(one.attributes) or "style" not in one.attributes.lower():
        return True
    return look and _attributed(page[max(one.start - PEEK, 0) : one.start])


def _is_whole(page: str, one: Element) -> bool:
    if PREFIX.search(one.attributes):
        said = [line for line in _lines(page[one.inner : min(one.end, one.inner + PEEK)]) if line.strip()]
        return 0 < len(said) <= 4 and len(" ".join(said)) <= LONGEST and said[-1].rstrip().endswith(ENDS)
    if WHOLE.search(one.attributes):
        return True
    if CONTAINER.search(one.attributes) is None:
        return False
    inner = page[one.inner : one.end].lower()
    return "<blockquote" not in inner and bool(ANY_TAG.sub("", inner).strip())


def _begins_a_mail(page: str, one: Element) -> bool:
    """Whether a header block stands below the line that is drawn there: in words we know, or as Outlook draws it."""
    if BELOW.search(one.attributes):
        return True
    near = page[one.start : one.start + PEEK]
    lines = [line for line in _lines(near) if line.strip()]
    if lines and block(lines, 0) > 0:
        return True
    drawn = one.name != "hr" and re.search(r"border\s*:\s*none", one.attributes, re.IGNORECASE) is not None
    return drawn and len(BOLD_LABEL.findall(near)) > 2 and ("@" in near or TIME.search(near) is not None)


def _attributed(above: str) -> bool:
    lines = [line for line in _lines(above) if line.strip()][-3:]
    return any(is_attribution(" ".join(lines[-count:]), True) for count in range(1, len(lines) + 1))


def _lines(fragment: str) -> list[str]:
    """A fragment of the page as lines of text; line ends of the source are blanks."""
    broken = BREAK.sub("\n", " ".join(fragment.split()))
    return [" ".join(line.split()) for line in html.unescape(ANY_TAG.sub("", broken)).split("\n")]


def _elements(page: str) -> list[Element]:
    """The elements that may matter, in the order of their first tags; one that is never closed ends with the page."""
    found: list[Element] = []
    stack: list[Element] = []
    waiting: dict[str, int] = {}
    at = 0
    while (tag := TAG.search(page, at)) is not None:
        at = tag.end()
        if tag.group(1):
            at = page.find("-->", at)
            if at < 0:
                break
            continue
        name = tag.group(3).lower()
        if tag.group(2):
            while waiting.get(name):
                one = stack.pop()
                waiting[one.name] -= 1
                one.end = tag.start()
                if one.name == name:
                    break
            continue
        one = Element(name, tag.group(4), tag.start(), tag.end(), len(page))
        if name == "blockquote" or name == "hr" or _matters(one.attributes):
            found.append(one)
        if name not in ("hr", "p"):
            stack.append(one)
            waiting[name] = waiting.get(name, 0) + 1
    return found


def _matters(attributes: str) -> bool:
    return any(sign.search(attributes) for sign in (CONTAINER, WHOLE, PREFIX, BELOW, LINE_ABOVE))
