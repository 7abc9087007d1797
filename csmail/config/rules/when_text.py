"""Reads the conditions that are patterns over text; a function's docstring is the reference of its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from csmail.config.yaml.part import Part
from csmail.config.yaml.types import complaint, text, truth
from csmail.mail import address
from csmail.reason import BadValue, Reason, reason_of
from csmail.rules import combinators, conditions, patterns, values
from csmail.rules.fields import FieldMatcher, Lenses
from csmail.rules.rule import Condition

Plain = Callable[[Iterable[str]], str]


def path_under_when(part: Part) -> str:
    """Where the part stands under `when` (rules.3.when.any.0.subject: any.0.subject)."""
    return ".".join(map(str, part.path[3:]))


def texts(part: Part) -> tuple[str, ...]:
    """One text or a list of them. Raises Wrong when there is none."""
    found = tuple(text(item) for item in part.items())
    if not found:
        raise complaint(part, Reason("word_expected"))
    return found


def _matching(part: Part, matchers: Lenses, fields: Iterable[str], plain: Plain) -> Condition:
    """Patterns on these fields; a bare list is read by `plain`."""
    return _on(part, (matchers.of(name) for name in fields), _expression(part, plain))


def _on(part: Part, matchers: Iterable[FieldMatcher], expression: str) -> Condition:
    return conditions.Matches(
        path_under_when(part), tuple((matcher, matcher.patterns.add(expression)) for matcher in matchers)
    )


def _expression(part: Part, plain: Callable[[Iterable[str]], str]) -> str:
    if part.node.entries is None:
        return _built(part, plain, texts(part))
    forms: dict[str, Callable[[Part], str]] = {
        "regex": lambda one: _built(one, lambda written: patterns.regex(next(iter(written))), (text(one),)),
        "equals": lambda one: _built(one, patterns.equals, texts(one)),
        "words": lambda one: _built(one, patterns.words, texts(one)),
    }
    found = part.mapping(tuple(forms))
    if len(found) != 1:
        raise complaint(part, Reason.of("pattern_expected", forms="{regex: ...}, {equals: ...}, {words: ...}"))
    ((form, inner),) = found.items()
    return forms[form](inner)


def _built(part: Part, build: Callable[[Iterable[str]], str], written: tuple[str, ...]) -> str:
    try:
        expression = build(written)
    except ValueError as error:
        raise complaint(part, reason_of(error)) from None
    why = patterns.fault(expression) if len(expression) > patterns.LONGEST else None
    if why:
        raise complaint(part, why)
    return expression


def _party(written: Iterable[str]) -> str:
    """Addresses, domains and words about people, as one pattern over lines `Name <key>`."""
    every = tuple(written)
    ends = [end_of_line(one) for one in every if "@" in one]
    named = [one for one in every if "@" not in one]
    alternatives = ([patterns.ends(ends)] if ends else []) + ([patterns.words(named)] if named else [])
    return "|".join(f"(?:{one})" for one in alternatives)


def end_of_line(written: str) -> str:
    """How a line ends that names this address (a@b), domain (@b), or domain with all below it (@*.b).

    Raises BadValue when it is none of these.
    """
    local, at, domain = written.strip().rpartition("@")
    below = not local and domain.startswith("*.")
    domain = domain.removeprefix("*.") if below else domain
    if not at or not address.sound(f"{local or 'x'}@{domain}"):
        raise BadValue(Reason.of("not_a_party", written=written))
    if local:
        return f"<{address.key(written)}>"
    return f"{'.' if below else '@'}{address.domain(f'x@{domain}')}>"


def _from(part: Part, matchers: Lenses) -> Condition:
    """Who wrote: `jane@shop.example`, domain `"@shop.example"`, all below it `"@*.shop.example"`, words of a name."""
    return _matching(part, matchers, ["from"], _party)


def _to(part: Part, matchers: Lenses) -> Condition:
    """Who stands in To; written like `from`."""
    return _matching(part, matchers, ["to"], _party)


def _cc(part: Part, matchers: Lenses) -> Condition:
    """Who stands in Cc; written like `from`."""
    return _matching(part, matchers, ["cc"], _party)


def _recipient(part: Part, matchers: Lenses) -> Condition:
    """To whom it came at all: To, Cc, Bcc, or the address the server delivered it to; written like `from`."""
    return _matching(part, matchers, ["recipient"], _party)


def _subject(part: Part, matchers: Lenses) -> Condition:
    """Words or phrases of the subject; one is enough."""
    return _matching(part, matchers, ["subject"], patterns.words)


def _body(part: Part, matchers: Lenses) -> Condition:
    """Words or phrases of what the sender wrote anew: quotes of what is answered do not count."""
    return _matching(part, matchers, ["body"], patterns.words)


def _text(part: Part, matchers: Lenses) -> Condition:
    """Words or phrases of the subject, or of what the sender wrote anew."""
    return _matching(part, matchers, ["subject", "body"], patterns.words)


def _header(part: Part, matchers: Lenses) -> Condition:
    """Fields of the header by name: `{X-Priority: "1"}`; true asks only whether something stands there."""
    found = []
    for name, inner in part.children().items():
        if inner.node.plain and inner.node.text == "true":
            found.append(_on(inner, [matchers.of(f"header.{name.lower()}")], "."))
        else:
            found.append(_matching(inner, matchers, [f"header.{name.lower()}"], patterns.words))
    if not found:
        raise complaint(part, Reason.of("header_field_expected", example='{X-Priority: "1"}'))
    return found[0] if len(found) == 1 else combinators.All(path_under_when(part), tuple(found))


def _attachment(part: Part, matchers: Lenses) -> Condition:
    """Attached files: true or false, names (`"*.pdf"`) or types (`image/*`)."""
    if part.node.plain and part.node.text in ("true", "false"):
        return conditions.Holds(path_under_when(part), truth(part), values.attached)
    return _matching(part, matchers, ["attachment"], patterns.glob)


READERS: dict[str, Callable[[Part, Lenses], Condition]] = {
    "from": _from,
    "to": _to,
    "cc": _cc,
    "recipient": _recipient,
    "subject": _subject,
    "body": _body,
    "text": _text,
    "header": _header,
    "attachment": _attachment,
}
