"""`csmail demo --desks two` as a process: an evening, a night and a morning, over real servers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_demo import run, sent


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    done = run("demo", "--desks", "two", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def did(shown: dict[str, Any], kind: str, subject: str) -> list[str]:
    found = [one for one in shown["arrived"] if one["kind"] == kind and one["subject"].startswith(subject)]
    return [deed["code"] for one in found for deed in one["deeds"]]


def test_what_is_left_at_closing_goes_to_care_and_what_is_not_urgent_stays(shown: dict[str, Any]) -> None:
    assert did(shown, "closing", "Gorden salah ukuran") == ["transferred"]
    assert did(shown, "closing", "Do you have") == []


def test_the_ladder_of_the_desk_that_serves_is_climbed(shown: dict[str, Any]) -> None:
    told = sent(shown, "shift@toko.example")
    assert len(told) == 1
    assert "Gorden" in told[0]["text"] or told[0]["attachments"]
    assert len(sent(shown, "owner@toko.example")) == 0


def test_at_night_the_urgent_is_served_by_care_before_it_is_acknowledged(shown: dict[str, Any]) -> None:
    codes = did(shown, "human", "Akun saya dibobol")
    assert codes.index("transferred") < codes.index("mail_queued")
    acknowledgement = sent(shown, "agus@rumah.example")[0]
    assert "support@toko.example" in acknowledgement["sender"]


def test_answers_leave_from_the_address_that_customers_wrote_to(shown: dict[str, Any]) -> None:
    for customer in ("rina@pelanggan.example", "agus@rumah.example", "james@northwind.example"):
        for mail in sent(shown, customer):
            assert "support@toko.example" in mail["sender"]
            assert mail["to"] == [customer]
            assert mail["cc"] == ""
    assert len(sent(shown, "rina@pelanggan.example")) == len(sent(shown, "agus@rumah.example")) == 2


def test_in_the_morning_the_office_gets_back_what_only_it_can_settle(shown: dict[str, Any]) -> None:
    assert did(shown, "opening", "Akun saya dibobol") == ["transferred"]
    assert did(shown, "opening", "Gorden salah ukuran") == []
    assert shown["problems"] == []


def test_for_people_it_reads_as_a_story() -> None:
    done = run("demo", "--desks", "two")
    assert done.returncode == 0, done.stderr
    for words in ("the office closes", "handed over to desk care", "the office opens", "handed over to desk service"):
        assert words in done.stdout


def test_init_writes_its_files(tmp_path: Path) -> None:
    done = run("init", str(tmp_path / "desks"), "--desks", "two")
    assert done.returncode == 0, done.stderr
    checked = run("rules", "check", "--config", str(tmp_path / "desks" / "rules.yaml"))
    assert checked.returncode == 0, checked.stderr
    assert "2 desks" in checked.stdout + checked.stderr
