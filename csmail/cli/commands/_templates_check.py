"""What `csmail templates check` and `lint` find, and how they say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from csmail.cli.documents import courtesy, reasons
from csmail.cli.input.configuration import configuration
from csmail.cli.terminal import editor
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.errors import ConfigurationError, UsageError
from csmail.reason import Reason
from csmail.wording.labels import to_try
from csmail.wording.language import language

if TYPE_CHECKING:
    from csmail.model.courtesy import Tone
    from csmail.setup.texts import Tried
    from csmail.templates import FolderTemplates

TextPurpose = Literal["acknowledgement", "answer", "escalation", "forward", "snippet"]
Purpose = Literal["acknowledgement", "answer", "escalation", "forward", "snippet", "note"]
Context = Literal["complaint", "refund", "question", "thanks"]
SETS = 10


@dataclass(frozen=True, slots=True)
class TemplatesChecked:
    """`problems` are why a text cannot be filled, `findings` what the courtesy lint says; `code` "" means it is fine.

    `texts` counts the files, `sets` the values each was filled with. The `line` of a finding is that of the file, 0
    where no line holds it.
    """

    name: str
    problems: tuple[reasons.ProblemLine, ...]
    warnings: tuple[reasons.ProblemLine, ...]
    code: str = ""
    findings: tuple[courtesy.FindingLine, ...] = ()
    texts: int = 0
    sets: int = SETS
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Linted:
    """What the courtesy lint says of one text."""

    language: str
    findings: tuple[courtesy.FindingLine, ...]
    code: str = ""
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which texts are looked at, "" for every language, and how."""

    names: tuple[str, ...] = ()
    language: str = ""
    strict: bool = False
    hints: bool = False


def carried_out(context: typer.Context, templates: FolderTemplates, wanted: Wanted) -> int:
    """Look at the texts and say what was found. Answers with the exit code."""
    from csmail.setup import texts

    for name in wanted.names:
        templates.languages_of(name)
    config = configuration(context)
    chosen = [one for one in texts.tried(config, templates) if _is_wanted(one, wanted)]
    code = ConfigurationError.code if texts.stopping(chosen, wanted.strict) else ""
    _say(context, chosen, _document(str(config.templates), chosen, code), wanted.hints)
    return ConfigurationError.exit_code if code else 0


def _is_wanted(one: Tried, wanted: Wanted) -> bool:
    name, language, *_ = one.file.split(".")
    return (not wanted.names or name in wanted.names) and wanted.language in ("", language)


def _document(name: str, chosen: Sequence[Tried], code: str) -> TemplatesChecked:
    problems = tuple(reasons.problem(problem) for one in chosen if one.error for problem in one.error.every)
    warnings = tuple(reasons.problem(problem) for one in chosen for problem in one.warnings)
    findings = tuple(courtesy.placed(place, finding) for one in chosen for place, finding in one.findings)
    return TemplatesChecked(name, problems, warnings, code, findings, len(chosen))


def _say(context: typer.Context, chosen: Sequence[Tried], document: TemplatesChecked, hints: bool) -> None:
    if emit(context, document):
        return
    for one in chosen:
        for problem in one.error.every if one.error else ():
            line(Styled(reasons.problem_told(problem), "red"))
        for problem in one.warnings:
            line(Styled(reasons.problem_told(problem), "yellow"))
    courtesy.show(one for one in document.findings if hints or one.level != "hint")
    note(context, reasons.words(_summary(document, hints)))
    if document.code:
        fix = reasons.words(Reason.of("fix_what_is_listed", check="csmail templates check"))
        note(context, f"  {to_try(fix, language())}")


def _summary(document: TemplatesChecked, hints: bool) -> Reason:
    levels = Counter(one.level for one in document.findings)
    counts = {
        "errors": levels["error"] + len(document.problems),
        "warnings": levels["warning"] + len(document.warnings),
        "hints": levels["hint"],
    }
    code = "texts_checked" if hints or not levels["hint"] else "texts_checked_hints_hidden"
    return Reason.of(code, texts=document.texts, sets=document.sets, **counts)


def linted(context: typer.Context, file: str, language: str, kind: tuple[Purpose, Context]) -> int:
    """Say what the lint finds in a file or in standard input. Answers with the exit code."""
    from csmail.mail.text.language import language as spoken
    from csmail.tone.checks.about import About
    from csmail.tone.lint import LANGUAGES, lint

    text = editor.given("-" if file == "-" else None, None if file == "-" else Path(file)) or ""
    known = language or spoken(text) or "en"
    if known not in LANGUAGES:
        raise UsageError(Reason.of("lint_language_unknown", language=known, known=", ".join(LANGUAGES)))
    found = lint(text, About(known, *kind, tone=_tone(context)))
    code = ConfigurationError.code if any(one.level == "error" for one in found) else ""
    document = Linted(known, courtesy.findings(found), code)
    if not emit(context, document):
        courtesy.show(document.findings)
        note(context, reasons.words(_counted(document.findings)))
    return ConfigurationError.exit_code if code else 0


def _counted(findings: Iterable[courtesy.FindingLine]) -> Reason:
    levels = Counter(one.level for one in findings)
    if not levels:
        return Reason("nothing_to_say")
    return Reason.of("things_found", errors=levels["error"], warnings=levels["warning"], hints=levels["hint"])


def _tone(context: typer.Context) -> Tone:
    """The tone of the desks; the usual one where no configuration is: any text can be read."""
    from csmail.model.courtesy import Tone
    from csmail.setup.texts import tone_of

    try:
        config = configuration(context, rules=False)
    except ConfigurationError:
        return Tone()
    return tone_of([entry.desk for entry in config.desks.values()])
