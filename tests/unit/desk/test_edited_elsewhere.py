"""A text that a colleague writes in a mail program is lost to nobody who changes, or lets go, the same draft here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import csmail
from csmail.cli.commands import _todo_lines
from csmail.desk.by_hand import cite, draft_deeds, drafts, insert
from csmail.desk.intake.accept_mail import accept_draft
from csmail.desk.intake.poll import poll
from csmail.desk.mirror.visit import look_first
from csmail.errors import Conflict
from csmail.model.changes import Changes
from csmail.model.message import RawMessage
from csmail.ports import Rendered
from tests.unit.desk.test_mirror import MINUTES, lying, office, only
from tests.unit.desk.test_mirror_races import SARI, own_id, save
from tests.workspace import Office, mail

__all__ = ["office"]
BUDI = "budi@toko.example"
Verb = Callable[[Office, str], object]


def edit(office: Office, id: str) -> object:
    fields = drafts.Edited("jane@cust.example", "", "", only(office).subject, "Halo Jane, dari csmail.")
    return drafts.edit(office.place, id, fields, SARI)


VERBS: dict[str, Verb] = {
    "edit": edit,
    "open": lambda made, id: draft_deeds.opened(made.place, id, SARI),
    "insert": lambda made, id: insert.insert(made.place, id, SARI, Rendered("", "Halo."), "end"),
    "cite": lambda made, id: cite.cite(made.place, id, "ongkir", "end", SARI),
    "attach": lambda made, id: draft_deeds.attach(made.place, id, SARI, [Path(__file__)]),
    "detach": lambda made, id: draft_deeds.detach(made.place, id, SARI, "a.pdf"),
    "revert": lambda made, id: draft_deeds.revert(made.place, id, SARI, 1),
    "refresh": lambda made, id: draft_deeds.refresh(made.place, id, SARI),
    "reject": lambda made, id: drafts.reject(made.place, id, SARI),
    "approve": lambda made, id: drafts.approve(made.place, id, SARI),
}


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_rewrites_or_ends_a_draft_while_somebody_writes_in_a_mail_program(office: Office, verb: str) -> None:
    before = only(office)
    save(office, "tadi pagi", own_id(office))
    look_first(office.place, before)  # what every surface does before
    with pytest.raises(Conflict) as caught:
        VERBS[verb](office, before.id)
    assert caught.value.code == "edited_elsewhere"
    assert (only(office).edition, only(office).state) == (1, "waiting")
    office.later(MINUTES)
    poll(office.place)
    assert "tadi pagi" in only(office).text


def test_even_an_edition_that_was_read_before_is_refused(office: Office) -> None:
    """The model's suggestion, and whoever forgets to ask `at_hand`."""
    before = only(office)
    save(office, "tadi pagi", own_id(office))
    look_first(office.place, before)
    with pytest.raises(Conflict):
        drafts.rewritten(office.place, before, draft_deeds.as_it_is(before), SARI)


def test_a_text_saved_over_the_edition_of_before_is_asked_about_and_can_be_taken_in(office: Office) -> None:
    """Nobody looked in between: the mail program saves under the id of a copy that we took out."""
    mine = own_id(office)
    save(office, "tadi pagi", mine)
    edit(office, only(office).id)
    for _ in range(2):
        office.later(MINUTES)
        poll(office.place)
    (told,) = _todo_lines.edited_elsewhere(office.place)
    assert told.conversation == only(office).conversation
    assert "dari csmail" in only(office).text
    accept_draft(office.place, only(office).conversation, only(office).id, SARI)
    assert "tadi pagi" in only(office).text
    assert any("dari csmail" in one.text for one in only(office).editions)
    poll(office.place)
    assert not list(_todo_lines.edited_elsewhere(office.place))
    assert len(lying(office)) == 1


def test_our_own_copy_of_before_that_was_not_taken_out_yet_is_nothing_to_ask_about(office: Office) -> None:
    copy = lying(office)[0]
    edit(office, only(office).id)
    office.mailbox.deliver(copy.encode(), office.now, "Drafts")
    poll(office.place)
    assert not list(_todo_lines.edited_elsewhere(office.place))


def approved(office: Office, id: str) -> object:
    return drafts.approve(office.place, id, BUDI)


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (approved, "decided"),
        (lambda made, id: drafts.reject(made.place, id, BUDI), "decided"),
        (edit, "conflict"),
        (lambda made, id: draft_deeds.claim(made.place, id, BUDI), ""),
    ],
    ids=["approved", "rejected", "edited here", "claimed"],
)
def test_the_slower_of_two_reads_what_the_faster_one_did(office: Office, first: Verb, code: str) -> None:
    read = only(office)
    first(office, read.id)
    said = ""
    try:
        look_first(office.place, read)
    except Conflict as error:
        said = error.code
    assert said == code


@pytest.mark.parametrize(
    ("first", "deed", "code"),
    [
        (approved, drafts.Deed("approve", SARI), "decided"),
        (edit, drafts.Deed("approve", SARI), "conflict"),
        (edit, drafts.Deed("edit", BUDI, 1), "conflict"),
    ],
    ids=["both approve", "one edits", "both edit"],
)
def test_who_loses_at_the_last_step_reads_it_too_and_no_numbers_of_the_store(
    office: Office, first: Verb, deed: drafts.Deed, code: str
) -> None:
    read = only(office)
    first(office, read.id)
    with pytest.raises(Conflict) as caught:
        drafts.commit(office.place, replace(read, edition=read.edition + bool(deed.read)), deed, Changes())
    assert caught.value.code == code


def test_a_draft_whose_copy_lies_as_it_was_costs_one_question_however_many_others_are_new(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = only(office)
    office.deliver(mail(2))
    poll(office.place)
    poll(office.place)
    monkeypatch.setattr(office.mailbox, "headers", lambda *given: pytest.fail("the folder was read"))
    approved(office, next(one.id for one in office.store.drafts(waiting=True) if one.id != read.id))
    look_first(office.place, read)


def test_no_fetch_of_a_look_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over IMAP the connection goes with it, and the next command logs in anew."""
    plain, given_up = office.mailbox.fetch, list[str]()

    def counted(*given: object) -> Iterator[RawMessage]:
        try:
            yield from plain(*given)  # type: ignore[arg-type]
        except GeneratorExit:
            given_up.append(str(given))
            raise

    monkeypatch.setattr(office.mailbox, "fetch", counted)
    save(office, "tadi pagi", own_id(office))
    look_first(office.place, only(office))
    office.later(MINUTES)
    poll(office.place)
    assert "tadi pagi" in only(office).text
    assert given_up == []


ROOT = Path(csmail.__file__).parent
ENDS = {"list", "sorted", "tuple"}


def is_read_to_its_end(call: ast.Call, above: dict[ast.AST, ast.AST]) -> bool:
    over = above[call]
    if isinstance(over, ast.Call):
        return isinstance(over.func, ast.Name) and over.func.id in ENDS
    if isinstance(over, ast.For):
        return not any(isinstance(one, ast.Return | ast.Break) for part in over.body for one in ast.walk(part))
    return isinstance(over, ast.comprehension)


def test_whoever_fetches_mails_reads_all_that_were_asked_for() -> None:
    wrong = []
    for path in ROOT.rglob("*.py"):
        if "mailboxes" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        above = {below: one for one in ast.walk(tree) for below in ast.iter_child_nodes(one)}
        calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute))
        fetches = [one for one in calls if one.func.attr == "fetch"]  # type: ignore[attr-defined]
        wrong += [f"{path.name}:{one.lineno}" for one in fetches if not is_read_to_its_end(one, above)]
    assert wrong == []
