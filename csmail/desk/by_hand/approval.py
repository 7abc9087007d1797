"""Whether a draft may be approved: the first of GUARDS that speaks against it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from csmail.desk.by_hand import claims, courtesy, rights
from csmail.desk.by_hand.draft_mail import mail_of
from csmail.desk.by_hand.overtaken import conflict, decided, edited_elsewhere
from csmail.desk.effects.gaps import gaps
from csmail.desk.effects.given_word import still_said
from csmail.desk.effects.leaks import quotes_a_note
from csmail.desk.history import lately
from csmail.desk.lookup import surviving
from csmail.desk.workspace import Workspace
from csmail.errors import CsmailError, Refused, UsageError
from csmail.mail.compose import dated
from csmail.mail.transcript import why_stale
from csmail.model.conversation import Conversation
from csmail.model.draft_life import Approval, behind
from csmail.model.promise import Promise
from csmail.model.reason import Reason
from csmail.model.task import Draft, Mail
from csmail.outbox import draft_gate, seal
from csmail.tone.checks.about import Finding

FARTHEST = timedelta(days=30)
ATTACHMENT = "attachment.forgotten"


@dataclass(frozen=True, slots=True)
class Despite:
    """What a person saw and lets pass: that something was said since, that the courtesy lint stops it, a gap."""

    news: bool = False
    lint: bool = False
    gaps: bool = False


NOTHING = Despite()


@dataclass(frozen=True, slots=True)
class Terms:
    """`edition` is the one that was shown, 0 for whichever there is; `send_at` when it is to leave, None for soon."""

    edition: int = 0
    send_at: datetime | None = None


AT_ONCE = Terms()


@dataclass(frozen=True, slots=True)
class Approvable:
    """A draft that may be approved: its bytes, what its words promise, what the lint says, what was let pass; the
    approvals that it has then, and whether they are `enough` for it to leave: then the bytes bear the Date of now."""

    mail: Mail
    promise: Promise | None
    found: tuple[Finding, ...]
    passed: tuple[Reason, ...]
    approvals: tuple[Approval, ...]
    enough: bool


@dataclass(slots=True)
class Case:
    """One approval that is asked for; `passed` collects what was let pass."""

    workspace: Workspace
    draft: Draft
    by: str
    despite: Despite
    terms: Terms
    conversation: Conversation | None = None
    mail: Mail | None = None
    said: seal.Heard = seal.Heard((), ())
    found: tuple[Finding, ...] = ()
    approvals: tuple[Approval, ...] = ()
    passed: list[Reason] = field(default_factory=list)
    enough: bool = False

    def reason(self, code: str, **evidence: object) -> Reason:
        return Reason.of(code, id=self.draft.id, **evidence)

    @property
    def needs_two(self) -> bool:
        return self.conversation is not None and draft_gate.needs_two(self.conversation, self.workspace.desk.drafts)


Guard = Callable[[Case], CsmailError | None]


def checked(
    workspace: Workspace, draft: Draft, by: str, despite: Despite = NOTHING, terms: Terms = AT_ONCE
) -> Approvable:
    """What would leave, when nothing speaks against it. Raises what the first guard says that does."""
    case = Case(workspace, draft, by, despite, terms, surviving(workspace.store.conversation, draft.conversation))
    for guard in GUARDS:
        if error := guard(case):
            raise error
    assert case.mail is not None, "a guard looked at it"
    promise = _promise_of(case)
    return Approvable(case.mail, promise, case.found, tuple(case.passed), case.approvals, case.enough)


def _role(case: Case) -> CsmailError | None:
    """A trainee drafts, a machine too; somebody else approves."""
    return rights.nobody(case.by) or rights.missing(case.workspace.desk, case.by, "approve")


def _decided(case: Case) -> CsmailError | None:
    return decided(case.draft) if case.draft.state != "waiting" else None


def _claimed(case: Case) -> CsmailError | None:
    desk = case.workspace.desk
    return claims.taken(case.draft, case.by, case.workspace.now(), desk.timezone)


def _edited_elsewhere(case: Case) -> CsmailError | None:
    return edited_elsewhere(case.workspace, case.draft)


def _other_edition(case: Case) -> CsmailError | None:
    return conflict(case.draft, case.terms.edition)


def _moment(case: Case) -> CsmailError | None:
    at, now = case.terms.send_at, case.workspace.now()
    if at is None:
        return None
    if at < now:
        return UsageError(case.reason("send_at_past"), Reason("advice_later_moment"), code="past")
    if at > now + FARTHEST:
        return UsageError(case.reason("send_at_too_far", days=FARTHEST.days), code="too_far")
    return None


def _spam(case: Case) -> CsmailError | None:
    if case.conversation is None or case.conversation.status != "spam":
        return None
    why = case.reason("draft_in_spam_conversation", conversation=case.conversation.id)
    return Refused(why, f"csmail reopen {case.conversation.id}", code="spam")


def _nobody(case: Case) -> CsmailError | None:
    if case.draft.audience.envelope:
        return None
    return Refused(case.reason("draft_without_recipients"), f"csmail drafts edit {case.draft.id}", code="nobody")


def _stale(case: Case) -> CsmailError | None:
    stale = why_stale(case.draft, lately(case.workspace.store, case.draft))
    return _news(case, stale, "draft_out_of_date", "stale") if stale else None


def _note_added(case: Case) -> CsmailError | None:
    case.said = seal.heard(case.workspace.store, case.draft, case.workspace.desk.drafts.notes != "ignore")
    own = {case.by, case.draft.author}
    new = (one for one in case.said.notes if one.received_at > case.draft.changed_at)
    note = next((one for one in new if one.author not in own), None)
    if note is None:
        return None
    return _news(case, Reason.of("note_since", by=note.author), "draft_out_of_date", "note_added")


def _news(case: Case, why: Reason, told: str, code: str) -> CsmailError | None:
    if case.despite.news:
        case.passed.append(Reason("draft_despite_news").because(why))
        return None
    late = case.reason(told).because(why)
    return Refused(late, Reason.of("advice_read_or_despite", option="--despite-news"), code=code)


def _gaps(case: Case) -> CsmailError | None:
    """Gaps of ours; what stands in the subject of the conversation was written by the customer."""
    theirs = case.conversation.subject if case.conversation else ""
    left = (*gaps(case.draft.text), *(gap for gap in gaps(case.draft.subject) if gap not in theirs))
    if not left:
        return None
    if case.despite.gaps:
        case.passed.append(Reason.of("draft_despite_gaps", left=", ".join(left)))
        return None
    return Refused(
        case.reason("draft_has_gaps", left=", ".join(left)), f"csmail drafts edit {case.draft.id}", code="gaps"
    )


def _leak(case: Case) -> CsmailError | None:
    """What was said inside stays inside."""
    leak = quotes_a_note(case.draft.text, case.workspace.store.newest(case.draft.conversation))
    return Refused(leak, f"csmail drafts edit {case.draft.id}", code="quotes_a_note") if leak else None


def _attachment(case: Case) -> CsmailError | None:
    case.mail = mail_of(case.workspace, case.draft)
    case.found = courtesy.findings(case.workspace, case.draft, case.mail)
    return _stopped(case, [one for one in case.found if one.code == ATTACHMENT], "attachment_forgotten")


def _lint(case: Case) -> CsmailError | None:
    # Gaps have a guard of their own.
    stopped = courtesy.stopping(case.found, case.workspace.desk)
    mine = [one for one in stopped if one.code != ATTACHMENT and not (case.despite.gaps and "[[" in one.found)]
    return _stopped(case, mine, "lint")


def _stopped(case: Case, stopped: list[Finding], code: str) -> CsmailError | None:
    if not stopped:
        return None
    if case.despite.lint:
        case.passed.append(Reason.of("draft_despite_lint", found=_listed(stopped)))
        return None
    advice = Reason.of("advice_edit_or_despite", id=case.draft.id, option="--despite-lint")
    return Refused(case.reason("draft_stopped_by_lint", found=_listed(stopped)), advice, code=code)


def _listed(found: Iterable[Finding]) -> str:
    """`3: apology.missing, 5: blame.customer "salah anda"`."""
    return ", ".join(f"{one.line}: {one.code}" + (f' "{one.found}"' if one.found else "") for one in found)


def _promise(case: Case) -> CsmailError | None:
    """What would arrive broken."""
    promise = _promise_of(case)
    if promise is None or promise.due_at > case.workspace.now():
        return None
    return Refused(case.reason("draft_promise_passed"), f"csmail drafts edit {case.draft.id}", code="promise_passed")


def _promise_of(case: Case) -> Promise | None:
    """What its words promise still."""
    draft = case.draft
    said = draft.promise is not None and still_said(draft.promise, draft.text, case.workspace.desk)
    assert case.mail is not None, "a guard looked at it"
    return replace(draft.promise, mail=case.mail.key) if draft.promise is not None and said else None


def _four_eyes(case: Case) -> CsmailError | None:
    """Two people stand behind the bytes; nobody counts twice."""
    draft, mail, now = case.draft, case.mail, case.workspace.now()
    assert mail is not None, "a guard looked at it"
    others = tuple(one for one in seal.renewed(draft, mail, case.said, case.by) if one.by != case.by)
    again = any(one.by == case.by for one in seal.counting(draft, mail, case.said))
    if case.needs_two and (again or (draft.person and draft.author == case.by)):
        return Refused(case.reason("four_eyes_by_another", by=case.by), Reason("ask_a_colleague"), code="four_eyes")
    stand = (*others, Approval(case.by, now, draft.edition, ""))
    case.enough = not case.needs_two or len(behind(draft.author, draft.person, stand)) >= draft_gate.EYES
    case.mail = dated(mail, now) if case.enough else mail
    sealed = seal.seal(draft, case.mail, case.said, {one.by for one in stand})
    case.approvals = tuple(replace(one, seal=sealed) for one in stand)
    return None


GUARDS: tuple[Guard, ...] = (
    _role, _decided, _claimed, _edited_elsewhere, _other_edition, _moment, _spam, _nobody, _stale, _note_added, _gaps,
    _leak, _attachment, _lint, _promise, _four_eyes,
)  # fmt: skip
"""In the order in which they are told; `--despite-…` lets pass what may be let pass."""


def counted(workspace: Workspace, draft: Draft) -> tuple[Approval, ...]:
    """The approvals that count for its edition; of one decided upon those that it left with. Raises NotFound."""
    if draft.state != "waiting":
        return draft.approvals
    said = seal.heard(workspace.store, draft, workspace.desk.drafts.notes != "ignore")
    return seal.counting(draft, mail_of(workspace, draft), said) if draft.approvals else ()
