"""One conversation with its draft, read whole for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from csmail.desk import articles, mirror_state
from csmail.desk.history import read
from csmail.desk.lookup import surviving
from csmail.desk.withdrawn import withdrawn
from csmail.desk.workspace import Workspace
from csmail.mail.compose import attachments
from csmail.mail.order import ordered
from csmail.mail.recipients.difference import Difference, difference
from csmail.mail.transcript import question
from csmail.model.conversation import Conversation
from csmail.model.knowledge import Hit
from csmail.model.message import Message
from csmail.model.task import Draft, Mail, Task
from csmail.review.entries import Entry, entry
from csmail.review.rows import Looked, looked

MOST = 200
"""Messages shown, the newest."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`messages` are the newest, oldest first, `older` says that there are more; `asked` is the key of the newest
    question. Without a draft (`task`) what waits is a mail in doubt or held."""

    entry: Entry
    conversation: Conversation | None
    messages: tuple[Message, ...]
    older: bool = False
    asked: str = ""
    draft: Draft | None = None
    looked: Looked = Looked()
    mail: Mail | None = None
    files: tuple[tuple[str, int], ...] = ()
    people: Difference | None = None
    suggested: tuple[Hit, ...] = ()
    elsewhere: str = ""
    task: Task | None = None

    @property
    def edition(self) -> int:
        return self.draft.edition if self.draft else 0


def opened(workspace: Workspace, one: Entry, by: str) -> Opened:
    """Everything that the screens show of it. Raises StoreError."""
    store = workspace.store
    draft = None if one.task else store.draft(one.id)
    conversation = surviving(store.conversation, one.conversation)
    newest = tuple(islice(store.newest(conversation.id if conversation else one.conversation), MOST + 1))
    unsaid = withdrawn(store, conversation.id if conversation else one.conversation)
    if draft:
        unsaid |= {draft.mail}  # its words stand below, where they can be decided on
    said = tuple(m for m in ordered(newest[MOST - 1 :: -1]) if m.visibility != "unsent" or m.key not in unsaid)
    asked = question(said)
    base = Opened(
        entry(workspace, draft) if draft else one,
        conversation,
        said,
        older=len(newest) > MOST,
        asked=asked.key if asked else "",
    )
    if draft is None:
        return _with_task(base, store.task(one.task) if one.task else None)
    mail = store.mail(draft.mail)
    state = mirror_state.recalled(store, workspace.desk.name)
    return Opened(
        entry=base.entry,
        conversation=conversation,
        messages=base.messages,
        older=base.older,
        asked=base.asked,
        draft=draft,
        looked=looked(workspace, draft, by),
        mail=mail,
        files=tuple((file.name, len(file.data)) for file in attachments.files(mail.data)) if mail else (),
        people=difference(
            draft.audience, [m for m in read(store, draft.conversation) if m.key != draft.mail], workspace.desk
        ),
        suggested=tuple(articles.suggested_for(workspace, draft)),
        elsewhere=str(state.of(draft.id, draft.conversation)) if draft.state == "waiting" else "",
    )


def _with_task(base: Opened, task: Task | None) -> Opened:
    return Opened(base.entry, base.conversation, base.messages, base.older, base.asked, task=task)
