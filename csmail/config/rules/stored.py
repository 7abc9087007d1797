"""Writes down what the rules of a file say, so that a receipt can be explained when the file is another one.

The document is JSON: the rules as they stand in the file, without their places, and of each desk what conditions ask
of it. Mappings and lists are as in JSON; a scalar is a text, with `'` before it when it was quoted, with which no
scalar begins that was not.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csmail.config.rules.rules import read
from csmail.config.yaml.nodes import Node
from csmail.config.yaml.part import Part
from csmail.config.yaml.source import Source
from csmail.model.desk import Desk, MoodWords, Trust
from csmail.model.receipt import StoredRules
from csmail.rules.rule import Rule

QUOTED = "'"


@dataclass(frozen=True, slots=True)
class Restored:
    """Rules as they were, with the desks as far as the rules asked about them."""

    rules: tuple[Rule, ...]
    desks: Mapping[str, Desk]


def document(rules: Node, desks: Iterable[Desk]) -> bytes:
    """What the node of the rules says."""
    every = tuple(desks)
    said: dict[str, Any] = {"desks": {desk.name: list(desk.trust.authserv_ids) for desk in every}}
    own = every[0].mood_words if every else MoodWords()
    if own != MoodWords():
        said["mood"] = {"upset": own.upset, "calm": own.calm}
    return json.dumps({**said, "rules": _plain(rules)}, ensure_ascii=False, separators=(",", ":")).encode()


def restored(kept: StoredRules) -> Restored | None:
    """The rules again; None when this csmail cannot read them (one of them has a word it does not know)."""
    said = json.loads(zlib.decompress(kept.document))
    file = Source(Path("rules"), _node(said["rules"]))
    rules = read(Part(file, file.root, ("rules",), 1, 1), said["desks"])
    if file.problems:
        return None
    own = MoodWords(*(tuple(said.get("mood", {}).get(key, ())) for key in ("upset", "calm")))
    desks = {
        name: Desk(name, "", trust=Trust(authserv_ids=tuple(ids)), mood_words=own)
        for name, ids in said["desks"].items()
    }
    return Restored(rules, desks)


def _plain(node: Node) -> Any:
    if node.entries is not None:
        return {key: _plain(inner) for key, inner in node.entries.items()}
    if node.items is not None:
        return [_plain(inner) for inner in node.items]
    return node.text if node.plain else f"{QUOTED}{node.text}"


def _node(said: Any) -> Node:
    if isinstance(said, dict):
        entries = {key: _node(inner) for key, inner in said.items()}
        return Node(1, 1, entries=entries, keys=dict.fromkeys(entries, (1, 1)))
    if isinstance(said, list):
        return Node(1, 1, items=[_node(inner) for inner in said])
    quoted = said.startswith(QUOTED)
    return Node(1, 1, text=said[1:] if quoted else said, plain=not quoted)
