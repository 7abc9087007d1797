"""`departments` in rules.yaml, and rules that ask one."""

from __future__ import annotations

import pytest

from csmail.model.duration import parse_span
from csmail.wording.problems import told as worded
from tests.unit.config.conftest import DESK, Loaded, Told

TWO = DESK.replace(
    "desks:\n",
    "desks:\n  gudang: {address: gudang@toko.example, aliases: [stok@toko.example], mailbox: {kind: memory}, "
    "transport: {kind: memory}}\n",
)
HOURS = 'hours: {mon-fri: "08:00-16:00"}'


def departments(written: str, desks: str = DESK) -> str:
    return f"{desks}departments:\n  {written}\n"


def asking(then: str, on: str = "arrival") -> str:
    rule = f"rules:\n  - {{name: r, on: {on}, then: [{then}]}}\n"
    return departments("gudang: {to: gudang@other.example, expects: 4h}") + rule


def test_a_department_is_read_and_every_desk_knows_it(loaded: Loaded) -> None:
    zoned = DESK.replace("    mailbox", "    timezone: Asia/Jakarta\n    mailbox", 1)
    config = loaded(departments(f"gudang: {{to: gudang@other.example, expects: 4h, {HOURS}}}", zoned))
    (one,) = config.desks["support"].desk.departments
    assert (one.name, one.to, one.expects) == ("gudang", "gudang@other.example", parse_span("4h"))
    assert one.hours is not None
    assert one.hours.timezone == "Asia/Jakarta"
    assert [worded(each).partition(": ")[2] for each in config.warnings] == [
        "departments.gudang.to: visible outside: gudang@other.example reads what is asked inside"
    ]


def test_without_hours_it_has_those_of_the_desk_and_a_day_where_nothing_is_expected(loaded: Loaded) -> None:
    (one,) = loaded(departments("gudang: {to: gudang@other.example}")).desks["support"].desk.departments
    assert (one.hours, one.expects) == (None, parse_span("1d"))


@pytest.mark.parametrize(
    ("entry", "desks", "said"),
    [
        ("gudang: {to: gudang@toko.example}", TWO, "gudang.to: gudang@toko.example is a desk: transfer instead"),
        ("gudang: {to: stok@toko.example}", TWO, "gudang.to: stok@toko.example is a desk: transfer instead"),
        ("gudang: {to: support+x@toko.example}", DESK, "gudang.to: support+x@toko.example is a desk: transfer instead"),
        ("gudang: {to: Gudang}", DESK, "gudang.to: 'Gudang' is not an address: write local@domain"),
        ("gudang: {to: g@x.example, expects: soon}", DESK, "gudang.expects: 'soon' is no span of time: write it like"),
        ("gudang: {expects: 4h}", DESK, "gudang: to is missing"),
        ("satisfaction: {to: g@x.example}", DESK, "satisfaction: 'satisfaction' cannot name a department"),
        ("Gu dang: {to: g@x.example}", DESK, "Gu dang: 'Gu dang' cannot name a department"),
        ("gudang: {to: g@x.example, hours: never}", DESK, "gudang.hours: "),
        ("gudang: {to: g@x.example, tot: 3}", DESK, "gudang.tot: unknown key 'tot'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(told: Told, entry: str, desks: str, said: str) -> None:
    (problem,) = told(departments(entry, desks))
    assert said in problem


@pytest.mark.parametrize("then", ["ask: gudang", "ask: {whom: gudang, text: 'Stok?', with_original: true}"])
@pytest.mark.parametrize("on", ["arrival", "reply", "closed"])
def test_a_rule_asks_whenever_it_likes(loaded: Loaded, then: str, on: str) -> None:
    (rule,) = loaded(asking(then, on)).rules
    assert rule.then[0].name == "ask"


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("ask: gudnag", "rules.0.then.0.ask: there is nobody 'gudnag' to ask: gudang, satisfaction"),
        ("ask: {whom: kurir}", "rules.0.then.0.ask: there is nobody 'kurir' to ask: gudang, satisfaction"),
        ("ask: satisfaction", "rules.0.then.0.ask: it can be asked when a conversation is closed: on: closed"),
    ],
)
def test_a_rule_that_asks_nobody_is_told(told: Told, then: str, said: str) -> None:
    assert any(said in problem for problem in told(asking(then)))
