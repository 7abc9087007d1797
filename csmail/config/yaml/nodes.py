"""A YAML text as a tree of nodes that know their line and column.

Scalars stay text: what a place in the file expects decides what `17:00`, `NO` or `010` means there, so none of the
surprises of YAML 1.1 can happen (libraries.md, finding 5). The tree is built from events without recursion.

| what is wrong | what the user sees |
| --- | --- |
| no YAML, a control character, no UTF-8 | line, column, what was found |
| a key twice in one mapping, more than one document, a tag such as `!!python/object` | line, column, the key or tag |
| deeper than 50, more than 100 aliases, more than 100,000 nodes once aliases are followed | the cap (threat 2) |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from csmail.config.yaml import compiled
from csmail.reason import Reason

DEEPEST = 50
MOST_ALIASES = 100
MOST_NODES = 100_000
# The scanner looks ahead as long as flow collections open: 20,000 brackets cost it 0.5 s before the first event.
OPENING = re.compile(rf"(?:[\[{{]\s*){{{DEEPEST + 1}}}")
# "\\0" and its like, written out: no path, address or name can hold them, and what opens a file raises ValueError.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
TOO_DEEP = Reason.of("nested_too_deep", limit=DEEPEST)


class Unreadable(ValueError):
    """Why the text is no YAML of ours, with the place (both counted from 1)."""

    def __init__(self, place: tuple[int, int], why: Reason) -> None:
        super().__init__(why.code)
        (self.line, self.column), self.why = place, why


@dataclass(slots=True)
class Node:
    """A scalar (`text`), a sequence (`items`) or a mapping (`entries`, with the place of each key in `keys`).

    `plain` is whether a scalar stands without quotes. `size` counts nodes with aliases followed.
    """

    line: int
    column: int
    text: str | None = None
    items: list[Node] | None = None
    entries: dict[str, Node] | None = None
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    plain: bool = False
    size: int = 1

    @property
    def empty(self) -> bool:
        """Nothing was written, or null."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come; `key` waits for its value."""

    node: Node
    key: str | None = None
    key_at: tuple[int, int] = (0, 0)


def parse(text: str) -> Node:
    """The one document in `text`. Raises Unreadable."""
    deep = OPENING.search(text)
    if deep:
        raise Unreadable(_place(text, deep.end() - 1), TOO_DEEP)
    try:
        return _Builder().build(compiled.events(text))
    except (compiled.InDoubt, Unreadable):
        return _by_the_pure_parser(text)


def _by_the_pure_parser(text: str) -> Node:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        # "base" yields the same events as "rt" in half the time; nothing is constructed from them.
        return _Builder().build(YAML(typ="base", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Unreadable(place, Reason.of("not_yaml", said=error.problem or error.context)) from None
    except ReaderError as error:
        character = f"U+{ord(text[error.position]):04X}"
        why = Reason.of("character_not_in_yaml", character=character)
        raise Unreadable(_place(text, error.position), why) from None
    except YAMLError as error:
        raise Unreadable((1, 1), Reason.of("not_yaml", said=error)) from None


def _place(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


class _Builder:
    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.aliases = 0
        self.root: Node | None = None

    def build(self, events: Iterator[Any]) -> Node:
        for event in events:
            self._take(event, type(event).__name__)
        return self.root or Node(1, 1, text="", plain=True)

    def _take(self, event: Any, kind: str) -> None:
        if kind == "DocumentStartEvent" and self.root is not None:
            raise self._wrong(event, Reason("second_document"))
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._place(self.open.pop().node, event)
        elif kind == "AliasEvent":
            self._place(self._meant(event), event)
        elif kind == "ScalarEvent":
            self._scalar(event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._begin(event, kind)

    def _scalar(self, event: Any) -> None:
        self._refuse_tag(event)
        control = CONTROL.search(event.value)
        if control:
            why = Reason.of("character_not_in_value", character=f"U+{ord(control[0]):04X}")
            raise self._wrong(event, why)
        line, column = _at(event)
        node = Node(line, column, text=event.value, plain=not event.style)
        self._name(event, node)
        self._place(node, event)

    def _begin(self, event: Any, kind: str) -> None:
        self._refuse_tag(event)
        if len(self.open) >= DEEPEST:
            raise self._wrong(event, TOO_DEEP)
        line, column = _at(event)
        mapping = kind == "MappingStartEvent"
        node = Node(line, column, items=None if mapping else [], entries={} if mapping else None)
        self._name(event, node)
        self.open.append(_Open(node))

    def _meant(self, event: Any) -> Node:
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            raise self._wrong(event, Reason.of("too_many_aliases", limit=MOST_ALIASES))
        meant = self.anchors.get(event.anchor)
        if meant is None:
            raise self._wrong(event, Reason.of("alias_of_nothing", alias=event.anchor))
        if any(one.node is meant for one in self.open):
            raise self._wrong(event, Reason.of("alias_of_itself", alias=event.anchor))
        return meant

    def _place(self, node: Node, event: Any) -> None:
        """Put a finished node where it belongs: into the collection that is open."""
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        if top.node.items is not None:
            top.node.items.append(node)
        elif top.key is None:
            top.key, top.key_at = self._key(node, top.node, event), _at(event)
            return
        else:
            top.node.entries[top.key] = node  # type: ignore[index]  # not a sequence, so a mapping
            top.node.keys[top.key] = top.key_at
            top.key = None
        top.node.size += node.size
        if top.node.size > MOST_NODES:
            raise self._wrong(event, Reason.of("too_many_values", limit=MOST_NODES))

    def _key(self, node: Node, mapping: Node, event: Any) -> str:
        if node.text is None:
            raise Unreadable((node.line, node.column), Reason("key_not_a_word"))
        if node.text == "<<" and node.plain:
            raise self._wrong(event, Reason("merge_key"))
        if node.text in (mapping.entries or {}):
            first = mapping.keys[node.text][0]
            raise self._wrong(event, Reason.of("key_twice", key=node.text, line=first))
        return node.text

    def _name(self, event: Any, node: Node) -> None:
        if event.anchor:
            self.anchors[event.anchor] = node

    def _refuse_tag(self, event: Any) -> None:
        tag = getattr(event, "ctag", None) or event.tag
        if tag is not None and str(tag) not in ("None", "!"):
            raise self._wrong(event, Reason.of("tagged_value", tag=str(tag)))

    def _wrong(self, event: Any, why: Reason) -> Unreadable:
        return Unreadable(_at(event), why)


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
