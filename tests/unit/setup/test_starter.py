"""What `csmail init` writes, and what it never overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmail.errors import UsageError
from csmail.setup import starter


def test_the_shipped_files_are_the_rules_and_the_templates() -> None:
    texts = starter.shipped()
    assert texts["rules.yaml"].startswith("# A desk for support mail")
    assert "templates/acknowledgement.id.txt" in texts
    assert all(name == "rules.yaml" or name.startswith("templates/") for name in texts)


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    written = starter.write(tmp_path / "a" / "b", {"rules.yaml": "x", "templates/t.en.txt": "y"})
    assert [path.read_text(encoding="utf-8") for path in written] == ["x", "y"]


def test_nothing_is_written_when_one_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"rules\.yaml is there already"):
        starter.write(tmp_path, {"a.txt": "x", "rules.yaml": "theirs"})
    assert (tmp_path / "rules.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "a.txt").exists()


def test_a_dangling_link_is_no_free_place(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError):
        starter.write(tmp_path, {"rules.yaml": "x"})
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        starter.write(tmp_path / "desk", {"templates/t.en.txt": "x"})
