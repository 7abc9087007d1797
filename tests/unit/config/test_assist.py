"""`assist` of a desk in rules.yaml."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csmail.assist import openai
from csmail.model.assist import AssistTerms
from csmail.secret import Secret
from tests.unit.config.conftest import DESK, Loaded, Told

LOCAL = "kind: openai, url: 'http://127.0.0.1:11434/v1', model: llama3.1"
AWAY = "kind: openai, url: 'https://api.example/v1', model: m"
ASKS = "rules: [{name: r, then: [{draft: {template: answer, assist: true}}]}]\n"


def desk(assist: str, rules: str = "") -> str:
    return DESK.replace("    mailbox", f"    assist: {assist}\n    mailbox", 1) + rules


def test_it_is_off_by_default_and_where_the_file_says_so(loaded: Loaded) -> None:
    assert loaded(DESK).desks["support"].assist is None
    assert loaded(desk("off")).desks["support"].assist is None


def test_what_it_may_see_and_how_it_is_asked_is_read(loaded: Loaded) -> None:
    entry = loaded(desk(f"{{{LOCAL}}}")).desks["support"].assist
    assert entry is not None
    assert entry.terms == AssistTerms(("question", "articles"), True, False, timedelta(seconds=60))
    assert entry.way == ("openai", openai.Settings("http://127.0.0.1:11434/v1", "llama3.1", None, 700))
    more = "key: {env: K}, timeout: 90s, tokens: 50, share: [question, facts], mask: false, rules: true"
    entry = loaded(desk(f"{{{AWAY}, {more}}}")).desks["support"].assist
    assert entry is not None
    assert entry.terms == AssistTerms(("question", "facts"), False, True, timedelta(seconds=90))
    assert entry.way[1].key == Secret(env="K")


@pytest.mark.parametrize(
    ("assist", "said"),
    [
        ("on", "assist: expected `off`, or {kind"),
        ("[]", "assist: expected `off`, or {kind"),
        ("{}", "assist: "),
        ("{kind: opnai}", "assist.kind: "),
        ("{kind: openai}", "assist: "),
        (f"{{{LOCAL}, tokns: 3}}", "assist.tokns: "),
        ("{kind: openai, url: 'http://api.example/v1', model: m, share: [question]}", "assist.url: http carries"),
        ("{kind: openai, url: 'http://10.0.0.7/v1', model: m, share: [question]}", "assist.url: http carries"),
        ("{kind: openai, url: 'http://127.0.0.1.evil.example/', model: m}", "assist.url: http carries"),
        ("{kind: openai, url: 'ftp://127.0.0.1/v1', model: m}", "assist.url: expected http"),
        ("{kind: openai, url: 'https://u:p@api.example/v1', model: m}", "assist.url: a secret never"),
        ("{kind: openai, url: 'https://api.example/v1?k=v', model: m, share: [question]}", "assist.url: expected http"),
        ("{kind: openai, url: 'http://127.0.0.1:99999/v1', model: m}", "assist.url: expected http"),
        (f"{{{AWAY}}}", "assist: the model runs on another machine"),
        (f"{{{AWAY}, share: [articles]}}", "assist.share: without the question"),
        (f"{{{LOCAL}, share: [questions]}}", "assist.share"),
        (f"{{{LOCAL}, share: []}}", "assist.share: without the question"),
        (f"{{{LOCAL}, timeout: 0s}}", "assist.timeout: more than nothing"),
        (f"{{{LOCAL}, timeout: 3m}}", "assist.timeout: more than nothing"),
        (f"{{{LOCAL}, tokens: 0}}", "assist.tokens: more than nothing"),
        (f"{{{LOCAL}, tokens: 4001}}", "assist.tokens: more than nothing"),
        (f"{{{LOCAL}, key: sk-123}}", "assist.key: a secret never"),
        ("{kind: openai, url: 'http://127.0.0.1/v1', model: ' '}", "assist.model: "),
        ("{kind: openai, url: 'http://127.0.0.1/v1', model: 'a) b ('}", "assist.model: "),
        ("{kind: openai, url: 'http://127.0.0.1/v1', model: \"a\\nb\"}", "assist.model: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(assist: str, said: str, told: Told) -> None:
    found = told(desk(assist))
    assert any(f"desks.support.{said}" in one for one in found), found
    assert all(one.startswith("rules.yaml:4:") for one in found), found


@pytest.mark.parametrize("assist", ["off", f"{{{LOCAL}}}", f"{{{LOCAL}, rules: false}}"])
def test_a_rule_may_ask_only_where_a_desk_lets_rules_ask(assist: str, told: Told) -> None:
    (one,) = told(desk(assist, ASKS))
    assert "rules.0.then.0.draft.assist: no desk lets rules ask a model" in one


def test_where_it_does_the_rule_is_read(loaded: Loaded) -> None:
    (rule,) = loaded(desk(f"{{{LOCAL}, rules: true}}", ASKS)).rules
    assert rule.then[0].action.assist is True  # type: ignore[attr-defined]


def test_nothing_else_than_a_draft_can_be_asked_for(told: Told) -> None:
    rules = "rules: [{name: r, then: [{reply: {template: answer, assist: true}}]}]\n"
    (one,) = told(desk(f"{{{LOCAL}, rules: true}}", rules))
    assert "rules.0.then.0.reply.assist" in one
