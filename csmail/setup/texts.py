"""Tries every text out: filled with ten sets of values, then read by the courtesy lint."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from csmail.errors import ConfigurationError
from csmail.model.courtesy import Tone
from csmail.ports import FactSheet, Rendered
from csmail.reason import Place, Problem, Reason
from csmail.rules.index import captured
from csmail.templates.front_matter import WITH_FILES, wrong
from csmail.templates.samples import EXAMPLE, sets
from csmail.tone.checks.about import INTERNAL, About, Finding
from csmail.tone.lint import lint

if TYPE_CHECKING:
    from csmail.config.schema import Config
    from csmail.model.desk import Desk
    from csmail.rules.rule import Rule
    from csmail.templates import FolderTemplates
    from csmail.templates.front_matter import FrontMatter

# Whom an action writes to with its template, and which text is for whom where no rule uses it; `digest` is what many
# escalations are told with.
BY_ACTION = {"acknowledge": "acknowledgement", "escalate": "escalation", "forward": "forward"}
BY_NAME = {
    "acknowledgement": "acknowledgement", "escalation": "escalation", "digest": "escalation", "forward": "forward",
}  # fmt: skip
BY_THEMSELVES = frozenset({"reply", "close"})
"""Actions of rules whose letters no person sees before they leave: they hold no gap."""
LINTED = ("filled", "empty")
"""Values that are ours: of a name of 200 letters, or of what a stranger wrote, nothing is to be said."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found in one file; the line of a place is 0 where no line holds it: a greeting that is missing.

    `error` is why it cannot be filled, `warnings` are what its readers see otherwise than its author meant.
    """

    file: str
    error: ConfigurationError | None = None
    warnings: tuple[Problem, ...] = ()
    findings: tuple[tuple[Place, Finding], ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One file of a template, with what it is for: the purposes to fill it for, the first of which is linted."""

    file: str
    language: str
    top: FrontMatter
    purposes: tuple[str, ...]
    leaves_alone: bool


def tried(config: Config, folder: FolderTemplates) -> Iterator[Tried]:
    """Every wording of every text in every language."""
    tone = tone_of([entry.desk for entry in config.desks.values()])
    uses = _uses(config.rules)
    facts = {name: tuple(entry.terms.fields) for name, entry in config.lookups.items()}
    known = {*EXAMPLE, "order", *facts, *(name for rule in config.rules for name in captured(rule.when))}
    for name in folder.names():
        for language in folder.languages(name):
            for file in folder.wordings(name, language):
                try:
                    text = _text(folder, file, uses.get(name, frozenset()))
                    _refuse_needs_of_nobody(folder, text, known)
                    rendered = _rendered(folder, text, facts)
                except ConfigurationError as error:
                    yield Tried(file, error)
                    continue
                spoken = [one.text for one in rendered]
                found = tuple(_findings(folder, text, spoken, tone))
                yield Tried(file, None, tuple(_ignored(folder, text, rendered)), found)


def tone_of(desks: Sequence[Desk]) -> Tone:
    """What all desks that share the texts have in common: their form if it is one, and all their phrases."""
    forms = {desk.tone.form for desk in desks}
    allow = dict.fromkeys(phrase for desk in desks for phrase in desk.tone.allow)
    add = dict.fromkeys(phrase for desk in desks for phrase in desk.tone.add)
    return Tone(forms.pop() if len(forms) == 1 else "", tuple(allow), tuple(add))


def _text(folder: FolderTemplates, file: str, actions: frozenset[str]) -> Text:
    top, (name, language, *_) = folder.top(file), file.split(".")
    purposes = _purposes(top, name, actions)
    if top.attach and (other := [one for one in purposes if one not in WITH_FILES]):
        raise wrong(folder.source(file), file, "attach", Reason.of("attach_not_for", purpose=other[0]))
    return Text(file, language, top, purposes, leaves_alone=bool(actions & BY_THEMSELVES))


def _refuse_needs_of_nobody(folder: FolderTemplates, text: Text, known: Collection[str]) -> None:
    """Raises ConfigurationError: such a name would be a gap in every letter. To a snippet `--set` gives any name."""
    for name in text.top.needs if text.purposes[0] != "snippet" else ():
        if name not in known:
            near = "".join(difflib.get_close_matches(name, known, 1))
            raise wrong(folder.source(text.file), text.file, "needs", Reason.of("undefined_name", name=name, near=near))


def purposes(rules: Sequence[Rule], folder: FolderTemplates, name: str) -> frozenset[str]:
    """What a template is for: what it says itself, else what rules use it for."""
    actions = _uses(rules).get(name, frozenset())
    return frozenset(_purposes(top, name, actions)[0] for top in folder.tops(name))


def _purposes(top: FrontMatter, name: str, actions: frozenset[str]) -> tuple[str, ...]:
    used = sorted({BY_ACTION.get(action, "answer") for action in actions}) or [BY_NAME.get(name, "answer")]
    return tuple(dict.fromkeys((top.purpose, *used) if top.purpose else used))


def _uses(rules: Sequence[Rule]) -> Mapping[str, frozenset[str]]:
    """Template name to the actions that rules fill it for."""
    uses: dict[str, set[str]] = {}
    for rule in rules:
        for asked in rule.then:
            name = getattr(asked.action, "template", "")
            if name:
                uses.setdefault(name, set()).add(asked.name)
    return {name: frozenset(actions) for name, actions in uses.items()}


def _rendered(folder: FolderTemplates, text: Text, facts: Mapping[str, tuple[str, ...]]) -> tuple[Rendered, ...]:
    """What becomes of our own values for its first purpose. Raises ConfigurationError when any set cannot be filled."""
    kept = []
    for purpose in text.purposes:
        for name, values in sets(purpose, text.language).items():
            known = {**values, **(_sheets(facts, name) if purpose == "answer" else {})}
            found = folder.render_wording(text.file, known)
            if name in LINTED and purpose == text.purposes[0]:
                kept.append(found)
    return tuple(kept)


def _sheets(facts: Mapping[str, tuple[str, ...]], values: str) -> dict[str, Any]:
    """Facts that are looked up, unknown to the customers of whom nothing is known."""
    known = {name: dict.fromkeys(fields, "12345") if values != "empty" else {} for name, fields in facts.items()}
    return {name: FactSheet(name, found) for name, found in known.items()}


def _findings(
    folder: FolderTemplates, text: Text, rendered: Sequence[str], tone: Tone
) -> Iterator[tuple[Place, Finding]]:
    """Each thing once, although it is found with several values, without what the text itself gives a reason for."""
    purpose = text.purposes[0]
    gaps: Literal["allow", "refuse"] = "refuse" if purpose == "acknowledgement" or text.leaves_alone else "allow"
    if purpose in INTERNAL:
        gaps = "refuse"
    about = About(
        text.language, purpose, text.top.context or "question", gaps=gaps, tone=tone, attachments=len(text.top.attach)
    )
    told: set[tuple[str, str]] = set()
    for words in rendered:
        for finding in lint(words, about):
            if (finding.code, finding.found) not in told and finding.code not in text.top.skip:
                told.add((finding.code, finding.found))
                yield _place(folder, text, finding.found), finding


def _ignored(folder: FolderTemplates, text: Text, rendered: Sequence[Rendered]) -> Iterator[Problem]:
    """Markup of its own that readers see as it is written, each once."""
    if any(one.source for one in rendered):
        from csmail import markdown

        for found in dict.fromkeys(found for one in rendered for found in markdown.ignored(one.source)):
            yield Problem(_place(folder, text, found), Reason.of("markdown_ignored", found=found))


def _place(folder: FolderTemplates, text: Text, found: str) -> Place:
    """The line of the file, or of a part that it includes, which holds these words; line 0 when none does."""
    first = found.split("\n")[0]
    for file in folder.with_parts(text.file):
        for number, line in enumerate(folder.source(file).split("\n"), 1):
            if first and first in " ".join(line.split()):
                return Place(f"templates/{file}", number)
    return Place(f"templates/{text.file}")


def stopping(tried: Collection[Tried], strict: bool) -> bool:
    """Whether something has to be put right before these texts are used."""
    levels = ("error", "warning") if strict else ("error",)
    return any(
        one.error or (strict and one.warnings) or any(finding.level in levels for _, finding in one.findings)
        for one in tried
    )
