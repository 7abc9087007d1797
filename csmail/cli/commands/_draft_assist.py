"""A draft in the words of a language model: asked for by hand, or only shown what would be asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal

import typer

from csmail.cli.actions.command import By, ConversationId, DryRun
from csmail.cli.commands._draft_shown import DraftShown, Opened, document_of, show_whole
from csmail.cli.documents.build import words
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.typer_support.options import prints
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.assisting.by_hand import Prepared
    from csmail.ports.assistant import Heard

LATER = 75
ANSWERED = 64 * 1024


@dataclass(frozen=True, slots=True)
class Assisted:
    """`draft` as it waits now, None in a dry run, which has the `request` instead: the body that would be sent to
    `asks`. `no_suggestion` says why the draft is as it was, with its `code`."""

    asks: str
    model: str
    draft: DraftShown | None = None
    request: str = ""
    no_suggestion: str = ""
    code: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    schema_version: Literal[1] = 1


@prints(Assisted)
def assist(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    conversation: ConversationId,
    articles: Annotated[
        str, typer.Option("--articles", metavar="ID,…", help="rest on these articles, at most three; ID or ID#SECTION")
    ] = "",
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FILE", help="write request and answer into this new file")
    ] = None,
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """Ask a language model to write a draft; what it says and your articles do not becomes a gap."""
    from csmail.desk.assisting import by_hand

    with opened(context, rules=False) as wiring:
        found = identify.conversation(wiring.store, conversation, identify.CHANGING)
        place = wiring.desk(found.desk)
        who = acting(by, place.desk)
        named = tuple(filter(None, (one.strip() for one in articles.split(","))))
        ready = by_hand.prepared(place, found.id, who, named)
        if dry_run:
            return _shown(context, ready)
        with _kept(keep, ready) as heard:
            done = by_hand.suggest_for(place, ready, who, heard)
        facts = dict(done.why.evidence) if done.why else {}
        document = Assisted(
            ready.assistant.asks, ready.assistant.model, document_of(Opened(place, done.draft)),
            no_suggestion=words(done.why), code=done.why.code if done.why else "", evidence=facts,
        )  # fmt: skip
    if not emit(context, document) and document.draft:
        show_whole(document.draft)
    if done.why:
        note(context, words(Reason("no_suggestion").because(done.why)))
    return LATER if done.why else 0


def _shown(context: typer.Context, ready: Prepared) -> int:
    """What would be sent, whole; the messages with their line breaks."""
    why = ready.why
    document = Assisted(
        ready.assistant.asks, ready.assistant.model, None, ready.request.decode(), words(why), why.code if why else "",
        dict(why.evidence) if why else {},
    )  # fmt: skip
    if not emit(context, document) and ready.request:
        body: dict[str, Any] = json.loads(ready.request)
        messages = body.pop("messages", ())
        line(Styled(document.asks, "bold"), f"  {json.dumps(body, ensure_ascii=False)}")
        for one in messages:
            line("")
            line(Styled(f"{one['role']}:", "bold"))
            line(one["content"])
        line("")
        line(Styled(spoken("Dry run: nothing of this has happened."), "dim"))
    if why:
        note(context, words(Reason("no_suggestion").because(why)))
    return LATER if why else 0


@contextmanager
def _kept(path: Path | None, ready: Prepared) -> Iterator[Heard]:
    """Request and answer in a new file of the person's own, made before anything is asked. Raises UsageError."""
    if path is None:
        yield lambda answer: None
        return
    with _made(path) as file:
        answers: list[str] = []
        try:
            yield lambda answer: answers.append(answer[:ANSWERED].decode("utf-8", "replace"))
        finally:
            kept = {"request": ready.request.decode(), "answer": "".join(answers)}
            json.dump(kept, file, ensure_ascii=False, indent=1)


def _made(path: Path) -> IO[str]:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise UsageError(Reason.of("file_there_already", path=path), Reason("advice_other_file")) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise UsageError(Reason.of("file_fails", path=path, said=said), Reason("advice_path")) from None
    os.fchmod(handle, 0o600)  # whatever the umask says
    return os.fdopen(handle, "w", encoding="utf-8")
