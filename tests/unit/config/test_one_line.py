"""A `when` in one line: what fits, and where in it what is wrong stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.config.rules.one_line import condition
from csmail.desk.bulk.selection import statuses
from csmail.errors import UsageError
from tests.factories import conversation, message, situation

LATE = situation(conversation=conversation(tags=frozenset({"late"})), message=message(subject="Paket terlambat"))


@pytest.mark.parametrize(
    "written",
    ["tagged: late", "tagged: late, status: open", "{tagged: [x, late]}", "any: [{tagged: x}, {subject: terlambat}]",
     "not: {tagged: x}", "subject: {regex: 'pak.t'}", "tagged: late,"],
)  # fmt: skip
def test_it_is_read_as_in_a_file(written: str) -> None:
    assert condition(written, ["support"]).check(LATE).hit


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("tagd: late", "--where:1:1: tagd is no condition (did you mean tagged?)"),
        ("tagged: late, txt: x", "--where:1:15: txt is no condition (did you mean text?)"),
        ("status: opn", "--where:1:1: unknown word 'opn', did you mean 'open'?"),
        ("tagged: [late", "--where:1:"),
        ("late", "--where:1:"),
        ("", "--where is empty"),
        ("  ", "--where is empty"),
        ("desk: cere", "--where:1:1: "),
    ],
)
def test_what_is_wrong_is_told_with_its_place(written: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        condition(written, ["support"])
    assert said in caught.value.message
    assert caught.value.exit_code == 2


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_told(written: str) -> None:
    told: list[UsageError] = []
    try:
        condition(written, ["support"]).check(LATE)
    except UsageError as error:
        told.append(error)
    assert all(error.message.startswith("--where") and error.said("id") for error in told)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("tagged: late", set()),
        ("status: closed", {"closed"}),
        ("tagged: x, status: [open, closed]", {"open", "closed"}),
        ("any: [{status: spam}, {tagged: x}]", {"spam"}),
        ("not: {status: spam}", set()),
    ],
)
def test_the_statuses_that_it_names_are_those_it_asks_for(written: str, named: set[str]) -> None:
    assert statuses(condition(written, ["support"])) == named
