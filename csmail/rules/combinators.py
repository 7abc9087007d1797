"""What combines conditions: all of them, one of them, not this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from csmail.model.situation import Situation
from csmail.rules.rule import Condition, Finding


@dataclass(frozen=True, slots=True)
class All:
    """Hits when all of these do; the first that misses settles it."""

    path: str
    conditions: tuple[Condition, ...]
    looks_at: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "looks_at", "|".join(one.looks_at for one in self.conditions))

    def miss(self, situation: Situation) -> Condition | None:
        for condition in self.conditions:
            missed = condition.miss(situation)
            if missed is not None:
                return missed
        return None

    def check(self, situation: Situation) -> Finding:
        found = []
        for condition in self.conditions:
            finding = condition.check(situation)
            if not finding.hit:
                return finding
            found.append(finding)
        if len(found) == 1:
            return found[0]
        return Finding(True, self.path, _seen(found), _captured(found), tuple(found))


@dataclass(frozen=True, slots=True)
class Any:
    """Hits when one of these does; the first that hits settles it."""

    path: str
    conditions: tuple[Condition, ...]
    looks_at: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "looks_at", "|".join(one.looks_at for one in self.conditions))

    def miss(self, situation: Situation) -> Condition | None:
        for condition in self.conditions:
            if condition.miss(situation) is None:
                return None
        return self

    def check(self, situation: Situation) -> Finding:
        found = []
        for condition in self.conditions:
            finding = condition.check(situation)
            if finding.hit:
                return finding
            found.append(finding)
        return found[0] if len(found) == 1 else Finding(False, self.path, _seen(found), within=tuple(found))


@dataclass(frozen=True, slots=True)
class Not:
    """Hits when the other does not; what the other captured is no capture."""

    path: str
    condition: Condition

    @property
    def looks_at(self) -> str:
        return self.condition.looks_at

    def miss(self, situation: Situation) -> Condition | None:
        return self if self.condition.miss(situation) is None else None

    def check(self, situation: Situation) -> Finding:
        finding = self.condition.check(situation)
        return Finding(not finding.hit, self.path, finding.seen, within=finding.within)


def _seen(findings: Iterable[Finding]) -> str:
    return " | ".join(dict.fromkeys(finding.seen for finding in findings))


def _captured(findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """All named groups; of two with one name the first stays."""
    named: dict[str, str] = {}
    for finding in findings:
        for name, value in finding.captures:
            named.setdefault(name, value)
    return tuple(named.items())
