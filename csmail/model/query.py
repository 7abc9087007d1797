"""Conditions on conversations, drafts and tasks, as people ask for them: each on one field, all of them must hold.

What a field can be asked comes from the type of the member, so a member that is added can be asked for at once.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from csmail.model.address import Address, key
from csmail.model.reason import Reason

Kind = Literal["text", "choice", "list", "addresses", "address", "moment", "flag"]
"""`text` and `list` hold words or reasons (asked for by their code), `addresses` address keys, `choice` words of a
fixed set."""

ADDRESS_LISTS = frozenset({"participants", "bounced"})
NAMES = frozenset({"desk"})
"""Compared letter by letter: they come from rules.yaml."""


@dataclass(frozen=True, slots=True)
class Field:
    """One member that can be asked for; `choices` in their order, for a choice."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()

    def folded(self, text: str) -> str:
        """What two spellings that count as one have in common."""
        if self.kind in ("address", "addresses") and "@" in text:
            return key(text)
        return text if self.name in NAMES else text.casefold()


@dataclass(frozen=True, slots=True)
class Among:
    """The text, or one member of the list, is one of these, which are folded as the field folds."""

    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contains:
    """`text`, case folded, stands somewhere in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Between:
    """From `first` on and before `end`; None leaves that side open. What has no moment is not between any."""

    first: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """There is none: no text, no address, no moment, an empty list, a flag that is not set."""


Test = Among | Contains | Between | Empty


@dataclass(frozen=True, slots=True)
class Condition:
    """`negated`: it must be otherwise."""

    field: Field
    test: Test
    negated: bool = False

    def holds(self, value: Any) -> bool:
        """Whether `value`, the member of a noun, is so."""
        return self._is_so(value) is not self.negated

    def _is_so(self, value: Any) -> bool:
        match self.test:
            case Empty():
                return not value
            case Between(first, end):
                return value is not None and (first is None or first <= value) and (end is None or value < end)
            case Among(values):
                said = (value.spec,) if isinstance(value, Address) else texts(value)
                return any(self.field.folded(text) in values for text in said)
            case Contains(text):
                return any(text in one.casefold() for one in texts(value))


def texts(value: Any) -> tuple[str, ...]:
    """What is written in a member."""
    match value:
        case str():
            return (value,)
        case Address():
            return (value.spec, value.name)
        case Reason():
            return (value.code,)
        case tuple() | frozenset():
            return tuple(text for one in value for text in texts(one)[:1])
        case _:
            return ()


def all_hold(noun: object, conditions: Iterable[Condition]) -> bool:
    """Whether each condition holds for a conversation, draft or task."""
    return all(one.holds(getattr(noun, one.field.name)) for one in conditions)


@cache
def fields_of(noun: type) -> Mapping[str, Field]:
    """What can be asked of a conversation, draft or task, by name."""
    hints = typing.get_type_hints(noun)
    found = (_field(one.name, hints[one.name]) for one in dataclasses.fields(noun))
    return {field.name: field for field in found if field}


def _field(name: str, hint: Any) -> Field | None:
    wanted = [one for one in typing.get_args(hint) if one is not type(None)] if _is_union(hint) else [hint]
    if len(wanted) != 1:
        return None
    kinds: dict[Any, Kind] = {str: "text", bool: "flag", datetime: "moment", Address: "address", Reason: "text"}
    only = wanted[0]
    if typing.get_origin(only) is Literal:
        return Field(name, "choice", tuple(typing.get_args(only)))
    if typing.get_origin(only) in (tuple, frozenset):
        of_words = typing.get_args(only)[0] in (str, Reason)
        return Field(name, "addresses" if name in ADDRESS_LISTS else "list") if of_words else None
    return Field(name, kinds[only]) if only in kinds else None


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (types.UnionType, typing.Union)
