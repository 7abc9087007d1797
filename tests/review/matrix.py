"""Every key of the table on a draft in every state: what the screen says then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from csmail.desk.by_hand import draft_deeds
from csmail.review.app import ReviewApp
from csmail.review.canvas import Canvas
from tests.review.pilot import Hand, screens
from tests.review.scene import BUDI, LINA, SARI, Scene, drawn, edit

FILE = Path(__file__).parent / "matrix.txt"
STATES = {
    "waiting": "Rina", "one of two": "Budi", "stale": "Tom", "gaps": "Aisyah", "claimed by budi": "toko@mitra.example",
    "approved": "Dewi", "claimed by me": "Mia", "rude": "Umar", "own of two": "Nina",
}  # fmt: skip
KEYS: tuple[tuple[str, ...], ...] = (
    ("j",), ("k",), ("G",), ("g",), ("pagedown",), ("pageup",), ("n",), ("p",), ("escape",), ("q",), ("R",), ("d",),
    ("[",), ("]",), ("K",), ("K", "enter"), ("v",), ("?",), ("y",), ("/",), ("f",), ("a",), ("a", "y"), ("a", "escape"),
    ("s", "o", "p", "e", "n", "enter"), ("s", "x", "enter"), ("u",), ("e",), ("r", "n", "o", "enter"), ("r", "escape"),
    ("c",), ("T",), ("T", "y"), ("m", "h", "i", "enter"), ("m", "enter"), ("N", "h", "i", "enter"), ("i",),
    ("i", "enter"), ("t", "v", "i", "p", "enter"), ("x",), ("x", "y"), ("d", "v"), ("z",), ("enter",),
)  # fmt: skip


def prepared() -> Scene:
    """The drawn desk and three more: claimed by Sari, rude, written by Sari where two are wanted."""
    scene = drawn()
    from datetime import timedelta

    scene.at("09:01")
    for name in ("Mia", "Umar", "Nina"):
        scene.asks(name, f"{name.lower()}@cust.example", f"Tanya {name}", "Apa kabar pesanan saya?", timedelta(hours=5))
        scene.drafted(name)
    draft_deeds.claim(scene.place, scene.draft("Mia").id, SARI)
    edit(scene, "Umar", LINA, "Halo Umar,\n\nTerima kasih. Salah anda sendiri.\n\nSalam hangat,\nToko Melati\n")
    from csmail.desk.by_hand.act import act
    from tests.workspace import asked

    act(scene.place, scene.ids["Nina"], asked("tag", tags=("refund",)), BUDI)
    edit(scene, "Nina", SARI, "Halo Nina,\n\nTerima kasih, uangnya kembali besok.\n\nSalam hangat,\nToko Melati\n")
    scene.at("09:04")
    return scene


async def cell(scene: Scene, name: str, keys: Sequence[str]) -> str:
    """What these keys come to on the draft of `name`, opened."""
    async with screens(scene) as hand:
        hand.app.view.cursor = scene.draft(name).id
        await hand.press("enter")
        await hand.press(*keys)
        return outcome(hand)


def outcome(hand: Hand) -> str:
    """What is asked, typed into, said, else which page it is."""
    app: ReviewApp = hand.app
    view = app.view
    if view.prompt is not None:
        return f"types: {view.prompt.label}"
    if view.question is not None:
        return f"asks: {view.question.title} {' / '.join(view.question.lines)} [{view.question.yes}]"
    if not app.is_running:
        return "ends"
    title = " ".join(app.query_one(Canvas).words[0].split())
    return f"says: {' / '.join(view.notice)}" if view.notice else f"shows: {title}"


def lines(scene: Scene) -> Iterator[str]:
    """The whole table."""
    for state, name in STATES.items():
        for keys in KEYS:
            told = asyncio.run(cell(scene.again(), name, keys))
            yield f"{state} | {' '.join(keys)} | {told}"


if __name__ == "__main__":
    FILE.write_text("\n".join(lines(prepared())) + "\n", encoding="utf-8")
