"""A conversation with its draft: what was said, who gets the answer, the answer as it would leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csmail.desk import mirror_state
from csmail.model.audience import Audience
from csmail.model.draft_life import behind
from csmail.model.reason import Reason
from csmail.model.task import Draft
from csmail.review import messages, queue, times
from csmail.review.line import EMPTY, Line, cells, cut, fit, flat, joined, line, rule, spread, wrapped
from csmail.review.opened import Opened
from csmail.review.said import said, told
from csmail.review.view import View
from csmail.tone.checks.about import Finding
from csmail.wording.labels import level
from csmail.wording.language import language
from csmail.wording.safe_text import safe_text

PEOPLE = 4
"""So many of a field are named here; R shows all."""
ADDRESS = 27
ROLES = (("to", "To"), ("cc", "Cc"), ("bcc", "Bcc"))
BESIDE = {"cc": "review_visible", "bcc": "review_unseen"}


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of a page, and at which of them it is opened; where its `draft` begins, and the `words` of that."""

    lines: tuple[Line, ...]
    begins: int = 0
    draft: int = 0
    words: int = 0


def title(view: View, one: Opened, width: int) -> Line:
    """Its id and subject; where it stands in the queue, its state, its edition."""
    subject = flat(one.conversation.subject) if one.conversation else ""
    return spread(line((f" ◂ {one.entry.conversation}  {subject}", "bold")), line(_standing(view, one) + " "), width)


def beside_title(view: View, one: Opened, width: int) -> Line:
    """The same where the list stands beside it."""
    subject = flat(one.conversation.subject) if one.conversation else ""
    state = joined(
        (
            said(queue.STATES[_state(one)]) if one.draft else queue.sign(view, one.entry)[0],
            said("review_edition", number=one.edition) if one.draft else "",
            _by(view, one),
        )
    )
    return spread(line((f"  {one.entry.conversation} {subject}", "bold")), line(state + " "), width)


def subhead(view: View, one: Opened, width: int) -> Line:
    """Who asked when, how much was said before, tags, until when an answer is promised."""
    asked = next((said_ for said_ in one.messages if said_.key == one.asked), None)
    customer = one.conversation.customer if one.conversation else None
    who = flat((customer.name or customer.spec) if customer else "") or said("review_no_name")
    at = f"{times.date_of(asked.received_at, view.desk)} {times.clock(asked.received_at, view.desk)}" if asked else ""
    tags = ", ".join(sorted(one.conversation.tags)) if one.conversation else ""
    return line(cut(" " + joined((who, at, _earlier(one), tags, _due(view, one))), width - 1))


def text(view: View, one: Opened, width: int, beside: bool = False) -> Text:
    """The messages, then the draft; it is opened at the newest question. Comments stand elsewhere where the list is
    `beside` it."""
    lines: list[Line] = []
    begins = 0
    for message in one.messages:
        if message.key == one.asked:
            begins = len(lines)
        lines += messages.drawn(message, view.now, view.desk, width)
    if one.draft is None:
        lines += _no_draft(one, width)
        return Text(tuple(lines), begins)
    draft = len(lines)
    lines.append(rule(width, _draft_title(view, one, width)))
    lines += recipients(one.draft.audience, width)
    words = len(lines) + 2  # below the subject and an empty line
    lines += _words(one, width)
    lines += comments(view, one.draft, width) if one.draft.comments and not beside else ()
    return Text(tuple(lines), begins, draft, words)


def recipients(audience: Audience, width: int, most: int = PEOPLE) -> Iterator[Line]:
    """Every field with the reason of each address; who sees whom."""
    whys: dict[tuple[str, str], Reason] = {(origin.role, origin.spec): origin.why for origin in audience.origins}
    for role, label in ROLES:
        people = getattr(audience, role)
        for number, person in enumerate(people[:most]):
            why = whys.get((role, person.spec))
            beside = f" · {said(BESIDE[role])}" if role in BESIDE else ""
            room = min(max(ADDRESS, cells(person.spec)), width // 2)
            words = cut(told(why) if why else "", max(width - room - 9 - cells(beside), 10)) + beside
            name = label if number == 0 else ""
            yield line((f" {name:<5}", "bold"), fit(flat(person.spec), room) + " ", (words, "dim"))
        if len(people) > most:
            yield line((f"      {said('review_more_people', count=len(people) - most)}", "yellow"))


def comments(view: View, draft: Draft, width: int) -> Iterator[Line]:
    """What colleagues say of it."""
    yield rule(width, said("review_comments"))
    for one in draft.comments:
        head = f" {queue.short_name(view, one.by)} {times.day_clock(one.at, view.now, view.desk)}  "
        for number, part in enumerate(wrapped(flat(one.text), width - cells(head) - 1)):
            yield line((head if number == 0 else " " * cells(head), "bold"), part)


def remarks(view: View, one: Opened, width: int, most: int) -> list[Line]:
    """What is to be known before it is approved, at most so many lines."""
    found = [*_warnings(view, one), *map(_finding, one.looked.findings)]
    worst = {finding.level for finding in one.looked.findings}
    if one.draft and one.draft.state == "waiting" and not worst & {"error", "warning"}:
        found.append((said("review_clean"), "green")) if not one.looked.findings else None
    lines = [line((" " + cut(words, width - 2), style)) for words, style in found]
    if len(lines) > most:
        return [*lines[: most - 1], line((f" {said('review_lines_more', count=len(lines) - most + 1)}", "dim"))]
    return lines


def taken(view: View, one: Opened) -> list[Line]:
    """That somebody else has it in hand."""
    holder = one.entry.holder(view.now)
    if holder in ("", view.by) or one.entry.held_until is None:
        return []
    until = times.clock(one.entry.held_until, view.desk)
    by = queue.short_name(view, holder)
    return [
        line((f" {said('review_taken_by', by=by, until=until)}", "yellow")),
        line(f" {said('review_taken_what')}"),
        EMPTY,
    ]


def _warnings(view: View, one: Opened) -> Iterator[tuple[str, str]]:
    looked, draft = one.looked, one.draft
    if draft is None:
        return
    if draft.state == "approved" and one.entry.leaves_at:
        at = times.leaving(one.entry.leaves_at, view.now, view.desk)
        yield f"✓ {said('did_approve_at', by=queue.short_name(view, draft.decided_by), at=at)}", "green"
    if looked.wanted > 1 and draft.state == "waiting":
        yield f"! {_eyes(view, draft, looked.eyes)}", "yellow"
    if looked.reason is not None and looked.refusal not in ("lint", "four_eyes", "claimed"):
        yield f"! {told(looked.reason)}", "yellow"
    if one.elsewhere in mirror_state.TOLD:
        yield f"! {told(mirror_state.TOLD[one.elsewhere])}", "yellow"


def _eyes(view: View, draft: Draft, count: int) -> str:
    people = sorted(behind(draft.author, draft.person, draft.approvals)) if count else []
    if view.by in people:
        return said("review_four_eyes_own")
    if not people:
        return said("review_four_eyes_first")
    return said("review_four_eyes_second", by=queue.short_name(view, people[0]))


def _finding(one: Finding) -> tuple[str, str]:
    found = f' "{flat(one.found)}"' if one.found else ""
    return f"{level(one.level, language())} {one.code} {one.line}{found}: {told(one.advice)}", queue.LEVELS[one.level]


def _state(one: Opened) -> str:
    return one.draft.state if one.draft else one.entry.state


def _standing(view: View, one: Opened) -> str:
    waiting = [id for id in view.order if view.entries[id].state == "waiting"]
    place = (
        said("review_place", place=waiting.index(one.entry.id) + 1, count=len(waiting))
        if one.entry.id in waiting
        else ""
    )
    if one.draft is None:
        return joined((place, queue.sign(view, one.entry)[0]))
    return joined((place, said(queue.STATES[_state(one)]), said("review_edition", number=one.edition)))


def _by(view: View, one: Opened) -> str:
    if one.draft is None:
        return ""
    by = said("author_rule") if not one.draft.person else queue.short_name(view, one.draft.author)
    return said("review_by_at", by=by, at=times.clock(one.draft.changed_at, view.desk))


def _earlier(one: Opened) -> str:
    keys = [message.key for message in one.messages]
    count = keys.index(one.asked) if one.asked in keys else 0
    if one.older:
        return said("review_earlier_many", count=count)
    return said("review_earlier", count=count) if count else ""


def _due(view: View, one: Opened) -> str:
    at = one.entry.due_at
    if at is None:
        return ""
    when = times.due(at, view.now, view.desk)
    return said("review_late_by", span=when[1:]) if at < view.now else said("review_due_in", at=when)


def _draft_title(view: View, one: Opened, width: int) -> str:
    draft = one.draft
    assert draft is not None, "whoever asks looked"
    template = flat(draft.template)
    counts = {role: len(getattr(draft.audience, role)) for role, _ in ROLES}
    people = said("review_to_counts", **{role: count for role, count in counts.items() if count or role == "to"})
    return joined((said("review_draft_head"), people, _by(view, one), template), " ─ ")


def _words(one: Opened, width: int) -> Iterator[Line]:
    """Subject, text, files; what hides is named, because what leaves is what was shown."""
    draft = one.draft
    assert draft is not None, "whoever asks looked"
    yield line((cut(f" {safe_text(draft.subject, reveal=True)}", width - 1), "bold"))
    yield EMPTY
    for row in safe_text(draft.text, reveal=True).rstrip("\n").split("\n"):
        yield from (line(f" {part}") for part in wrapped(row, width - 2))
    for name, octets in one.files:
        yield line((f" [{cut(flat(name), 60)} {messages.size(octets)}]", "dim"))


def _no_draft(one: Opened, width: int) -> Iterator[Line]:
    yield rule(width)
    why = told(one.task.reason) if one.task and one.task.reason else said(queue.TASKS[one.entry.state])
    task = (one.entry.task or one.entry.id)[:8]
    words = said("review_no_draft", said=why, task=task)
    if one.entry.state == "held":
        words += f" {said('review_let_go', task=task)}"
    yield from (line((f" {part}", "yellow")) for part in wrapped(words, width - 2))
