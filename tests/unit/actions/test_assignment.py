"""Whom `assign: auto` gives a conversation to: a table, and what holds for every team."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.actions._assignment import choose
from csmail.actions.assign import Assign
from csmail.model import effects
from csmail.model.hours import Hours, Shift
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.team import Agent, AssignPolicy, Away, Load, Team
from tests.factories import NOW, conversation, desk, message, situation

HOUR = timedelta(hours=1)
SHUT = Hours(week=((Shift(0, 60),),) * 7)
"""Open from midnight to one; it is nine."""
A, B, C = (Agent(f"{name}@toko.example") for name in "abc")
AWAY = Away(NOW - HOUR, NOW + HOUR)


def asked(*agents: Agent, loads: dict[str, Load] | None = None, **more: Any) -> Situation:
    team = Team(tuple(one.address for one in agents), assign=more.pop("policy", AssignPolicy()), profiles=agents)
    found = conversation(tags=frozenset(more.pop("tags", ())), language=more.pop("language", ""))
    known = {f"{name}@toko.example": load for name, load in (loads or {}).items()}
    said = situation(desk=desk(team=team, **more.pop("desk", {})), conversation=found, message=message(language=""))
    return said.amended(loads=known, **more)


TABLE: dict[str, tuple[Situation, str, str]] = {
    "the first of the file when all are equal": (asked(A, B), "a", "agent_turn"),
    "the only one": (asked(A), "a", "agent_only"),
    "the fewest": (asked(A, B, loads={"a": Load(3), "b": Load(2)}), "b", "agent_fewest"),
    "longest ago of those with the fewest": (
        asked(A, B, C, loads={"a": Load(2, NOW - HOUR), "b": Load(2, NOW - 2 * HOUR), "c": Load(3)}), "b", "agent_turn",
    ),
    "never given one is longest ago": (asked(A, B, loads={"a": Load(1, NOW - HOUR), "b": Load(1)}), "b", "agent_turn"),
    "not who is away": (asked(A, B, loads={"a": Load(away=AWAY)}), "b", "agent_only"),
    "who was away is there again": (
        asked(A, B, loads={"a": Load(away=Away(NOW - 2 * HOUR, NOW)), "b": Load(1)}), "a", "agent_fewest",
    ),
    "not outside his own hours": (asked(replace(A, hours=SHUT), B), "b", "agent_only"),
    "his own hours are stronger than the desk's": (
        asked(A, replace(B, hours=Hours()), desk={"hours": SHUT}), "b", "agent_only",
    ),
    "who knows the tag": (asked(A, replace(B, knows=("refund",)), tags=["refund", "vip"]), "b", "agent_only"),
    "who knows any of the tags": (
        asked(replace(A, knows=("x",)), replace(B, knows=("Refund",)), tags=["refund", "x"], loads={"a": Load(1)}),
        "b", "agent_fewest",
    ),
    "anybody when nobody at all knows it": (asked(A, replace(B, knows=("x",)), tags=["refund"]), "a", "agent_turn"),
    "nobody when who knows it is away": (
        asked(A, replace(B, knows=("refund",)), tags=["refund"], loads={"b": Load(away=AWAY)}), "", "nobody_there",
    ),
    "nobody when who knows it has enough": (
        asked(A, replace(B, knows=("refund",), at_most=2), tags=["refund"], loads={"b": Load(2)}), "", "nobody_free",
    ),
    "who writes the language": (asked(A, replace(B, languages=("en",)), language="en"), "b", "agent_only"),
    "anybody when nobody who is there writes it": (
        asked(A, replace(B, languages=("en",)), language="en", loads={"b": Load(away=AWAY)}), "a", "agent_only",
    ),
    "the matter is stronger than the language": (
        asked(replace(A, knows=("refund",)), replace(B, languages=("en",)), language="en", tags=["refund"]),
        "a", "agent_only",
    ),
    "the limit of the team": (
        asked(A, B, policy=AssignPolicy(at_most=2), loads={"a": Load(2), "b": Load(1, NOW)}), "b", "agent_only",
    ),
    "his own limit is stronger": (
        asked(replace(A, at_most=9), B, policy=AssignPolicy(at_most=2), loads={"a": Load(3), "b": Load(2)}),
        "a", "agent_only",
    ),
    "nobody has room": (asked(A, policy=AssignPolicy(at_most=1), loads={"a": Load(1)}), "", "nobody_free"),
    "nobody is there": (asked(A, B, desk={"hours": SHUT}), "", "nobody_there"),
    "the customer's last agent": (
        asked(A, B, policy=AssignPolicy(keep=True), last_agent="b@toko.example", loads={"b": Load(7)}),
        "b", "agent_last",
    ),
    "not the last agent when nobody asked for it": (asked(A, B, last_agent="b@toko.example"), "a", "agent_turn"),
    "not the last agent when he is away": (
        asked(A, B, policy=AssignPolicy(keep=True), last_agent="b@toko.example", loads={"b": Load(away=AWAY)}),
        "a", "agent_only",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_whom_it_is_given_to(name: str) -> None:
    found, agent, why = TABLE[name]
    choice = choose(found)
    assert (choice.agent.partition("@")[0], choice.why.code) == (agent, why)


AGENTS = st.builds(
    Agent,
    st.sampled_from([f"{name}@toko.example" for name in "abcdef"]),
    knows=st.sampled_from([(), ("refund",), ("x", "refund")]),
    languages=st.sampled_from([(), ("id",), ("en", "id")]),
    hours=st.sampled_from([None, SHUT, Hours()]),
    at_most=st.sampled_from([None, 0, 1, 5]),
)
LOADS = st.builds(
    Load,
    st.integers(0, 6),
    st.sampled_from([None, NOW, NOW - HOUR]),
    st.sampled_from([None, AWAY, Away(NOW - 2 * HOUR, NOW - HOUR)]),
)


@given(
    people=st.lists(AGENTS, max_size=6, unique_by=lambda one: one.address),
    loads=st.fixed_dictionaries(dict.fromkeys("abcdef", LOADS)),
    tags=st.sampled_from([(), ("refund",), ("other",)]),
    policy=st.builds(AssignPolicy, st.booleans(), st.sampled_from([None, 3])),
    order=st.randoms(use_true_random=False),
)
def test_whoever_gets_it_is_there_and_has_room_and_nobody_better_is_passed_over(
    people: list[Agent], loads: dict[str, Load], tags: tuple[str, ...], policy: AssignPolicy, order: Any
) -> None:
    found = asked(*people, loads=loads, tags=tags, policy=policy, language="en")
    choice = choose(found)

    def usable(one: Agent) -> bool:
        load = loads[one.address[0]]
        most = policy.at_most if one.at_most is None else one.at_most
        return one.hours != SHUT and load.away != AWAY and (most is None or load.waiting < most)

    able = [one for one in people if usable(one)]
    known = {tag for one in people for tag in one.knows} & set(tags)
    able = [one for one in able if not known or set(one.knows) & known]
    able = [one for one in able if "en" in one.languages] or able
    assert bool(choice.agent) == bool(able)
    if able:
        chosen = next(one for one in able if one.address == choice.agent)
        assert loads[chosen.address[0]].waiting == min(loads[one.address[0]].waiting for one in able)
        shuffled = people[:]
        order.shuffle(shuffled)
        again = choose(asked(*shuffled, loads=loads, tags=tags, policy=policy, language="en"))
        least = [loads[one.split("@")[0]] for one in (choice.agent, again.agent)]
        assert least[0].waiting == least[1].waiting
        assert least[0].assigned_at == least[1].assigned_at
    else:
        assert choice.why.code in ("nobody_there", "nobody_free")


def test_auto_gives_what_nobody_has_and_asks_for_a_person_where_nobody_is() -> None:
    (given_,) = Assign("auto").effects(asked(A))
    assert isinstance(given_, effects.Assign)
    assert given_.to == A.address
    assert Assign("auto").effects(asked(A, desk={"hours": SHUT})) == (effects.AskPerson(Reason("nobody_there")),)
    held = asked(A, B).amended(conversation=conversation(assignee=B.address))
    assert Assign("auto").withheld(held) == Reason.of("already_assigned", to=B.address)
    left = asked(A).amended(conversation=conversation(assignee="gone@toko.example"))
    assert Assign("auto").withheld(left) is None
    assert Assign("auto").withheld(situation(desk=desk(team=Team()))) == Reason.of("no_agents", desk="support")


def test_me_is_the_agent_who_asks_and_a_note_goes_beside_it() -> None:
    sari = situation(by="sari", person=True)
    assert Assign("me", note="please {order}").effects(sari.amended(captures={"order": "777"})) == (
        effects.Assign("sari@toko.example"),
        effects.AddNote("please 777", author="sari"),
    )
    assert Assign("Me").withheld(situation(by="root", person=True)) == Reason.of(
        "not_an_agent", by="root", desk="support"
    )
    assert Assign("me").withheld(situation(by="sari", person=False)) is not None, "a rule is nobody"
