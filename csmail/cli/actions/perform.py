"""Performs an action that a person asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import typer

from csmail.actions.base import DONE_ALREADY, WRONG, Action
from csmail.cli.documents import build, letters, shapes
from csmail.cli.documents.reasons import planned, reasons, sentences, words
from csmail.cli.documents.unsent import not_left
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting, meant
from csmail.cli.terminal import streams
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.typer_support.options import chosen
from csmail.desk.history import read
from csmail.model.effects import Letter, Send
from csmail.model.reason import Reason
from csmail.model.receipt import Step
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.by_hand.act import Acted
    from csmail.desk.effects.letters import Written
    from csmail.desk.workspace import Workspace
    from csmail.model.desk import Desk

REFUSED, USAGE = 69, 2
TO_ADDRESSES = frozenset({"escalate", "forward"})
"""Actions that write to whomever they are given; a colleague may be named."""
LEFT = frozenset({"queued", "claimed", "deferred"})
LATER = 75


def perform(context: typer.Context, conversation: str, called: tuple[str, Action], by: str, dry_run: bool) -> int:
    """Do it, or show what it would do; answers with the exit code."""
    from csmail.desk.by_hand.act import act
    from csmail.desk.by_hand.asked import asked

    name, action = called
    with opened(context, rules=False) as wiring:
        found = identify.conversation(wiring.store, conversation, identify.CHANGING)
        place = wiring.desk(found.desk)
        action = _addressed(action, by, place.desk) if name in TO_ADDRESSES else action
        acted = act(place, found.id, asked(name, action), acting(by, place.desk), dry_run)
        document = documented_act(acted, place, dry_run)
        unsent = not_left(filter(None, (place.store.task(one.id) for one in document.tasks)), place.now())
    if not emit(context, document):
        show(document)
        if unsent and not dry_run:
            line("  ", Styled(words(unsent), "yellow"))
        if not dry_run:
            remarks(context, document.problems, [task.state for task in document.tasks])
    code = exit_code(document)
    if code in (REFUSED, USAGE) and document.steps[0].withheld:
        _not_done(context, document.steps[0], code)
    return code


def _addressed(action: Action, by: str, desk: Desk) -> Action:
    """With the address of a colleague whom it writes to by name; `assign` knows names itself."""
    to = getattr(action, "to", "")
    found = tuple(meant(one, by, (desk,)) for one in to) if isinstance(to, tuple) else to and meant(to, by, (desk,))
    return cast("Action", replace(cast("Any", action), to=found))


def _not_done(context: typer.Context, step: shapes.StepLine, code: int) -> None:
    if not chosen(context).json:
        streams.say(spoken("csmail: not done: {why}", why=step.withheld))
        return
    from csmail.cli.documents import failed

    failed.say(step.withheld, "", code, failed.Cause(step.code, Reason(step.code, tuple(step.evidence.items()))))


def documented_act(acted: Acted, workspace: Workspace, dry_run: bool) -> shapes.Acted:
    """What `csmail.desk` answers with, as a document; the tasks as they are after the outbox was worked off."""
    worked, store = acted.worked, workspace.store
    return shapes.Acted(
        conversation=build.conversation(acted.after),
        steps=(step(acted.step),),
        letters=tuple(_letter(one, acted, workspace) for one in acted.written),
        tasks=tuple(build.task(store.task(one.id) or one) for one in acted.tasks),
        outbox=dict(worked.counts) if worked else {},
        problems=sentences(worked.problems) if worked else (),
        reasons=reasons(worked.problems) if worked else (),
        dry_run=dry_run,
    )


def _letter(one: Written, acted: Acted, workspace: Workspace) -> shapes.Letter:
    shown = letters.written(one, workspace.desk, held(acted.step, one.letter))
    if one.letter.purpose != "reply":
        return shown
    said = [said for said in read(workspace.store, acted.after.id) if said.key != one.message.key]
    return letters.compared(shown, one.letter.audience, said, workspace.desk)


def step(one: Step) -> shapes.StepLine:
    from csmail.desk.effects.receipts import record

    return build.step(record(one))


def held(step: Step, letter: Letter) -> Reason | None:
    """Why the letter waits for a person; None when it goes out, or is a draft anyway."""
    sends = (effect for effect in step.effects if isinstance(effect, Send))
    return next((send.hold for send in sends if send.letter is letter), None)


def show(document: shapes.Acted) -> None:
    """Print it for people; a dry run shows every mail whole."""
    subject = document.conversation.subject or spoken("(no subject)")
    line(Styled(document.conversation.id, "bold"), f"  {subject}")
    for one in document.steps:
        if one.code in DONE_ALREADY:
            line("  ", Styled(spoken("nothing to do: {why}", why=one.withheld), "yellow"))
        for deed in one.did:
            line(f"  {planned(deed) if document.dry_run else deed}")
    if document.dry_run:
        for letter in document.letters:
            line("")
            letters.show(letter, document.conversation.desk)
        line(Styled(spoken("Dry run: nothing of this has happened."), "dim"))
    if not document.dry_run:
        for task in document.tasks:
            line(f"  {task.work}: {spoken(task.state)}" + (f", {task.note}" if task.note else ""))


def exit_code(document: shapes.Acted) -> int:
    """0 when it is as it was asked for, or will be; 69 when the action or a server declined, 75 when in doubt.

    What is deferred counts as done: it is committed and tried again by itself, and a script that saw a failure
    would ask again, which sends a second mail.
    """
    withheld = {one.code for one in document.steps if one.code}
    if withheld and not withheld & DONE_ALREADY:
        return USAGE if withheld & WRONG else REFUSED
    return outcome([task.state for task in document.tasks])


def outcome(states: Collection[str]) -> int:
    """The exit code for tasks in these states."""
    if "in_doubt" in states:
        return LATER
    return REFUSED if "refused" in states else 0


def remarks(context: typer.Context, problems: Iterable[str], states: Collection[str]) -> None:
    """Say what went wrong outside, and what becomes of tasks in these states."""
    for problem in problems:
        note(context, f"csmail: {problem}")
    if not LEFT.isdisjoint(states):
        note(context, spoken("it is kept; what could not be done outside is tried again by csmail poll or csmail run"))
    if "held" in states:
        note(context, spoken("held for a person: csmail outbox list --state held"))
    if "in_doubt" in states:
        note(context, spoken("in doubt whether it was sent: csmail outbox list --state in_doubt"))
