"""The example of two desks: a file without a remark, in which nothing is handed to and fro."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.config.schema import Config
from csmail.demo.two_desks import EXAMPLE, last_evening
from csmail.model.hours import Hours
from csmail.setup import starter
from tests import factories

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("SERVICE_PASSWORD", "x")
    monkeypatch.setenv("CARE_PASSWORD", "x")
    starter.write(tmp_path, starter.shipped(EXAMPLE))
    return load(tmp_path / "rules.yaml")


def test_it_is_read_without_a_remark(config: Config) -> None:
    assert config.warnings == ()
    service, care = (one.desk for one in config.desks.values())
    assert not service.hours.always
    assert care.hours.always
    assert service.served("care").escalation[0].step == "shift lead"
    assert service.served("care").address == "support@toko.example"


def test_what_is_shipped_is_the_file_in_the_folder_of_examples() -> None:
    written = (ROOT / "examples" / EXAMPLE / "rules.yaml").read_text(encoding="utf-8")
    assert starter.shipped(EXAMPLE)["rules.yaml"] == written
    assert starter.shipped(EXAMPLE).keys() == starter.shipped().keys()


def test_its_page_says_the_same_in_both_languages() -> None:
    page = (ROOT / "examples" / EXAMPLE / "README.md").read_text(encoding="utf-8")
    for word in ("Bahasa Indonesia", "English", "csmail demo --desks two", "csmail init my-desks --desks two"):
        assert word in page


@pytest.mark.parametrize("day", range(1, 15))
def test_the_demo_plays_an_evening_that_is_over_and_a_morning_on_which_the_office_opened(
    config: Config, day: int
) -> None:
    desk = config.desks["service"].desk
    before = datetime(2026, 11, day, 3, tzinfo=UTC)
    found = last_evening(desk, before)
    assert found + timedelta(hours=34) <= before
    assert found.weekday() < 4
    assert (found.hour, found.utcoffset()) == (0, timedelta(hours=7))


def test_a_desk_that_never_closes_has_an_evening_too() -> None:
    desk = factories.desk(hours=Hours("Asia/Jakarta"), timezone="Asia/Jakarta")
    assert last_evening(desk, factories.NOW).hour == 0
