"""Where something optional is missing, the command that installs it works as it is shown."""

from __future__ import annotations

import json
import shlex
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from csmail.extras import installing


def installed_from(said: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = SimpleNamespace(read_text=lambda name: said)
    monkeypatch.setattr(metadata, "distribution", lambda name: found)


def test_a_folder_is_named_as_pip_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "csmail of Sari"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    installed_from(json.dumps({"url": folder.as_uri(), "dir_info": {}}), monkeypatch)
    assert shlex.split(installing("demo"))[-1] == f"{folder}[demo]"


@pytest.mark.parametrize(
    "said", [None, "", "not JSON", "[]", '{"url": "file:///gone/away"}', '{"url": "https://x.example/c.whl"}']
)
def test_else_the_registry_is(said: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    installed_from(said, monkeypatch)
    assert shlex.split(installing("demo"))[-1] == "csmail[demo]"


def test_it_is_the_pip_of_this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert installing("demo").startswith("pip install ")
    monkeypatch.setenv("PATH", "/nowhere")
    assert shlex.split(installing("demo"))[:3] == [sys.executable, "-m", "pip"]
