"""Why something was decided, held, refused or asked of a person: a code that programs compare, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is lower case with underscores and never changes its meaning; `evidence` are facts by name, in order.

    The sentence is made in `wording.reasons`, in the language of whoever reads it. No program compares sentences.
    """

    code: str
    evidence: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **evidence: object) -> Reason:
        """`Reason.of("refused", to="a@x.example")`; facts that are empty are left out."""
        return cls(code, tuple((name, str(fact)) for name, fact in evidence.items() if fact not in ("", None)))

    def because(self, other: Reason) -> Reason:
        """This reason with `other` behind it: the fact `why` is its code, `why_x` its fact x."""
        within = ((f"why_{name}", fact) for name, fact in other.evidence)
        return Reason(self.code, (*self.evidence, ("why", other.code), *within))

    @property
    def behind(self) -> Reason | None:
        """The reason behind this one, as given to `because`."""
        code = self.fact("why")
        within = ((name.removeprefix("why_"), fact) for name, fact in self.evidence if name.startswith("why_"))
        return Reason(code, tuple(within)) if code else None

    def fact(self, name: str) -> str:
        """The fact of that name, "" when there is none."""
        return next((fact for known, fact in self.evidence if known == name), "")
