"""Deciding is a fold over the rules: each step sees what the steps before left, and everything leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.actions.base import Action
from csmail.actions.tag import Tag
from csmail.actions.untag import Untag
from csmail.model import effects
from csmail.model.audience import Audience
from csmail.model.effects import Effect, Letter
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.rules.amend import amend
from csmail.rules.combinators import All, Any, Not
from csmail.rules.conditions import Always, OneOf, Tagged, field_of
from csmail.rules.decide import decide
from csmail.rules.explanation import looked
from csmail.rules.rule import ActionCall, Condition, Rule
from csmail.rules.steps import run_actions
from csmail.rules.values import kind
from tests import factories
from tests.factories import NOW


@dataclass(frozen=True, slots=True)
class Deed:
    """An action of the tests: these effects, unless it has a reason not to."""

    does: tuple[Effect, ...] = ()
    why_not: Reason | None = None

    def withheld(self, situation: Situation) -> Reason | None:
        return self.why_not

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return self.does


@dataclass(frozen=True, slots=True)
class Once:
    """Tags, unless the conversation is tagged so."""

    word: str

    def withheld(self, situation: Situation) -> Reason | None:
        return Reason("already_tagged") if self.word in situation.conversation.tags else None

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (effects.Tag(add=frozenset({self.word})),)


def rule(name: str, when: Condition | None = None, *actions: object, **more: object) -> Rule:
    then = tuple(ActionCall(type(action).__name__.lower(), action) for action in actions)  # type: ignore[arg-type]
    return Rule(name, when or Always(), then, **more)  # type: ignore[arg-type]


def letter(purpose: str, automatic: bool = False) -> Letter:
    audience = Audience("send", sender=factories.message().to[0], to=factories.message().originators)
    return Letter(purpose, audience, template="x", automatic=automatic)  # type: ignore[arg-type]


def test_a_later_rule_sees_what_an_earlier_one_did() -> None:
    rules = (rule("first", None, Once("a")), rule("second", Tagged("tagged", frozenset({"a"})), Once("a"), Once("b")))
    decision = decide(rules, factories.situation())
    assert [step.withheld for step in decision.steps] == [None, Reason("already_tagged"), None]
    assert decision.situation.conversation.tags == {"a", "b"}
    assert decision.hits == ("first", "second")


def test_within_a_rule_the_second_action_sees_the_first() -> None:
    decision = decide((rule("twice", None, Once("a"), Once("a")),), factories.situation())
    assert [step.withheld for step in decision.steps] == [None, Reason("already_tagged")]


def test_stop_ends_the_walk_and_says_so() -> None:
    rules = (rule("one", None, Once("a"), stop=True), rule("two", None, Once("b")))
    decision = decide(rules, factories.situation())
    assert decision.hits == ("one",)
    assert decision.passed_over == {"two": Reason.of("rule_stopped", rule="one")}
    assert decision.situation.conversation.tags == {"a"}


def test_a_rule_that_misses_does_not_stop_the_walk() -> None:
    never = Tagged("tagged", frozenset({"nowhere"}))
    decision = decide((rule("one", never, stop=True), rule("two", None, Once("b"))), factories.situation())
    assert decision.hits == ("two",)


def test_rules_of_other_events_and_desks_are_passed_over_with_the_reason() -> None:
    rules = (rule("late", on="overdue"), rule("sales only", desks=("sales",)), rule("here", desks=("support",)))
    decision = decide(rules, factories.situation())
    assert decision.hits == ("here",)
    assert decision.passed_over == {
        "late": Reason.of("rule_for_event", on="overdue"),
        "sales only": Reason.of("rule_for_desks", desks="sales"),
    }


def test_a_miss_names_the_condition_and_the_value_seen() -> None:
    condition = All("", (OneOf("kind", frozenset({"human"}), kind), Tagged("all.1.tagged", frozenset({"vip"}))))
    decision = decide((rule("vip", condition),), factories.situation())
    assert decision.explanation.misses == {"vip": "all.1.tagged"}
    assert decision.explanation.seen["tagged"] == "(nothing)"
    assert decision.findings["vip"].path == "all.1.tagged"


def test_when_no_branch_of_any_hits_every_value_is_kept() -> None:
    condition = Any("any", (OneOf("any.0.kind", frozenset({"spam"}), kind), Tagged("any.1.tagged", frozenset({"x"}))))
    decision = decide((rule("either", condition),), factories.situation())
    assert decision.explanation.misses == {"either": "any"}
    assert decision.explanation.seen == {"kind": "human", "tagged": "(nothing)"}
    assert decision.findings["either"].seen == "human | (nothing)"


def test_a_not_that_misses_names_what_hit() -> None:
    vip = factories.situation(conversation=factories.conversation(tags=frozenset({"vip"})))
    condition = Not("not.tagged", Tagged("not.tagged", frozenset({"vip"})))
    decision = decide((rule("ordinary", condition),), vip)
    assert decision.explanation.misses == {"ordinary": "not.tagged"}
    assert decision.explanation.seen == {"tagged": "vip"}


def test_findings_tell_of_each_rule_what_it_met_at_its_own_moment() -> None:
    wanted = Tagged("tagged", frozenset({"a"}))
    rules = (rule("before", wanted), rule("tags", None, Once("a")), rule("after", wanted))
    decision = decide(rules, factories.situation())
    assert decision.findings["before"].seen == "(nothing)"
    assert decision.findings["after"].seen == "a"
    assert list(decision.findings) == ["before", "tags", "after"]


def test_each_rule_that_was_asked_is_looked_at_once_with_what_it_met() -> None:
    rules = (rule("tags", None, Once("a")), rule("more", None, Once("b")), rule("after"))
    decision = decide(rules, factories.situation())
    looks = looked(decision.asked, decision.met)
    found = [(one.name, set(met.conversation.tags)) for one, met in looks]
    assert found == [("tags", set()), ("more", {"a"}), ("after", {"a", "b"})]


def test_a_rule_of_another_desk_keeps_its_reason_when_one_before_it_says_stop() -> None:
    rules = (rule("sales only", desks=("sales",)), rule("ends", stop=True), rule("late"))
    passed_over = decide(rules, factories.situation()).passed_over
    assert passed_over == {
        "sales only": Reason.of("rule_for_desks", desks="sales"),
        "late": Reason.of("rule_stopped", rule="ends"),
    }


def test_the_value_of_a_field_that_no_action_changes_is_told() -> None:
    decision = decide((rule("spam", OneOf("kind", frozenset({"spam"}), kind)),), factories.situation())
    assert (decision.explanation.seen, decision.explanation.misses) == ({"kind": "human"}, {"spam": "kind"})


CHANGES = [
    ("status", effects.SetStatus("waiting"), "waiting"),
    ("priority", effects.SetPriority("high"), "high"),
    ("assignee", effects.Assign("sari@toko.example"), "sari@toko.example"),
]


@pytest.mark.parametrize(("field", "effect", "after"), CHANGES)
def test_of_a_field_that_an_action_changed_the_last_value_looked_at_is_told(
    field: str, effect: Effect, after: str
) -> None:
    never = OneOf(field, frozenset({"never"}), lambda situation: str(getattr(situation.conversation, field)))
    rules = (rule("before", never), rule("changes", None, Deed((effect,))), rule("after", never))
    assert decide(rules, factories.situation()).explanation.seen[field] == after


def test_the_value_a_later_rule_saw_is_kept_after_a_change_within_a_combinator_too() -> None:
    never = Any("any", (OneOf("any.0.kind", frozenset({"spam"}), kind), Tagged("any.1.tagged", frozenset({"x"}))))
    rules = (rule("before", never), rule("tags", None, Once("a")), rule("after", never))
    assert decide(rules, factories.situation()).explanation.seen == {"kind": "human", "tagged": "a"}


def test_the_value_a_later_rule_saw_is_kept_after_a_change() -> None:
    rules = (
        rule("before", Tagged("tagged", frozenset({"x"}))),
        rule("tags", None, Once("a")),
        rule("after", Tagged("tagged", frozenset({"x"}))),
    )
    assert decide(rules, factories.situation()).explanation.seen["tagged"] == "a"


@pytest.mark.parametrize("hit", [True, False])
def test_asking_quickly_and_asking_in_full_agree(hit: bool) -> None:
    leaf = Tagged("tagged", frozenset({"a"}))
    situation = factories.situation(conversation=factories.conversation(tags=frozenset({"a"} if hit else ())))
    for condition in (leaf, All("all", (leaf, leaf)), Any("any", (leaf, leaf)), Not("tagged", leaf)):
        missed, finding = condition.miss(situation), condition.check(situation)
        assert finding.hit is (missed is None)
        if missed is not None:
            assert missed.path == finding.path


@dataclass(frozen=True, slots=True)
class Asking:
    """The same action, of which nobody knows before what it does."""

    action: Action

    def withheld(self, situation: Situation) -> Reason | None:
        return self.action.withheld(situation)

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return self.action.effects(situation)


WORDS = st.lists(st.sampled_from(["a", "b", "c", "x-{order}"]), min_size=1, max_size=3).map(tuple)
ACTIONS = st.one_of(WORDS.map(Tag), WORDS.map(Tag), st.builds(Untag, st.sampled_from([("a",), ("b", "c")])))
CONDITIONS = st.sampled_from(
    [Always(), Tagged("tagged", frozenset({"a"})), Not("not", Tagged("not.tagged", frozenset({"b"})))]
)
SOME_RULES = st.lists(st.tuples(CONDITIONS, st.lists(ACTIONS, min_size=1, max_size=3), st.booleans()), max_size=5)


@given(SOME_RULES, st.frozensets(st.sampled_from(["a", "b"])))
def test_a_rule_that_only_tags_does_what_its_actions_would_when_asked(
    some: list[tuple[Condition, list[object], bool]], tags: frozenset[str]
) -> None:
    found = factories.situation(conversation=factories.conversation(tags=tags))
    known = tuple(rule(f"r{at}", when, *then, stop=stop) for at, (when, then, stop) in enumerate(some))
    asked = tuple(
        replace(one, then=tuple(replace(call, action=Asking(call.action)) for call in one.then)) for one in known
    )
    one, other = decide(known, found), decide(asked, found)
    assert one.situation == other.situation
    assert (one.steps, one.hits, one.met, one.end) == (other.steps, other.hits, other.met, other.end)


def test_an_action_that_fails_is_not_swallowed() -> None:
    class Broken(Deed):
        def effects(self, situation: Situation) -> tuple[Effect, ...]:
            raise RuntimeError("our bug")

    with pytest.raises(RuntimeError, match="our bug"):
        decide((rule("broken", None, Broken()),), factories.situation())


REFUSED = Reason.of("letter_failed", error="no such template")


def test_an_objection_withholds_the_step_inside_the_fold() -> None:
    send = Deed((effects.Send(letter("acknowledgement", automatic=True)),))
    steps, after = run_actions(
        factories.situation(),
        (ActionCall("acknowledge", send),),
        "r",
        lambda *_: REFUSED,
    )
    assert steps[0].withheld == REFUSED
    assert steps[0].effects == ()
    assert after.conversation.acknowledged_at is None
    assert after.conversation.needs == (Reason.of("letter_failed", action="acknowledge", error="no such template"),)


def test_captures_and_name_reach_the_actions_of_their_rule_only() -> None:
    seen: list[tuple[str, dict[str, str]]] = []

    class FieldText(Deed):
        def withheld(self, situation: Situation) -> Reason | None:
            seen.append((situation.by, dict(situation.captures)))
            return Reason("already_there")

    decision = decide((rule("one", None, FieldText()), rule("two", None, FieldText())), factories.situation(by="poll"))
    assert seen == [("one", {}), ("two", {})]
    assert decision.situation.by == "poll"


def amended(*does: Effect, **changes: object) -> Situation:
    return amend(factories.situation(now=NOW + timedelta(hours=1), **changes), does)


def test_effects_change_the_conversation_they_belong_to() -> None:
    after = amended(
        effects.Tag(add=frozenset({"a"}), remove=frozenset({"b"})),
        effects.SetPriority("high"),
        effects.Assign("sari@toko.example"),
        effects.Escalate("lead@toko.example", NOW, "rule"),
        effects.AskPerson(Reason("look")),
        conversation=factories.conversation(tags=frozenset({"b"})),
    ).conversation
    assert after.tags == {"a"}
    assert (after.priority, after.assignee) == ("high", "sari@toko.example")
    assert [up.to for up in after.escalations] == ["lead@toko.example"]
    assert after.needs == (Reason("look"),)
    assert after.changed_at == NOW + timedelta(hours=1)


def test_effects_outside_the_conversation_leave_the_situation_as_it_is() -> None:
    before = factories.situation()
    does = (
        effects.Mark(add=frozenset({"seen"})),
        effects.Move("Done"),
        effects.AddNote("x", "sari"),
        effects.WriteDraft(letter("reply"), "sari"),
        effects.Send(letter("forward")),
    )
    assert amend(before, does) is before


def test_a_closed_conversation_has_its_moment_and_opening_it_takes_it_away() -> None:
    closed = amended(effects.SetStatus("closed"))
    assert closed.conversation.closed_at == NOW + timedelta(hours=1)
    assert amend(closed, (effects.SetStatus("open"),)).conversation.closed_at is None


def test_closing_by_hand_settles_what_asked_for_a_person_and_closing_by_rule_does_not() -> None:
    asking = factories.conversation(needs=(Reason("in_doubt"),))
    assert amended(effects.SetStatus("closed"), conversation=asking).conversation.needs == (Reason("in_doubt"),)
    assert amended(effects.SetStatus("closed"), conversation=asking, person=True).conversation.needs == ()


def test_an_acknowledgement_is_remembered_and_counted() -> None:
    after = amended(effects.Send(letter("acknowledgement", automatic=True)))
    assert after.conversation.acknowledged_at == NOW + timedelta(hours=1)
    assert after.acknowledged_lately == 1


def test_a_reply_answers_when_it_leaves_and_not_when_it_is_decided() -> None:
    person = amended(effects.Send(letter("reply"))).conversation
    assert (person.status, person.answered_at) == ("open", None)
    closed = factories.conversation(status="closed")
    assert amended(effects.Send(letter("reply")), conversation=closed).conversation.status == "open"
    machine = amended(effects.Send(letter("reply", automatic=True))).conversation
    assert (machine.status, machine.answered_at) == ("open", None)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("subject", "subject"),
        ("any.0.subject", "subject"),
        ("all.1.not.header.x-spam", "header.x-spam"),
        ("not", "not"),
        ("customer.known", "customer.known"),
    ],
)
def test_the_field_of_a_path_is_its_end(path: str, found: str) -> None:
    assert field_of(path) == found


def test_a_situation_without_message_can_be_decided_on() -> None:
    quiet = replace(factories.situation(), message=None, on="overdue")
    assert decide((rule("late", None, Once("late"), on="overdue"),), quiet).hits == ("late",)
