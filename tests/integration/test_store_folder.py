"""The folder of a store is made where there is none, or it is said why it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmail.errors import StoreError
from csmail.stores import tinydb


def test_a_store_is_made_with_every_folder_above_it_for_us_alone(tmp_path: Path) -> None:
    tinydb.open(tinydb.Settings(path="deep/below/state"), tmp_path).close()
    assert (tmp_path / "deep/below/state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "deep/below/state/csmail.db").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as raised:
        tinydb.open(tinydb.Settings(path="file/state"), tmp_path)
    assert raised.value.message.startswith(f"cannot make the folder {tmp_path / 'file/state'}: ")
