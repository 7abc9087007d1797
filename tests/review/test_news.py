"""What others do to a draft is said, and what was said before of the same draft does not stay when it is not so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from csmail.desk.by_hand import draft_deeds, drafts
from csmail.desk.intake.poll import poll
from csmail.desk.mirror import visit
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.model.changes import Changes
from csmail.model.mirror import MAILPROGRAM
from csmail.model.reason import Reason
from csmail.model.task import Draft
from csmail.review.deeds import Deeds
from tests.review.pilot import Hand, Lent, approved, piloted, screens
from tests.review.scene import BUDI, LINA, SARI, Scene, drawn, edit
from tests.workspace import mail

SCENE = drawn()


def writes_again(scene: Scene) -> None:
    scene.deliver(mail(70, From="Rina <rina@cust.example>", Subject="Re: x", In_Reply_To="<m2@cust.example>"), "Halo?")
    poll(scene.place)


async def looked(hand: Hand) -> None:
    hand.app.poll()
    await hand.quiet()


@pytest.mark.parametrize("page", ["list", "letter", "elsewhere"])
@piloted
async def test_an_approval_that_the_customer_undid_is_not_said_to_stand(page: str) -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        if page == "letter":
            await hand.press("enter")
        await hand.press("a")
        assert hand.on("approved by sari: leaves at 09:06:30")
        if page == "elsewhere":
            await hand.press("j", "j", "enter")
        writes_again(scene)
        await looked(hand)
        assert hand.says("was pulled back: rina@cust.example wrote again")
        assert not hand.on("approved by sari: leaves at")


@piloted
async def test_an_approval_that_a_colleague_took_back_is_asked_about_there_and_said_here() -> None:
    scene = SCENE.again()
    async with screens(scene) as sari, screens(scene, BUDI) as budi:
        await sari.press("a")
        await looked(budi)
        await budi.press("u", "escape")
        assert (budi.on("nothing was changed"), scene.draft("Rina").state) == (True, "approved")
        await budi.press("u", "y")
        await looked(sari)
        assert sari.says("waits again: budi@toko.example took the approval back")
        assert not sari.on("leaves at")
        assert not budi.on("took the approval back")


@piloted
async def test_who_loses_a_draft_to_a_colleague_reads_it() -> None:
    scene = SCENE.again()
    async with screens(scene, LINA) as hand:
        await hand.press("c")
        assert hand.on("you have it until 09:34")
        draft_deeds.claim(scene.place, scene.draft("Rina").id, BUDI, take=True)
        await looked(hand)
        assert (hand.on("budi has taken it over from you"), hand.on("you have it until")) == (True, False)


@piloted
async def test_a_draft_that_leaves_is_said_to_have_left_and_a_rejected_one_by_whom() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("a", "j", "j", "j")
        scene.now += timedelta(minutes=3)
        poll(scene.place)
        await looked(hand)
        assert hand.on(f"draft {scene.draft('Rina').id} is sent now")
        drafts.reject(scene.place, scene.draft("Aisyah").id, BUDI)
        await looked(hand)
        assert hand.on("is rejected now, by budi")


@piloted
async def test_what_one_does_oneself_is_said_once() -> None:
    scene = SCENE.again()
    async with screens(scene) as hand:
        await hand.press("a")
        await looked(hand)
        assert hand.on("approved by sari: leaves at 09:06:30")
        await hand.press("u")
        await looked(hand)
        assert hand.app.view.notice == (f"taken back: draft {scene.draft('Rina').id} waits again",)
        await hand.press("c")
        await looked(hand)
        assert hand.on("you have it until 09:34")


# --- the look into the folder of drafts takes long: somebody else is faster meanwhile


@pytest.mark.parametrize(
    ("by", "said"), [("approves", "is approved already, by lina@toko.example"), ("edits", "is edition 2 by now")]
)
@piloted
async def test_the_loser_reads_who_was_faster(by: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = SCENE.again()

    def look(workspace: Workspace, draft: Draft) -> None:
        if by == "approves":
            drafts.approve(scene.place, draft.id, LINA)
        else:
            edit(scene, "Rina", LINA, draft.text.replace("besok", "lusa"))

    monkeypatch.setattr(visit, "look_first", look)
    async with screens(scene) as hand:
        await hand.press("enter", "a")
        assert (hand.on(said), hand.on("mail program")) == (True, False), hand.app.view.notice


@piloted
async def test_an_edition_of_a_mail_program_is_said_to_be_that(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = SCENE.again()

    def look(workspace: Workspace, draft: Draft) -> None:
        scene.store.commit(Changes(drafts=(replace(draft, author=MAILPROGRAM, edition=2),)))
        raise Conflict(Reason.of("edited_elsewhere", draft=draft.id))

    monkeypatch.setattr(visit, "look_first", look)
    async with screens(scene) as hand:
        await hand.press("enter", "a")
        assert (hand.on("mail program"), approved(scene)) == (True, [])


CHANGES: dict[str, Callable[[Deeds, str], object]] = {
    "edit": lambda deeds, id: deeds.edit(id),
    "insert": lambda deeds, id: deeds.insert(id, "ongkir"),
    "cite": lambda deeds, id: deeds.cite(id, "ongkir"),
    "revert": lambda deeds, id: deeds.revert(id, 1),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_changed_that_somebody_writes_on_in_a_mail_program(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, lent = SCENE.again(), Lent()

    def look(workspace: Workspace, draft: Draft) -> None:
        raise Conflict(Reason.of("edited_elsewhere", draft=draft.id))

    monkeypatch.setattr(visit, "look_first", look)
    draft = scene.draft("Rina")
    with pytest.raises(Conflict) as caught:
        CHANGES[change](Deeds(scene.place, SARI, lent), draft.id)
    assert (caught.value.reason.code, lent.opened) == ("edited_elsewhere", [])
    assert scene.draft("Rina") == draft


# --- what is on the pages


@piloted
async def test_a_mail_that_was_taken_back_is_not_read_as_said() -> None:
    scene = SCENE.again()
    draft = scene.draft("Rina")
    drafts.approve(scene.place, draft.id, SARI)
    draft_deeds.undo(scene.place, draft.id, SARI)
    scene.later(timedelta(minutes=1))
    drafts.approve(scene.place, draft.id, SARI)
    async with screens(scene) as hand:
        await hand.press("enter")
        assert (hand.on("has not left"), scene.draft("Rina").state) == (False, "approved")


@piloted
async def test_the_words_of_an_approved_draft_stand_there_once() -> None:
    scene = SCENE.again()
    async with screens(scene, size=(80, 60)) as hand:
        await hand.press("enter", "a")
        await hand.quiet()
        assert (hand.text.count("Pesanannya sudah kami cek"), hand.on("has not left")) == (1, False)


@piloted
async def test_what_was_asked_first_comes_first_where_nothing_is_promised() -> None:
    scene = SCENE.again()
    drafted = {}
    for clock, name in (("08:30", "Zeta"), ("08:20", "Yani"), ("08:25", "Xena")):
        scene.at(clock)
        one = scene.asks(name, f"{name.lower()}@cust.example", f"Tanya {name}", "Apa kabar?", timedelta(hours=5))
        scene.store.commit(Changes(conversations=(replace(one, turns=()),)))
    scene.at("09:04")
    for name in ("Zeta", "Yani", "Xena"):
        drafted[name] = scene.drafted(name).id
    async with screens(scene) as hand:
        order = [id for id in hand.app.view.order if id in drafted.values()]
        assert order == [drafted[name] for name in ("Yani", "Xena", "Zeta")]
