"""What `hours` may say, what it may not, and what the library tells of a country."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csmail.clocks import calendar
from csmail.config.hours import country
from csmail.config.load import load
from csmail.errors import ConfigurationError
from csmail.model.hours import Hours
from csmail.wording.problems import told as worded

DESK = """
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    mailbox: {kind: memory}
    transport: {kind: memory}
    hours: %s
store: {kind: memory}
"""


def read(folder: Path, written: str) -> Hours:
    (folder / "rules.yaml").write_text(DESK % written)
    return load(folder / "rules.yaml").desks["support"].desk.hours


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{mon: '09:00'}", "8:13: desks.support.hours.mon: '09:00' is no hours"),
        ("{mon: '09:00-09:00'}", "opens and closes at the same time"),
        ("{mon: '25:00-26:00'}", "25:00 is no time of day"),
        ("{mon: '09:00-24:30'}", "24:30 is no time of day"),
        ("{mon: '09:00-13:00, 12:00-17:00'}", "09:00-13:00 and 12:00-17:00 overlap"),
        ("{mon: '20:00-02:00, 22:00-06:00'}", "20:00-02:00 and 22:00-06:00 overlap"),
        ("{'mon,mon': '09:00-17:00'}", "mon is said twice: write it once"),
        ("{fri: '09:00-11:00', mon-fri: '09:00-17:00'}", "fri is said twice: write mon-thu and fri"),
        ("{monday: '09:00-17:00'}", "monday is no day"),
        ("{mon: '09:00-17:00', holiday: ID}", "did you mean 'holidays'"),
        ("{mon: '09:00-17:00', holidays: XX}", "XX is no country we know holidays of: ID, DE, DE-BY"),
        ("{mon: '09:00-17:00', holidays: DE-XX}", "DE-XX is no country"),
        ("{mon: '09:00-17:00', holidays: {joint_leave: false}}", "country is missing"),
        ("{mon: '09:00-17:00', holidays: {country: ID, except: [x]}}", "'x' is no date"),
        ("{mon: closed}", "the desk is never open"),
        ("{mon: '09:00-17:00', closed: [2026-02-30]}", "'2026-02-30' is no date"),
        ("{mon: '09:00-17:00', days: {2026-12: '09:00-12:00'}}", "'2026-12' is no date"),
        ("{mon: '09:00-17:00', ranges: {a: {to: 2027-01-01, mon: closed}}}", "from is missing"),
        ("{mon: '09:00-17:00', ranges: {a: {from: 2027-02-01, to: 2027-01-01, mon: closed}}}", "ends before it begins"),
        ("{mon: '09:00-17:00', ranges: {a: {from: 2027-01-01, to: 2027-02-01}}}", "the hours of its days"),
        ("[mon]", "expected always, or days with hours"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_its_remedy(tmp_path: Path, written: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, written)
    assert any(told in worded(problem) for problem in refused.value.problems), refused.value.problems


def test_two_ranges_that_say_one_weekday_of_one_date_are_a_mistake(tmp_path: Path) -> None:
    span = "{from: 2027-01-01, to: 2027-02-01, mon: closed}"
    with pytest.raises(ConfigurationError, match="one problem") as refused:
        read(tmp_path, f"{{mon: '09:00-17:00', ranges: {{a: {span}, b: {span}}}}}")
    assert "a and b overlap" in worded(refused.value.problems[0])


def test_a_day_stands_above_a_longer_closure(tmp_path: Path) -> None:
    longer = "closed: 2026-12-28..2026-12-31, days: {2026-12-30: '09:00-12:00'}"
    hours = read(tmp_path, f"{{mon-fri: 09.00–17.00, {longer}}}")
    kinds = [calendar(hours).day(date(2026, 12, on)).kind for on in (25, 28, 30)]
    assert kinds == ["week", "closed", "day"]


def test_nothing_written_means_always(tmp_path: Path) -> None:
    assert read(tmp_path, "always").always
    assert not read(tmp_path, "{mon-sun: '00:00-24:00', closed: 2026-12-25}").always


def test_the_countries_known_without_the_library_are_known_to_it() -> None:
    from holidays import list_supported_countries

    supported = list_supported_countries()
    for known in country.KNOWN:
        name, _, part = known.partition("-")
        assert name in supported
        assert not part or part in supported[name]


def test_the_library_tells_joint_leave_from_holidays_and_marks_what_is_estimated() -> None:
    days = country.days_off(("ID",)).of(2026)
    assert sum(day.joint_leave for day in days.values()) == 8, "the decree of 2026"
    assert days[date(2026, 12, 24)].joint_leave
    assert not days[date(2026, 12, 25)].joint_leave
    estimated = [day.name for day in country.days_off(("ID",)).of(2027).values() if day.estimated]
    assert len(estimated) == 3
    assert all("(perkiraan)" in name for name in estimated)


def test_a_year_whose_joint_leave_nobody_announced_is_told() -> None:
    assert country.unannounced(country.days_off(("ID", "DE")), 2028) == ("ID",)
    assert country.unannounced(country.days_off(("ID",)), 2026) == ()
    assert country.unannounced(country.days_off(("ID",), joint_leave=False), 2028) == ()


def test_naming_indonesia_does_not_load_the_library() -> None:
    import subprocess
    import sys

    asked = "import sys; from csmail.config.hours import country; country.days_off(('ID',)); assert country.known('ID')"
    done = subprocess.run([sys.executable, "-c", asked + "; assert 'holidays' not in sys.modules"], check=False)
    assert done.returncode == 0


def test_a_desk_that_closes_for_christmas_is_closed_then(tmp_path: Path) -> None:
    hours = read(tmp_path, "{mon-fri: '09:00-17:00', holidays: [ID, DE-BY]}")
    assert not calendar(hours).is_open(datetime(2026, 12, 25, 3, tzinfo=UTC))
    assert calendar(hours).is_open(datetime(2026, 12, 23, 3, tzinfo=UTC))
