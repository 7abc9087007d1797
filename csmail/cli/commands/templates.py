"""Templates: list, show, render, check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from csmail.cli.commands import _lists, _page, _templates_check, _templates_list
from csmail.cli.commands._templates_check import Context, Linted, Purpose, TemplatesChecked, TextPurpose
from csmail.cli.commands._templates_list import Templates, Wanted
from csmail.cli.input import identify
from csmail.cli.input.configuration import configuration, opened
from csmail.cli.terminal.output import Styled, emit, line
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.templates import FolderTemplates

app = new_app("The words of acknowledgements, drafts and escalations.")

Name = Annotated[str, typer.Argument(help="name of the template")]
Wording = Annotated[int | None, typer.Option("--wording", min=1, max=9, help="which of several", show_default=False)]
Language = Annotated[str, typer.Option("--language", "-l", help="id, en …; else the desk's")]


@dataclass(frozen=True, slots=True)
class Rendered:
    """`source` is what was filled in where it is written in Markdown, `html` what becomes of it; `attach` are the names
    of the files that go with it."""

    name: str
    language: str
    subject: str
    text: str
    source: str = ""
    html: str = ""
    attach: tuple[str, ...] = ()
    schema_version: Literal[1] = 1


@app.command("list", epilog="Example: csmail templates list --conversation K7F3Q2")
@prints(Templates)
def listed(
    context: typer.Context,
    purpose: Annotated[
        TextPurpose | None, typer.Option("--purpose", help="what they are for", show_default=False)
    ] = None,
    tag: Annotated[str, typer.Option("--tag", help="for conversations with this tag")] = "",
    conversation: Annotated[str, typer.Option("--conversation", help="those that suit it come first")] = "",
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List the templates with their languages and what they are for."""
    _templates_list.listed(context, _templates(context), Wanted(purpose or "", tag, conversation), limit)


@app.command(epilog="Example: csmail templates show acknowledgement --language en")
@prints(Rendered)
def show(context: typer.Context, name: Name, language: Language = "", wording: Wording = None) -> None:
    """Show a template as it is written, with its variables unfilled."""
    templates = _templates(context)
    text = templates.text(name, language or "en", wording or 1)
    if not emit(context, Rendered(name, language, "", text)):
        line(text.rstrip("\n"), reveal=True)


@app.command(epilog="Example: csmail templates render refund-received --set order=12345")
@prints(Rendered)
def render(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    name: Name,
    language: Language = "",
    wording: Wording = None,
    conversation: Annotated[str, typer.Option(help="fill it for this conversation, else with sample values")] = "",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="write the HTML of Markdown there; - prints it")
    ] = None,
    values: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="one value more")] = None,
) -> None:
    """Fill a template and show the mail it makes; nothing is sent."""
    variables, its_own = _variables(context, conversation)
    templates, everything = _templates(context), {**variables, **given(values or [])}
    if wording:
        rendered = templates.render_wording(templates.wording(name, language or its_own, wording), everything)
    else:
        rendered = templates.render(name, language or its_own, everything)
    if html is not None:
        if not rendered.html:
            raise UsageError(Reason.of("template_without_html", name=name), f"csmail templates render {name}")
        _page.write(html, rendered.html)
        return
    files = tuple(path.name for path in rendered.attach)
    document = Rendered(name, rendered.language, rendered.subject, rendered.text, rendered.source, rendered.html, files)
    if not emit(context, document):
        subject = document.subject or spoken("(the conversation's)")
        line(Styled(f"{spoken('Subject')}: ", "bold"), subject, reveal=True)
        line("")
        line(document.text.rstrip("\n"), reveal=True)
        for file in files:
            line("")
            line(Styled(f"{spoken('Attached')}: ", "bold"), file, reveal=True)


@app.command(epilog="Example: csmail templates check --strict")
@prints(TemplatesChecked)
def check(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="these; else all")] = None,
    language: Language = "",
    strict: Annotated[bool, typer.Option("--strict", help="warnings are errors")] = False,
    hints: Annotated[bool, typer.Option("--hints", help="show hints too")] = False,
) -> int:
    """Fill every template with ten sets of values and read it as a customer would; everything found is shown.

    Exit 78: a text cannot be filled, or the courtesy lint finds an error in it, with --strict a warning.
    """
    wanted = _templates_check.Wanted(tuple(names or ()), language, strict, hints)
    return _templates_check.carried_out(context, _templates(context), wanted)


@app.command(epilog="Example: csmail templates lint answer.txt --language id")
@prints(Linted)
def lint(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="a text; standard input when left out")] = "-",
    language: Annotated[str, typer.Option("--language", "-l", help="id or en; else what the text seems to be")] = "",
    purpose: Annotated[Purpose, typer.Option(help="what it is: letters have a greeting and a closing")] = "answer",
    about: Annotated[Context, typer.Option("--context", help="what the conversation is about")] = "question",
) -> int:
    """Read any text as a customer would: blame, robot's talk, what is missing. Exit 78 when it finds an error."""
    return _templates_check.linted(context, file, language, (purpose, about))


def _templates(context: typer.Context) -> FolderTemplates:
    from csmail import templates

    return templates.open(configuration(context, rules=False).templates)


def _variables(context: typer.Context, conversation: str) -> tuple[Mapping[str, Any], str]:
    from csmail.templates import EXAMPLE

    if not conversation:
        return EXAMPLE, "en"
    with opened(context, rules=False) as wiring:
        found = identify.conversation(wiring.store, conversation)
        return variables_of(wiring.desk(found.desk), found.id)


def variables_of(place: Workspace, conversation: str, by: str = "") -> tuple[Mapping[str, Any], str]:
    """What a text for this conversation may say where `by` writes it, and its language."""
    from csmail.desk.effects.variables import variables
    from csmail.desk.situation import by_hand
    from csmail.model.audience import Audience
    from csmail.model.effects import Letter

    situation = by_hand(place, conversation, by)
    found = situation.conversation
    language = found.language or place.desk.language
    nobody = Letter("reply", Audience("no_reply", found.customer or _nobody()))
    return variables(situation, nobody, language), language


def _nobody() -> Any:
    from csmail.model.address import Address

    return Address("")


def given(values: list[str]) -> dict[str, str]:
    """What `--set NAME=VALUE` says. Raises UsageError."""
    found = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(Reason.of("set_needs_value", value=value))
        found[name] = text
    return found
