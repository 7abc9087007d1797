"""The whole file: what it says is read, and everything that is wrong with it is told at once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail.actions.acknowledge import Acknowledge
from csmail.actions.escalate import Escalate
from csmail.actions.tag import Tag
from csmail.config.load import load
from csmail.config.schema import Config, DeskEntry, Schedule
from csmail.errors import ConfigurationError
from csmail.model.duration import Span
from csmail.model.hours import Shift
from csmail.rules.decide import decide
from csmail.rules.rule_set import hash_of
from csmail.secret import Secret
from csmail.wording.problems import told as worded
from tests import factories
from tests.unit.config.conftest import DESK, Loaded, Told, Written

ROOT = Path(__file__).parents[3]
WHOLE = """\
desks:
  support:
    address: support@toko.example
    aliases: help@toko.example
    language: id
    timezone: Asia/Jakarta
    hours: {mon-fri: "09:00-17:00", holidays: ID}
    promises: {first_response: 30m, resolution: 3d}
    mailbox: {kind: imap, host: imap.toko.example, username: support, password: {env: SUPPORT_PASSWORD}}
    transport: {kind: smtp, host: smtp.toko.example, tls: starttls, username: s, password: {command: [pass, show, x]}}
    team: {agents: [sari@toko.example, budi@toko.example], internal_domains: [toko.example]}
    escalation: [{to: lead@toko.example, after: 30m}, {to: owner@toko.example, after: 2h}]
    acknowledge: {max_age: 12h, per_sender: 2, per_domain: 20, per_hour: 500}
    split_after: 1w
    null_sender: false
  sales:
    address: sales@toko.example
    hours: always
    mailbox: {kind: imap, host: imap.toko.example, username: s, password: {file: secrets/sales}, folders: [INBOX, B]}
    transport: {kind: folder, path: out}
store: {kind: tinydb, path: memory}
schedule: {poll: 2m, idle: false}
rules:
  - name: refund
    when:
      any:
        - subject: [refund, pengembalian dana]
        - body: {regex: 'order\\s*#?(?P<order>\\d{5,})'}
      not: {tagged: vip}
    then:
      - tag: [refund]
      - acknowledge: answer
      - escalate: {to: finance@toko.example, within: 2h}
    stop: true
    desks: support
  - name: everything
    then: acknowledge
"""


def test_a_whole_file_is_read(loaded: Loaded, tmp_path: Path) -> None:
    config = loaded(WHOLE)
    desk = config.desks["support"].desk
    assert (desk.name, desk.aliases, desk.language) == ("support", ("help@toko.example",), "id")
    assert desk.other_desks == ("sales@toko.example",)
    assert config.desks["sales"].desk.other_desks == ("support@toko.example", "help@toko.example")
    assert desk.promises.first_response == Span(timedelta(minutes=30))
    assert desk.promises.next_response is None
    assert [(tier.to, tier.after) for tier in desk.escalation][1] == ("owner@toko.example", timedelta(hours=2))
    assert (desk.acknowledge.per_sender, desk.acknowledge.window) == (2, timedelta(hours=24))
    assert (desk.acknowledge.per_domain, desk.acknowledge.per_hour) == (20, 500)
    day = (Shift(9 * 60, 17 * 60),)
    assert (desk.hours.timezone, desk.hours.week) == ("Asia/Jakarta", (day,) * 5 + ((),) * 2)
    assert desk.hours.holidays.countries == ("ID",)
    assert (desk.split_after, desk.null_sender) == (timedelta(weeks=1), False)
    assert config.schedule == Schedule(poll=timedelta(minutes=2), idle=False)
    assert config.store[1].path == "memory"
    assert (config.folder, config.templates) == (tmp_path, tmp_path / "templates")
    assert config.warnings == ()


def test_adapters_get_their_settings_with_secrets_as_references(loaded: Loaded, tmp_path: Path) -> None:
    config = loaded(WHOLE)
    kind, mailbox = config.desks["support"].mailbox
    assert (kind, mailbox.password, mailbox.tls) == ("imap", Secret(env="SUPPORT_PASSWORD"), "implicit")
    assert config.desks["support"].transport[1].password == Secret(command=("pass", "show", "x"))
    sales = config.desks["sales"]
    assert sales.mailbox[1].password == Secret(file=str(tmp_path / "secrets/sales"))
    assert sales.mailbox[1].folders == ("INBOX", "B")
    assert sales.transport[1].path == str(tmp_path / "out")


def test_rules_become_conditions_and_actions(loaded: Loaded) -> None:
    refund, everything = loaded(WHOLE).rules
    assert (refund.name, refund.on, refund.stop, refund.desks) == ("refund", "arrival", True, ("support",))
    assert [asked.action for asked in refund.then] == [
        Tag(("refund",)),
        Acknowledge("answer"),
        Escalate("finance@toko.example", timedelta(hours=2)),
    ]
    assert [asked.parameters for asked in refund.then] == ["refund", "answer", "to: finance@toko.example, within: 2h"]
    assert [asked.name for asked in everything.then] == ["acknowledge"]
    assert everything.then[0].action == Acknowledge()


def test_named_groups_reach_the_actions(loaded: Loaded) -> None:
    rules = loaded(
        "rules: [{name: r, when: {body: {regex: 'no (?P<order>[0-9]+)'}}, then: [{tag: 'order-{order}'}]}]"
    ).rules
    decision = decide(rules, factories.situation(message=factories.message(text="Order no 777")))
    assert decision.situation.conversation.tags == {"order-777"}


def test_what_is_left_out_has_its_usual_value(loaded: Loaded) -> None:
    config = loaded(DESK.partition("store:")[0])
    assert config.store[0] == "tinydb"
    assert config.store[1].path == "state"
    assert config.schedule == Schedule()
    assert config.rules == ()


def test_every_problem_is_told_at_once_in_the_order_of_the_file(told: Told) -> None:
    problems = told(
        """\
desks:
  support:
    adress: support@toko.example
    timezone: Mars/Olympus
    mailbox: {kind: imap, host: imap.toko.example, username: support, password: hunter2}
    transport: {kind: smpt}
    team: {agents: [sari]}
    acknowledge: {max_age: 24 hours, per_sender: -1, cs: a}
rules:
  - name: refund
    when:
      subjct: refund
    then:
      - escalate: {to: finance@toko.example, within: soon}
      - escalate: {cs: x@y.example}
      - escalate: finance
      - acknowledge: refund-step
      - priority: hihg
      - tag
      - reopen: now
      - tag: [a]
        close:
    stop: yes
  - name: refund
    on: overdu
  - then: [acknowledge]
store: {kind: tinydb, paht: x}
schedule: {poll: 60}
spam: true
"""
    )
    assert problems == (
        "rules.yaml:2:3: desks.support: address is missing",
        "rules.yaml:3:5: desks.support.adress: unknown key 'adress', did you mean 'address'?",
        "rules.yaml:4:5: desks.support.timezone: 'Mars/Olympus' is not a time zone: "
        "write Asia/Jakarta, Europe/Berlin or UTC",
        "rules.yaml:5:71: desks.support.mailbox.password: a secret never stands in this file, only where it is: "
        "{env: NAME}, {command: [pass, show, NAME]}, {file: PATH} or {keyring: NAME}",
        "rules.yaml:6:17: desks.support.transport.kind: unknown kind 'smpt', did you mean 'smtp'?",
        "rules.yaml:7:21: desks.support.team.agents.0: 'sari' is not an address: write local@domain",
        "rules.yaml:8:19: desks.support.acknowledge.max_age: '24 hours' is no span of time: "
        "write it like 90s, 30m, 2h, 3d or 1h30m",
        "rules.yaml:8:38: desks.support.acknowledge.per_sender: expected a whole number, not negative",
        "rules.yaml:8:54: desks.support.acknowledge.cs: there is no `cs:`. Meant is `cc:` (Cc: a copy whose address "
        "everyone who gets the mail can see) or `bcc:` (Bcc: a blind copy nobody else can see)",
        "rules.yaml:12:7: rules.0.when.subjct: unknown key 'subjct', did you mean 'subject'?",
        "rules.yaml:14:46: rules.0.then.0.escalate.within: 'soon' is no span of time: "
        "write it like 90s, 30m, 2h, 3d or 1h30m",
        "rules.yaml:15:20: rules.0.then.1.escalate.cs: there is no `cs:`. Meant is `cc:` (Cc: a copy whose address "
        "everyone who gets the mail can see) or `bcc:` (Bcc: a blind copy nobody else can see)",
        "rules.yaml:16:9: rules.0.then.2.escalate: 'finance' is not an address: write local@domain",
        "rules.yaml:17:9: rules.0.then.3.acknowledge: no template 'refund-step' in templates, "
        "did you mean 'refund-steps'?",
        "rules.yaml:18:9: rules.0.then.4.priority: unknown word 'hihg', did you mean 'high'?",
        "rules.yaml:19:9: rules.0.then.5: tags missing: the tags; {name} takes a named group of the rule",
        "rules.yaml:20:9: rules.0.then.6.reopen: this action takes no parameter: write its name alone",
        "rules.yaml:21:9: rules.0.then.7: expected one action after a dash, not 2: tag, close",
        "rules.yaml:23:5: rules.0.stop: expected true or false: write true",
        "rules.yaml:24:5: rules.1.name: rules.0 is called 'refund' already",
        "rules.yaml:24:5: rules.1: then is missing: a list of actions",
        "rules.yaml:25:5: rules.1.on: unknown event 'overdu', did you mean 'overdue'?",
        "rules.yaml:26:5: rules.2: name is missing: it is what `csmail why` calls the rule",
        "rules.yaml:27:23: store.paht: unknown key 'paht', did you mean 'path'?",
        "rules.yaml:28:12: schedule.poll: '60' is no span of time: write it like 90s, 30m, 2h, 3d or 1h30m",
        "rules.yaml:29:1: spam: unknown key 'spam'; known: bulk, departments, desks, lookups, mood, notices, reports, "
        "rules, schedule, store",
    )


def test_a_secret_written_out_is_refused_and_never_repeated(told: Told) -> None:
    for literal in ("hunter2", "[hunter2]", "{env: A, file: hunter2}", "{evn: hunter2}", "{command: hunter2}"):
        problems = told(WHOLE.replace("{env: SUPPORT_PASSWORD}", literal))
        assert problems
        assert "hunter2" not in " ".join(problems)


@pytest.mark.parametrize(
    ("text", "told_so"),
    [
        ("rules: [{name: r, then: [{reply: {text: hi}}]}]", "can only be given by a person"),
        ("rules: [{name: r, then: [{draft: {cc: boss}}]}]", "'boss' is not an address"),
        ("rules: [{name: r, then: [{forward: [a@b.example, nobody]}]}]", "'nobody' is not an address"),
        ("rules: [{name: r, then: [{tag: '!!!'}]}]", "is not a tag"),
        ("rules: [{name: r, then: [{tag: true}]}]", 'write it as "true"'),
        ("rules: [{name: r, then: [tagg]}]", "did you mean 'tag'"),
        ("rules: [{name: r, then: [[tag]]}]", "expected an action"),
        ("rules: [{name: r, then: []}]", "at least one action"),
        ("rules: [{name: r, then: [{reply: {template: gone}}]}]", "no template 'gone' in templates; there are:"),
        ("rules: [{name: r, desks: sales, then: [close]}]", "unknown desk 'sales'"),
        ("rules: [{name: r, on: hand, then: [close]}]", "unknown event 'hand'"),
        ("rules: [r]", "expected keys with values"),
        ("rules: {name: r, then: close, when: [x]}", "expected keys with values"),
        ("desks: {}", "there must be a desk"),
        ("store: {kind: memory}", "desks is missing"),
        ("[a, b]", "expected keys with values"),
        ("just words", "expected keys with values"),
        (DESK.replace("support:", "Support Desk:"), "lower-case letters"),
        (DESK.replace("    transport: {kind: memory}\n", ""), "transport is missing"),
        (DESK.replace("transport: {kind: memory}", "transport: {}"), "kind is missing: one of folder, memory, smtp"),
        (DESK.replace("support@toko.example", "support"), "'support' is not an address"),
        (DESK.replace("store: {kind: memory}", "store: memory"), "kind is missing"),
        (DESK.replace("    mailbox", "    language: Indonesian\n    mailbox"), "is not a language"),
        (
            DESK.replace("    mailbox", "    sendable: [x@toko.example]\n    mailbox"),
            "neither the address nor an alias",
        ),
        (DESK.replace("    mailbox", "    max_recipients: 0\n    mailbox"), "too few"),
        (DESK.replace("    mailbox", "    hours: sometimes\n    mailbox"), "expected always, or days with hours"),
    ],
)
def test_what_cannot_be_is_told(told: Told, text: str, told_so: str) -> None:
    problems = told(text)
    assert any(told_so in problem for problem in problems), problems


def test_a_combination_an_adapter_refuses_is_a_problem_with_its_place(told: Told) -> None:
    open_password = "mailbox: {kind: imap, host: imap.toko.example, username: s, password: {env: X}, tls: none}"
    (problem,) = told(DESK.replace("mailbox: {kind: memory}", open_password))
    assert problem.startswith("rules.yaml:4:5: desks.support.mailbox: tls: none would send the password")


def test_one_address_cannot_belong_to_two_desks(told: Told) -> None:
    two = DESK.replace("store:", "  sales:\n" + DESK.partition("support:\n")[2].partition("store:")[0] + "store:")
    assert told(two.replace("    address: support@", "    address: Support@", 1)) == (
        "rules.yaml:7:5: desks.sales.address: support@toko.example belongs to the desk 'support' already",
    )


@pytest.mark.parametrize("target", ["support@toko.example", "Support+lead@TOKO.example"])
@pytest.mark.parametrize(
    ("action", "place"),
    [
        ("escalate: {to: %s}", "escalate.to"),
        ("escalate: %s", "escalate"),
        ("forward: {to: [lead@b.example, %s]}", "forward.to.1"),
    ],
)
def test_a_target_that_is_our_own_address_is_refused(told: Told, action: str, place: str, target: str) -> None:
    problems = told(f"rules:\n  - name: r\n    then:\n      - {action % target}\n")
    assert any(f"rules.0.then.0.{place}: {target} is an address of a desk here" in problem for problem in problems)


def test_a_tier_that_is_our_own_address_is_refused(told: Told) -> None:
    tiers = "    escalation: [{to: lead@b.example}, {to: support@toko.example}]\n    mailbox"
    (problem,) = told(DESK.replace("    mailbox", tiers, 1))
    assert "desks.support.escalation.1.to: support@toko.example is the desk itself: nobody would be told" in problem


def test_a_visible_copy_is_warned_of_and_a_blind_one_is_not(loaded: Loaded, tmp_path: Path) -> None:
    config = loaded(
        "rules:\n  - name: r\n    then:\n      - draft: {bcc: a@b.example}\n      - reply: {cc: [boss@b.example]}\n"
    )
    (warning,) = config.warnings
    assert (
        worded(warning)
        .removeprefix(f"{tmp_path}/")
        .startswith("rules.yaml:11:17: rules.0.then.1.reply.cc: visible to everyone")
    )


def test_a_form_that_anybody_can_forge_is_warned_of_unless_a_server_vouches_for_it(loaded: Loaded) -> None:
    trusting = DESK.replace("    mailbox", "    trust: {forms: [form@toko.example]}\n    mailbox")
    (warning,) = loaded(trusting).warnings
    assert "desks.support.trust.forms.0: anybody can write this sender" in worded(warning)
    assert "trust.authserv_ids" in worded(warning)
    assert loaded(trusting.replace("{forms", "{authserv_ids: [mx.toko.example], forms")).warnings == ()


def test_a_step_outside_the_house_is_warned_of_where_the_house_is_known(loaded: Loaded) -> None:
    ladder = DESK.replace("    mailbox", "    escalation: [{to: spec@partner.example}]\n    mailbox")
    assert loaded(ladder).warnings == ()
    (warning,) = loaded(
        ladder.replace("    mailbox", "    team: {internal_domains: [toko.example]}\n    mailbox")
    ).warnings
    assert warning.reason.code == "step_outside"


def test_missing_templates_are_told_once(written: Written, tmp_path: Path) -> None:
    path = written("rules: [{name: a, then: [acknowledge]}, {name: b, then: [draft]}]")
    shutil.rmtree(tmp_path / "templates")
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    assert len(caught.value.problems) == 1
    path.write_text(DESK + "rules: [{name: a, then: [close]}]")
    assert load(path).rules


def untimed(config: Config) -> dict[str, DeskEntry]:
    """The desks but for what the rules wait for, which nobody knows who has not read them."""
    return {name: replace(one, desk=replace(one.desk, rule_times=None)) for name, one in config.desks.items()}


def test_without_rules_the_rest_is_the_same_and_rules_are_not_looked_at(written: Written) -> None:
    path = written(WHOLE)
    whole, less = load(path), load(path, rules=False)
    assert (untimed(less), less.store, less.schedule) == (untimed(whole), whole.store, whole.schedule)
    path.write_text(WHOLE.replace("subject: [refund", "subjct: [refund"))
    assert untimed(load(path, rules=False)) == untimed(whole)


def test_rules_are_read_when_they_are_first_wanted_from_the_file_as_it_was(written: Written) -> None:
    path = written(WHOLE)
    whole, less = load(path), load(path, rules=False)
    path.write_text("no configuration any more")
    assert [rule.name for rule in less.rules] == [rule.name for rule in whole.rules]
    assert hash_of(less.rules) == hash_of(whole.rules) != ""


def test_what_is_wrong_with_rules_is_told_when_they_are_wanted(written: Written) -> None:
    less = load(written(WHOLE.replace("subject: [refund", "subjct: [refund")), rules=False)
    with pytest.raises(ConfigurationError, match="one problem"):
        len(less.rules)


def test_two_files_that_say_the_same_have_one_rule_set(written: Written) -> None:
    first = hash_of(load(written(WHOLE)).rules)
    assert hash_of(load(written(WHOLE.replace("rules:", "# remarks do not count\n\nrules:"))).rules) == first
    assert (
        hash_of(load(written(WHOLE.replace("refund-received", "answer").replace("refund", "kembali"))).rules) != first
    )


def test_without_rules_problems_are_still_all_told(written: Written) -> None:
    path = written(WHOLE.replace("language: id", "langauge: id").replace("subject: [refund", "subjct: [refund"))
    with pytest.raises(ConfigurationError) as caught:
        load(path, rules=False)
    assert len(caught.value.problems) == 2


RULES = "rules:\n\n# words\n- name: r\n  then: [close]\n  # more\n"


@pytest.mark.parametrize("text", [RULES + DESK, DESK + RULES, f"# x\n{DESK}{RULES}schedule: {{poll: 5m}}\n"])
def test_rules_may_stand_anywhere_in_the_file(written: Written, text: str) -> None:
    path = written("")
    path.write_text(text)
    whole, less = load(path), load(path, rules=False)
    assert len(whole.rules) == len(less.rules) == 1
    assert (untimed(less), less.schedule) == (untimed(whole), whole.schedule)


def test_an_alias_into_the_rules_is_found_although_rules_are_not_wanted(written: Written) -> None:
    text = DESK + "rules:\n  - name: r\n    when: {subject: &poll 5m}\n    then: [close]\nschedule: {poll: *poll}\n"
    assert load(written(text), rules=False).schedule.poll == timedelta(minutes=5)


def test_the_shipped_file_is_right() -> None:
    config = load(ROOT / "rules.yaml")
    assert config.rules
    assert config.warnings == ()


def test_the_name_of_the_file_in_problems_is_the_one_it_was_given(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written("rules: [{name: r}]")
    monkeypatch.chdir(path.parent)
    with pytest.raises(ConfigurationError) as caught:
        load(Path("rules.yaml"))
    assert worded(caught.value.problems[0]).startswith("rules.yaml:7:9: rules.0: then is missing")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_file_with_a_hole_is_read_or_refused_and_never_breaks(written: Written, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 60)))
    put = data.draw(st.text(st.sampled_from("a:[]{} \n-'*&1"), max_size=6))
    path = written(WHOLE[:start] + put + WHOLE[end:])
    found: tuple[object, ...] = ()
    try:
        found = (load(path),)
    except ConfigurationError as error:
        found = tuple(map(worded, error.every))
    assert all(found)
