"""Reviewers at work: the cursor, what is sent and what is not, colleagues, the editor, a store that goes away."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events

from csmail.desk.by_hand import draft_deeds, drafts
from csmail.desk.intake.poll import poll
from csmail.errors import UsageError
from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task
from csmail.review.frame import frame
from csmail.review.line import plain
from csmail.stores.tinydb import TinyStore
from tests.review.pilot import Lent, approved, piloted, screens
from tests.review.scene import BUDI, LINA, SARI, drawn, edit
from tests.workspace import mail

SCENE = drawn()


# --- the list


@piloted
async def test_the_cursor_stays_on_its_draft_when_others_come_before_it() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("j", "j")
        before = hand.app.view.cursor
        scene.asks("Zara", "zara@cust.example", "Segera", "Tolong!", timedelta(minutes=1))
        scene.drafted("Zara")
        hand.app.poll()
        await hand.until(lambda: len(hand.app.view.order) == 7)
        await hand.quiet()
        assert (hand.app.view.cursor, hand.app.view.place) == (before, 3)
        assert hand.rows[6].startswith(">  in 40m  Tom Baker")


@piloted
async def test_when_its_draft_is_gone_the_cursor_stays_on_what_took_its_place() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("j", "j")
        drafts.reject(scene.place, scene.draft("Tom").id, BUDI, "")
        await hand.until(lambda: len(hand.app.view.order) == 5)
        assert hand.app.view.cursor == scene.draft("Aisyah").id


@piloted
async def test_late_comes_first_then_what_is_due_then_mails_that_nobody_knows_of() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        who = [row[11:31].strip() for row in hand.rows[3:9]]
        assert who == ["Rina Wijaya", "Budi Santoso", "Tom Baker", "Aisyah", "toko@mitra.example", "Dewi Lestari"]


@piloted
async def test_next_skips_what_a_colleague_has_and_what_is_approved() -> None:
    async with screens(SCENE.again()) as hand:
        await hand.press("n", "n", "n", "n", "n")
        assert (hand.rows[6][:1], hand.on("nothing else waits for you")) == (">", True)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("late", ["Rina"]), ("telat", ["Rina"]), ("stale", ["Tom"]), ("refund", ["Budi"]), ("nothing", []),
        ("unclaimed", ["Rina", "Budi", "Tom", "Aisyah", "Dewi"]), ("mine", []),
    ],
)  # fmt: skip
def test_a_filter_leaves_what_fits(typed: str, left: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSMAIL_LANG", "id" if typed == "telat" else "en")
    scene = SCENE.again()

    async def deed() -> None:
        async with screens(scene) as hand:
            await hand.press("f")
            await hand.type(typed)
            assert hand.app.view.order == [scene.draft(name).id for name in left]
            await hand.press("f", "enter")
            assert len(hand.app.view.order) == 6

    asyncio.run(deed())


@piloted
async def test_words_addresses_and_ids_are_found() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        for typed in ("ongkir", "aisyah@cust.example", scene.ids["Aisyah"][:4].lower()):
            await hand.press("/")
            await hand.type(typed)
            assert hand.app.view.order == [scene.draft("Aisyah").id], typed
        await hand.press("escape")
        assert len(hand.app.view.order) == 6


@piloted
async def test_a_mail_in_doubt_without_a_draft_comes_last_and_cannot_be_approved() -> None:
    scene = SCENE.again()
    one = scene.asks("Wati", "wati@cust.example", "Sudah dikirim?", "Halo?", timedelta(minutes=5))
    doubt = Task(
        "abc1", "support", "c", SendMail("m", "reply"), scene.now, scene.now, scene.now, one.id, "in_doubt",
        reason=Reason("draft_waits"),
    )  # fmt: skip
    scene.store.commit(Changes(tasks=(doubt,)))
    async with screens(scene) as hand:
        assert hand.rows[9][:74].rstrip().endswith("Sudah dikirim?                  in doubt")
        await hand.press("G", "a")
        assert hand.on("there is no draft here")
        await hand.press("enter")
        assert hand.on("There is no draft here")
        for key in ("e", "r", "R", "d", "K", "i", "c", "T", "m", "y", "s"):
            await hand.press(key)
            assert (hand.on("there is no draft here"), hand.app.view.page.kind) == (True, "letter"), key
        await hand.press("N")
        await hand.type("ditanyakan")
        assert hand.on("the note is in the conversation")


# --- what is sent, and what is not


@piloted
async def test_a_key_held_down_over_ten_drafts_approves_one() -> None:
    scene = SCENE.again()
    for number in range(6):
        name = f"Nana{number}"
        scene.asks(name, f"{name.lower()}@cust.example", f"Tanya {number}", "Apa kabar?", timedelta(hours=6))
        scene.drafted(name)
    async with screens(scene) as hand:
        began = time.monotonic() + 3600
        for number in range(40):
            event = events.Key("a", "a")
            # The first pause of a keyboard is longer than that between two repeats.
            event.time = began + (0.66 if number else 0.0) + number * 0.033
            hand.app.post_message(event)
            await hand.quiet()
        assert approved(scene) == [scene.draft("Rina").id]


@piloted
async def test_a_held_key_does_not_go_over_to_the_draft_that_takes_the_place() -> None:
    scene = SCENE.again()
    scene.at("09:10")
    async with screens(scene) as hand:
        await hand.press("a")
        poll(scene.place)
        scene.now += timedelta(minutes=5)
        poll(scene.place)
        hand.app.poll()
        await hand.until(lambda: len(hand.app.view.order) == 5)
        await asyncio.sleep(0.45)
        await hand.press("a")
        assert hand.on("this is another draft; n or j first, then a")
        assert approved(scene) == []


@piloted
async def test_keys_typed_before_a_draft_was_on_the_screen_are_dropped() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        hand.send("enter", "a", "x", "y", "r")
        await hand.quiet()
        assert (approved(scene), hand.app.view.prompt, hand.app.view.question) == ([], None, None)
        assert hand.on("waiting · edition 1")


@piloted
async def test_an_answer_typed_before_its_question_was_on_the_screen_is_dropped() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("j", "j", "enter")
        hand.send("a", "y", "y")
        await hand.quiet()
        assert (approved(scene), hand.app.view.question is not None) == ([], True)
        await hand.press("y")
        assert approved(scene) == [scene.draft("Tom").id]


@piloted
async def test_nothing_is_approved_in_the_list_before_its_line_was_read() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        hand.send("j", "j", "j", "j", "a")
        await hand.quiet()
        assert approved(scene) == []


@piloted
async def test_enter_and_a_click_send_nothing() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("enter", "enter", "right", "enter")
        await hand.pilot.click(offset=(3, 22))
        await hand.quiet()
        assert approved(scene) == []


@piloted
async def test_what_is_approved_is_the_edition_on_the_screen() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("enter")
        hand.app._polling = True  # nobody looks for changes meanwhile
        edit(scene, "Rina", LINA, "Halo Rina,\n\nTerima kasih, sampai Kamis.\n\nSalam,\nToko")
        hand.send("a")
        await hand.until(lambda: hand.on("edition 2 by now"))
        hand.app._polling = False
        assert "is edition 2 by now, written by lina@toko.example; you saw edition 1" in hand.app.view.notice[0]
        assert approved(scene) == []


@piloted
async def test_more_than_three_people_are_asked_about_once() -> None:
    scene = SCENE.again()
    four = "a@cust.example, b@cust.example, c@cust.example"
    edit(scene, "Rina", LINA, scene.draft("Rina").text, four)
    async with screens(scene) as hand:
        await hand.press("enter", "a")
        assert hand.on("4 people get it; new here: a@cust.example, b@cust.example,")
        await hand.press("escape")
        assert (approved(scene), hand.on("nothing was sent")) == ([], True)
        await asyncio.sleep(0.45)
        await hand.press("a", "y")
        assert approved(scene) == [scene.draft("Rina").id]


@piloted
async def test_what_was_let_pass_is_written_into_the_receipt() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("j", "j", "enter", "a", "y")
    draft = scene.draft("Tom")
    last = scene.store.receipts(draft.conversation)[-1]
    assert {one.code for one in last.steps[0].did} == {"draft_became", "draft_despite_news"}


@piloted
async def test_undo_takes_back_what_is_on_the_screen_else_my_last() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("a", "j", "j", "u")
        assert (approved(scene), scene.draft("Rina").state) == ([], "waiting")
        await hand.press("u")
        assert hand.on("there is nothing of yours to take back")


@piloted
async def test_a_time_is_understood_as_by_the_command() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("enter", "s")
        await hand.type("besok 09:00")
        draft = scene.draft("Rina")
        assert (draft.state, draft.send_at) == ("approved", scene.now + timedelta(hours=23, minutes=56))


# --- beside others


@piloted
async def test_two_who_approve_the_same_deliver_once_and_both_see_it() -> None:
    scene = SCENE.again()
    async with screens(scene) as sari, screens(scene, BUDI) as budi:
        await sari.press("a")
        await budi.press("a")
        await budi.quiet()
        assert sari.on("approved by sari: leaves at 09:06:30.")
        assert budi.on("is approved already, by sari@toko.example")
        for hand in (sari, budi):
            hand.app.poll()
            await hand.until(lambda hand=hand: hand.app.view.entries[scene.draft("Rina").id].state == "approved")  # type: ignore[misc]
        scene.now += timedelta(minutes=3)
        poll(scene.place)
        assert len(scene.transport.sent) == 1


@piloted
async def test_what_a_colleague_does_is_said_without_a_key() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        began = time.monotonic()
        drafts.approve(scene.place, scene.draft("Rina").id, BUDI)
        await hand.until(lambda: hand.on("approved by budi: leaves at 09:06:30"))
        assert time.monotonic() - began < 30  # two seconds are promised; a busy machine is given more
        await hand.quiet()
        await hand.press("u")
        assert hand.on("Take back budi's approval of draft")
        await hand.press("y")
        assert scene.draft("Rina").state == "waiting"


@piloted
async def test_an_open_draft_that_a_colleague_edits_is_read_again() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("enter")
        edit(scene, "Rina", LINA, "Halo Rina,\n\nTerima kasih, sampai Kamis.\n\nSalam,\nToko")
        await hand.until(lambda: hand.on("sampai Kamis"))
        assert hand.on("edition 2")
        assert hand.on("lina changed it meanwhile; this is how it is now")


@piloted
async def test_an_open_draft_that_a_colleague_rejects_is_shown_as_that() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("enter")
        drafts.reject(scene.place, scene.draft("Rina").id, BUDI)
        await hand.until(lambda: hand.on("rejected · edition 1"))
        await hand.quiet()
        await hand.press("a")
        assert hand.on("is rejected already, by budi@toko.example")
        await hand.press("escape")
        assert not hand.on("Rina")


@piloted
async def test_who_claims_is_said_and_the_others_may_comment() -> None:
    scene = SCENE.again()
    async with screens(scene) as sari, screens(scene, BUDI) as budi:
        await sari.press("enter", "c")
        await budi.press("enter", "e")
        assert budi.on("has draft")
        await budi.press("m")
        await budi.type("periksa harga")
        await budi.quiet()
        assert budi.on("Everything below is being changed by sari (until 09:34).")
        assert scene.draft("Rina").comments[-1].by == BUDI
        await budi.press("T", "y")
        claim = scene.draft("Rina").claim
        assert claim is not None
        assert claim.by == BUDI


@piloted
async def test_a_customer_who_writes_again_is_seen_before_it_is_sent() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("enter")
        scene.deliver(
            mail(70, From="Rina <rina@cust.example>", Subject="Re: x", In_Reply_To="<m2@cust.example>"), "Halo?"
        )
        poll(scene.place)
        await hand.press("a")
        assert hand.app.view.question is not None
        assert hand.on("wrote again")
        assert hand.on("v  read the new message first")
        await hand.press("v")
        await hand.until(lambda: hand.on("Halo?"))


# --- the editor, what is typed


@piloted
async def test_the_editor_gets_the_draft_claimed_meanwhile_and_writes_an_edition() -> None:
    scene, lent = SCENE.again(), Lent()
    async with screens(scene, lent=lent) as hand:
        await hand.press("enter", "e")
        assert lent.opened[0].startswith(
            "From: Toko Melati <support@toko.example>\nTo: Rina Wijaya <rina@cust.example>"
        )
        draft = scene.draft("Rina")
        assert (draft.edition, draft.author, draft.claim, "lusa" in draft.text) == (2, SARI, None, True)
        assert hand.on("edition 2 is written")
        await hand.press("d")
        assert hand.on("edition 1 → 2")


@piloted
async def test_an_editor_that_fails_says_so_and_gives_the_draft_back() -> None:
    scene = SCENE.again()
    async with screens(scene, lent=Lent(error=UsageError("the editor ended with 1", "export EDITOR=nano"))) as hand:
        await hand.press("enter", "e")
        assert (hand.on("the editor ended with 1"), scene.draft("Rina").claim) == (True, None)


@piloted
async def test_what_is_typed_is_text_however_it_is_typed() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("enter", "m", "a", "x", "backspace", "q", "left", "home", "b", "end", "delete")
        hand.app.post_message(events.Paste("ja\nq\x1b[2J"))
        await hand.press("enter")
        assert scene.draft("Rina").comments[-1].text == "baqja q [2J"


@piloted
async def test_an_edition_before_is_looked_at_and_written_again() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("j", "enter", "d", "[")
        assert hand.on("edition 1, the only one")
        await hand.press("[")
        assert hand.on("there is no other edition that way")
        await hand.press("]", "v", "y")
        await hand.quiet()
        assert (scene.draft("Budi").edition, "[[lama waktunya]]" in scene.draft("Budi").text) == (3, True)


@piloted
async def test_our_text_goes_into_the_clipboard_and_nothing_of_a_customer() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("y")
        assert hand.app.clipboard == ""
        await hand.press("enter", "v", "y")
        assert hand.app.clipboard == scene.draft("Rina").text


# --- sizes, a store that goes away


@piloted
async def test_a_window_that_is_too_small_says_so_and_comes_back() -> None:
    async with screens(SCENE.again()) as hand:
        await hand.pilot.resize_terminal(79, 23)
        await hand.quiet()
        assert hand.on("This window is 79 × 23; csmail review needs 80 × 24.")
        await hand.press("a")
        assert not hand.on("approved by")
        await hand.pilot.resize_terminal(80, 24)
        await hand.quiet()
        assert hand.on("Rina Wijaya")


@piloted
async def test_a_store_that_vanishes_is_said_and_what_stands_there_can_still_be_read(tmp_path: Path) -> None:
    scene = drawn(TinyStore(tmp_path / "state"))
    async with screens(scene) as hand:
        (tmp_path / "state" / "csmail.db").rename(tmp_path / "away")
        await hand.until(lambda: hand.on("the store:"))
        await hand.press("a")
        assert (hand.on("Rina Wijaya"), hand.app.is_running) == (True, True)
        (tmp_path / "away").rename(tmp_path / "state" / "csmail.db")
        await hand.until(lambda: not hand.on("the store:"))
    scene.store.close()


@piloted
async def test_of_a_list_of_many_as_much_is_drawn_as_is_seen() -> None:
    async with screens(SCENE.again()) as hand:
        view, one = hand.app.view, hand.app.view.entries[hand.app.view.cursor]
        view.entries = {f"d{number}": replace(one, id=f"d{number}") for number in range(5_000)}
        view.sort()
        view.cursor = view.order[-1]
        assert plain(frame(view, 80, 24).rows[16]).startswith("!>")
        assert view.top == 5_000 - 14


def test_a_note_of_a_colleague_and_an_action_are_those_of_the_commands() -> None:
    scene = SCENE.again()

    async def deed() -> None:
        async with screens(scene) as hand:
            await hand.press("enter", "t")
            await hand.type("vip besar")
            await hand.press("N")
            await hand.type("sudah ditelepon")

    asyncio.run(deed())
    assert scene.conversation("Rina").tags == {"vip", "besar"}
    notes = [one for one in scene.store.newest(scene.ids["Rina"]) if one.direction == "note"]
    assert [(one.author, one.text) for one in notes] == [(SARI, "sudah ditelepon")]


@piloted
async def test_what_a_colleague_has_in_hand_is_not_released() -> None:
    scene = SCENE.again()
    draft_deeds.claim(scene.place, scene.draft("Rina").id, BUDI)
    async with screens(scene) as hand:
        await hand.press("c")
        assert hand.on("budi@toko.example has draft")
