"""Why something was decided, held, refused, wrong or asked of a person: a code that programs compare, with evidence.

Lowest of all rooms, so that everybody may give a reason; a problem is one with the place in a file where it was found.
"""

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

    @classmethod
    def verbatim(cls, text: str) -> Reason:
        """What others said (a server, a library, the system), shown as it is in every language."""
        return cls.of("verbatim", text=text)

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file. Lines and columns count from 1, 0 is unknown; `key` is the way to a value: `rules.0.when`."""

    file: str = ""
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        return ":".join((self.file, *(str(number) for number in (self.line, self.column) if number)))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file that a person wrote; put in words by `wording.problems`."""

    place: Place
    reason: Reason


class BadValue(ValueError):
    """A value that cannot be, found by code that does not know where it was written.

    Its text is the code; whoever knows the place makes a problem or an error of `reason`.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def reason_of(error: Exception) -> Reason:
    """The reason that an error carries; else its own text, as libraries say it."""
    found = getattr(error, "reason", None)
    return found if isinstance(found, Reason) else Reason.verbatim(str(error))
