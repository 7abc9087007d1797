"""Conditions of people as queries of TinyDB, asked of a page of rows that the index tables left.

TinyDB walks the path in the document, composes and searches. Its own comparisons are not used for the leaves: "<" of
moments as text is wrong ("…:00Z" is after "…:00.5Z"), "==" knows no letter case and no two spellings of an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from csmail.model.address import Address
from csmail.model.query import Condition


def query(conditions: Iterable[Condition]) -> QueryInstance:
    """All of `conditions`, of which there is at least one."""
    return reduce(and_, map(_one, conditions))


def _one(condition: Condition) -> QueryInstance:
    member = READ.get(condition.field.kind, _as_it_is)
    found: QueryInstance = Query()[condition.field.name].test(lambda value: condition.holds(member(value)))
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _moment(value: Any) -> Any:
    return datetime.fromisoformat(value) if value else None


def _address(value: Any) -> Any:
    return Address(**value) if value else None


def _listed(value: Any) -> tuple[str, ...]:
    """Words, or reasons by their codes."""
    return tuple(one["code"] if isinstance(one, dict) else one for one in value)


def _text(value: Any) -> Any:
    """A reason by its code."""
    return value["code"] if isinstance(value, dict) else value


READ: dict[str, Callable[[Any], Any]] = {
    "text": _text, "moment": _moment, "address": _address, "list": _listed, "addresses": _listed,
}  # fmt: skip
