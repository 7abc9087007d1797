"""What `csmail rules check` says of rules that hand conversations to another desk."""

from __future__ import annotations

import pytest

from csmail.wording.problems import told as worded
from tests.unit.config.conftest import Loaded, Told

TWO = """\
desks:
  service:
    address: support@toko.example
    hours: {{mon-fri: "09:00-17:00"}}
    team: {{internal_domains: [toko.example]}}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
  care:
    address: care@toko.example
    hours: {hours}
    team: {{internal_domains: [{domain}]}}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
store: {{kind: memory}}
rules:
{rules}
"""
OFFICE = '{mon-fri: "09:00-17:00"}'


def text(*rules: str, hours: str = "always", domain: str = "toko.example") -> str:
    return TWO.format(hours=hours, domain=domain, rules="\n".join(f"  - {{{rule}}}" for rule in rules))


NIGHT = "name: night, when: {hours: closed}, then: [{transfer: care}]"
CLOSING = "name: evening, desks: [service], on: closing, then: [{transfer: {to: care, why: malam}}]"
MORNING = "name: morning, desks: [care], on: opening, when: {tagged: office}, then: [{transfer: service}]"
BACK = "name: back, desks: [care], on: closing, then: [{transfer: service}]"


def test_two_desks_that_hand_over_in_the_evening_and_in_the_morning_are_fine(loaded: Loaded) -> None:
    assert loaded(text(NIGHT, CLOSING, MORNING)).warnings == ()
    assert loaded(text(CLOSING, BACK)).warnings == ()
    (service, care) = loaded(text(NIGHT)).desks.values()
    assert [one.name for one in service.desk.others] == ["care"]
    assert [one.name for one in care.desk.others] == ["service"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cere", "there is no desk cere (did you mean care?)"),
        ("warehouse", "there is no desk warehouse; desks here: service, care"),
    ],
)
@pytest.mark.parametrize("form", ["{{transfer: {}}}", "{{transfer: {{to: {}}}}}"])
def test_a_desk_that_there_is_not_is_a_mistake_with_its_place(told: Told, name: str, words: str, form: str) -> None:
    problems = told(text(NIGHT, f"name: n, then: [{form.format(name)}]"))
    assert len(problems) == 1
    assert problems[0].startswith("rules.yaml:17:")
    assert problems[0].endswith(f": {words}")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (("name: n, desks: [care], then: [{transfer: care}]",), "it is served by care already: nothing would happen"),
        (("name: n, desks: [care], on: opening, then: [{transfer: care}]",), "it is served by care already"),
        ((NIGHT, "name: day, when: {hours: open}, then: [{transfer: service}]"), "may hand it on to service at once"),
    ],
)
def test_what_does_nothing_or_goes_there_and_back_is_told(loaded: Loaded, rules: tuple[str, ...], words: str) -> None:
    warnings = [one for one in map(worded, loaded(text(*rules)).warnings) if words in one]
    assert len(warnings) == 1
    assert "rules.yaml:16:" in warnings[0]


def test_stop_ends_the_walk_so_that_nothing_is_handed_back(loaded: Loaded) -> None:
    later = "name: day, when: {hours: open}, then: [{transfer: service}]"
    assert loaded(text(f"{NIGHT}, stop: true", later)).warnings == ()
    assert loaded(text("name: n, desks: [care], on: reply, then: [{transfer: care}]")).warnings == ()


def test_desks_that_close_together_and_hand_over_to_each_other_are_a_circle(loaded: Loaded) -> None:
    (warning,) = map(worded, loaded(text(CLOSING, BACK, hours=OFFICE)).warnings)
    assert "care and service have the same hours and hand over to each other at closing" in warning


def test_people_of_another_domain_are_told_of(loaded: Loaded) -> None:
    warnings = [*map(worded, loaded(text(CLOSING, domain="nights.example")).warnings)]
    assert len(warnings) == 1
    assert "visible outside: the people of care work at nights.example" in warnings[0]
