"""`csmail config show` tells what a file comes to: defaults filled in, secrets never."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from csmail.cli import main
from csmail.config.docs.understood import understood
from csmail.config.load import load
from csmail.setup import starter

SECRETS = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: imap, host: imap.toko.example, username: s, password: {command: [echo, hunter2]}}
    transport: {kind: smtp, host: smtp.toko.example, tls: starttls, username: s, password: {env: TOKO_SECRET}}
    promises: {first_response: 30m}
"""


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    starter.write(tmp_path, starter.shipped())
    return tmp_path / "rules.yaml"


def test_what_the_file_leaves_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(SECRETS)
    said = understood(load(tmp_path / "rules.yaml"))
    desk = said["desks"]["support"]
    assert (desk["mailbox"]["port"], desk["transport"]["port"]) == (993, 587)
    assert desk["promises"]["first_response"] == "30m"
    assert desk["acknowledge"]["per_sender"] == 3
    assert (said["store"]["kind"], said["schedule"]["poll"]) == ("tinydb", "1m")


def test_every_rule_is_told_with_what_may_be_left_out(shipped: Path) -> None:
    config = load(shipped)
    rules = understood(config)["rules"]
    assert [one["name"] for one in rules] == [one.name for one in config.rules]
    assert all({"on", "stop", "then"} <= set(one) for one in rules)


def test_no_secret_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TOKO_SECRET", "hunter3")
    (tmp_path / "rules.yaml").write_text(SECRETS)
    for more in ([], ["--json"]):
        assert main.run(["--config", str(tmp_path / "rules.yaml"), "config", "show", *more]) == 0
        shown = capsys.readouterr().out
        assert "hunter" not in shown
        assert "TOKO_SECRET" in shown


def test_the_yaml_and_the_json_say_the_same(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main.run(["--config", str(shipped), "config"])
    text = capsys.readouterr().out
    main.run(["--config", str(shipped), "config", "show", "--json"])
    assert YAML(typ="safe").load(text) == json.loads(capsys.readouterr().out)["configuration"]


def test_a_file_with_a_mistake_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rules.yaml").write_text(SECRETS + "    hours: {montag: '09:00-17:00'}\n")
    assert main.run(["--config", str(tmp_path / "rules.yaml"), "config", "show"]) == 78
    assert "montag" in capsys.readouterr().err
