"""A set of rules as it was read from a file: read when first asked for, known by the hash of what it says."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import overload

from csmail.model.receipt import StoredRules
from csmail.rules.rule import Rule

HASH_DIGITS = 32


class RuleSet(Sequence[Rule]):
    """`read` reads the rules, `document` writes down what they say, so that it can be read again later."""

    def __init__(self, read: Callable[[], Sequence[Rule]], document: Callable[[], bytes]) -> None:
        self._read, self._document = read, document

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in order. Raises what reading them raises."""
        return tuple(self._read())

    @cached_property
    def stored(self) -> StoredRules:
        """What is kept of them beside the receipts that name them."""
        document = self._document()
        made = StoredRules(hashlib.sha256(document).hexdigest()[:HASH_DIGITS], zlib.compress(document))
        # What was to make it holds the tree of the whole file.
        self._document = lambda: zlib.decompress(made.document)
        return made

    def document(self) -> bytes:
        """What the rules say."""
        return self._document()

    @cached_property
    def names_attachments(self) -> bool:
        """Whether a rule looks at attached files."""
        return _look_at_attachments(self.rules)

    @overload
    def __getitem__(self, at: int) -> Rule: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Rule, ...]: ...
    def __getitem__(self, at: int | slice) -> Rule | tuple[Rule, ...]:
        return self.rules[at]

    def __len__(self) -> int:
        return len(self.rules)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)


def written(rules: Sequence[Rule]) -> bytes:
    """What the rules say; nothing when they were not read from a file."""
    return rules.document() if isinstance(rules, RuleSet) else b""


def hash_of(rules: Sequence[Rule]) -> str:
    """The hash of what the rules say; "" when they were not read from a file."""
    return rules.stored.id if isinstance(rules, RuleSet) else ""


def looks_at_attachments(rules: Sequence[Rule]) -> bool:
    """Whether a rule looks at attached files."""
    return rules.names_attachments if isinstance(rules, RuleSet) else _look_at_attachments(rules)


def _look_at_attachments(rules: Sequence[Rule]) -> bool:
    return any("attachment" in rule.when.looks_at.split("|") for rule in rules)
