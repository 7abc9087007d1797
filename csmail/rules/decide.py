"""Decides what a situation asks for: a fold over the rules, each step seeing what the steps before left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from csmail.model.reason import Reason
from csmail.model.receipt import Step
from csmail.model.situation import Situation
from csmail.rules.conditions import Leaf, field_of
from csmail.rules.index import Index, Indexes
from csmail.rules.rule import Condition, Finding, Rule
from csmail.rules.steps import Veto, run_actions, unopposed

CHANGING = frozenset({"tagged", "status", "priority", "assignee"})
INDEXES = Indexes()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and all that `csmail why` and `csmail rules explain` need to tell it.

    `misses` maps a rule to the path of the condition that settled it, `seen` a field to the value looked at,
    `passed_over` each rule that was not asked to the reason. `asked` are the rules that were; `met` says from which
    of them on (its number) which situation was met.
    """

    situation: Situation
    steps: tuple[Step, ...] = ()
    hits: tuple[str, ...] = ()
    misses: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[str, Reason] = field(default_factory=dict)
    asked: tuple[Rule, ...] = ()
    met: tuple[tuple[int, Situation], ...] = ()

    @property
    def looked(self) -> Iterator[tuple[Rule, Situation]]:
        """Each rule that was asked, with the situation it met."""
        ends = (*(number for number, _ in self.met[1:]), len(self.asked))
        for (begin, situation), end in zip(self.met, ends, strict=True):
            for rule in self.asked[begin:end]:
                yield rule, situation

    @property
    def findings(self) -> dict[str, Finding]:
        """Each rule that was asked, with what settled it; looked up again, so not for the hot road."""
        return {rule.name: rule.when.check(situation) for rule, situation in self.looked}


def decide(rules: tuple[Rule, ...], situation: Situation, veto: Veto = unopposed) -> Decision:
    """Walk through the rules in order. What an action raises is our bug and goes up.

    `veto` says why effects cannot be (a letter whose template cannot be filled): such a step withholds itself
    here, inside the fold, or a later rule would believe that the acknowledgement is on its way.
    """
    index = INDEXES.of(rules, situation.on, situation.desk.name)
    walk = _Walk(index, situation, veto)
    opened = index.open(situation.message)
    for number in sorted(opened):
        if walk.ask(number):
            break
    return walk.decision(situation, opened)


class _Walk:
    """One walk through the rules that may hit: where it stands and what it has met.

    Every mail makes one. What a condition saw is looked up at the end, once a field: of three rules that hit the
    text, only the last one's place in it is told.
    """

    __slots__ = ("hits", "index", "met", "misses", "sights", "situation", "steps", "stopped", "veto")

    def __init__(self, index: Index, situation: Situation, veto: Veto) -> None:
        self.index = index
        self.situation = situation
        self.veto = veto
        self.steps: list[Step] = []
        self.hits: list[str] = []
        self.misses = index.misses.copy()
        self.sights: dict[str, Sight] = {}
        self.met = [(0, situation)]
        self.stopped: int | None = None

    def ask(self, number: int) -> bool:
        """Ask the rule with this number; whether the walk ends here."""
        rule = self.index.asked[number]
        missed = rule.when.miss(self.situation)
        if missed is not None:
            self.misses[rule.name] = missed.path
            key = missed.looks_at
            if key not in self.sights or _changes(key):
                self.sights[key] = (missed, self.situation)
            return False
        self._hit(rule, number)
        if rule.stop:
            self.stopped = number
        return rule.stop

    def _hit(self, rule: Rule, number: int) -> None:
        when = rule.when
        finding = when.check(self.situation) if number in self.index.named else None
        self.hits.append(rule.name)
        self.misses.pop(rule.name, None)
        # A combinator tells of several fields, not always of the same ones: nothing takes its place.
        key = when.looks_at if isinstance(when, Leaf) else f"{number}"
        self.sights.pop(key, None)
        self.sights[key] = (when, self.situation)
        asker = self.situation.amended(by=rule.name, captures=dict(finding.captures) if finding else {})
        taken, self.situation = run_actions(asker, rule.then, rule.name, self.veto)
        self.steps.extend(taken)
        self.met.append((number + 1, self.situation))

    def decision(self, before: Situation, opened: set[int]) -> Decision:
        """The walk as it ended; `opened` are the rules that were not behind a closed gate."""
        after = self.situation
        if self.hits:
            after = after.amended(by=before.by, captures=before.captures)
        asked, passed_over = self.index.asked, self.index.passed_over
        if self.stopped is not None:
            asked, passed_over = asked[: self.stopped + 1], self._passed_over(self.stopped)
        seen = self._seen(before, opened, len(asked))
        steps, hits, met = tuple(self.steps), tuple(self.hits), tuple(self.met)
        return Decision(after, steps, hits, self.misses, seen, passed_over, asked, met)

    def _passed_over(self, stopped: int) -> dict[str, Reason]:
        """The reasons when a rule said stop: what comes after it was not asked."""
        last = self.index.asked[stopped]
        for rule in self.index.asked[stopped + 1 :]:
            self.misses.pop(rule.name, None)
        reasons: dict[str, Reason] = {}
        why: Reason | None = None
        for rule in self.index.rules:
            if why or rule.name in self.index.passed_over:
                reasons[rule.name] = why or self.index.passed_over[rule.name]
            if rule is last:
                why = Reason("rule_stopped", (("rule", rule.name),))
        return reasons

    def _seen(self, before: Situation, opened: set[int], end: int) -> dict[str, str]:
        """What was looked at, by field; of a text that was hit, the place that was."""
        seen: dict[str, str] = {}
        for looks_at, group in self.index.gated:
            shut = next((one for number, one in group if number not in opened and number < end), None)
            if shut is not None and looks_at not in self.sights:
                _tell(seen, shut.check(before))
        for condition, situation in self.sights.values():
            _tell(seen, condition.check(situation))
        return seen


Sight = tuple[Condition, Situation]
"""A condition that settled something, with the situation it saw."""


@lru_cache(maxsize=1024)
def _changes(looks_at: str) -> bool:
    """Whether actions change what a condition looks at, so that the next one sees it differently."""
    return not CHANGING.isdisjoint(looks_at.split("|"))


def _tell(seen: dict[str, str], finding: Finding) -> None:
    """Add what each condition of the finding saw, by its field."""
    if finding.within:
        for inner in finding.within:
            _tell(seen, inner)
    elif finding.path:
        seen[field_of(finding.path)] = finding.seen
