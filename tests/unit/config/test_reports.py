"""`reports` of rules.yaml: what is sent when, to whom; every mistake with its place."""

from __future__ import annotations

from datetime import time

import pytest

from tests.unit.config.conftest import DESK, Loaded, Told

TEAM = DESK.replace("    mailbox", "    team: {internal_domains: [toko.example]}\n    mailbox", 1)


def planned(plan: str, before: str = TEAM) -> str:
    return f"{before}reports:\n  - {{{plan}}}\n"


@pytest.mark.parametrize(
    ("plan", "meant"),
    [
        ('send: week, at: "mon 08:00"', ("week", time(8), 0, 1)),
        ('send: week, at: "senin 8.30", desk: support', ("week", time(8, 30), 0, 1)),
        ('send: week, at: "Fri 17"', ("week", time(17), 4, 1)),
        ('send: day, at: "07:00", as: text', ("day", time(7), None, 1)),
        ('send: month, at: "1 08:00"', ("month", time(8), None, 1)),
        ('send: month, at: "28 08:00", by: [tag, hour]', ("month", time(8), None, 28)),
        ('send: month, at: "mon 08:00"', ("month", time(8), 0, 1)),
    ],
)
def test_a_plan_is_understood(plan: str, meant: tuple[object, ...], loaded: Loaded) -> None:
    one = loaded(planned(f"{plan}, to: [owner@toko.example]")).reports[0]
    assert (one.send, one.clock, one.weekday, one.number) == meant
    assert (one.desk, one.told) == ("support", ("owner@toko.example",))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ('send: week, at: "8"', 'reports.0.at: expected a day and a time: "mon 08:00"'),
        ('send: week, at: "08:00"', 'reports.0.at: expected a day and a time: "mon 08:00"'),
        ('send: week, at: "monday-ish 08:00"', 'reports.0.at: expected a day and a time: "mon 08:00"'),
        ('send: week, at: "1 08:00"', 'reports.0.at: expected a day and a time: "mon 08:00"'),
        ('send: month, at: "31 08:00"', 'reports.0.at: expected a day and a time: "1 08:00"'),
        ('send: day, at: "mon 08:00"', 'reports.0.at: expected a time of day: "08:00"'),
        ('send: week, at: "mon 25:00"', "reports.0.at: mon 25:00 is no time of day"),
        ('send: year, at: "mon 08:00"', "reports.0.send: unknown word 'year'; known: day, month, week"),
        ('send: week, at: "mon 08:00", as: pdf', "reports.0.as: unknown word 'pdf'"),
        ('send: week, at: "mon 08:00", by: [moon]', "reports.0.by.0: "),
        ('send: week, at: "mon 08:00", desk: suport', "did you mean 'support'?"),
        ('send: week, at: "mon 08:00", for: me', "reports.0.for: "),
        ("send: week", "reports.0: "),
    ],
)
def test_a_mistake_is_told_at_its_place(plan: str, said: str, told: Told) -> None:
    found = told(planned(f"{plan}, to: [owner@toko.example]"))
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("[nobody]", "'nobody' is not an address"),
        ("[support@toko.example]", "support@toko.example is the desk itself: nobody would be told"),
        ("[]", "nobody would get it"),
    ],
)
def test_who_gets_it_is_an_address_that_is_not_the_desks(to: str, said: str, told: Told) -> None:
    found = told(planned(f'send: week, at: "mon 08:00", to: {to}'))
    assert any(said in one for one in found), found


def test_with_several_desks_a_report_says_whose_it_is(told: Told) -> None:
    other = TEAM.partition("desks:\n")[2].partition("store:")[0].replace("support", "care")
    two = TEAM.replace("store:", f"{other}store:")
    found = told(planned('send: week, at: "mon 08:00", to: [owner@toko.example]', two))
    assert any("desk" in one for one in found), found


@pytest.mark.parametrize(("key", "told"), [("", ()), (", outside: true", ("owner@mail.example",))])
def test_whoever_is_not_of_the_house_is_a_warning_and_gets_it_only_by_name(
    key: str, told: tuple[str, ...], loaded: Loaded
) -> None:
    config = loaded(planned(f'send: week, at: "mon 08:00", to: [owner@mail.example]{key}'))
    assert config.reports[0].told == told
    codes = [one.reason.code for one in config.warnings]
    assert ("report_outside" if key else "report_not_outside") in codes


def test_a_desk_that_names_nobody_trusts_its_own_domain_but_no_shared_one(loaded: Loaded) -> None:
    plan = 'send: week, at: "mon 08:00", to: [owner@DOMAIN]'
    assert loaded(planned(plan.replace("DOMAIN", "toko.example"), DESK)).reports[0].told
    shared = DESK.replace("toko.example", "gmail.com")
    assert not loaded(planned(plan.replace("DOMAIN", "gmail.com"), shared)).reports[0].told
