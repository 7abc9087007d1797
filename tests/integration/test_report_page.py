"""The page of a report, looked at in a real browser: it fits, it draws, it fetches nothing, nothing in it runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from csmail.reports.page import page
from tests.servers.browser import Browser
from tests.unit.reports.test_words import told

WIDTHS = [360, 1280]
LANGUAGES = ["id", "en"]
LONG = "pengembalian-dana-karena-barang-tidak-sampai-dalam-waktu-yang-dijanjikan-oleh-kurir-" * 2
HOSTILE = [
    "<script>document.title='ran'</script>",
    '"><img src=http://evil.example/x.png onerror="document.title=\'ran\'">',
    "<style>@import url(http://evil.example/x.css)</style><link rel=stylesheet href=http://evil.example/y.css>",
    "</style><iframe src=http://evil.example/></iframe><svg onload=\"document.title='ran'\">",
]


def written(folder: Path, language: str = "en", tag: str = "refund") -> Path:
    file = folder / "report.html"
    file.write_text(
        page((told(tag=tag), told(tag=tag)), language, datetime(2026, 11, 16, tzinfo=UTC)), encoding="utf-8"
    )
    return file


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tag", ["refund", LONG])
def test_the_page_fits_a_telephone_and_a_screen(
    browser: Browser,
    tmp_path: Path,
    width: int,
    language: str,
    tag: str,
) -> None:
    browser.open(written(tmp_path, language, tag), width)
    assert browser.tell("innerWidth") == width
    assert browser.tell("document.documentElement.scrollWidth") <= width
    every = "[...document.querySelectorAll('td, th, svg, h1, h2, p')]"
    beyond = "one => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > one.clientWidth + 1"
    assert browser.tell(f"{every}.filter({beyond}).map(one => one.textContent)") == []
    assert browser.tell("document.querySelector('h1').getBoundingClientRect().height") > 10, "no letters are drawn"


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_are_drawn_as_high_as_their_numbers(browser: Browser, tmp_path: Path, width: int) -> None:
    browser.open(written(tmp_path), width)
    drawn = browser.tell(
        "[...document.querySelectorAll('svg.bars')].map(one => [one.getBoundingClientRect().width, "
        "one.getBoundingClientRect().height, getComputedStyle(one).fill, "
        "[...one.querySelectorAll('rect')].map(bar => bar.getBoundingClientRect().height)])"
    )
    assert len(drawn) == 2, "one for each desk"
    for wide, high, fill, bars in drawn:
        assert 50 < wide <= width
        assert high > 20
        assert fill not in ("none", "rgb(255, 255, 255)")
        assert len(bars) == 7
        assert max(bars) == high
        assert [bar > 0 for bar in bars] == [True, False, True, False, False, False, False]


@pytest.mark.parametrize("tag", HOSTILE)
def test_nothing_is_fetched_and_nothing_runs_whatever_customers_wrote(
    browser: Browser,
    tmp_path: Path,
    tag: str,
) -> None:
    file = written(tmp_path, tag=tag)
    browser.open(file, 1280)
    assert browser.fetched == [file.resolve().as_uri()]
    assert browser.tell("document.title") == "Report of support, support"
    assert browser.tell("document.scripts.length + document.querySelectorAll('img, iframe, link').length") == 0
    assert browser.tell("document.body.textContent").count(tag.strip()) >= 2, "its words stand there, as words"


def test_the_policy_of_the_page_would_stop_what_slipped_through(browser: Browser, tmp_path: Path) -> None:
    file = written(tmp_path)
    slipped = "<script>document.title='ran'</script><img src=http://evil.example/x.png></body>"
    file.write_text(file.read_text(encoding="utf-8").replace("</body>", slipped), encoding="utf-8")
    browser.open(file, 1280)
    assert browser.tell("document.title") != "ran"
    blocked = [event for event in browser.events if event.get("method") == "Log.entryAdded"]
    assert len(blocked) >= 2


def test_the_look_sees_what_a_page_fetches_runs_and_lets_hang_over(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "bad.html"
    file.write_text(
        "<!doctype html><meta name=viewport content='width=device-width'><p style='width: 2000px'>x</p>"
        "<img src=http://evil.example/x.png><script>document.title='ran'</script>"
    )
    browser.open(file, 360)
    assert "http://evil.example/x.png" in browser.fetched
    assert browser.tell("document.title") == "ran"
    assert browser.tell("document.documentElement.scrollWidth") > 360
