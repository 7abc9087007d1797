"""The list of what waits, line by line, and what is said below it of the one under the cursor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from csmail.review import times
from csmail.review.entries import Entry
from csmail.review.line import EMPTY, Line, cells, cut, fit, fitted, flat, joined, line, plain, styled
from csmail.review.rows import ASSIST, RULE, Looked, Preview, Row
from csmail.review.said import said, told
from csmail.review.view import View
from csmail.tone.checks.about import Finding

MARK, DUE, WHO, BY = 3, 8, 20, 6
STATE, NARROW_STATE = 11, 9
WITH_BY = 70
"""A list narrower than that stands beside its draft, which says by whom it is."""
BEGUN = 20
"""Where less room is left than that the beginning of a draft says nothing."""
STALE = frozenset({"stale", "note_added"})
SIGNS = {
    "gaps": "sign_gaps",
    "lint": "sign_lint",
    "attachment_forgotten": "sign_lint",
    "quotes_a_note": "sign_lint",
    "promise_passed": "sign_lint",
    "edited_elsewhere": "sign_elsewhere",
    **dict.fromkeys(STALE, "sign_stale"),
}
"""What approve would refuse for, as a sign."""
TASKS = {"in_doubt": "sign_in_doubt", "held": "sign_held"}
STATES = {
    "waiting": "state_waiting", "approved": "state_approved", "sent": "state_sent", "rejected": "state_rejected",
    "replaced": "state_replaced",
}  # fmt: skip
LEVELS = {"error": "red", "warning": "yellow", "hint": "dim"}


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide each column of a list is."""

    due: int
    who: int
    subject: int
    state: int
    by: int


def columns(width: int) -> Columns:
    """Those of a list that is so wide."""
    who = WHO if width >= 57 else 14
    state, by = (STATE, BY) if width >= WITH_BY else (NARROW_STATE, 0)
    return Columns(DUE, who, max(width - MARK - DUE - who - state - by, 4), state, by)


def head(width: int) -> Line:
    wide = columns(width)
    names = [(said("review_due"), wide.due), (said("review_who"), wide.who), (said("review_subject"), wide.subject)]
    names += [(said("review_draft"), wide.state), (said("review_by"), wide.by)]
    return fitted(line((" " * MARK + "".join(fit(name, room) for name, room in names), "dim")), width)


def drawn(view: View, id: str, width: int) -> Line:
    """One line of the list."""
    one, wide = view.entries[id], columns(width)
    here = id == view.cursor
    row = view.rows.get(id)
    late = one.is_late(view.now)
    mark = ("!" if late else "") + (">" if here else "")
    due, state = due_of(view, one), sign(view, one)
    parts = line(
        (fit(mark, MARK), "red" if late else ""),
        (_column(due, wide.due), "red" if late else ""),
        _column(row.who if row else "…", wide.who),
        _column(row.subject if row else "", wide.subject),
        (_column(state[0], wide.state) if wide.by else fit(state[0], wide.state), state[1]),
        _by(view, one, row, wide.by),
    )
    return styled(fitted(parts, width), "reverse") if here else fitted(parts, width)


def due_of(view: View, one: Entry) -> str:
    if one.state == "approved" and one.leaves_at is not None:
        return times.clock(one.leaves_at, view.desk)
    if one.due_at is None:
        return ""
    length = times.until(one.due_at, view.now, view.desk)
    return length if length.startswith("-") else said("review_in_short", span=length)


def sign(view: View, one: Entry) -> tuple[str, str]:
    """The state with its colour; what would keep it from being approved comes before that it waits."""
    if one.task:
        return said(TASKS[one.state]), "yellow"
    if one.state not in ("waiting", "approved"):
        return said("sign_gone"), "dim"
    if holder := one.holder(view.now):
        return f"@{short_name(view, holder)}", "blue"
    if one.state == "approved":
        return said("sign_approved"), "green"
    looked = view.looks.get(one.id, Looked())
    if looked.refusal in SIGNS:
        return said(SIGNS[looked.refusal]), "yellow"
    if looked.wanted > 1 and looked.eyes:
        return said("sign_eyes", eyes=looked.eyes, wanted=looked.wanted), "yellow"
    return said("sign_waiting"), ""


def short_name(view: View, by: str) -> str:
    """What colleagues call somebody."""
    agent = view.desk.people.of(by)
    return (agent.short if agent else by.partition("@")[0]).casefold()


def preview(view: View, width: int) -> Iterator[Line]:
    """Three lines: who asks for what, in which words, what is to be said of the draft."""
    one, row = view.entries.get(view.cursor), view.rows.get(view.cursor)
    if one is None or row is None:
        yield from (line(" " + _nothing(view)), EMPTY, EMPTY)
        return
    tags = (*row.tags, row.priority if row.priority != "normal" else "")
    yield line(
        (" " + cut(joined((row.subject or said("review_no_subject"), flat(row.customer), *tags)), width - 2), "bold")
    )
    found = view.previews.get(one.id)
    asked = flat(found.asked) if found else ""
    yield line(f' "{cut(asked, width - 4)}"' if asked else "")
    yield _begun(_verdict(one, row, found, view), found, width)


def counted(findings: tuple[Finding, ...]) -> tuple[str, str]:
    """What the courtesy lint found, in numbers."""
    levels = Counter(one.level for one in findings)
    if levels["error"] or levels["warning"]:
        facts = {f"{name}s": levels[name] for name in ("error", "warning", "hint") if levels[name]}
        return said("review_found", **facts).removesuffix(", "), "red" if levels["error"] else "yellow"
    if levels["hint"]:
        return said("review_clean_hints", hints=levels["hint"]), "green"
    return said("review_clean"), "green"


def eyes(looked: Looked, tags: frozenset[str], four: tuple[str, ...]) -> str:
    """That one more person has to approve it, "" when not."""
    if looked.wanted < 2 or looked.eyes >= looked.wanted:
        return ""
    named = next((tag for tag in four if tag.casefold() in tags), "")
    return said("review_needs_more", **({"tag": named} if named else {}))


def _verdict(one: Entry, row: Row, found: Preview | None, view: View) -> Line:
    if found is None or not row.edition:
        return EMPTY
    words, style = counted(found.looked.findings)
    if one.state == "approved":
        return line((f" {said('state_approved')}", "green"))
    more = eyes(found.looked, one.tags, view.desk.drafts.four_eyes)
    if not more and found.looked.reason is not None and found.looked.refusal in SIGNS:
        more = told(found.looked.reason)
    return line((f" {words}", style), (f"   {more}" if more else "", "yellow"))


def _begun(verdict: Line, found: Preview | None, width: int) -> Line:
    """How the draft begins, in what is left of the line: a key approves it from here."""
    room = width - cells(plain(verdict)) - 6
    begins = flat(found.begins) if found else ""
    return (*verdict, *line(f'   "{cut(begins, room)}"')) if begins and room >= BEGUN else verdict


def _nothing(view: View) -> str:
    if view.reading:
        return said("review_reading")
    return said("review_nothing_fits") if view.only is not None else said("review_nothing")


def _column(text: str, width: int) -> str:
    """Cut so that a gap is left before the next one."""
    return fit(cut(flat(text), width - 1), width)


def _by(view: View, one: Entry, row: Row | None, width: int) -> tuple[str, str]:
    """Who has it in hand, else who decided, else who wrote it."""
    if row is None or not width:
        return "", ""
    person = one.holder(view.now) or (one.decided_by if one.state == "approved" else "")
    if row.assisted and not person:
        return fit(ASSIST, width), "magenta"
    name = short_name(view, person) if person else said("author_rule") if row.by == RULE else row.by.casefold()
    return fit(flat(name), width), ""
