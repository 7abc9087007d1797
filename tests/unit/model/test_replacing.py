"""A changed copy is what `dataclasses.replace` makes, only sooner."""

from __future__ import annotations

import inspect
import pickle
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, make_dataclass, replace
from typing import Any

import pytest

from csmail.mail.autoreply.facts import Facts
from csmail.mail.threading import ThreadMatch
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.receipt import Receipt
from csmail.model.replacing import copied
from csmail.model.situation import Situation
from tests import factories


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (factories.conversation(), {"tags": frozenset({"vip"}), "version": 3}),
        (factories.situation(), {"by": "a rule", "captures": {"order": "1"}}),
        (factories.message(), {"conversation": "K7F3Q2"}),
        (factories.message(), {}),
    ],
)
def test_a_copy_is_what_replace_makes(value: object, changes: dict[str, object]) -> None:
    assert copied(value, changes) == replace(value, **changes)  # type: ignore[type-var]


def test_the_original_stays_as_it_was() -> None:
    before = factories.conversation()
    copied(before, {"status": "closed"})
    assert before == factories.conversation()


def test_a_field_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        copied(factories.conversation(), {"colour": "red"})


def test_what_checks_itself_when_it_is_made_is_not_copied() -> None:
    @dataclass(frozen=True, slots=True)
    class Checked:
        number: int

        def __post_init__(self) -> None:
            raise AssertionError("never made here")

    with pytest.raises(TypeError, match="Checked checks itself"):
        copied(object.__new__(Checked), {})


MADE: tuple[type, ...] = (Conversation, Facts, Message, Receipt, Situation, ThreadMatch)


@pytest.mark.parametrize("kind", MADE)
def test_what_is_made_quickly_takes_the_arguments_that_a_dataclass_takes(kind: type) -> None:
    takes = inspect.signature(kind).parameters.values()
    for one, parameter in zip(fields(kind), takes, strict=True):  # type: ignore[arg-type]
        assert (parameter.name, parameter.default is parameter.empty) == (one.name, one.name in _needed(kind))


@pytest.mark.parametrize("kind", MADE)
def test_what_is_made_quickly_is_what_a_dataclass_makes(kind: type) -> None:
    of: tuple[Any, ...] = fields(kind)  # type: ignore[arg-type]
    usual: Any = make_dataclass("Usual", [(one.name, Any, _anew(one)) for one in of])
    needed = _needed(kind)
    quick, slow = kind(**needed), usual(**needed)
    assert [getattr(quick, one.name) for one in of] == [getattr(slow, one.name) for one in of]
    assert type(quick) is kind


def _anew(one: Any) -> Any:
    """The same field for another class."""
    return field(default=one.default) if one.default_factory is MISSING else field(default_factory=one.default_factory)


def _needed(kind: Any) -> dict[str, object]:
    return {one.name: object() for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}


@pytest.mark.parametrize("kind", MADE)
def test_each_one_made_gets_a_default_of_its_own(kind: type) -> None:
    first, second = kind(**_needed(kind)), kind(**_needed(kind))
    own = [one.name for one in fields(kind) if one.default_factory is not MISSING]  # type: ignore[arg-type]
    assert all(getattr(first, name) is not getattr(second, name) for name in own)


@pytest.mark.parametrize("value", [factories.message(), copied(factories.message(), {"weak": True})])
def test_what_was_made_quickly_is_as_frozen_and_as_equal_as_before(value: Message) -> None:
    with pytest.raises(FrozenInstanceError):
        value.subject = "another"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(value)) == value == replace(value)
    assert hash(value) == hash(replace(value))
    with pytest.raises(TypeError, match="missing"):
        Message("key")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected"):
        replace(value, colour="red")  # type: ignore[call-arg]
