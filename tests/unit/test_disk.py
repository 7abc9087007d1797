"""A new file is ours from its first moment, whatever stands in its place already."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csmail import disk

PLANTED: dict[str, Callable[[Path, Path], object]] = {
    "a file": lambda path, target: path.write_text("theirs"),
    "a link to a file": lambda path, target: path.symlink_to(target),
    "a link that leads nowhere": lambda path, target: path.symlink_to(target / "missing"),
    "a hard link": lambda path, target: path.hardlink_to(target),
    "a folder": lambda path, target: path.mkdir(),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
def test_what_stands_in_the_place_of_a_new_file_is_refused_and_kept(
    tmp_path: Path, plant: Callable[[Path, Path], object]
) -> None:
    path, target = tmp_path / "new", tmp_path / "target"
    target.write_text("kept")
    plant(path, target)
    with pytest.raises(FileExistsError):
        disk.make_new(path)
    assert target.read_text() == "kept"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["new", "target"]


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_new_file_is_never_wider_than_its_mode(tmp_path: Path, mode: int) -> None:
    old = os.umask(0)
    try:
        os.close(disk.make_new(tmp_path / "new", mode))
    finally:
        os.umask(old)
    assert (tmp_path / "new").stat().st_mode & 0o777 == mode


def test_a_file_a_folder_and_a_link_to_a_folder_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for path in (tmp_path / "file", tmp_path, tmp_path / "link"):
        disk.sync(path)
    assert synced == [(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino, tmp_path.stat().st_ino]
