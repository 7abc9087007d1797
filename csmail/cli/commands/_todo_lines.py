"""The lines of `csmail todo` in their order, made only as far as somebody reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from heapq import merge
from typing import TYPE_CHECKING, Literal

from csmail.cli.commands._held import Kept, Summary, is_told_of
from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import ReasonLine, reason, reasons, sentences, words
from csmail.cli.documents.unsent import Answers
from csmail.cli.terminal.times import now
from csmail.desk import mirror_state
from csmail.desk.history import lately
from csmail.errors import ConfigurationError
from csmail.mail.transcript import why_stale
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.mirror import SENT_MAYBE
from csmail.model.reason import Reason
from csmail.model.task import Draft, State
from csmail.ports import Outbox, Store

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace

ORDER = ("in_doubt", "urgent", "high", "normal", "low")
ASKING: tuple[State, ...] = ("in_doubt", "held", "refused")
SHORT = 8
WAITS = Reason("draft_waits")
UNANSWERED = Reason("no_answer_yet")


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing that needs a person: `why`, and the command to begin with.

    `known`: a person of ours wrote to this customer before. `cause` is the code of what one line tells of many.
    `reasons` say the same as `why`, with their codes. `group` is where it stands by the clock ("asked": a mail waits
    for a person's word), `due_at` the earliest moment promised, `assignee` who has the conversation, `mood` what
    somebody said of the customer, `snoozed_until` the end of its absence (lines that --all adds). A list too long to be
    looked at line by line has none of these.
    """

    urgency: Literal["in_doubt", "urgent", "high", "normal", "low"]
    why: str
    command: str
    since: datetime
    conversation: str = ""
    subject: str = ""
    customer: shapes.Person | None = None
    known: bool = False
    cause: str = ""
    reasons: tuple[ReasonLine, ...] = ()
    group: Literal["", "asked", "overdue", "half_gone", "pressing", "clock", "none"] = ""
    due_at: datetime | None = None
    assignee: str = ""
    mood: Literal["", "upset", "urgent", "neutral"] = ""
    desk: str = ""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line with what it is ordered by; `crowd`: nobody has asked for a person, and nobody knows the sender."""

    line: TodoLine
    crowd: bool = False
    flooded: bool = False

    @property
    def rank(self) -> tuple[bool, int, bool, datetime]:
        """While a flood goes on its mails come last, whatever they call themselves."""
        return self.crowd and self.flooded, ORDER.index(self.line.urgency), self.crowd, self.line.since


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: one desk or ("") all; with an `assignee` ("" for nobody) only the conversations that he has.

    Those that are `snoozed` are left out; None leaves nothing out.
    """

    desk: str = ""
    assignee: str | None = None
    snoozed: Callable[[Conversation], bool] | None = None


class Work:
    """All that needs a person, of one desk or ("") of all: each kind sorted by itself, the kinds merged.

    At 100,000 open conversations the first 50 lines cost what they cost at 100: the store knows the order of
    conversations, and how many there are, those included that are snoozed. `left_out` are the ids of the snoozed ones
    that were met.
    """

    def __init__(self, store: Store, scope: Scope, told: Mapping[str, Summary], about: Sequence[TodoLine]) -> None:
        """`told` is the summary of each desk, `about` what is said of desks as a whole."""
        desk, assignee = scope.desk, scope.assignee
        self._store, self._desk, self._assignee = store, desk, assignee
        self._snoozed = scope.snoozed
        self.left_out: set[str] = set()
        self._leaving = Answers(store, desk, now())
        self._flooded = tuple(name for name, one in told.items() if one.flooded and desk in ("", name))
        first = filter(self._is_asked_for, (*about, *_tasks(store, desk, told)))
        self._first = sorted(map(Ranked, first), key=_rank)
        self._asking = ConversationFilter(desk, ("open", "waiting", "closed"), assignee, needs=True)
        self._open = ConversationFilter(desk, ("open",), assignee, needs=False, backlog=False)

    def lines(self) -> Iterator[TodoLine]:
        """The most urgent first. Raises StoreError."""
        drafts = (self._of_draft(draft) for draft in self._drafts)
        kinds = (self._first, self._needing(), drafts, *self._unanswered())
        return (one.line for one in merge(*kinds, key=_rank))

    def count(self) -> int:
        """How many lines there are. Raises StoreError."""
        store = self._store
        drafted = sum(1 for one in self._drafted.values() if one is not None and self._open.holds(one))
        return len(self._first) + len(self._drafts) + store.count(self._asking) + store.count(self._open) - drafted

    def _needing(self) -> Iterator[Ranked]:
        for one in filter(self._shown, self._store.conversations(self._asking, urgent_first=True)):
            yield Ranked(_of(one, one.needs, known=one.answered_at is not None))

    def _unanswered(self) -> Iterator[Iterator[Ranked]]:
        """Open conversations that nothing else speaks of; a backlog is work of its own (`csmail conversations list`).

        Each desk that is flooded by itself: its strangers come last.
        """
        yield self._waiting(replace(self._open, known=True))
        yield self._waiting(replace(self._open, known=False, but_desks=self._flooded))
        for desk in self._flooded:
            yield self._waiting(replace(self._open, known=False, desk=desk), flooded=True)

    def _waiting(self, wanted: ConversationFilter, flooded: bool = False) -> Iterator[Ranked]:
        known = bool(wanted.known)
        for one in self._store.conversations(wanted, urgent_first=True):
            if one.id not in self._drafted and self._shown(one):
                why = self._leaving.of(one.id) or UNANSWERED
                yield Ranked(_of(one, (why,), known), crowd=not known, flooded=flooded)

    def _shown(self, one: Conversation) -> bool:
        if self._snoozed is None or one.snoozed_until is None or not self._snoozed(one):
            return True
        self.left_out.add(one.id)
        return False

    def _is_asked_for(self, line: TodoLine) -> bool:
        if self._assignee is None:
            return True
        conversation = self._store.conversation(line.conversation) if line.conversation else None
        return conversation is not None and conversation.assignee == self._assignee

    @cached_property
    def _waiting_drafts(self) -> tuple[Draft, ...]:
        return tuple(self._store.drafts(waiting=True))

    @cached_property
    def _drafted(self) -> Mapping[str, Conversation | None]:
        """The conversations that a draft waits in; None for one that is gone."""
        return {one: self._store.conversation(one) for one in {draft.conversation for draft in self._waiting_drafts}}

    @cached_property
    def _drafts(self) -> Sequence[Draft]:
        """In their order. Of several in one conversation those that are out of date are left out while one is not:
        `drafts list` shows them all."""
        ours = [draft for draft in self._waiting_drafts if self._desk in ("", draft.desk) and self._is_theirs(draft)]
        several = Counter(draft.conversation for draft in ours)
        crowded = [draft for draft in ours if several[draft.conversation] > 1]
        stale = {draft.id for draft in crowded if self._stale(draft)}
        fresh = {draft.conversation for draft in crowded if draft.id not in stale}
        shown = [draft for draft in ours if draft.id not in stale or draft.conversation not in fresh]
        return sorted(shown, key=lambda draft: (ORDER.index(self._priority(draft)), draft.created_at))

    def _is_theirs(self, draft: Draft) -> bool:
        conversation = self._drafted[draft.conversation]
        if conversation is None:
            return self._assignee is None
        return self._assignee in (None, conversation.assignee) and self._shown(conversation)

    def _priority(self, draft: Draft) -> Literal["urgent", "high", "normal", "low"]:
        conversation = self._drafted[draft.conversation]
        return conversation.priority if conversation else "normal"

    def _stale(self, draft: Draft) -> Reason | None:
        return why_stale(draft, lately(self._store, draft))

    def _of_draft(self, draft: Draft) -> Ranked:
        conversation, late = self._drafted[draft.conversation], self._stale(draft)
        why = Reason("draft_stale").because(late) if late else WAITS
        line = TodoLine(
            urgency=self._priority(draft),
            why=words(why),
            command=f"csmail drafts show {draft.id}",
            since=draft.created_at,
            conversation=draft.conversation,
            subject=draft.subject,
            customer=build.person(conversation.customer) if conversation and conversation.customer else None,
            reasons=reasons((why,)),
        )
        return Ranked(line)


def _rank(one: Ranked) -> tuple[bool, int, bool, datetime]:
    return one.rank


def kept(desk: str, one: Kept) -> TodoLine:
    """What a desk says of many mails."""
    said = f"{desk}: {one.words}"
    return TodoLine(one.urgency, said, one.command, one.since, cause=one.cause, group="asked", desk=desk)


def put_back(workspace: Workspace) -> Iterator[TodoLine]:
    """Folders that the mail server put back from a copy: only a person can know what is missing there now."""
    from csmail.desk import numbering

    for one in numbering.told(workspace.store, workspace.desk.name, now()):
        why = f"{workspace.desk.name}: {words(one.reason)}"
        command = f"csmail audit {workspace.desk.name}"
        yield TodoLine("urgent", why, command, one.at, cause="renumbered", group="asked", desk=workspace.desk.name)


def edited_elsewhere(workspace: Workspace) -> Iterator[TodoLine]:
    """Drafts whose copy in Drafts somebody changed or took away so that only a person can say what was meant."""
    for one in mirror_state.recalled(workspace.store, workspace.desk.name).told:
        for id in (one.draft, *one.drafts) if one.kind in mirror_state.ASKING else ():
            draft = workspace.store.draft(id) if id else None
            if draft is not None and draft.state == "waiting":
                why, command = mirror_state.TOLD[one.kind], f"csmail drafts show {id[:SHORT]}"
                if one.kind == "maybe":
                    command = f"csmail conversations accept {draft.conversation} {id[:SHORT]}"
                yield TodoLine(
                    "high", words(why), command, draft.changed_at, draft.conversation, draft.subject,
                    reasons=(reason(why),), group="asked", desk=workspace.desk.name,
                )  # fmt: skip


def due_articles(workspace: Workspace) -> Iterator[TodoLine]:
    """Articles that somebody should look over; a folder that cannot be opened is told by `csmail check`."""
    try:
        folder = workspace.knowledge()
    except ConfigurationError:
        return
    day = workspace.today
    due = {one.id: one.due_on for one in (folder.articles() if folder else ()) if one.due_on and one.due(day)}
    if due:
        name, first = workspace.desk.name, min(due.values())
        why = f"{name}: {words(Reason.of('articles_due', count=len(due)))}"
        since = datetime(first.year, first.month, first.day, tzinfo=UTC)
        yield TodoLine("low", why, "csmail knowledge list --stale", since, cause="articles_due", desk=name)


def _tasks(store: Outbox, desk: str, told: Mapping[str, Summary]) -> Iterator[TodoLine]:
    for task in store.tasks(desk, ASKING):
        if not is_told_of(task, told[task.desk].many if task.desk in told else frozenset()):
            yield TodoLine(
                urgency="in_doubt" if task.state == "in_doubt" else "high",
                why=f"{build.work(task.work)}: {task.state}" + (f", {build.words(task.reason)}" if task.reason else ""),
                command=f"csmail outbox show {task.id[:SHORT]}",
                since=task.changed_at,
                conversation=task.conversation,
                reasons=(reason(task.reason),) if task.reason else (),
                group="asked",
                desk=task.desk,
            )


def _of(one: Conversation, why: Sequence[Reason], known: bool) -> TodoLine:
    return TodoLine(
        urgency=one.priority,
        why="; ".join(sentences(why)),
        command=_command(one.id, why),
        since=one.waiting_since,
        conversation=one.id,
        subject=one.subject,
        customer=build.person(one.customer) if one.customer else None,
        known=known,
        reasons=reasons(why),
    )


def _command(id: str, why: Sequence[Reason]) -> str:
    """Where a person begins; a mail that waits to be accepted names itself."""
    mail = next((dict(one.evidence)["mail"] for one in why[:1] if one.code == SENT_MAYBE), "")
    return f"csmail conversations accept {id} {mail}" if mail else f"csmail conversations show {id}"
