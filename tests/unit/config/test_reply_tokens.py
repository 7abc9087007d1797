"""The option `reply_tokens` of a desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.errors import ConfigurationError
from csmail.wording.problems import told as worded

FILE = """\
desks:
  support:
    address: support@toko.example
    {more}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
"""


def written(folder: Path, more: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(FILE.format(more=more), encoding="utf-8")
    return path


def test_reply_tokens_are_off_unless_asked_for(tmp_path: Path) -> None:
    assert not load(written(tmp_path, "language: id")).desks["support"].desk.reply_tokens
    assert load(written(tmp_path, "reply_tokens: true")).desks["support"].desk.reply_tokens


def test_they_are_impossible_where_plus_addresses_are_not_ours(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(written(tmp_path, "reply_tokens: true\n    plus_addresses: false"))
    (problem,) = error.value.problems
    assert "rules.yaml:4:5: desks.support.reply_tokens: 'true' is impossible without `plus_addresses`" in worded(
        problem
    )
    assert (
        not load(written(tmp_path, "reply_tokens: false\n    plus_addresses: false")).desks["support"].desk.reply_tokens
    )
