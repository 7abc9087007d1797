"""Which keys are heard when, and that whoever leaves does not wait for what only reads."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task
from csmail.review.reading import Reading
from csmail.review.threads import Reader
from tests.review.pilot import Hand, approved, piloted, screens
from tests.review.scene import Scene, drawn, edit

SCENE = drawn()
LONG = "\n".join(f"baris {number}" for number in range(600))


@pytest.mark.parametrize("key", ["c", "a", "j", "enter", "m", "r", "x"])
@piloted
async def test_a_key_does_nothing_where_nothing_can_be_read(key: str) -> None:
    scene = SCENE.again()
    async with screens(scene, size=(60, 20)) as hand:
        before = (scene.draft("Rina"), hand.app.view.cursor)
        await hand.press(key)
        assert (scene.draft("Rina"), hand.app.view.cursor) == before
        view = hand.app.view
        assert (view.page.kind, view.prompt, view.question, approved(scene)) == ("list", None, None, [])
        await hand.press("q")
        assert not hand.app.is_running


@piloted
async def test_a_key_that_came_too_early_is_said_to_be_dropped() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        hand.send("enter", "a")
        await hand.quiet()
        assert (approved(scene), hand.on("not read yet; press it again")) == ([], True)


@pytest.mark.parametrize("opened", [False, True])
@piloted
async def test_an_edition_is_said_to_be_written_when_it_can_be_read(opened: bool) -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        seen: list[tuple[str, int]] = []
        draw = hand.app.draw

        def drawn_() -> None:
            draw()
            if "edition 2 is written" in hand.app.view.notice:
                seen.append(hand.app._face[1])

        hand.app.draw = drawn_  # type: ignore[method-assign]
        await hand.press(*(("enter", "e") if opened else ("e",)))
        assert (hand.on("edition 2 is written"), seen[0]) == (True, (scene.draft("Rina").id, 2))
        await hand.press("a")
        assert approved(scene) == [scene.draft("Rina").id]


# --- a search


async def _searching(hand: Hand, deed: str, typed: str, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    go, found, fitting = threading.Event(), Reading.found, Reading.fitting

    def slowly(reading: Reading, some: object, text: str) -> set[str]:
        assert go.wait(20)
        return (found if deed == "/" else fitting)(reading, some, text)  # type: ignore[arg-type]

    monkeypatch.setattr(Reading, "found", slowly)
    monkeypatch.setattr(Reading, "fitting", slowly)
    await hand.press(deed)
    hand.send(*typed, "enter")
    await hand.until(lambda: hand.app.view.narrowing)
    return go


@pytest.mark.parametrize(("deed", "typed"), [("/", "ongkir"), ("f", "stale")])
@piloted
async def test_while_a_search_is_under_way_keys_do_not_act_on_what_it_may_leave_out(
    deed: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        go = await _searching(hand, deed, typed, monkeypatch)
        hand.send("e", "a", "c", "r", "x", "j")
        await hand.until(lambda: hand.app.view.place == 1)
        go.set()
        await hand.quiet()
        view = hand.app.view
        assert view.cursor == view.order[0] == scene.draft("Aisyah" if deed == "/" else "Tom").id
        assert (scene.draft("Rina").edition, scene.draft("Rina").claim, approved(scene)) == (1, None, [])
        assert (view.prompt, view.question) == (None, None)


@piloted
async def test_the_first_that_was_found_has_the_cursor() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("G", "/")
        await hand.type("pesanan")
        assert hand.app.view.cursor == hand.app.view.order[0]


@piloted
async def test_a_draft_is_found_by_its_id_however_it_is_typed() -> None:
    scene = SCENE.again()
    id = scene.draft("Tom").id
    async with screens(scene) as hand:
        for typed in (id, id.lower(), id[:4].lower(), id[:4].upper()):
            await hand.press("/")
            await hand.type(typed)
            assert hand.app.view.order == [id], typed


# --- what is approved was on the screen


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
@pytest.mark.parametrize("keys", [("enter",), ("enter", "R"), ("enter", "d")])
@piloted
async def test_a_draft_behind_a_long_mail_is_shown_before_it_is_approved(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    scene = _long()
    async with screens(scene, size=size) as hand:
        hand.app.view.cursor = scene.draft("Zul").id
        await hand.press(*keys, "a")
        assert (approved(scene), hand.says("read it, then press a again"), hand.on("kami cek dan sampai")) == (
            [],
            True,
            True,
        )
        hand.app.controls._approved_at = float("-inf")
        await hand.press("a")
        assert approved(scene) == [scene.draft("Zul").id]


@piloted
async def test_an_edition_that_was_not_on_the_screen_is_not_approved_by_what_was_read_of_the_one_before() -> None:
    scene = _long()
    async with screens(scene) as hand:
        hand.app.view.cursor = scene.draft("Zul").id
        await hand.press("enter", "G")
        edit(scene, "Zul", "lina@toko.example", scene.draft("Zul").text.replace("besok", "lusa"))
        await hand.press("g")
        hand.app.poll()
        await hand.quiet()
        await hand.press("a")
        assert (approved(scene), hand.says("sampai lusa.")) == ([], True)


@piloted
async def test_the_list_shows_how_the_draft_begins() -> None:
    async with screens(SCENE.again()) as hand:
        assert hand.on('"Halo Rina, Terima kasih sudah')


def _long() -> Scene:
    scene = SCENE.again()
    scene.asks("Zul", "zul@cust.example", "Panjang", LONG, timedelta(hours=5))
    scene.drafted("Zul")
    return scene


# --- a page without a draft


@piloted
async def test_a_held_mail_names_what_lets_it_go_and_no_key_that_is_refused() -> None:
    scene = SCENE.again()
    one = scene.asks("Wati", "wati@cust.example", "Sudah dikirim?", "Halo?", timedelta(minutes=5))
    held = Task(
        "abc1", "support", "c", SendMail("m", "reply"), scene.now, scene.now, scene.now, one.id, "held",
        reason=Reason("draft_waits"),
    )  # fmt: skip
    scene.store.commit(Changes(tasks=(held,)))
    async with screens(scene) as hand:
        await hand.press("a", "G", "u")
        assert hand.on("Take back sari's approval of draft")
        await hand.press("escape")
        assert approved(scene) == [scene.draft("Rina").id]
        await hand.press("enter")
        assert hand.on("csmail outbox release abc1")
        assert not hand.on("a approve")
        assert not hand.on("e edit")


@piloted
async def test_only_a_question_about_sending_says_that_nothing_was_sent() -> None:
    async with screens(SCENE.again()) as hand:
        await hand.press("x")
        assert (hand.on("nothing was sent"), hand.on("nothing was changed")) == (False, True)


# --- leaving


@piloted
async def test_whoever_leaves_does_not_wait_for_what_only_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    monkeypatch.setattr(Reading, "opened", lambda *_: go.wait(60))
    async with screens(SCENE.again()) as hand:
        hand.send("enter")
        await hand.until(lambda: any(name.startswith("open/") for name in hand.app._wanted))
        hand.send("ctrl+c")
        await hand.until(lambda: not hand.app.is_running)
        assert all(one.daemon for one in threading.enumerate() if one.name in ("review", "review-list"))
    go.set()


@piloted
async def test_a_deed_is_not_held_up_by_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    go, scene = threading.Event(), SCENE.again()
    async with screens(scene) as hand:
        hand.app.job(("slow", ""), lambda: go.wait(20), lambda _: None)
        hand.send("a")
        await hand.until(lambda: bool(approved(scene)))
        assert not go.is_set()
        go.set()


def test_a_reader_does_one_thing_after_the_other_and_drops_what_was_not_begun() -> None:
    reader, began, go = Reader("review-test"), threading.Event(), threading.Event()

    def waits() -> int:
        began.set()
        assert go.wait(20)
        return 1

    first, second = reader.submit(waits), reader.submit(time.time)
    assert began.wait(20)
    reader.shutdown()
    go.set()
    assert first.result(20) == 1
    with pytest.raises(BaseException):  # noqa: B017, PT011
        second.result(20)
