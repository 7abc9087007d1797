"""Decides what a situation asks for: a fold over the rules, each step seeing what the steps before left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from csmail.model.reason import Reason
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules import facts
from csmail.rules.explanation import Explanation, explanation, looked
from csmail.rules.index import Index, Indexes
from csmail.rules.rule import Finding, Rule
from csmail.rules.rule_set import hash_of
from csmail.rules.steps import Veto, run_actions, unopposed

INDEXES = Indexes()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided; all that `csmail rules explain` tells beside it is worked out when it is asked for.

    `met` says from which rule on (its number) which situation was met; `end` is the number after the last rule asked.
    """

    situation: Situation
    steps: tuple[Step, ...]
    hits: tuple[str, ...]
    met: tuple[tuple[int, Situation], ...]
    index: Index
    end: int

    @property
    def rules(self) -> str:
        """The hash of the rules that were asked, "" when they were not read from a file."""
        return hash_of(self.index.rules)

    @property
    def facts(self) -> tuple[facts.Facts, ...]:
        """What the rules looked at beside the message."""
        return facts.kept(self.index.facts, (situation for _, situation in self.met))

    @property
    def asked(self) -> tuple[Rule, ...]:
        """The rules that were asked, in order."""
        return self.index.asked[: self.end]

    @property
    def explanation(self) -> Explanation:
        """Which rules missed, and what was seen."""
        return explanation(self.asked, self.met, self.hits)

    @property
    def findings(self) -> dict[str, Finding]:
        """Each rule that was asked, with what settled it."""
        return {rule.name: rule.when.check(situation) for rule, situation in looked(self.asked, self.met)}

    @property
    def passed_over(self) -> Mapping[str, Reason]:
        """Each rule that was not asked, with the reason."""
        return dict(self._passed_over())

    def _passed_over(self) -> Iterator[tuple[str, Reason]]:
        others = self.index.passed_over
        last = self.index.asked[self.end - 1] if self.end < len(self.index.asked) else None
        why: Reason | None = None
        for rule in self.index.rules:
            if why or rule.name in others:
                yield rule.name, why or others[rule.name]
            if rule is last:
                why = Reason("rule_stopped", (("rule", rule.name),))


def decide(rules: Sequence[Rule], situation: Situation, veto: Veto = unopposed) -> Decision:
    """Walk through the rules in order. What an action raises is our bug and goes up.

    `veto` says why effects cannot be (a letter whose template cannot be filled): such a step withholds itself
    here, inside the fold, or a later rule would believe that the acknowledgement is on its way.
    """
    walk = _Walk(INDEXES.of(rules, situation.on, situation.asked), situation, veto)
    return walk.decision(situation, walk.through())


class _Walk:
    """One walk through the rules that may hit: where it stands and what it has met. Every mail makes one."""

    __slots__ = ("hits", "index", "met", "opened", "queue", "situation", "steps", "veto")

    def __init__(self, index: Index, situation: Situation, veto: Veto) -> None:
        self.index = index
        self.situation = situation
        self.veto = veto
        self.steps: list[Step] = []
        self.hits: list[str] = []
        self.met = [(0, situation)]
        self.opened = index.open(situation)
        self.queue = sorted(self.opened)

    def through(self) -> int:
        """Ask the rules that may hit; the number after the last one asked, all those between having missed."""
        while self.queue:
            number = heappop(self.queue)
            rule = self.index.asked[number]
            if rule.when.miss(self.situation) is None:
                self._hit(rule, number)
                if rule.stop:
                    return number + 1
        return len(self.index.asked)

    def _hit(self, rule: Rule, number: int) -> None:
        before = self.situation.conversation
        self.hits.append(rule.name)
        plan = self.index.plan(number)
        if plan is not None and plan.fits(before):
            self.steps.extend(plan.steps)
            self.situation = plan.after(self.situation, rule.name)
        else:
            self._ask(rule, number)
        self.met.append((number + 1, self.situation))
        if self.index.changing and self.situation.conversation is not before:
            for further in self.index.opened(self.situation) - self.opened:
                if further > number:
                    self.opened.add(further)
                    heappush(self.queue, further)

    def _ask(self, rule: Rule, number: int) -> None:
        finding = rule.when.check(self.situation) if number in self.index.named else None
        asker = self.situation.amended(by=rule.name, captures=dict(finding.captures) if finding else {})
        taken, self.situation = run_actions(asker, rule.then, rule.name, self.veto)
        self.steps.extend(taken)

    def decision(self, before: Situation, end: int) -> Decision:
        """The walk as it ended."""
        after = self.situation
        if self.hits:
            after = after.amended(by=before.by, captures=before.captures)
        return Decision(after, tuple(self.steps), tuple(self.hits), tuple(self.met), self.index, end)
