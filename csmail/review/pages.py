"""What is looked up beside a draft: who gets it, how its editions differ, articles, the mail as received, the keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from csmail.desk.by_hand import editions
from csmail.errors import NotFound
from csmail.model.audience import Audience
from csmail.model.draft_life import Edition
from csmail.model.knowledge import Hit
from csmail.model.message import Message
from csmail.model.task import Draft
from csmail.review import letter, messages, queue, times
from csmail.review.keys import HELP
from csmail.review.line import EMPTY, Line, cut, fit, flat, joined, line, rule, spread, styled, wrapped
from csmail.review.opened import Opened
from csmail.review.said import said, told
from csmail.review.view import Page, View
from csmail.wording.safe_text import safe_text

MOST_PEOPLE = 1_000
SIGN_STYLES = {"+": "green", "-": "red"}
FIELDS = {"to": "To ", "cc": "Cc ", "bcc": "Bcc ", "subject": ""}
HEADER_LINES = 300


def title(view: View, one: Opened, page: Page, width: int) -> Line:
    """What the page is about, of which conversation."""
    name, right = _named(view, one, page)
    return spread(line((f" ◂ {one.entry.conversation}  {name}", "bold")), line(f"{right} "), width)


def body(view: View, one: Opened, page: Page, width: int) -> list[Line]:
    """Its lines."""
    match page.kind:
        case "people":
            return list(_people(view, one, width))
        case "differences":
            return list(_differences(view, one, page, width))
        case "knowledge":
            return list(_knowledge(view, one, page, width))
        case "received":
            return list(_received(one, width))
        case "snippets":
            return list(_snippets(view, page, width))
        case _:
            return list(keys(width))


def keys(width: int) -> Iterator[Line]:
    """The table of keys."""
    for key, code in HELP:
        yield line((f"  {fit(key, 26)}", "bold"), cut(said(code), width - 29))


def compared(draft: Draft, page: Page) -> tuple[Edition | None, Edition]:
    """The two editions of the page of differences; one alone has none before it."""
    number = page.edition or draft.edition
    after = editions.found(draft, number)
    for before in range(number - 1, 0, -1):
        try:
            return editions.found(draft, before), after
        except NotFound:
            continue
    return None, after


def articles(hits: tuple[Hit, ...], today: date, width: int, chosen: int = -1) -> Iterator[Line]:
    """A line each: number, name, the words that hit, when it was looked over or that it is to be."""
    if not hits:
        yield line((f" {said('review_no_articles')}", "dim"))
    for number, hit in enumerate(hits):
        one = hit.article
        day = times.day_of(one.reviewed) if one.reviewed else ""
        looked = said("review_look_over") if one.due(today) else said("review_reviewed", at=day) if day else ""
        row = line(cut(f" {number + 1} {fit(hit.cited, 16)} {fit(', '.join(hit.words), 16)} {looked}", width))
        yield styled(row, "reverse") if number == chosen else row


def _named(view: View, one: Opened, page: Page) -> tuple[str, str]:
    edition = said("review_edition", number=one.edition)
    if page.kind == "people":
        return said("review_who_gets_it"), edition
    if page.kind == "differences" and one.draft is not None:
        before, after = compared(one.draft, page)
        name = said("review_editions", before=before.number, after=after.number) if before else said(
            "review_only_edition", number=after.number)  # fmt: skip
        return name, f"{queue.short_name(view, after.author)} {times.clock(after.at, view.desk)}"
    names = {"knowledge": "review_knowledge", "received": "review_received", "snippets": "review_snippets"}
    return said(names.get(page.kind, "review_keys_title")), edition if one.draft else ""


def _people(view: View, one: Opened, width: int) -> Iterator[Line]:
    draft = one.draft
    if draft is None:
        yield line(f" {said('no_draft_here')}")
        return
    yield from letter.recipients(draft.audience, width, MOST_PEOPLE)
    for left in draft.audience.origins:
        if left.role == "out":
            yield line((f" {fit(said('review_not'), 5)}{fit(flat(left.spec), letter.ADDRESS)} "
                        f"{cut(told(left.why), width - 38)}", "dim"))  # fmt: skip
    yield EMPTY
    yield from _change(view, one)
    yield EMPTY
    yield from _envelope(one, draft.audience)


def _change(view: View, one: Opened) -> Iterator[Line]:
    found = one.people
    if found is None:
        return
    at = times.day_clock(found.at, view.now, view.desk)
    head = (
        said("review_compared_ours", at=at)
        if found.ours
        else said("review_compared_first", by=flat(found.sender), at=at)
    )
    yield line(f" {head}")
    for spec in found.joining:
        yield line((f"   + {fit(flat(spec), letter.ADDRESS)} {said('review_person_new')}", "yellow"))
    for spec in found.leaving:
        yield line(f"   - {fit(flat(spec), letter.ADDRESS)} {said('review_person_gone')}")
    if not found.joining and not found.leaving:
        yield line(said("review_people_same"))


def _envelope(one: Opened, audience: Audience) -> Iterator[Line]:
    sender = f"{audience.sender.name} <{audience.sender.spec}>" if audience.sender.name else audience.sender.spec
    back = ", ".join(each.spec for each in audience.reply_to)
    files = ", ".join(f"{flat(name)} {messages.size(octets)}" for name, octets in one.files)
    octets = len(one.mail.content) if one.mail else 0
    envelope = one.mail.sender if one.mail else ""
    told_ = (
        ("review_label_from", flat(sender)),
        ("review_label_reply_to", flat(back) if back else said("review_reply_to_same")),
        ("review_label_envelope", said("review_envelope", sender=flat(envelope) or "<>", count=len(audience.envelope))),
        ("review_label_files", files or said("review_no_files")),
        ("review_label_size", said("review_size", size=messages.size(octets))),
    )
    for label, words in told_:
        yield line((f" {fit(said(label), 9)} ", "bold"), words)


def _differences(view: View, one: Opened, page: Page, width: int) -> Iterator[Line]:
    draft = one.draft
    if draft is None:
        yield line(f" {said('no_draft_here')}")
        return
    before, after = compared(draft, page)
    found = tuple(editions.differences(before, after)) if before else ()
    for each in (one for one in found if one.field != "text"):
        yield _difference(f"   {each.sign} {FIELDS[each.field]}{safe_text(each.line, reveal=True)}", each.sign, width)
    if before is not None:
        yield from _texts(before.text, after.text, width)
    if not found:
        yield line((f"   {said('review_no_difference')}", "dim"))
    yield EMPTY
    yield from letter.comments(view, draft, width) if draft.comments else _no_comments(width)


def _no_comments(width: int) -> Iterator[Line]:
    yield rule(width, said("review_comments"))
    yield line((f" {said('review_no_comments')}", "dim"))


def _texts(before: str, after: str, width: int) -> Iterator[Line]:
    """The whole text with what is new and what is gone, as `drafts diff` finds it."""
    for each in editions.whole(before, after):
        for number, part in enumerate(wrapped(safe_text(each.line, reveal=True), width - 6)):
            yield _difference(f" {each.sign if number == 0 else ' '}   {part}", each.sign, width)


def _difference(text: str, sign: str, width: int) -> Line:
    return line((cut(text, width - 1), SIGN_STYLES.get(sign, "")))


def _knowledge(view: View, one: Opened, page: Page, width: int) -> Iterator[Line]:
    yield from articles(one.suggested, times.today(view.now, view.desk), width, page.chosen)
    if one.suggested:
        yield EMPTY
        yield from messages.text_lines(one.suggested[min(page.chosen, len(one.suggested) - 1)].section.text, width)


def _received(one: Opened, width: int) -> Iterator[Line]:
    message = next((each for each in one.messages if each.key == one.asked), None)
    if message is None:
        yield line(f" {said('review_nothing_received')}")
        return
    yield from _reading(message, width)
    yield EMPTY
    header = message.header.encode("latin-1", "replace").decode("utf-8", "replace")
    yield from messages.text_lines(header.replace("\r\n", "\n"), width, HEADER_LINES)
    yield EMPTY
    yield from messages.text_lines(message.text, width)


def _reading(message: Message, width: int) -> Iterator[Line]:
    verdict = message.verdict
    why = joined((verdict.reason, flat(verdict.evidence)), ": ")
    may = said("review_machine_yes") if verdict.allowed else said("review_machine_no", said=why)
    for words in wrapped(said("review_read_as", kind=message.kind, verdict=may), width - 2):
        yield line((f" {words}", "bold"))
    if message.defects:
        yield line((cut(f" {said('review_defects', defects=', '.join(message.defects))}", width - 1), "yellow"))


def _snippets(view: View, page: Page, width: int) -> Iterator[Line]:
    if not view.snippets:
        yield line(f" {said('review_no_snippets')}")
    for number, name in enumerate(view.snippets):
        row = line(fit(f"  {flat(name)}", width))
        yield styled(row, "reverse") if number == page.chosen else row
