"""A part of the file: a node with its path, which collects what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from csmail.config.yaml.nodes import Node
from csmail.config.yaml.source import Source, Steps

RECIPIENT_KEY = (
    "there is no `cs:`. Meant is `cc:` (Cc: a copy whose address everyone who gets the mail can see) "
    "or `bcc:` (Bcc: a blind copy nobody else can see)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """`line` and `column` are those of the key, where the value has one."""

    source: Source
    node: Node
    path: Steps
    line: int
    column: int

    def problem(self, why: str) -> None:
        """Note that this part is wrong."""
        self._note(self.source.problems, self.path, why, (self.line, self.column))

    def warning(self, why: str) -> None:
        """Note something that is allowed and may surprise."""
        self._note(self.source.warnings, self.path, why, (self.line, self.column))

    def key_problem(self, key: str, why: str) -> None:
        """Note that `key` of this mapping is wrong, at its own place."""
        self._note(self.source.problems, (*self.path, key), why, self.node.keys.get(key, (self.line, self.column)))

    def _note(self, notes: list[tuple[int, int, str]], path: Steps, why: str, place: tuple[int, int]) -> None:
        where = ".".join(map(str, path))
        notes.append((*place, f"{where}: {why}" if where else why))

    def child(self, key: str) -> Part | None:
        """The value under `key`; None when the key is not there."""
        node = (self.node.entries or {}).get(key)
        return None if node is None else Part(self.source, node, (*self.path, key), *self.node.keys[key])

    def children(self) -> dict[str, Part]:
        """The values of a mapping by their keys; a problem when it is none."""
        if self.node.entries is None:
            if not self.node.empty:
                self.problem(f"expected keys with values, not {self.shape}")
            return {}
        return {
            key: Part(self.source, node, (*self.path, key), *self.node.keys[key])
            for key, node in self.node.entries.items()
        }

    def items(self) -> tuple[Part, ...]:
        """The members of a sequence; anything else counts as a sequence of one, nothing as an empty one."""
        if self.node.items is None:
            return () if self.node.empty else (self,)
        return tuple(
            Part(self.source, node, (*self.path, number), node.line, node.column)
            for number, node in enumerate(self.node.items)
        )

    def mapping(self, known: Collection[str]) -> dict[str, Part]:
        """Like `children`, with a problem for each key that is not among `known`."""
        found = self.children()
        for key in [key for key in found if key not in known]:
            self.key_problem(key, unknown(key, known))
            del found[key]
        return found

    def every(self, *path: str) -> Iterator[Part]:
        """All parts at the end of `path`, where "*" stands for each member of a list; nothing where none is."""
        if not path:
            yield self
            return
        inner = self.items() if path[0] == "*" else (self.child(path[0]),)
        for part in inner:
            if part is not None:
                yield from part.every(*path[1:])

    @property
    def shape(self) -> str:
        """What stands here, for messages; never the value itself, which may be a secret."""
        if self.node.entries is not None:
            return "keys with values"
        if self.node.items is not None:
            return "a list"
        return "nothing" if self.node.empty else "a single value"


def unknown(key: str, known: Collection[str], what: str = "key") -> str:
    """The message for a word that means nothing here, with the nearest that does."""
    if key == "cs":
        return RECIPIENT_KEY
    near = nearest(key, known)
    return f"unknown {what} {key!r}" + (f", did you mean {near!r}?" if near else f"; known: {', '.join(sorted(known))}")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` is probably meant to be, or ""."""
    found = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""
