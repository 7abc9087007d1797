"""What `team` says of agents, and each mistake in it with its place."""

from __future__ import annotations

import pytest

from csmail.model.team import Agent, AssignPolicy
from tests.unit.config.conftest import Loaded, Told

FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    team: {team}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
store: {{kind: memory}}
"""
WHOLE = """
      agents:
        - sari@toko.example
        - address: budi@toko.example
          name: Budi
          knows: [refund, product-x]
          languages: [id, en]
          hours: {mon-fri: "13:00-21:00"}
          at_most: 20
      assign: {keep: true, at_most: 25}
      internal_domains: [toko.example]"""


def test_an_agent_is_an_address_or_an_entry_that_says_more(loaded: Loaded) -> None:
    team = loaded(FILE.format(team=WHOLE)).desks["support"].desk.team
    assert team.agents == ("sari@toko.example", "budi@toko.example")
    sari, budi = team.people
    assert sari == Agent("sari@toko.example")
    assert (budi.name, budi.knows, budi.languages, budi.at_most) == ("Budi", ("refund", "product-x"), ("id", "en"), 20)
    assert budi.hours is not None
    assert (budi.hours.timezone, len(budi.hours.week[0]), budi.hours.week[5]) == ("Asia/Jakarta", 1, ())
    assert team.assign == AssignPolicy(True, 25)
    assert loaded(FILE.format(team="{agents: [sari@toko.example]}")).desks["support"].desk.team.profiles == ()


@pytest.mark.parametrize(
    ("team", "why"),
    [
        ("{agents: [{address: a@b.example, knows: refund}]}", "agents.0.knows: expected a list: [refund]"),
        ("{agents: [{address: a@b.example, languages: id}]}", "agents.0.languages: expected a list: [id]"),
        ("{agents: [{name: Budi}]}", "agents.0: address is missing"),
        ("{agents: [{address: budi}]}", "agents.0.address: 'budi' is not an address: write local@domain"),
        ("{agents: [budi]}", "agents.0: 'budi' is not an address: write local@domain"),
        (
            "{agents: [{address: a@b.example, name: budi@toko.example}]}",
            "agents.0.name: a name is what customers read, not an address: write Budi",
        ),
        (
            "{agents: [{address: a@b.example, name: Auto}]}",
            "agents.0.name: Auto means something else on the command line: auto, me, nobody",
        ),
        ("{agents: [a@b.example, A@B.example]}", "team: A@B.example is an agent twice: write one entry"),
        ("{agents: [{address: a@b.example, at_most: -1}]}", "agents.0.at_most: expected a whole number, not negative"),
        ("{agents: [{address: a@b.example, hours: {mon: '9-25'}}]}", "agents.0.hours.mon: "),
        ("{agents: [{address: a@b.example, phone: 1}]}", "agents.0.phone: unknown key 'phone'"),
        ("{assign: {most: 3}}", "assign.most: unknown key 'most'"),
        ("{agenst: [a@b.example]}", "team.agenst: unknown key 'agenst', did you mean 'agents'?"),
    ],
)
def test_each_mistake_is_told_with_its_place(told: Told, team: str, why: str) -> None:
    problems = told(FILE.format(team=team))
    assert any(why in problem for problem in problems), problems


RULE = "rules: [{name: give, then: [{tag: [x]}, {assign: auto}]}]\n"


def test_nobody_can_be_chosen_where_there_are_no_agents(told: Told, loaded: Loaded) -> None:
    (problem,) = told(FILE.format(team="{internal_domains: [toko.example]}") + RULE)
    assert problem.endswith("rules.0.then.1.assign: support has no agents: team.agents")
    assert loaded(FILE.format(team="{agents: [a@b.example]}") + RULE).rules[0].then[1].gives
