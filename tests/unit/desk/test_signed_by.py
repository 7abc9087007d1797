"""Under an answer a customer reads the name of the agent, or none: never a login name, never an address."""

from __future__ import annotations

import pytest

from csmail.actions.reply import Reply
from csmail.desk.effects.variables import variables
from csmail.model.effects import Send
from csmail.model.team import Agent, Team
from tests.factories import desk, situation

PEOPLE = (Agent("sari@toko.example", "Sari Dewi"), Agent("budi@toko.example"))
TEAM = Team(tuple(one.address for one in PEOPLE), profiles=PEOPLE)


@pytest.mark.parametrize(
    ("by", "person", "read"),
    [
        ("sari", True, "Sari Dewi"),
        ("SARI@toko.example", True, "Sari Dewi"),
        ("budi", True, ""),
        ("budi@toko.example", True, ""),
        ("root", True, ""),
        ("www-data@host", True, ""),
        ("", True, ""),
        ("sari", False, ""),
    ],
)
def test_a_template_gets_the_name_that_is_written_for_customers(by: str, person: bool, read: str) -> None:
    found = situation(desk=desk(team=TEAM), by=by, person=person)
    (effect,) = Reply(text="Halo").effects(found.amended(person=True))
    assert isinstance(effect, Send)
    assert variables(found, effect.letter, "id")["agent"] == read
