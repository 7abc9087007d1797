"""A part of the file: a node with its path, which collects what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from csmail.config.yaml.nodes import Node
from csmail.config.yaml.source import Source, Steps
from csmail.reason import Place, Problem, Reason


@dataclass(frozen=True, slots=True)
class Part:
    """`line` and `column` are those of the key, where the value has one."""

    source: Source
    node: Node
    path: Steps
    line: int
    column: int

    def problem(self, why: Reason) -> None:
        """Note that this part is wrong."""
        self._note(self.source.problems, self.path, why, (self.line, self.column))

    def warning(self, why: Reason) -> None:
        """Note something that is allowed and may surprise."""
        self._note(self.source.warnings, self.path, why, (self.line, self.column))

    def key_problem(self, key: str, why: Reason) -> None:
        """Note that `key` of this mapping is wrong, at its own place."""
        self._note(self.source.problems, (*self.path, key), why, self.node.keys.get(key, (self.line, self.column)))

    def _note(self, notes: list[Problem], path: Steps, why: Reason, at: tuple[int, int]) -> None:
        notes.append(Problem(Place(str(self.source.path), *at, ".".join(map(str, path))), why))

    def child(self, key: str) -> Part | None:
        """The value under `key`; None when the key is not there."""
        node = (self.node.entries or {}).get(key)
        return None if node is None else Part(self.source, node, (*self.path, key), *self.node.keys[key])

    def children(self) -> dict[str, Part]:
        """The values of a mapping by their keys; a problem when it is none."""
        if self.node.entries is None:
            if not self.node.empty:
                self.problem(Reason.of("keys_expected", shape=self.shape))
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
            self.key_problem(key, unknown(key, known, "unknown_key"))
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
        """What stands here, one of `wording.sentences.configuration.SHAPES`; never the value, which may be a secret."""
        if self.node.entries is not None:
            return "keys"
        if self.node.items is not None:
            return "list"
        return "nothing" if self.node.empty else "value"


def unknown(word: str, known: Collection[str], code: str) -> Reason:
    """Why a word means nothing here, with the nearest that does."""
    if word == "cs":
        return Reason("copy_or_blind_copy")
    near = nearest(word, known)
    return Reason.of(code, word=word, near=near, known="" if near else ", ".join(sorted(known)))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` is probably meant to be, or ""."""
    found = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""
