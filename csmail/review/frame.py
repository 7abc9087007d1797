"""A whole screen as lines: which zones it has at this size, and what stands in each."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.review import keys, letter, pages, queue, times
from csmail.review.line import EMPTY, Line, cells, cut, fitted, joined, line, rule, spread, wrapped
from csmail.review.opened import Opened
from csmail.review.said import said
from csmail.review.view import AT_DRAFT, SMALLEST, WIDE, Question, View

REMARKS, WIDE_REMARKS = 3, 5
PREVIEW = 3
AROUND = 8
"""So many lines of a draft are shown where it is gone to, and the head of it above as far as there is room."""
BESIDE = 7
"""Lines below the list where it stands beside the draft."""
LEFT, RIGHT = 59, 81
BOX = 68
TITLE = "csmail review  "


@dataclass(frozen=True, slots=True)
class Frame:
    """`rows` are as many as the screen has, each as wide as it is. `shows` is the draft and edition that can be read
    on it, ("", 0) for none; `page` is how many lines a page down moves; `reads`: the first of its words are on it."""

    rows: list[Line]
    shows: tuple[str, int] = ("", 0)
    page: int = 1
    reads: bool = False


def frame(view: View, width: int, height: int) -> Frame:
    """The screen as it is to be painted; scrolls the list and the text so that their cursor is on it."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return Frame([fitted(one, width) for one in _too_small(width, height)])
    drawn = _beside(view, width, height) if width >= WIDE else _alone(view, width, height)
    rows = [fitted(one, width) for one in drawn.rows[:height]]
    rows += [fitted(EMPTY, width)] * (height - len(rows))
    if view.question is not None:
        rows = _asked(rows, view.question, width, height)
    return Frame(rows, drawn.shows, drawn.page, drawn.reads and view.question is None)


def _alone(view: View, width: int, height: int) -> Frame:
    """One thing at a time."""
    if view.page.kind == "list":
        rows = height - 3 - 1 - PREVIEW - 3
        listed = [_title(view, width), rule(width), queue.head(width), *_list(view, width, rows)]
        below = _notice(view, width, PREVIEW) or list(queue.preview(view, width))
        return Frame([*listed, rule(width), *below, rule(width), _foot(view, "list", width)], _under_cursor(view), rows)
    one = view.opened
    if one is None:
        kind = view.page.kind
        body = list(pages.keys(width)) if kind == "keys" else [line(f" {said('review_reading')}")]
        filled = [*body, *[EMPTY] * height][: height - 4]
        return Frame(
            [_title(view, width), rule(width), *filled, rule(width), _foot(view, kind, width)], page=height - 4
        )
    if view.page.kind == "letter":
        return _letter(view, one, width, height)
    rows = height - 4
    head = [pages.title(view, one, view.page, width), rule(width)]
    text = _scrolled(view, pages.body(view, one, view.page, width), rows, width)
    return Frame([*head, *text, rule(width), _foot(view, view.page.kind, width)], _shows(one), rows)


def _letter(view: View, one: Opened, width: int, height: int) -> Frame:
    below = _notice(view, width, REMARKS) or letter.remarks(view, one, width, REMARKS)
    rows = height - 4 - 2 - len(below) - bool(below)
    head = [letter.title(view, one, width), rule(width), letter.subhead(view, one, width), EMPTY]
    text = letter.text(view, one, width)
    lines = [*letter.taken(view, one), *text.lines]
    at = len(lines) - len(text.lines) + text.words
    begins = text.begins if view.page.scroll != AT_DRAFT else max(at - rows + AROUND, text.draft)
    body = _scrolled(view, lines, rows, width, begins)
    foot = [rule(width), *below, *([rule(width)] if below else []), _foot(view, _kind(view, one), width)]
    return Frame([*head, *body, *foot], _shows(one), rows, _reads(view, at, len(lines), rows))


def _beside(view: View, width: int, height: int) -> Frame:
    """The list, and what its cursor is on beside it."""
    left = max(51, LEFT if width >= LEFT + RIGHT else width - RIGHT) + max(width - LEFT - RIGHT, 0) // 3
    right, rows = width - left - 1, height - 5
    notice = line((cut(f" {joined(view.notice)}", width - 1), "yellow"))
    beside, reads = _right(view, right, rows)
    columns = zip(_left(view, left, rows), beside, strict=True)
    body = [(*fitted(one, left), ("│", "dim"), *fitted(other, right)) for one, other in columns]
    kind = "wide" if view.page.kind in ("list", "letter") else view.page.kind
    foot = _foot(view, kind, width) if view.prompt or not view.notice else notice
    shows = _shows(view.opened) if view.opened is not None else _under_cursor(view)
    page = rows - BESIDE - 1 if view.page.kind == "list" else rows - 6
    return Frame([_title(view, width), rule(width), *body, rule(width), foot, EMPTY], shows, page, reads)


def _left(view: View, width: int, rows: int) -> list[Line]:
    """The list, and below it articles and comments."""
    listed = [queue.head(width), *_list(view, width, rows - BESIDE - 1)]
    one = view.opened
    below: list[Line] = [rule(width - 1), line((f" {said('review_knowledge')}", "bold"))]
    below += list(pages.articles(one.suggested[:3] if one else (), times.today(view.now, view.desk), width - 1))
    below.append(line((f" {said('review_comments')}", "bold")))
    if one is not None and one.draft is not None and one.draft.comments:
        below += list(letter.comments(view, one.draft, width - 1))[1:]
    listed += below[:BESIDE]
    return [*listed, *[EMPTY] * (rows - len(listed))]


def _right(view: View, width: int, rows: int) -> tuple[list[Line], bool]:
    """What stands beside the list, and whether the first words of the draft do."""
    one = view.opened
    if one is None:
        blank = line(f"  {said('review_reading')}") if view.cursor else EMPTY
        return [blank, *[EMPTY] * (rows - 1)], False
    if view.page.kind not in ("list", "letter"):
        head = [pages.title(view, one, view.page, width), rule(width)]
        return [*head, *_scrolled(view, pages.body(view, one, view.page, width), rows - 2, width)], False
    below = letter.remarks(view, one, width, WIDE_REMARKS)
    head = [letter.beside_title(view, one, width), line(" ", *letter.subhead(view, one, width - 1)), rule(width)]
    text = letter.text(view, one, width, beside=True)
    lines = [*letter.taken(view, one), *text.lines]
    rest = rows - len(head) - len(below) - bool(below)
    at = len(lines) - len(text.lines) + text.words
    begins = text.begins if view.page.scroll != AT_DRAFT else max(at - rest + AROUND, text.draft)
    body = _scrolled(view, lines, rest, width, begins)
    return [*head, *body, *([rule(width)] if below else []), *below], _reads(view, at, len(lines), rest)


def _list(view: View, width: int, rows: int) -> list[Line]:
    """As many lines of the list as there is room for, around its cursor."""
    place = view.place
    view.top = max(min(view.top, place, max(len(view.order) - rows, 0)), place - rows + 1, 0)
    some = [queue.drawn(view, id, width) for id in view.order[view.top : view.top + rows]]
    return [*some, *[EMPTY] * (rows - len(some))]


def _scrolled(view: View, lines: list[Line], rows: int, width: int, begins: int = 0) -> list[Line]:
    """The part of a text that is scrolled to; how much there is below is said in its last line."""
    page = view.page
    if page.scroll < 0:
        page.scroll = begins
    page.scroll = max(min(page.scroll, len(lines) - rows + (1 if len(lines) > rows else 0)), 0)
    part = lines[page.scroll : page.scroll + rows]
    left = len(lines) - page.scroll - rows
    if left > 0:
        part[-1] = spread(EMPTY, line((said("review_lines_more", count=f"{left + 1:,}"), "dim")), width)
    return [*part, *[EMPTY] * (rows - len(part))]


def _reads(view: View, at: int, count: int, rows: int) -> bool:
    """Whether this line of so many is on the screen; the last one may say how much there is below."""
    return view.page.scroll <= at < view.page.scroll + rows - (count > view.page.scroll + rows)


def _kind(view: View, one: Opened) -> str:
    return "letter" if one.draft is not None else "alone"


def _title(view: View, width: int) -> Line:
    waiting, late = view.counts()
    counts = said("review_counts", waiting=waiting, **({"late": late} if late else {}))
    parts = [_me(view), times.clock(view.now, view.desk), counts]
    if view.only_words:
        parts.append(said("review_filtered", which=view.only_words))
    if view.fault:
        return spread(line((f" {TITLE + view.desk.name}", "bold")),
                      line((cut(view.fault, width - 30), "red"), " "), width)  # fmt: skip
    return spread(line((f" {TITLE + view.desk.name}", "bold")), line(joined(parts) + " "), width)


def _me(view: View) -> str:
    return queue.short_name(view, view.by)


def _foot(view: View, kind: str, width: int) -> Line:
    """What is typed into, else what the last key came to where there is no other room for it, else the keys."""
    if view.prompt is not None:
        return _prompt(view, width)
    if view.notice and kind not in ("list", "letter", "alone", "wide"):
        return line(cut(f" {joined(view.notice)}", width - 1))
    every = [(key, f" {said(code)}") for key, code in keys.FEET[kind]]
    sizes = [cells(key) + cells(words) + 2 for key, words in every]
    while sum(sizes) > width and len(every) > 1:  # the last one shows them all
        del every[-2], sizes[-2]
    return line(" ", *(part for key, words in every for part in ((key, "bold"), f"{words}  ")))


def _prompt(view: View, width: int) -> Line:
    prompt = view.prompt
    assert prompt is not None, "whoever draws it looked"
    label = f" {prompt.label}: "
    room = max(width - cells(label) - 2, 10)
    before, under, after = (
        prompt.text[: prompt.place],
        prompt.text[prompt.place : prompt.place + 1],
        prompt.text[prompt.place + 1 :],
    )
    while cells(before) > room - 1:
        before = before[1:]
    return line((label, "bold"), before, (under or " ", "reverse"), cut(after, max(room - cells(before) - 1, 0)))


def _notice(view: View, width: int, most: int) -> list[Line]:
    """What the last key came to, in so many lines; nothing while nothing is to be said."""
    if not view.notice:
        return []
    rows = [line((f" {part}", "yellow")) for one in view.notice for part in wrapped(one, width - 2)]
    rows = rows[:most]
    return [*rows, *[EMPTY] * (most - len(rows))] if view.page.kind == "list" else rows


def _under_cursor(view: View) -> tuple[str, int]:
    row = view.rows.get(view.cursor)
    return (row.id, row.edition) if row is not None else ("", 0)


def _shows(one: Opened) -> tuple[str, int]:
    return one.entry.id, one.edition


def _asked(rows: list[Line], question: Question, width: int, height: int) -> list[Line]:
    """The question in a box over the middle of what stands there."""
    inner = min(BOX, width - 12) - 4
    lines = [line((question.title, "bold")), EMPTY]
    lines += [line(f"  {part}") for one in question.lines for part in wrapped(one, inner - 2)]
    lines += [EMPTY, line(f"  y  {question.yes}")]
    lines += [line(f"  {said('ask_read_first')}")] if question.read_first else []
    lines.append(line(f"  {said('ask_no')}"))
    margin = " " * ((width - inner - 4) // 2)
    box = [line(f"{margin}┌{'─' * (inner + 2)}┐")]
    box += [line(f"{margin}│ ", *fitted(one, inner), " │") for one in lines]
    box.append(line(f"{margin}└{'─' * (inner + 2)}┘"))
    top = max((height - len(box)) // 2 - 1, 2)
    blank = [fitted(EMPTY, width)] * (height - 4)
    body = [*rows[:2], *blank, rule(width), line(f" {said(question.nothing)}")]
    body[top : top + len(box)] = box
    return [fitted(one, width) for one in body[:height]]


def _too_small(width: int, height: int) -> list[Line]:
    words = [said("review_too_small", width=width, height=height), said("review_too_small_else")]
    rows: list[Line] = [EMPTY] * height
    middle = max(height // 2, 0)
    for number, text in enumerate(words):
        if middle + number < height:
            rows[middle + number] = line(cut(f" {text}", width))
    return rows
