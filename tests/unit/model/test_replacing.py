"""A changed copy is what `dataclasses.replace` makes, only sooner."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from csmail.model.replacing import copied
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
