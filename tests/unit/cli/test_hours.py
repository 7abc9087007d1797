"""`csmail hours`: the coming days, a due moment and the time between two, for people and for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.documents import hours_text
from csmail.cli.main import run

DESK = """\
  {name}:
    address: {name}@toko.example
    timezone: {zone}
    mailbox: {{kind: memory}}
    transport: {{kind: memory}}
    hours: {hours}
"""
SHOP = '{mon-fri: "09:00-17:00", sat: "09:00-13:00", holidays: ID}'
OFFICE = '{mon-fri: "09:00-17:00", holidays: ID}'
EVE = "2026-12-23T16:30+07:00"

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    def called(line: str, *hours: str, now: str = EVE, zone: str = "Asia/Jakarta", rest: str = "") -> Any:
        names = ("support", "care")
        desks = (DESK.format(name=name, zone=zone, hours=one) for name, one in zip(names, hours, strict=False))
        text = "desks:\n" + "".join(desks) + "store: {kind: memory}\n" + rest
        (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
        monkeypatch.setenv("CSMAIL_NOW", now)
        capsys.readouterr()
        code = run(line.format(folder=tmp_path).split())
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def test_the_coming_days_are_told_with_their_reasons(call: Call) -> None:
    code, said, _ = call("hours --days 6", OFFICE)
    assert code == 0
    assert said == (
        "support (Asia/Jakarta), now Wed 23 Dec 16:30, open until 17.00\n"
        "Thu 24 Dec   closed        joint leave: Cuti Bersama Hari Raya Natal\n"
        "Fri 25 Dec   closed        Hari Raya Natal\n"
        "Mon 28 Dec   09.00-17.00\n"
        "1d = 8h, 1w = 40h\n"
    )


def test_a_range_a_break_a_closed_date_and_an_own_date_are_told(call: Call) -> None:
    ranges = "ranges: {ramadan: {from: 2026-12-28, to: 2026-12-28, mon: '08:00-15:00'}}"
    more = f"closed: [2026-12-29], days: {{2026-12-30: '22:00-06:00'}}, {ranges}"
    _, said, _ = call("hours support --on 2026-12-24 --days 10", f'{{mon-fri: "08:00-12:00, 13:00-17:00", {more}}}')
    assert said.splitlines()[1:] == [
        "Thu 24 Dec   08.00-12.00, 13.00-17.00",
        "Fri 25 Dec   08.00-12.00, 13.00-17.00",
        "Mon 28 Dec   08.00-15.00   ramadan",
        "Tue 29 Dec   closed        a closed date",
        "Wed 30 Dec   22.00-06.00   hours of this date",
        "Thu 31 Dec   08.00-12.00, 13.00-17.00",
        "Fri 1 Jan    08.00-12.00, 13.00-17.00",
        "1d = 8h, 1w = 40h",
    ]


def test_an_estimated_holiday_says_so(call: Call) -> None:
    _, said, _ = call("hours --on 2027-01-01 --days 365", OFFICE)
    assert said.count("(perkiraan)") == 3
    _, written, _ = call("hours --on 2027-01-01 --days 365 --json", OFFICE)
    assert sum(day["estimated"] for day in json.loads(written)["days"]) == 3


@pytest.mark.parametrize(
    ("now", "hours", "state"),
    [
        ("2026-12-24T10:00+07:00", OFFICE, "now Thu 24 Dec 10:00, closed until Mon 28 Dec 09.00"),
        ("2026-12-23T08:00+07:00", OFFICE, "closed until 09.00"),
        ("2026-12-31T18:00+07:00", OFFICE, "closed until Mon 4 Jan 09.00"),
        ("2026-12-23T23:00+07:00", "{wed: '16:00-24:00'}", "open until 24.00"),
        ("2026-12-23T23:00+07:00", "{wed: '22:00-06:00'}", "open until Thu 24 Dec 06.00"),
        (EVE, "always", "always open\n1d = 24h, 1w = 168h"),
    ],
)
def test_the_first_line_says_until_when(call: Call, now: str, hours: str, state: str) -> None:
    assert state.partition("\n")[0] in call("hours", hours, now=now)[1].splitlines()[0]
    assert state.partition("\n")[2] in call("hours", hours, now=now)[1]


def test_today_stands_in_the_list_when_it_is_no_ordinary_day(call: Call) -> None:
    assert "\nThu 24 Dec   closed        joint leave" in call("hours", OFFICE, now="2026-12-24T10:00+07:00")[1]


def test_a_due_moment_is_told_a_line_a_shift(call: Call) -> None:
    code, said, _ = call("hours due 1d2h --from 2026-12-23T16:30", SHOP)
    assert code == 0
    assert said == (
        "support (Asia/Jakarta), from Wed 23 Dec 2026 16.30 WIB\n"
        "Wed 23 Dec   16.30-17.00  30m\n"
        "Sat 26 Dec   09.00-13.00  4h\n"
        "Mon 28 Dec   09.00-14.30  5h30m\n"
        "1d2h = 10h: due Mon 28 Dec 2026 14.30 WIB\n"
    )


def test_a_due_moment_for_programs(call: Call) -> None:
    _, said, _ = call("hours due 30m --json", OFFICE)
    document = json.loads(said)
    assert (document["due_at"], document["start"]) == ("2026-12-23T10:00:00Z", "2026-12-23T09:30:00Z")
    assert (document["open_time"], document["span"], document["timezone"]) == (1800, "30m", "Asia/Jakarta")
    assert document["shifts"] == [{"start": "2026-12-23T09:30:00Z", "end": "2026-12-23T10:00:00Z", "open_time": 1800.0}]


@pytest.mark.parametrize(
    ("line", "hours", "said"),
    [
        ("2026-12-23T16:30 2026-12-28T10:00", OFFICE, "Mon 28 Dec   09.00-10.00  1h\n1h30m open\n"),
        ("now 2026-12-23T16:30:05", OFFICE, "16.30-16.30.05  5s\n5s open\n"),
        ("2026-12-28 2026-12-23", OFFICE, "WIB\n0s open\n"),
        ("2026-12-23 2026-12-25", "always", "Wed 23 Dec   00.00- Fri 25 Dec 00.00  48h\n48h open\n"),
        ("2026-12-23 2026-12-24", "always", "00.00-24.00  24h\n24h open\n"),
        ("2026-12-23T09:00Z 2026-12-23T11:00Z", OFFICE, "16.00-17.00  1h\n1h open\n"),
    ],
)
def test_the_time_between_two_moments(call: Call, line: str, hours: str, said: str) -> None:
    assert call(f"hours between {line}", hours)[1].endswith(said)


def test_the_night_of_the_change_has_its_real_length(call: Call) -> None:
    night = "{mon-sun: '22:00-06:00'}"
    said = call("hours between 2026-10-24T12:00 2026-10-25T12:00", night, zone="Europe/Berlin")[1]
    assert "Sat 24 Oct 2026 12.00 CEST to Sun 25 Oct 2026 12.00 CET\n" in said
    assert "Sat 24 Oct   22.00-06.00  9h\n" in said


@pytest.mark.parametrize(
    ("line", "code", "told", "hint"),
    [
        ("hours", 2, "there are several desks: support, care", "csmail hours NAME"),
        ("hours due 1h", 2, "there are several desks", "--desk NAME"),
        ("hours cere", 66, "there is no desk 'cere'", "desks here: support, care"),
        ("hours between 2026-01-01 2026-01-02 --desk cere", 66, "there is no desk 'cere'", "support, care"),
        ("hours due soon --desk care", 2, "'soon' is no span of time: write it like 90s, 30m, 2h, 3d or 1h30m", ""),
        ("hours due 99999w --desk care", 2, "'99999w': that is more than ten years", ""),
        ("hours due 999999999d --desk care", 2, "999999999d", ""),
        ("hours due 1h --from yesterday --desk care", 2, "'yesterday' is not a date", "2026-07-01T09:00"),
        ("hours due 1h --from 0001-01-01 --desk care", 2, "'0001-01-01' is not a date", "2026-07-01"),
        ("hours between 2001-01-01 2026-01-02 --desk care", 2, "that is more than ten years", ""),
        ("hours care --on 2026-13-01", 2, "'2026-13-01' is no date: 2026-12-24", ""),
        ("hours due 1h --desk support", 69, "support is not open again within ten years", "csmail hours support"),
        ("hours due 1h --from 9999-12-31 --desk care", 69, "care is not open again", "csmail hours care"),
    ],
)
def test_what_goes_wrong_is_told_with_what_to_do(call: Call, line: str, code: int, told: str, hint: str) -> None:
    found, said, error = call(line, "{days: {2020-01-01: '09:00-10:00'}}", OFFICE)
    assert (found, said) == (code, "")
    assert told in error
    assert hint in error
    assert "Traceback" not in error


def test_a_desk_that_is_never_open_again_is_shown_and_refused(call: Call) -> None:
    code, said, _ = call("hours", "{days: {2020-01-01: '09:00-10:00'}}")
    assert (code, said.splitlines()[0].partition(", now")[2]) == (
        69,
        " Wed 23 Dec 16:30, not open again within ten years",
    )


def test_the_end_of_the_calendar_is_no_crash(call: Call) -> None:
    assert call("hours --on 9999-12-30", OFFICE)[0] == 0


def test_a_narrow_terminal_gets_shorter_lines(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hours_text, "terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    for line in ("hours", "hours due 3d", "hours between 2026-12-01 2027-01-02"):
        said = call(line, SHOP)[1]
        assert max(map(len, said.splitlines())) <= 60
    assert "             \n" not in said
    _, said, _ = call("hours", SHOP)
    assert "Thu 24 Dec   closed        joint leave: Cuti Bersama Hari\n             Raya Natal\n" in said


def test_csmail_now_that_is_not_a_moment_is_a_mistake_of_the_environment(call: Call) -> None:
    for wrong in ("tomorrow", "2026-12-23T16:30", "0001-01-01T00:00+07:00"):
        code, _, error = call("hours", OFFICE, now=wrong)
        assert code == 78
        assert "is not a moment" in error
        assert "2026-11-02T16:50+07:00" in error


def test_without_csmail_now_the_clock_of_the_machine_counts(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("hours", OFFICE, now="")[0] == 0
    assert os.environ["CSMAIL_NOW"] == ""


MAIL = "From: rina@cust.example\nTo: support@toko.example\nSubject: halo\nMessage-ID: <a@cust.example>\n\nHalo\n"
RULES = "rules: [{name: late, when: {hours: closed}, then: [{tag: [late]}]}]\n"


@pytest.mark.parametrize(("now", "hit"), [(EVE, False), ("2026-12-23T17:00+07:00", True)])
def test_a_rule_about_hours_is_explained_by_the_moment(call: Call, tmp_path: Path, now: str, hit: bool) -> None:
    (tmp_path / "mail.eml").write_text(MAIL, encoding="utf-8")
    _, said, error = call("rules explain {folder}/mail.eml --json", OFFICE, now=now, rest=RULES)
    (rule,) = json.loads(said)["rules"]
    assert (rule["hit"], rule["on"], rule["seen"]) == (hit, "hours", "closed" if hit else "open"), error


def findings(said: str) -> dict[str, Any]:
    return {one["code"]: one for one in json.loads(said)["findings"] if one["about"] == "support: hours"}


def test_check_says_when_a_desk_is_never_open_again(call: Call) -> None:
    code, said, _ = call("check --offline --json", "{days: {2020-01-01: '09:00-10:00'}}")
    found = findings(said)["never_open"]
    assert code == 78
    assert (found["words"], found["hint"]) == ("support is not open again within ten years", "csmail hours support")


def test_check_says_when_joint_leave_is_not_announced(call: Call) -> None:
    assert not findings(call("check --offline --json", OFFICE)[1])
    found = findings(call("check --offline --json", OFFICE, now="2027-06-01T09:00+07:00")[1])["joint_leave_unknown"]
    assert (found["state"], found["words"]) == ("note", "2028: joint leave of ID is not known yet")
