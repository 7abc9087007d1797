"""Every key of the table on a draft in every state: what the screen says, against the table beside this file."""

from __future__ import annotations

import asyncio

import pytest

from csmail.review.keys import DEEDS
from tests.review import matrix
from tests.review.matrix import FILE, KEYS, STATES

TABLE = [tuple(line.split(" | ", 2)) for line in FILE.read_text(encoding="utf-8").splitlines()]
BY_DAY = {"waiting": KEYS, "claimed by budi": (("a",), ("e",), ("T", "y")), "approved": (("a",), ("u",), ("c",))}
SCENE = matrix.prepared()


def check(state: str, keys: str, told: str) -> None:
    assert asyncio.run(matrix.cell(SCENE.again(), STATES[state], keys.split(" "))) == told


@pytest.mark.parametrize(
    ("state", "keys", "told"), [row for row in TABLE if tuple(row[1].split(" ")) in BY_DAY.get(row[0], ())]
)
def test_a_key_comes_to_what_the_table_says(state: str, keys: str, told: str) -> None:
    check(state, keys, told)


@pytest.mark.slow
@pytest.mark.parametrize(("state", "keys", "told"), TABLE)
def test_every_key_in_every_state_comes_to_what_the_table_says(state: str, keys: str, told: str) -> None:
    check(state, keys, told)


def test_the_table_has_every_state_with_every_key_and_every_deed_among_them() -> None:
    assert [(row[0], row[1]) for row in TABLE] == [(state, " ".join(keys)) for state in STATES for keys in KEYS]
    assert set(DEEDS) - {key for keys in KEYS for key in keys} == {"ctrl+z", "ctrl+c"}
