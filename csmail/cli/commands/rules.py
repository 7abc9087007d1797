"""Rules: check, explain, moods, schema, reference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.commands.message import DeskName, MailFile
from csmail.cli.documents import build, letters, shapes
from csmail.cli.documents.moods import MoodMeasured, measured, show_measured
from csmail.cli.documents.reasons import ReasonLine, planned, problem, problem_told, reasons, sentences
from csmail.cli.input import mail_files
from csmail.cli.input.configuration import configuration, desk_named, opened
from csmail.cli.terminal.output import Styled, emit, line, note, terminal
from csmail.cli.terminal.times import now
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.errors import ConfigurationError, Refused
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.intake.explain import Explained
    from csmail.desk.workspace import Workspace
    from csmail.model.desk import MoodWords

app = new_app("What rules.yaml says, whether it is right, what it would do.")


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with the condition that settled it (`on`) and the value `seen` there; `why` when it was passed over,
    with its `code` and `evidence`."""

    name: str
    hit: bool
    on: str = ""
    seen: str = ""
    why: str = ""
    code: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExplainedShown:
    """What would happen to a mail; `reasons` are its `notes` with their codes."""

    message: shapes.MessageLine
    rules: tuple[RuleLine, ...]
    steps: tuple[shapes.StepLine, ...]
    letters: tuple[shapes.Letter, ...]
    notes: tuple[str, ...]
    reasons: tuple[ReasonLine, ...] = ()
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail rules check")
@prints(shapes.Checked)
def check(context: typer.Context) -> int:
    """Read the whole rules.yaml and show every problem with its line; connects to nothing."""
    try:
        config = configuration(context)
    except ConfigurationError as error:
        if not chosen(context).json:
            raise
        emit(context, shapes.Checked(error.said(language()), tuple(map(problem, error.every)), (), error.code))
        return error.exit_code
    document = shapes.Checked(str(config.path), (), tuple(map(problem, config.warnings)))
    if not emit(context, document):
        for warning in config.warnings:
            line(Styled(problem_told(warning), "yellow"))
        note(
            context,
            spoken(
                "{path} is fine: {desks:desk|desks}, {rules:rule|rules}",
                path=config.path,
                desks=str(len(config.desks)),
                rules=str(len(config.rules)),
            ),
        )
    return 0


@app.command(epilog="Example: csmail rules explain odd.eml --desk support")
@prints(ExplainedShown)
def explain(
    context: typer.Context,
    file: MailFile,
    desk: DeskName = "",
    missed: Annotated[bool, typer.Option("--missed/--no-missed", help="also the rules that missed")] = True,
) -> None:
    """Show what would happen if this mail arrived now: each rule with the value it saw, each mail it would write."""
    from csmail.desk.intake.explain import explain as explained

    with opened(context) as wiring:
        place = desk_named(wiring, desk)
        found = explained(place, mail_files.read(file, now()))
        if found is None:
            raise Refused(Reason("taken_in_already"), "csmail why MESSAGE-ID")
        document = _document(found, place)
    if not emit(context, document):
        _show(document, missed)


@app.command(epilog="Example: csmail rules moods moods.yaml")
@prints(MoodMeasured)
def moods(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="cases of text and mood: `cases: [{text: ..., mood: upset}]`")],
) -> None:
    """Measure on mails of your own how well moods are recognised: precision and recall, and every mistake."""
    from csmail.cli.documents import mood_table

    document = measured(mood_table.read(file), _mood_words(context))
    if not emit(context, document):
        show_measured(document)


def _mood_words(context: typer.Context) -> MoodWords:
    """Those of rules.yaml; none where there is no file."""
    from csmail.config.yaml.source import NO_FILE
    from csmail.model.desk import MoodWords

    try:
        desks = configuration(context, rules=False).desks
    except ConfigurationError as error:
        if error.code != NO_FILE:
            raise
        return MoodWords()
    return next((one.desk.mood_words for one in desks.values()), MoodWords())


@app.command(epilog="Example: csmail rules schema > rules.schema.json")
def schema(context: typer.Context) -> None:
    """Print the JSON Schema of rules.yaml, for editors that complete while you type."""
    from csmail.config.docs import json_schema

    print(json.dumps(json_schema.document(), indent=2 if terminal() else None))


@app.command(epilog="Example: csmail rules reference")
def reference(context: typer.Context) -> None:
    """Print the reference of rules.yaml: every key, condition and action, as Markdown."""
    from csmail.config.docs.reference import reference as written

    print(written())


def _document(found: Explained, workspace: Workspace) -> ExplainedShown:
    decision = found.decision
    lines: list[RuleLine] = []
    if decision is not None:
        for name, finding in decision.findings.items():
            lines.append(RuleLine(name, finding.hit, finding.path, finding.seen))
        for name, why in decision.passed_over.items():
            lines.append(RuleLine(name, False, why=build.words(why), code=why.code, evidence=dict(why.evidence)))
    order = {rule.name: at for at, rule in enumerate(workspace.rules)}
    return ExplainedShown(
        message=build.message(found.message),
        rules=tuple(sorted(lines, key=lambda one: order.get(one.name, len(order)))),
        steps=tuple(map(build.step, found.receipt.steps)),
        letters=tuple(_letters(found, workspace)),
        notes=sentences(found.receipt.notes),
        reasons=reasons(found.receipt.notes),
    )


def _letters(found: Explained, workspace: Workspace) -> list[shapes.Letter]:
    from csmail.model.effects import Send, WriteDraft

    effects = [effect for step in found.decision.steps for effect in step.effects] if found.decision else []
    written = [(effect, effect.letter) for effect in effects if isinstance(effect, Send | WriteDraft)]
    shown = []
    for (effect, letter), mail in zip(written, found.mails, strict=False):
        hold = effect.hold if isinstance(effect, Send) else None
        shown.append(letters.read(mail, letter.audience, workspace.desk, hold))
    return shown


def _show(document: ExplainedShown, missed: bool) -> None:
    message = document.message
    sender = ", ".join(map(build.person_shown, message.sender))
    line(Styled(f"{sender}: {message.subject}", "bold"), f"  ({message.kind})")
    for rule in document.rules:
        if rule.hit:
            on = spoken("  on {field}: {seen}", field=rule.on, seen=rule.seen) if rule.on else ""
            line(Styled(spoken("  hit     {name}", name=rule.name), "green"), on)
            _steps(document, rule.name)
        elif missed:
            why = rule.why or spoken("missed on {field}: {seen}", field=rule.on, seen=rule.seen)
            line(Styled(spoken("  missed  {name}  {why}", name=rule.name, why=why), "dim"))
    for remark in document.notes:
        line(f"  {remark}")
    for letter in document.letters:
        line("")
        letters.show(letter)
    line(Styled(spoken("Nothing of this has happened."), "dim"))


def _steps(document: ExplainedShown, rule: str) -> None:
    for step in document.steps:
        if step.rule == rule:
            for deed in step.did:
                line(f"          {planned(deed)}")
            if step.withheld:
                withheld = spoken("{action} withheld: {why}", action=step.action, why=step.withheld)
                line(Styled(f"          {withheld}", "yellow"))
