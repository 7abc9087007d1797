"""Secrets are had from where the reference says, or the refusal says why not, without the secret in it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from csmail import secret
from csmail.errors import LoginRefused
from csmail.reason import BadValue
from csmail.secret import Secret

PRINT = "import sys; sys.stdout.write('canary\\nsecond line')"


def refusal(of: Secret) -> str:
    with pytest.raises(LoginRefused) as raised:
        of.reveal("desks.support.mailbox")
    return raised.value.message


def test_a_variable_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_SECRET", "canary\n")
    assert Secret(env="SHOP_SECRET").reveal("mailbox") == "canary"


def test_a_program_we_start_is_not_given_the_variables_that_hold_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_SECRET", "canary")
    Secret(env="SHOP_SECRET")
    assert "SHOP_SECRET" not in secret.environment()
    asked = Secret(command=(sys.executable, "-c", "import os; print(os.environ.get('SHOP_SECRET', 'not told'))"))
    assert asked.reveal("mailbox") == "not told"


def test_the_first_line_that_a_command_prints_is_it() -> None:
    assert Secret(command=(sys.executable, "-c", PRINT)).reveal("mailbox") == "canary"


def test_the_first_line_of_a_file_is_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary\r\nsecond line\n")
    assert Secret(file=str(tmp_path / "secret")).reveal("mailbox") == "canary"


def test_a_keyring_is_asked_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {("csmail", "shop"): "canary"}
    ring = SimpleNamespace(get_password=lambda service, name: known.get((service, name)))
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert Secret(keyring="shop").reveal("mailbox") == "canary"
    assert refusal(Secret(keyring="shed")) == "desks.support.mailbox: the secret from keyring entry shed is empty"


def test_without_the_keyring_library_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "keyring entry shop: ModuleNotFoundError" in refusal(Secret(keyring="shop"))


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("import sys; print('canary'); sys.exit(3)", "ended with 3"),
        ("pass", "is empty"),
    ],
)
def test_a_command_that_fails_or_is_silent_refuses_without_what_it_said(script: str, why: str) -> None:
    said = refusal(Secret(command=(sys.executable, "-c", script)))
    assert said.startswith("desks.support.mailbox: ")
    assert why in said
    assert "canary" not in said


def test_a_command_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "COMMAND_SECONDS", 0.2)
    hanging = Secret(command=(sys.executable, "-c", "import signal; signal.pause()"))
    assert "took longer than" in refusal(hanging)


def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SHOP_SECRET", raising=False)
    assert "environment variable SHOP_SECRET is not set" in refusal(Secret(env="SHOP_SECRET"))
    assert f"cannot read file {tmp_path / 'none'}" in refusal(Secret(file=str(tmp_path / "none")))
    assert f"command {tmp_path / 'none'}: No such file" in refusal(Secret(command=(str(tmp_path / "none"),)))


def test_exactly_one_way_is_given() -> None:
    for ways in ({}, {"env": "A", "file": "b"}):
        with pytest.raises(BadValue, match="secret_ways"):
            Secret(**ways)
