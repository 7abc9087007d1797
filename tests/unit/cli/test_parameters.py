"""Every action as a command: nothing about it is written twice."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from typer.testing import CliRunner

from csmail.actions.base import param
from csmail.actions.catalog import catalog
from csmail.cli.actions.command import command_for
from csmail.cli.actions.parameters import fields, made
from csmail.cli.lazy import RULES_ONLY
from csmail.errors import UsageError
from csmail.model.effects import Effect
from csmail.model.reason import Reason
from csmail.model.situation import Situation

RUNNER = CliRunner()


@dataclasses.dataclass(frozen=True, slots=True)
class Everything:
    """An action with one field of every kind."""

    signs: tuple[Literal["seen", "flagged"], ...] = param("signs")
    to: str = param("address", default="")
    within: timedelta | None = param("how soon", default=None)
    attach: tuple[Path, ...] = param("files", default=(), cli="hand")
    anyway: bool = param("also then", default=False)
    machine: str = param("rules only", default="", cli="rule")

    def withheld(self, situation: Situation) -> Reason | None:
        return ""

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return ()


@pytest.mark.parametrize("name", sorted(catalog().keys() - RULES_ONLY))
def test_the_help_is_the_docstring_with_an_example_and_every_field(name: str) -> None:
    shown = RUNNER.invoke(command_for(name), ["--help"], terminal_width=200)
    assert shown.exit_code == 0, shown.output
    assert (catalog()[name].__doc__ or "") in shown.output
    assert f"Example: csmail {name} K7F3Q2" in shown.output
    for field in fields(catalog()[name]):
        assert field.help in " ".join(shown.output.split())
    for common in ("--dry-run", "--by"):
        assert common in shown.output


def test_what_is_for_rules_only_is_no_option() -> None:
    assert "machine" not in {field.name for field in fields(Everything)}


def test_values_become_the_types_of_the_action() -> None:
    values = {"signs": ["seen"], "within": "1h30m", "attach": [Path("a.pdf")], "anyway": True, "to": None}
    assert made(Everything, values) == Everything(
        signs=("seen",), within=timedelta(minutes=90), attach=(Path("a.pdf"),), anyway=True
    )


def test_what_is_not_given_keeps_the_default_of_the_action() -> None:
    assert made(Everything, {"signs": ["seen"]}) == Everything(signs=("seen",))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "signs is missing"),
        ({"signs": ["sene"]}, "'sene' is not one of seen, flagged"),
        ({"signs": ["seen"], "within": "soon"}, "--within: 'soon' is no span of time"),
    ],
)
def test_a_wrong_value_is_named(values: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(Everything, values)
    assert said in caught.value.message


def test_what_the_action_refuses_is_a_wrong_command_line() -> None:
    with pytest.raises(UsageError):
        made(catalog()["tag"], {"tags": ["!!!"]})
