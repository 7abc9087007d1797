"""The screens of the drawn desk as text, one file each in `drawings/`."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from csmail.desk.by_hand import draft_deeds
from tests.review.pilot import screens
from tests.review.scene import BUDI, SARI, Scene, drawn

FOLDER = Path(__file__).parent / "drawings"
NARROW, WIDE = (80, 24), (140, 40)
PAGES: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "queue": (NARROW, ("j",)),
    "draft": (NARROW, ("j", "enter")),
    "people": (NARROW, ("j", "enter", "R")),
    "question": (NARROW, ("j", "j", "enter", "a")),
    "differences": (NARROW, ("j", "enter", "d")),
    "received": (NARROW, ("j", "enter", "v")),
    "keys": (NARROW, ("?",)),
    "too-small": ((72, 18), ()),
    "wide": (WIDE, ("j",)),
    "claimed": (WIDE, ("j", "a")),
    "columns-120": ((120, 30), ("j",)),
}
"""By name: the size of the terminal, and the keys that lead there."""


async def page(scene: Scene, name: str) -> str:
    """The words on that screen. Of the one that is claimed Budi looks on while Sari has it."""
    size, keys = PAGES[name]
    if name == "claimed":
        draft_deeds.claim(scene.place, scene.draft("Budi").id, SARI)
    async with screens(scene, BUDI if name == "claimed" else SARI, size) as hand:
        await hand.press(*keys)
        return "\n".join(f"|{row}|" for row in hand.rows) + "\n"


def read(name: str, language: str) -> str:
    return (FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8")


def write() -> None:
    scene = drawn()
    for language in ("en", "id"):
        os.environ["CSMAIL_LANG"] = language
        for name in PAGES:
            text = asyncio.run(page(scene.again(), name))
            (FOLDER / f"{name}.{language}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write()
