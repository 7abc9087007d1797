"""See the whole flow in a minute, with embedded servers and sample mail; no account needed.

The servers and the folder live only as long as the command does; nothing else is touched.
"""

from __future__ import annotations

import signal
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from csmail.cli.lazy import new_app
from csmail.cli.options import chosen, prints
from csmail.cli.output import Part, Styled, emit, line
from csmail.cli.safe import cut

if TYPE_CHECKING:
    from csmail.demo.setup import Shop
    from csmail.demo.show import Received, Scene, Summary, Told

app = new_app()
LABEL = 10
SHOWN_LINES, SHOWN_CELLS = 4, 92
Keep = Annotated[bool, typer.Option("--keep", help="leave the servers running afterwards, until Ctrl-C")]


@dataclass(frozen=True, slots=True)
class DemoMail:
    sender: str
    subject: str
    kind: str
    conversation: str
    rules: tuple[str, ...]
    did: tuple[str, ...]
    withheld: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoSent:
    sender: str
    to: tuple[str, ...]
    cc: str
    subject: str
    text: str
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """What arrived with what was done, and what left the desk."""

    arrived: tuple[DemoMail, ...]
    sent: tuple[DemoSent, ...]
    counts: dict[str, int]
    problems: tuple[str, ...]
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail demo --keep")
@prints(Demo)
def demo(context: typer.Context, keep: Keep = False) -> None:
    """See the whole flow in a minute, with embedded servers and sample mail; no account needed."""
    from csmail.demo.setup import shop
    from csmail.demo.show import play

    with shop() as place:
        scenes = []
        for scene in play(place):
            scenes.append(scene)
            if not chosen(context).json:
                _tell(scene)
        emit(context, _document(scenes))
        if keep:
            _wait(context, place)
        elif not chosen(context).json:
            _next_steps()


def _tell(scene: Scene) -> None:
    from csmail.demo.show import Chapter, Received, Summary, Told

    match scene:
        case Chapter(title):
            line()
            line(Styled(title, "bold"))
        case Told():
            _mail(scene)
        case Received():
            _sent(scene)
        case Summary():
            _counts(scene)


def _mail(told: Told) -> None:
    line()
    line(Styled(told.sender or "nobody we can name", "bold"), "  ", Styled(told.conversation, "dim"))
    line("  ", told.subject or "(no subject)")
    _labelled("rule", [", ".join(told.rules) or "none hit"], "dim")
    _labelled("did", told.did, "green")
    _labelled("did not", told.withheld, "yellow")
    _labelled("note", told.notes, "yellow")


def _sent(received: Received) -> None:
    line()
    line(Styled("to " + ", ".join(received.to), "bold"), f"  cc {received.cc}" if received.cc else "")
    line("  ", Styled(received.subject, "green"))
    for text in received.text.splitlines()[1 : 1 + SHOWN_LINES]:
        line("  | ", cut(text, SHOWN_CELLS))
    _labelled("attached", received.attachments, "dim")


def _counts(summary: Summary) -> None:
    line()
    line(Styled("In figures", "bold"))
    again = f", {summary.twice} more came a second time and changed nothing" if summary.twice else ""
    line(f"  {summary.arrived} mails came in{again}; they make {summary.conversations} conversations.")
    line(f"  {summary.acknowledged} customers were told, once, that their mail arrived.")
    line(f"  {summary.escalated} conversations went up to somebody who decides.")
    line(f"  {summary.drafts} drafts wait for a person; not one of them left.")
    for problem in summary.problems:
        line(Styled(f"  problem: {problem}", "red"))


def _labelled(label: str, texts: Any, style: Any) -> None:
    for at, text in enumerate(texts):
        parts: list[Part] = ["    ", Styled((label if at == 0 else "").ljust(LABEL), style), text]
        line(*parts)


def _document(scenes: list[Scene]) -> Demo:
    from csmail.demo.show import Received, Summary, Told

    counts = next(asdict(scene) for scene in scenes if isinstance(scene, Summary))
    problems = counts.pop("problems")
    return Demo(
        arrived=tuple(DemoMail(**asdict(scene)) for scene in scenes if isinstance(scene, Told)),
        sent=tuple(DemoSent(**asdict(scene)) for scene in scenes if isinstance(scene, Received)),
        counts=counts,
        problems=tuple(problems),
    )


def _next_steps() -> None:
    line()
    line(Styled("What to try next", "bold"))
    line("  csmail demo --keep    leaves all of this running, to try every other command on it")
    line("  csmail init my-desk   writes the rules and texts you just saw, for your own mailbox")


def _wait(context: typer.Context, place: Shop) -> None:
    """Until Ctrl-C or SIGTERM; ending so is what was asked for, so the exit code is 0."""
    over = threading.Event()
    before = {name: signal.signal(name, lambda *_: over.set()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        if not chosen(context).json:
            _invitation(place)
        while not over.wait(1):
            pass
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _invitation(place: Shop) -> None:
    line()
    line(Styled("The servers are running until you press Ctrl-C. In a second terminal:", "bold"))
    line(f"  export CSMAIL_CONFIG={place.rules}")
    for command, words in (
        ("csmail todo", "what needs a person now"),
        ("csmail drafts list", "the answers that wait; then: csmail drafts show ID, csmail drafts send ID"),
        ("csmail conversations list", "everything there is; then: csmail conversations show ID"),
        ("csmail why ID", "why something was done, or not"),
        ("csmail tag ID vip", "every action works by hand too; add --dry-run to see first"),
        ("csmail poll", "one more pass"),
        ("csmail check", "is everything as it should be?"),
    ):
        line(f"  {command.ljust(27)}", Styled(words, "dim"))
    line()
    line(Styled("Write to the desk yourself, then csmail poll:", "bold"))
    line("  printf 'From: me@customer.example\\nSubject: Refund\\n\\nMy money back, please.\\n' |")
    line(f"    curl smtp://{place.smtp.host}:{place.smtp.port} --mail-from me@customer.example \\")
    line("      --mail-rcpt support@toko.example --upload-file -")
