"""Each screen of the drawn desk, in both languages, letter by letter against `drawings/`."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest

from csmail.review.line import cells
from tests.review import drawings
from tests.review.drawings import FOLDER, PAGES
from tests.review.scene import drawn

SCENE = drawn()


@pytest.mark.parametrize(("name", "language"), list(product(PAGES, ("en", "id"))))
def test_a_screen_is_as_it_is_drawn(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSMAIL_LANG", language)
    assert asyncio.run(drawings.page(SCENE.again(), name)) == drawings.read(name, language)


def test_a_drawing_is_as_wide_and_high_as_the_terminal_and_none_is_left_over() -> None:
    for name, language in product(PAGES, ("en", "id")):
        width, height = PAGES[name][0]
        rows = drawings.read(name, language).splitlines()
        assert (len(rows), {cells(row) for row in rows}) == (height, {width + 2}), (name, language)
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.{one}.txt" for name in PAGES for one in ("en", "id")}
