"""A folder with a rules.yaml that a test can write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.config.schema import Config
from csmail.errors import ConfigurationError
from csmail.wording.problems import told as worded

DESK = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: memory}
"""

Written = Callable[[str], Path]
Told = Callable[[str], tuple[str, ...]]
Loaded = Callable[[str], Config]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes rules.yaml beside a folder with some templates; rules alone get a desk put before them."""
    (tmp_path / "templates").mkdir()
    for name in ("acknowledgement", "answer", "escalation", "forward", "refund-steps"):
        (tmp_path / "templates" / f"{name}.en.txt").write_text("Hello", encoding="utf-8")

    def write(text: str) -> Path:
        path = tmp_path / "rules.yaml"
        path.write_text(DESK + text if text.startswith("rules:") else text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def loaded(written: Written) -> Loaded:
    return lambda text: load(written(text))


@pytest.fixture
def told(written: Written, tmp_path: Path) -> Told:
    """The problems of a text, without the folder, which differs at each run."""

    def tell(text: str) -> tuple[str, ...]:
        with pytest.raises(ConfigurationError) as caught:
            load(written(text))
        assert caught.value.exit_code == 78
        return tuple(worded(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems)

    return tell
