"""Takes out of a page what no reader sees: `hidden`, and styles that hide, from the tag or from simple style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

# A tree of lxml; it has no types.
Element = Any
Style = dict[str, tuple[str, bool]]
"""Property to value, and whether it is `!important`."""

# What hides always says one of these; most pages say none, and walking them costs as much as reading them. In lower
# case, each branch beginning with a letter: ignoring case and looking behind cost ten times as much (1.3 ms in 16 KB).
HINT = re.compile(
    r"hidden|display\s*:\s*none|collapse|opacity\s*:\s*[0.]|mso-hide|font(?:-size)?\s*:\s*(?:0|\.|1(?![0-9.]))"
    r"|height\s*:\s*0|width\s*:\s*0|indent\s*:\s*-\s*\d{3}|left\s*:\s*-\s*\d{3}|top\s*:\s*-\s*\d{3}|clip\s*:"
    r"|color\s*:\s*(?:transparent|(?:#fff|white)[^\"'<>]{0,200}background)"
    r"|background[^\"'<>]{0,200}[; ]color\s*:\s*(?:#fff|white)"
)


def may_hide(page: str) -> bool:
    """Whether it is worth a walk to look for what the page hides."""
    return HINT.search(page.lower()) is not None


STYLE_CHARACTERS = 4096
SHEET_CHARACTERS = 64 * 1024
SELECTORS = 2000
COMMENT = re.compile(r"/\*.{0,4000}?\*/|<!--|-->", re.DOTALL)
SELECTOR = re.compile(r"(?:[a-z][a-z0-9]{0,20})?(?:[.#][a-z_-][\w-]{0,60})?", re.IGNORECASE)
WHOLE_PAGE = re.compile(r"\A(?:(?:html|body) +)+", re.IGNORECASE)
NUMBER = re.compile(r"(-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))\s*(px|pt|em|rem|%|ex|cm|mm|in)?")
SMALLEST = {"px": 1.0, "pt": 1.0, "em": 0.07, "rem": 0.07, "%": 7.0, "": 0.0}
FAR = -900.0
LOOKED_AT = (
    "display visibility opacity mso-hide font-size font color background background-color clip position overflow"
    " max-height max-width height width text-indent left top"
)
TOLD = frozenset(LOOKED_AT.split())
PAGE = ("html", "body")
UNSAID = ("", "inherit")
COLOURS = {"white": "#ffffff", "#fff": "#ffffff", "black": "#000000", "#000": "#000000"}


@dataclass(slots=True)
class Sheet:
    """What the style sheets of a page say of a tag, a class or an id ("div", ".x", "#x", "div.x")."""

    styles: dict[str, Style] = field(default_factory=dict)
    _looks: dict[tuple[str | None, ...], Look] = field(default_factory=dict)

    def look(self, element: Element) -> Look:
        """What becomes of an element; newsletters repeat a few hundred combinations on thousands."""
        named = (element.get("class"), element.get("id")) if self.styles else ()
        key = (element.tag, element.get("style"), element.get("hidden"), *named)
        found = self._looks.get(key)
        if found is None:
            style = self._of(element)
            found = self._looks[key] = Look(_is_hidden(element, style), *_handed_down(style))
        return found

    def _of(self, element: Element) -> Style:
        """The style of one element: by tag, class, id, then its own; what is important wins (CSS Cascading 4)."""
        merged: Style = {}
        if self.styles:
            tag = element.tag.lower()
            classes = element.get("class", "").split()[:20]
            names = (tag, *(f".{one}" for one in classes), *(f"{tag}.{one}" for one in classes))
            id = element.get("id", "")
            for name in (*names, f"#{id}", f"{tag}#{id}"):
                _merge(merged, self.styles.get(name, {}))
        own = element.get("style")
        if own:
            _merge(merged, declarations(own))
        return merged


@dataclass(frozen=True, slots=True)
class Look:
    """What the style of an element does: hides it whole, or says (None: says nothing) what a child can take back."""

    gone: bool
    visible: bool | None
    sized: bool | None
    coloured: bool | None


@dataclass(frozen=True, slots=True)
class Sight:
    """What an element hands to its children."""

    visible: bool = True
    sized: bool = True
    coloured: bool = True

    @property
    def seen(self) -> bool:
        return self.visible and self.sized and self.coloured

    def within(self, look: Look) -> Sight:
        """The same within an element that looks like this."""
        if look.visible is None and look.sized is None and look.coloured is None:
            return self
        return Sight(
            self.visible if look.visible is None else look.visible,
            self.sized if look.sized is None else look.sized,
            self.coloured if look.coloured is None else look.coloured,
        )


def _handed_down(style: Style) -> tuple[bool | None, bool | None, bool | None]:
    """Whether a style makes its words visible, gives them a size, a colour of their own; None where it is silent."""
    visibility, size, colour = (_value(style, name) for name in ("visibility", "font-size", "color"))
    size = size or _value(style, "font").partition("/")[0].partition(" ")[0]
    return (
        None if visibility in UNSAID else visibility not in ("hidden", "collapse"),
        None if size in UNSAID else not _is_tiny(size),
        None if colour in UNSAID else not _is_background(colour, style),
    )


def removed(root: Element) -> None:
    """Take what is hidden out of the tree, in place; the text behind a hidden element stays."""
    sheet = _sheet(root)
    stack: list[tuple[Element, Sight]] = [(root, Sight())]
    while stack:
        element, outer = stack.pop()
        sight = outer.within(sheet.look(element))
        if not sight.seen:
            element.text = None
        for child in list(element):
            if not sight.seen:
                child.tail = None
            if not isinstance(child.tag, str):
                continue
            if child.tag not in PAGE and sheet.look(child).gone:
                child.drop_tree()
            else:
                _keep(child)
                stack.append((child, sight))


def _keep(element: Element) -> None:
    """Take a `display: none` away that a later declaration takes back: inscriptis goes by the first."""
    if "none" in element.get("style", "").lower():
        del element.attrib["style"]


def _is_hidden(element: Element, style: Style) -> bool:
    """Whether an element is hidden with everything in it."""
    if element.get("hidden") is not None and _value(style, "display") in ("", "none"):
        return True
    if _value(style, "display") == "none" or _value(style, "mso-hide") == "all":
        return True
    if style.get("opacity") and _number(_value(style, "opacity")) == 0:
        return True
    return _is_clipped(style) or _is_far(style)


def _is_clipped(style: Style) -> bool:
    """A box of no size that shows nothing beyond it, as newsletters write their preview texts."""
    clip = _value(style, "clip").replace(" ", "").replace("px", "")
    if clip in ("rect(0,0,0,0)", "rect(1,1,1,1)") and _value(style, "position") in ("absolute", "fixed"):
        return True
    if _value(style, "overflow").split(" ")[0] not in ("hidden", "clip"):
        return False
    sides = ("max-height", "height", "max-width", "width")
    return any(_number(_value(style, side)) == 0 for side in sides)


def _is_far(style: Style) -> bool:
    """A box moved out of every window."""
    if (_number(_value(style, "text-indent")) or 0) <= FAR:
        return True
    moved = min(_number(_value(style, "left")) or 0, _number(_value(style, "top")) or 0)
    return moved <= FAR and _value(style, "position") in ("absolute", "fixed")


def _is_tiny(size: str) -> bool:
    found = NUMBER.fullmatch(size)
    return found is not None and float(found[1]) <= SMALLEST.get(found[2] or "", 0.0)


def _is_background(colour: str, style: Style) -> bool:
    """Whether words in this colour cannot be told from what is behind them, as far as one tag says it."""
    behind = _value(style, "background-color") or _value(style, "background")
    return colour == "transparent" or COLOURS.get(colour, colour) == COLOURS.get(behind, behind)


def _number(value: str) -> float | None:
    found = NUMBER.fullmatch(value)
    return float(found[1]) if found else None


def _value(style: Style, name: str) -> str:
    return style[name][0] if name in style else ""


def declarations(text: str) -> Style:
    """The declarations that may hide, of a `style` attribute or a rule; of two for one property the last counts."""
    style: Style = {}
    for one in COMMENT.sub("", text[:STYLE_CHARACTERS]).lower().split(";"):
        name, colon, value = one.partition(":")
        value, mark, _ = value.partition("!")
        if colon and name.strip() in TOLD:
            _merge(style, {name.strip(): (value.strip(), bool(mark))})
    return style


def _merge(style: Style, more: Style) -> None:
    for name, (value, important) in more.items():
        if important or not style.get(name, ("", False))[1]:
            style[name] = (value, important)


def _sheet(root: Element) -> Sheet:
    """The rules of the page whose selectors are simple, and that hold on every screen."""
    text = "".join(element.text_content() for element in root.iter("style"))
    return Sheet(_styles(text[:SHEET_CHARACTERS])) if text else Sheet()


@lru_cache(maxsize=16)
def _styles(text: str) -> dict[str, Style]:
    """The same of the text of a sheet, kept for a while: mails of one sender bring the same one."""
    styles: dict[str, Style] = {}
    for selectors, body in _rules(COMMENT.sub("", text)):
        style = declarations(body)
        for selector in selectors.split(",")[:SELECTORS] if style else ():
            name = WHOLE_PAGE.sub("", selector.strip())
            if name and SELECTOR.fullmatch(name):
                _merge(styles.setdefault(name, {}), style)
    return styles


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each rule outside of `@media` and the like, which hold on some screens only."""
    at = 0
    for _ in range(SELECTORS):
        opening = text.find("{", at)
        if opening < 0:
            return
        head = text[at:opening].rpartition(";")[2].strip()
        closing = _closing(text, opening) if head.startswith("@") else text.find("}", opening)
        if closing < 0:
            return
        if not head.startswith("@"):
            yield head, text[opening + 1 : closing]
        at = closing + 1


def _closing(text: str, opening: int) -> int:
    """Where the block that opens here ends, -1 when it never does."""
    depth = 0
    for found in re.finditer(r"[{}]", text[opening:]):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return opening + found.start()
    return -1
