"""The index leaves out only rules that would have missed, and tells of them what asking would have told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.model import effects
from csmail.model.effects import Effect
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.rules.combinators import All, Any, Not
from csmail.rules.conditions import Always, Matches, OneOf, Tagged
from csmail.rules.decide import decide
from csmail.rules.explanation import first_patterns
from csmail.rules.fields import Lenses
from csmail.rules.gates import Tags as TagsOf
from csmail.rules.gates import Word, gate
from csmail.rules.index import Indexes, captures, indexed
from csmail.rules.patterns import regex, words
from csmail.rules.rule import ActionCall, Condition, Rule
from csmail.rules.values import kind
from tests import factories

WORDS = ("refund", "order", "late")
LENSES = Lenses()
NOW_SPAM = OneOf("kind", frozenset({"spam"}), kind)


@dataclass(frozen=True, slots=True)
class Tags:
    """An action of the tests."""

    word: str = "vip"

    def withheld(self, situation: Situation) -> Reason | None:
        return ""

    def effects(self, situation: Situation) -> tuple[Effect, ...]:
        return (effects.Tag(add=frozenset({self.word})),)


def matches(field: str, word: str) -> Matches:
    """The condition at the path `field`."""
    lens = LENSES.of(field.rpartition(".")[2])
    return Matches(field, ((lens, lens.patterns.add(words([word]))),))


LEAVES = st.one_of(
    st.builds(matches, st.sampled_from(["subject", "body"]), st.sampled_from(WORDS)),
    st.sampled_from([Tagged("tagged", frozenset({"vip"})), NOW_SPAM, OneOf("kind", frozenset({"human"}), kind)]),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda found: All("all", tuple(found)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda found: Any("any", tuple(found)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda one: Not("not", one), inner),
    ),
    max_leaves=5,
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join)


def asked_one_by_one(rules: tuple[Rule, ...], situation: Situation) -> tuple[list[str], dict[str, str]]:
    """Hits and misses of a walk that knows of no index."""
    hits, misses = [], {}
    for rule in rules:
        missed = rule.when.miss(situation)
        if missed is not None:
            misses[rule.name] = missed.path
            continue
        hits.append(rule.name)
        conversation = situation.conversation
        situation = situation.amended(conversation=conversation.amended(tags=conversation.tags | {"vip"}))
        if rule.stop:
            break
    return hits, misses


@given(st.lists(st.tuples(CONDITIONS, st.booleans()), max_size=6), TEXTS, TEXTS)
def test_a_walk_with_the_index_ends_as_one_without(made: list[tuple[Condition, bool]], subject: str, text: str) -> None:
    then = (ActionCall("tags", Tags()),)
    rules = tuple(
        Rule(f"r{number}", when, then, stop=stop and number % 2 == 0) for number, (when, stop) in enumerate(made)
    )
    situation = factories.situation(message=factories.message(subject=subject, text=text))
    decision = decide(rules, situation)
    hits, misses = asked_one_by_one(rules, situation)
    assert list(decision.hits) == hits
    assert decision.explanation.misses == misses
    assert list(decision.explanation.misses) == list(misses)
    assert {name: finding.hit for name, finding in decision.findings.items()} == {
        **dict.fromkeys(misses, False),
        **dict.fromkeys(hits, True),
    }
    assert set(decision.passed_over) == {rule.name for rule in rules} - set(hits) - set(misses)


def test_only_what_misses_first_on_a_pattern_is_told_without_being_asked() -> None:
    subject, body, tagged = matches("subject", "refund"), matches("body", "order"), Tagged("tagged", frozenset({"a"}))
    both = frozenset((*subject.patterns, *body.patterns))
    assert first_patterns(subject) == (frozenset(subject.patterns), subject)
    assert first_patterns(All("", (subject, tagged))) == (frozenset(subject.patterns), subject)
    assert first_patterns(All("", (tagged, subject))) is None
    assert first_patterns(Any("any", (subject, body))) == (both, Any("any", (subject, body)))
    assert first_patterns(Any("any", (subject, All("all", (tagged, body))))) is not None
    assert first_patterns(Any("any", (subject, tagged))) is None
    assert first_patterns(Not("not", subject)) is None
    assert first_patterns(Always()) is None


def test_a_gate_is_what_lets_the_fewest_situations_in() -> None:
    subject, body, tagged = matches("subject", "refund"), matches("body", "order"), Tagged("tagged", frozenset({"a"}))
    assert gate(subject) == frozenset(subject.patterns)
    assert gate(NOW_SPAM) == frozenset({(Word(kind), "spam")})
    assert gate(All("", (NOW_SPAM, tagged, subject))) == frozenset(subject.patterns)
    assert gate(Any("any", (subject, body))) == frozenset((*subject.patterns, *body.patterns))
    assert gate(Any("any", (subject, tagged))) == frozenset((*subject.patterns, (TagsOf(), "a")))
    assert gate(Any("any", (subject, Not("not", tagged)))) is None
    assert gate(Not("not", subject)) is None
    assert gate(Always()) is None


def test_a_mail_opens_the_rules_whose_patterns_occur_and_those_without_a_gate() -> None:
    rules = (
        Rule("refund", matches("subject", "refund"), ()),
        Rule("order", matches("subject", "order"), ()),
        Rule("all", Always(), ()),
        Rule("elsewhere", Always(), (), desks=("sales",)),
    )
    index = indexed(rules, "arrival", "support")
    assert index.open(factories.situation(message=factories.message(subject="A refund, please", text=""))) == {0, 2}
    assert index.open(factories.situation(message=None)) == {2}
    assert index.passed_over == {"elsewhere": Reason("rule_for_desks", (("desks", "sales"),))}


def test_an_index_is_made_once_for_the_rules_it_is_asked_about() -> None:
    rules, others = (Rule("a", Always(), ()),), (Rule("b", Always(), ()),)
    indexes = Indexes()
    first = indexes.of(rules, "arrival", "support")
    assert indexes.of(rules, "arrival", "support") is first
    assert indexes.of(rules, "reply", "support") is not first
    assert indexes.of(others, "arrival", "support").rules is others


@pytest.mark.parametrize(("expression", "named"), [(r"order (?P<order>\d+)", True), (r"order (\d+)", False)])
def test_rules_with_named_groups_are_known(expression: str, named: bool) -> None:
    lens = LENSES.of("body")
    when = Matches("body", ((lens, lens.patterns.add(regex(expression))),))
    assert captures(when) is named
    assert captures(All("all", (NOW_SPAM, when))) is named
    assert not captures(Not("not", when))


def test_of_a_text_that_was_hit_the_place_is_told_even_when_a_later_rule_misses() -> None:
    text = "x " * 300 + "refund " + "y " * 300
    rules = (Rule("hit", matches("body", "refund"), ()), Rule("miss", matches("body", "order"), ()))
    decision = decide(rules, factories.situation(message=factories.message(text=text)))
    assert "refund" in decision.explanation.seen["body"]


def test_what_no_rule_looked_at_before_a_stop_is_not_told() -> None:
    rules = (Rule("first", matches("subject", "refund"), (), stop=True), Rule("second", matches("body", "order"), ()))
    decision = decide(rules, factories.situation(message=factories.message(subject="refund")))
    assert decision.explanation.seen == {"subject": "refund"}
    assert decision.passed_over == {"second": Reason("rule_stopped", (("rule", "first"),))}


def test_of_several_hits_in_a_long_text_the_last_place_is_told_whatever_kind_of_condition_found_it() -> None:
    text = "refund " + "x " * 300 + "order " + "y " * 300 + "late"
    both = All("all", (matches("all.0.body", "order"), OneOf("all.1.kind", frozenset({"human"}), kind)))
    rules = (
        Rule("first", matches("body", "refund"), ()),
        Rule("second", both, ()),
        Rule("third", matches("body", "late"), ()),
    )
    seen = decide(rules, factories.situation(message=factories.message(text=text))).explanation.seen["body"]
    assert "late" in seen
    assert "order" not in seen


def test_two_rules_that_hit_by_different_branches_both_tell_their_field() -> None:
    either = [
        Any("any", (matches("any.0.subject", subject), matches("any.1.body", body)))
        for subject, body in (("refund", "late"), ("late", "order"))
    ]
    rules = (Rule("by subject", either[0], ()), Rule("by body", either[1], ()))
    decision = decide(rules, factories.situation(message=factories.message(subject="refund", text="order")))
    assert decision.explanation.seen == {"subject": "refund", "body": "order"}


def test_the_text_behind_a_closed_gate_is_told() -> None:
    rules = (Rule("refund", matches("subject", "refund"), ()),)
    decision = decide(rules, factories.situation(message=factories.message(subject="Jam buka")))
    assert decision.explanation.seen == {"subject": "Jam buka"}
    assert decision.explanation.misses == {"refund": "subject"}


def test_a_rule_that_misses_tells_of_what_settled_it_alone() -> None:
    when = All("", (matches("all.0.subject", "refund"), Tagged("all.1.tagged", frozenset({"vip"}))))
    decision = decide((Rule("both", when, ()),), factories.situation(message=factories.message(subject="refund")))
    assert decision.explanation.seen == {"tagged": "(nothing)"}


def test_an_earlier_mail_leaves_nothing_in_the_rules_for_the_next_one() -> None:
    rules = (Rule("refund", matches("subject", "refund"), ()),)
    hit, other = (factories.situation(message=factories.message(subject=words)) for words in ("refund", "Jam buka"))
    assert decide(rules, hit).explanation.misses == {}
    assert decide(rules, other).explanation.misses == {"refund": "subject"}


def test_named_groups_reach_the_actions_of_their_rule_and_nothing_else() -> None:
    told: list[dict[str, str]] = []

    class Note(Tags):
        def withheld(self, situation: Situation) -> Reason | None:
            told.append(dict(situation.captures))
            return Reason("already_there")

    lens = LENSES.of("body")
    order = Matches("body", ((lens, lens.patterns.add(regex(r"order (?P<order>\d+)"))),))
    then = (ActionCall("note", Note()),)
    rules = (Rule("order", order, then), Rule("all", Always(), then), Rule("order again", order, then))
    decision = decide(rules, factories.situation(message=factories.message(text="order 12345")))
    assert told == [{"order": "12345"}, {}, {"order": "12345"}]
    assert decision.situation.captures == {}
    assert decision.explanation.seen["body"] == "order 12345"
