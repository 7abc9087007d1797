"""Puts a snippet into the text of a draft."""

from __future__ import annotations

from csmail.desk.by_hand import drafts
from csmail.desk.by_hand.attached import attachable, together
from csmail.desk.by_hand.draft_mail import Words, mail_of
from csmail.desk.effects.gaps import GAP
from csmail.desk.workspace import Workspace
from csmail.errors import UsageError
from csmail.mail.compose import attachments
from csmail.model.task import DraftFormat
from csmail.ports import Rendered
from csmail.reason import Reason


def insert(workspace: Workspace, id: str, by: str, snippet: Rendered, at: str) -> drafts.Decided:
    """A new edition with the snippet at its first gap, or at `at`, and with the files that go with it.

    Raises what an edition raises, UsageError for another place or too many files.
    """
    draft = drafts.at_hand(workspace, id, by)
    text = inserted(draft.written, in_format(snippet, draft.format), at)
    before = attachments.files(mail_of(workspace, draft).data) if snippet.attach else ()
    files = together(before, tuple(map(attachable, snippet.attach)))[0] if snippet.attach else None
    words = Words(draft.audience, draft.subject, text, files, draft.format)
    return drafts.rewritten(workspace, draft, words, by, "insert")


def in_format(snippet: Rendered, format: DraftFormat) -> str:
    """What a snippet says where a draft is written in that format."""
    if format == "text":
        return snippet.text
    from csmail import markdown

    return snippet.source or markdown.escaped(snippet.text)


def inserted(text: str, snippet: str, at: str) -> str:
    """`text` with `snippet` in its first gap ("gap"), at its "end", or below a line of that number.

    Raises UsageError for another place, and when there is no gap, or no such line.
    """
    words = snippet.strip("\n")
    if at == "gap":
        found = GAP.search(text)
        if found is None:
            raise UsageError(Reason("draft_without_gap"), Reason.of("advice_insert_elsewhere", example="--at end"))
        return text[: found.start()] + words + text[found.end() :]
    lines = text.rstrip("\n").split("\n")
    if at == "end":
        return "\n".join((*lines, "", words)) + "\n"
    if not (at.isascii() and at.isdigit() and 1 <= int(at[:9]) <= len(lines)):
        raise UsageError(Reason.of("no_such_line", at=at, lines=len(lines)))
    number = int(at)
    return "\n".join((*lines[:number], "", words, "", *lines[number:])).replace("\n\n\n", "\n\n") + "\n"
