"""See the whole flow in one minute, no account needed; embedded servers, sample mail.

The servers and the folder live only as long as the command does; nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import typer

from csmail.cli.commands._kept_demo import next_steps, wait
from csmail.cli.documents.build import copied
from csmail.cli.documents.reasons import ReasonLine, reasons, sentences, words
from csmail.cli.terminal.output import Part, Styled, emit, line
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.demo.scenes import Bulked, Chapter, Received, Reported, Scene, Summary, Told
from csmail.wording.safe_text import cut
from csmail.wording.spoken import phrase, spoken

app = new_app()
LABEL = 10
REPORT_LABEL = 26
SHOWN_LINES, SHOWN_CELLS = 4, 92
Desks = Annotated[
    Literal["one", "two"], typer.Option("--desks", help="one: the shipped rules; two: an office and a night desk")
]
Keep = Annotated[bool, typer.Option("--keep", help="leave the servers running afterwards, until Ctrl-C")]


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A mail that came in; `deeds`, `declined` and `reasons` are `did`, `withheld` and `notes` with their codes."""

    sender: str
    subject: str
    kind: str
    conversation: str
    rules: tuple[str, ...]
    did: tuple[str, ...]
    withheld: tuple[str, ...]
    notes: tuple[str, ...]
    deeds: tuple[ReasonLine, ...] = ()
    declined: tuple[ReasonLine, ...] = ()
    reasons: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Demo:
    """What arrived with what was done, and what left the desk; `reasons` are the `problems` with their codes.

    `bulk` has a line for each whom one text for many was meant for, `report` the figures of the day.
    """

    arrived: tuple[DemoMail, ...]
    sent: tuple[Received, ...]
    counts: dict[str, int]
    problems: tuple[str, ...]
    reasons: tuple[ReasonLine, ...] = ()
    bulk: tuple[str, ...] = ()
    incident: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail demo --keep")
@prints(Demo)
def demo(context: typer.Context, keep: Keep = False, desks: Desks = "one") -> None:
    """See the whole flow in one minute: embedded servers, sample mail, the shipped rules; no account needed."""
    from csmail.demo import show, two_desks
    from csmail.demo.setup import shop

    with shop(two_desks.EXAMPLE if desks == "two" else "") as place:
        scenes = []
        for scene in two_desks.play(place) if desks == "two" else show.play(place):
            scenes.append(scene)
            if not chosen(context).json:
                _tell(scene)
        emit(context, _document(scenes))
        if keep:
            wait(place, quiet=chosen(context).json)
        elif not chosen(context).json:
            next_steps()


def _tell(scene: Scene) -> None:
    match scene:
        case Chapter(title):
            line()
            line(Styled(spoken(title), "bold"))
        case Told():
            _mail(scene)
        case Received():
            _sent(scene)
        case Bulked(word=word):
            line("  ", Styled(spoken(word), "green" if word == "sent" else "dim"), f" {_recipient(scene)}")
        case Reported(name, said):
            line(f"  {name:<{REPORT_LABEL}}", said) if name else line("  ", Styled(said, "bold"))
        case Summary():
            _counts(scene)


def _told(work: str, scenes: Iterable[Scene]) -> tuple[str, ...]:
    many = (one for one in scenes if isinstance(one, Bulked) and one.work == work)
    return tuple(f"{one.word} {_recipient(one)}" for one in many)


def _recipient(one: Bulked) -> str:
    return f"{one.to} {one.conversation}" + (f": {words(one.why)}" if one.why else "")


def _mail(told: Told) -> None:
    line()
    line(Styled(told.sender or spoken("nobody we can name"), "bold"), "  ", Styled(told.conversation, "dim"))
    line("  ", told.subject or spoken("(no subject)"))
    _labelled(spoken("rule"), [", ".join(told.rules) or spoken("none hit")], "dim")
    _labelled(spoken("did"), sentences(told.did), "green")
    _labelled(spoken("did not"), sentences(told.withheld), "yellow")
    _labelled(spoken("note"), sentences(told.notes), "yellow")


def _sent(received: Received) -> None:
    line()
    line(
        Styled(spoken("to {people}", people=", ".join(received.to)), "bold"),
        f"  cc {received.cc}" if received.cc else "",
    )
    line("  ", Styled(received.subject, "green"))
    for text in received.text.splitlines()[1 : 1 + SHOWN_LINES]:
        line("  | ", cut(text, SHOWN_CELLS))
    _labelled(spoken("attached"), received.attachments, "dim")


def _counts(summary: Summary) -> None:
    line()
    line(Styled(spoken("In figures"), "bold"))
    came = phrase(
        "{arrived} mails came in[, {twice} more came a second time and changed nothing]; "
        "they make {conversations} conversations."
    )
    facts = {"arrived": summary.arrived, "twice": summary.twice or None, "conversations": summary.conversations}
    line("  ", spoken(came, **facts))
    told = phrase("{count} customers were told, once, that their mail arrived.")
    up = phrase("{count} conversations went up to somebody who decides.")
    waiting = phrase("{count} drafts wait for a person; not one of them left.")
    for said, count in ((told, summary.acknowledged), (up, summary.escalated), (waiting, summary.drafts)):
        line("  ", spoken(said, count=str(count)))
    for problem in sentences(summary.problems):
        line(Styled("  " + spoken("problem: {why}", why=problem), "red"))


def _labelled(label: str, texts: Any, style: Any) -> None:
    for at, text in enumerate(texts):
        parts: list[Part] = ["    ", Styled((label if at == 0 else "").ljust(LABEL), style), text]
        line(*parts)


def _document(scenes: list[Scene]) -> Demo:
    summary = next(scene for scene in scenes if isinstance(scene, Summary))
    counts = asdict(summary)
    del counts["problems"]
    return Demo(
        arrived=tuple(_arrived(scene) for scene in scenes if isinstance(scene, Told)),
        sent=tuple(scene for scene in scenes if isinstance(scene, Received)),
        counts=counts,
        problems=sentences(summary.problems),
        reasons=reasons(summary.problems),
        bulk=_told("bulk", scenes),
        incident=_told("incident", scenes),
        report=tuple(f"{one.name}: {one.said}" for one in scenes if isinstance(one, Reported) and one.name),
    )


def _arrived(told: Told) -> DemoMail:
    said = {"did": sentences(told.did), "withheld": sentences(told.withheld), "notes": sentences(told.notes)}
    coded = {"deeds": reasons(told.did), "declined": reasons(told.withheld), "reasons": reasons(told.notes)}
    return copied(told, DemoMail, **said, **coded)
