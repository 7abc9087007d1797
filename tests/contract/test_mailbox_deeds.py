"""What a rule or a person asks of a mail in its mailbox is done, in every order, or told as not done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.errors import Unreachable
from csmail.mailboxes import imap
from csmail.rules.rule import ActionCall
from csmail.wording.reasons import words
from tests.factories import said, said_in
from tests.servers.account import Account
from tests.workspace import Office, asked, mail, rule

TAG = asked("tag", tags=("refund",))
MARK = asked("mark", signs=("flagged",))
MOVE = asked("move", folder="Selesai")
SPAM = asked("spam", folder="Sampah")
ORDERS = [
    *permutations((TAG, MARK, MOVE)),
    *permutations((TAG, MARK, SPAM)),
    *permutations((TAG, MOVE, SPAM)),
]


@dataclass
class Shop:
    """An office with some mailbox, and eyes of its own on every folder."""

    office: Office
    deliver: Callable[[int], Any]
    messages: Callable[[str], list[tuple[frozenset[str], bytes]]]
    account: Account | None = None

    def renamed(self, before: str, after: str) -> None:
        """A colleague renames a folder."""
        if self.account is None:
            boxes = self.office.mailbox._boxes
            boxes[after] = boxes.pop(before)
            return
        self.account._client().rename(f'"{before}"', f'"{after}"')

    def removed(self, uid: int) -> None:
        """A colleague removes a mail for good."""
        if self.account is None:
            self.office.mailbox.expunge("INBOX", uid)
            return
        self.account.command("INBOX", "STORE", str(uid), "+FLAGS", "(\\Deleted)")
        self.account.command("INBOX", "EXPUNGE")

    def forged(self, data: bytes) -> None:
        """Another mail under the same Message-ID comes to lie in Elsewhere."""
        if self.account is None:
            self.office.mailbox.deliver(data, self.office.now, "Elsewhere")
        else:
            self.account.deliver(data, "Elsewhere")

    def flags(self, folder: str) -> list[frozenset[str]]:
        try:
            seen = self.messages(folder)
        except Exception as error:  # the looking client's own
            if "exist" not in str(error).lower():
                raise
            return []
        return [frozenset(flag.lower().lstrip("\\") for flag in flags) - {"$csmailack"} for flags, _ in seen]


def written(number: int) -> bytes:
    return (mail(number) + "\n\nHalo\n").replace("\n", "\r\n").encode()


@pytest.fixture(params=["memory", "dovecot", "dovecot bare"])
def shop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    if request.param == "memory":
        office = Office()
        yield Shop(office, lambda number: office.mailbox.deliver(written(number), office.now), office.mailbox.messages)
        return
    if request.param == "dovecot bare":
        from csmail.mailboxes.imap import session

        class Bare(session.Session):
            """A server that tells no new UIDs and moves nothing in one step."""

            def __init__(self, *given: Any) -> None:
                super().__init__(*given)
                self.offers -= {"MOVE", "ESEARCH"}

            def uid(self, *given: Any) -> list[Any]:
                said = super().uid(*given)
                self.wire.untagged_responses.pop("COPYUID", None)
                return said

        monkeypatch.setattr(session, "Session", Bare)
    account: Account = request.getfixturevalue("dovecot_account")
    mailbox: Any = imap.open(account.settings, "support")
    yield Shop(
        Office(mailbox=mailbox),
        lambda number: account.deliver(written(number)),
        lambda name: account.messages(name),
        account,
    )
    mailbox.close()


def names(order: tuple[ActionCall, ...]) -> str:
    return " ".join(one.name for one in order)


@pytest.mark.parametrize("split", [False, True], ids=["one rule", "a rule each"])
@pytest.mark.parametrize("order", ORDERS, ids=names)
def test_marks_and_tags_outlive_the_move_in_every_order(shop: Shop, order: tuple[ActionCall, ...], split: bool) -> None:
    rules = [rule(one, name=f"r{at}") for at, one in enumerate(order)] if split else [rule(*order)]
    poll(shop.office.with_rules(*rules))
    shop.deliver(1)
    report = poll(shop.office.place)
    moves = [one for one in order if one.name in ("move", "spam")]
    target = {"move": "Selesai", "spam": "Sampah"}[moves[-1].name]
    wanted = {"tag": "refund", "mark": "flagged", "spam": "spam"}
    assert report.problems == []
    assert shop.flags("INBOX") == []
    assert shop.flags(target) == [frozenset(wanted[one.name] for one in order if one.name in wanted)]
    assert {task.state for task in shop.office.store.tasks("support")} == {"done"}


def test_a_mail_that_a_rule_moved_is_found_by_the_next_deed(shop: Shop) -> None:
    poll(shop.office.with_rules(rule(MOVE)))
    shop.deliver(1)
    poll(shop.office.place)
    (conversation,) = shop.office.store.conversations()
    for one in (MARK, TAG, asked("move", folder="Arsip"), asked("mark", signs=("seen",))):
        done = act(shop.office.place, conversation.id, one, "sari")
        assert [shop.office.store.task(task.id).state for task in done.tasks] == ["done"]  # type: ignore[union-attr]
    assert shop.flags("Arsip") == [{"flagged", "refund", "seen"}]
    assert shop.flags("Selesai") == shop.flags("INBOX") == []


def seen(shop: Shop) -> tuple[str, int]:
    """A mail that was taken in: the id of its conversation, its UID."""
    poll(shop.office.place)
    shop.deliver(1)
    poll(shop.office.place)
    (uid,) = shop.office.mailbox.uids("INBOX", 0)
    (conversation,) = shop.office.store.conversations()
    return conversation.id, uid


BY_HAND = pytest.mark.parametrize("one", [MOVE, MARK, TAG, SPAM], ids=lambda one: one.name)


@BY_HAND
@pytest.mark.parametrize("looked", [False, True], ids=["at once", "after a pass"])
def test_a_deed_finds_the_mail_that_somebody_moved(shop: Shop, one: ActionCall, looked: bool) -> None:
    conversation, uid = seen(shop)
    shop.office.mailbox.move("INBOX", uid, "Elsewhere", "<m1@cust.example>")
    if looked:
        poll(shop.office.place)
    done = act(shop.office.place, conversation, one, "sari")
    assert {shop.office.store.task(task.id).state for task in done.tasks} == {"done"}  # type: ignore[union-attr]
    there = {"move": "Selesai", "spam": "Sampah"}.get(one.name, "Elsewhere")
    assert shop.flags(there) == [{"move": set(), "mark": {"flagged"}, "tag": {"refund"}, "spam": {"spam"}}[one.name]]
    assert shop.flags("INBOX") == []


@BY_HAND
def test_a_deed_finds_the_mail_whose_folder_somebody_renamed(shop: Shop, one: ActionCall) -> None:
    conversation, uid = seen(shop)
    mailbox = shop.office.mailbox
    mailbox.move("INBOX", uid, "Elsewhere", "<m1@cust.example>")
    poll(shop.office.place)
    shop.renamed("Elsewhere", "Elsewhere 2026")
    done = act(shop.office.place, conversation, one, "sari")
    assert {shop.office.store.task(task.id).state for task in done.tasks} == {"done"}  # type: ignore[union-attr]
    there = {"move": "Selesai", "spam": "Sampah"}.get(one.name, "Elsewhere 2026")
    assert len(shop.flags(there)) == 1


@BY_HAND
def test_a_deed_on_a_mail_that_is_nowhere_says_that_it_was_not_done(shop: Shop, one: ActionCall) -> None:
    conversation, uid = seen(shop)
    shop.removed(uid)
    done = act(shop.office.place, conversation, one, "sari")
    ended = [shop.office.store.task(task.id) for task in done.tasks]
    states = {"move": {"refused"}, "mark": {"refused"}, "tag": {"dropped"}, "spam": {"refused", "dropped"}}
    assert {task.state for task in ended if task} == states[one.name]
    assert all("somebody" in said(task.reason) for task in ended if task)


def test_a_mail_is_never_taken_for_one_that_bears_its_message_id(shop: Shop) -> None:
    conversation, uid = seen(shop)
    shop.office.mailbox.move("INBOX", uid, "Elsewhere", "<m1@cust.example>")
    (forged,) = shop.messages("Elsewhere")
    shop.forged(forged[1].replace(b"Halo", b"Hola"))
    act(shop.office.place, conversation, MARK, "sari")
    assert sorted(map(sorted, shop.flags("Elsewhere"))) == [[], ["flagged"]]
    assert next(flags for flags, data in shop.messages("Elsewhere") if b"Hola" in data) <= {"\\Recent"}


def test_only_some_of_the_mails_are_there_and_that_is_told(shop: Shop) -> None:
    poll(shop.office.with_rules(rule(MARK)))
    shop.deliver(1)
    shop.deliver(2)
    mailbox = shop.office.mailbox
    plain, first = mailbox.mark, True

    def meanwhile(folder: str, marks: Any) -> Any:
        nonlocal first
        if first:
            first = False
            mailbox.move(folder, marks[0].uids[0], "Elsewhere", "<m1@cust.example>")
        return plain(folder, marks)

    mailbox.mark = meanwhile  # type: ignore[method-assign]
    report = poll(shop.office.place)
    assert any("not on 1 of 2" in words(problem) for problem in report.problems)
    assert shop.flags("INBOX") == [{"flagged"}]


def test_another_mail_that_has_the_uid_now_is_not_moved(shop: Shop) -> None:
    poll(shop.office.place)
    shop.deliver(1)
    poll(shop.office.place)
    shop.deliver(2)
    (message,) = [one for c in shop.office.store.conversations() for one in said_in(shop.office.store, c.id)]
    assert message.place
    other = replace(message, place=replace(message.place, uid=message.place.uid + 1))
    from csmail.model.changes import Changes

    shop.office.store.commit(Changes(messages=(other,)))
    done = act(shop.office.place, message.conversation, MOVE, "sari")
    assert [shop.office.store.task(task.id).state for task in done.tasks] == ["done"]  # type: ignore[union-attr]
    assert [b"<m2@" in data for _, data in shop.messages("INBOX")] == [True]


@pytest.mark.parametrize("order", list(permutations((TAG, MARK, MOVE))), ids=names)
def test_a_mark_that_was_put_off_comes_before_the_move_all_the_same(shop: Shop, order: tuple[ActionCall, ...]) -> None:
    poll(shop.office.with_rules(rule(*order)))
    shop.deliver(1)
    mailbox = shop.office.mailbox
    plain = mailbox.mark

    def unwell(*given: Any) -> Any:
        raise Unreachable("the server is away")

    mailbox.mark = unwell  # type: ignore[method-assign]
    poll(shop.office.place)
    assert len(shop.flags("INBOX")) == 1
    mailbox.mark = plain  # type: ignore[method-assign]
    shop.office.later(timedelta(seconds=5))  # the mark is due in a minute, the move at once
    poll(shop.office.place)
    assert shop.flags("INBOX") == []
    assert shop.flags("Selesai") == [{"flagged", "refund"}]
