"""Prove that everything is as it should be; configuration, templates, store, servers.

Nothing is sent, read or changed. The exit code is that of the worst finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.documents.build import copied
from csmail.cli.documents.reasons import words
from csmail.cli.input.configuration import place_of_configuration
from csmail.cli.terminal.output import Part, Style, Styled, emit, line
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.reason import Reason
from csmail.wording.labels import sign, to_try
from csmail.wording.language import language
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.setup.checkup import Finding

app = new_app()
COLOURS: dict[str, Style] = {"fine": "green", "note": "yellow", "wrong": "red"}
Offline = Annotated[bool, typer.Option("--offline", help="ask no server")]


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """`exit_code` is 0 unless `state` is "wrong". `code` and `evidence` say for programs what `words` say.

    `file`, `line` and `column` are the place of what is wrong with a file; 0 where nobody knows it.
    """

    about: str
    state: Literal["fine", "note", "wrong"]
    words: str
    hint: str
    exit_code: int
    code: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    findings: tuple[CheckFinding, ...]
    exit_code: int
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail check --offline")
@prints(Check)
def check(context: typer.Context, offline: Offline = False) -> int:
    """Prove that configuration, templates, store and servers are as they should be; nothing is sent."""
    from csmail.setup import checkup

    found: list[Finding] = []
    for finding in checkup.check(place_of_configuration(context), offline):
        new = not found or found[-1].about != finding.about
        found.append(finding)
        if not chosen(context).json:
            _show(finding, heading=new)
    code = checkup.exit_code(found)
    lines = (copied(one, CheckFinding) for one in found)
    if not emit(context, Check(tuple(lines), code)):
        _verdict([one for one in found if one.state == "wrong"])
    return code


def _show(finding: Finding, heading: bool) -> None:
    if heading:
        line(Styled(_about(finding.about), "bold"))
    shown = sign(finding.state, language())
    parts: list[Part] = ["  ", Styled(shown.ljust(6), COLOURS[finding.state]), finding.words]
    line(*parts)
    if finding.hint:
        line("        ", to_try(finding.hint, language()))


def _about(about: str) -> str:
    """`support: mailbox`: a name and what of it, which is a word of ours."""
    name, colon, what = about.rpartition(": ")
    return f"{name}{colon}{spoken(what)}"


def _verdict(wrong: list[Finding]) -> None:
    line()
    if not wrong:
        line(Styled(words(Reason("all_is_well")), "green"))
    else:
        line(Styled(words(Reason.of("problems_to_fix", count=len(wrong))), "red"))
