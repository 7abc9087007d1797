"""`notices` in rules.yaml."""

from __future__ import annotations

import sys

import pytest

from csmail.notices import apprise
from csmail.secret import Secret
from tests.unit.config.conftest import DESK, Loaded, Told


def noticing(entry: str, rules: str = "") -> str:
    return f"{DESK}notices:\n  ops: {entry}\n{rules}"


def test_a_chat_is_read_and_every_desk_knows_it(loaded: Loaded) -> None:
    config = loaded(noticing("{url: {env: OPS_URL}, on: [overdue, broken, in_doubt, login_refused], with: subject}"))
    (one,) = config.desks["support"].desk.notices
    assert (one.name, one.on, one.always, one.with_) == (
        "ops", ("overdue", "broken", "in_doubt", "login_refused"), False, "subject",
    )  # fmt: skip
    assert config.notices["ops"].way == ("apprise", apprise.Settings(Secret(env="OPS_URL")))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{url: 'slack://a/b/c'}", "ops.url: a secret never stands in this file"),
        ("{url: {env: X}, on: [late]}", "ops.on"),
        ("{url: {env: X}, with: body}", "ops.with: with: subject, or nothing"),
        ("{url: {env: X}, kind: pigeon}", "ops.kind: "),
        ("{url: {env: X}, alwys: true}", "ops.alwys: unknown key 'alwys'"),
        ("{on: [overdue]}", "ops: url is missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(told: Told, entry: str, said: str) -> None:
    assert any(said in problem for problem in told(noticing(entry)))


def test_a_rule_that_tells_a_chat_that_there_is_not_is_refused(told: Told) -> None:
    rules = "rules:\n  - {name: r, then: [{notify: pos}]}\n"
    assert told(noticing("{url: {env: X}}", rules))[0].endswith("there is no notice 'pos': ops")


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    fault = apprise.open(apprise.Settings(Secret(env="X")), "ops").fault()
    assert fault is not None
    assert fault.code == "notify_not_installed"
