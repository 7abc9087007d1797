"""What may be written behind `--where`, and what is said of the rest."""

import re
import time
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.cli.commands.conversations import listed
from csmail.cli.input.where import condition, conditions
from csmail.errors import UsageError
from csmail.model.conversation import Conversation
from csmail.model.query import Among, Between, Condition, Contains, Empty, fields_of
from csmail.model.task import Draft, Task

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", getattr(request, "param", "Asia/Jakarta"))
        time.tzset()
        yield
    time.tzset()


def read(written: str, noun: type = Conversation) -> Condition:
    return condition(written, noun, NOW)


def said_of(written: str, noun: type = Conversation) -> str:
    """What becomes of it: a condition, or what is said to whoever typed it."""
    try:
        return repr(read(written, noun).test)
    except UsageError as error:
        return error.hint and error.message


@pytest.mark.parametrize(
    ("written", "test", "negated"),
    [
        ("status=open", Among(frozenset({"open"})), False),
        ("  status  !=  open ", Among(frozenset({"open"})), True),
        ("status = OPEN", Among(frozenset({"open"})), False),
        ("priority in high,urgent", Among(frozenset({"high", "urgent"})), False),
        ("priority not  in high, urgent", Among(frozenset({"high", "urgent"})), True),
        ("priority>normal", Among(frozenset({"high", "urgent"})), False),
        ("priority<low", Among(frozenset()), False),
        ("tags:refund", Among(frozenset({"refund"})), False),
        ("tags!:refund", Among(frozenset({"refund"})), True),
        ("subject=a=b, c", Among(frozenset({"a=b, c"})), False),
        ("subject~in transit", Contains("in transit"), False),
        ("customer~@GMail.com", Contains("@gmail.com"), False),
        ("customer=Jane@Cust.Example.", Among(frozenset({"jane@cust.example"})), False),
        ("assignee=", Empty(), False),
        ("assignee!=", Empty(), True),
        ("backlog=yes", Empty(), True),
        ("backlog!=yes", Empty(), False),
        ("backlog=no", Empty(), False),
    ],
)
def test_a_condition_is_read(written: str, test: object, negated: bool) -> None:
    found = read(written)
    assert (found.test, found.negated) == (test, negated)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    ("written", "first", "end"),
    [
        ("opened_at<2026-07-06", None, utc(2026, 7, 5, 17)),
        ("opened_at<=2026-07-06", None, utc(2026, 7, 6, 17)),
        ("opened_at>2026-07-06", utc(2026, 7, 6, 17), None),
        ("opened_at>=2026-07-06", utc(2026, 7, 5, 17), None),
        ("opened_at=2026-07-06", utc(2026, 7, 5, 17), utc(2026, 7, 6, 17)),
        ("opened_at=today", utc(2026, 7, 5, 17), utc(2026, 7, 6, 17)),
        ("opened_at=yesterday", utc(2026, 7, 4, 17), utc(2026, 7, 5, 17)),
        ("opened_at=2026-07-06T09:30", utc(2026, 7, 6, 2, 30), utc(2026, 7, 6, 2, 31)),
        ("opened_at>2026-07-06T09:30:15", utc(2026, 7, 6, 2, 30, 16), None),
        ("opened_at<2026-07-06T09:30:15+00:00", None, utc(2026, 7, 6, 9, 30, 15)),
        ("opened_at<2d ago", None, NOW - timedelta(days=2)),
        ("opened_at>=1h30m ago", NOW - timedelta(minutes=90), None),
    ],
)
def test_a_moment_reaches_as_far_as_it_is_written(written: str, first: datetime | None, end: datetime | None) -> None:
    assert read(written).test == Between(first, end)


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York"], indirect=True)
@pytest.mark.parametrize("written", ["<=9999-12-31", "=0001-01-01", "=9999-12-31T23:59", ">=0001-01-01"])
def test_the_ends_of_the_calendar_are_moments_or_no_date(written: str) -> None:
    assert re.search("Between|is not a date", said_of(f"opened_at{written}"))


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("zone", ["Europe/Berlin"], indirect=True)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is() -> None:
    assert read("opened_at=2026-03-29").test == Between(utc(2026, 3, 28, 23), utc(2026, 3, 29, 22))


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ("stauts=open", "there is no field 'stauts'", "did you mean 'status'?"),
        ("colour=red", "there is no field 'colour'", "fields: acknowledged_at, answered_at"),
        ("status=opne", "there is no status 'opne'", "one of open, waiting, closed, spam"),
        ("priority in high,huge", "there is no priority 'huge'", "one of low, normal, high, urgent"),
        ("status<closed", "status has no order", "status takes ="),
        ("tags=refund", "tags = cannot be asked: it is a list", "tags takes :, !:"),
        ("subject<b", "subject < cannot be asked: it is a text", "subject takes ="),
        ("last_in_at~2026", "last_in_at ~ cannot be asked: it is a moment", "last_in_at takes ="),
        ("last_in_at<2026-13-01", "'2026-13-01' is not a date", "2026-07-01"),
        ("last_in_at<soon", "'soon' is not a date", "2026-07-01"),
        ("last_in_at<soon ago", "'soon ago' is not a date or time", "2d ago"),
        ("last_in_at<99999999w ago", "is not a date or time", "2d ago"),
        ("last_in_at<", "lacks a value", "write it like"),
        ("subject~", "lacks a value", "write it like"),
        ("backlog=maybe", "backlog is yes or no, not 'maybe'", "backlog=yes"),
        ("status", "'status' is not a condition", "write it like status=open"),
        ("=open", "'=open' is not a condition", "write it like"),
        ("", "'' is not a condition", "write it like"),
        ("status isopen", "'status isopen' is not a condition", "write it like"),
        ("x" * 500, "x' is not a condition", "write it like"),
    ],
)
def test_what_is_wrong_with_a_condition_is_said_exactly(written: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        read(written)
    assert said in raised.value.message
    assert hint in raised.value.hint
    assert len(raised.value.message) < 200


@given(st.text(max_size=60) | st.from_regex(r"\A(status|tags|opened_at|backlog|customer) ?(=|!=|<|:|~| in ).{0,20}"))
def test_whatever_is_typed_is_a_condition_or_a_usage_error(written: str) -> None:
    assert all(said_of(written, noun) for noun in (Conversation, Draft, Task))


@pytest.mark.parametrize("noun", [Conversation, Draft, Task])
def test_every_member_that_is_text_choice_list_moment_or_flag_can_be_asked_for(noun: type) -> None:
    left_out = {"version", "escalations", "turns", "audience", "work", "deliveries", "attempt", "waited"}
    left_out |= {"promises", "promise", "edges", "surveys", "reminders", "reminded", "inquiries", "follow_ups"}
    left_out |= {"edition", "editions", "claim", "comments", "approvals", "assisted"}
    assert set(fields_of(noun)) == {one.name for one in fields(noun)} - left_out


def test_several_conditions_are_read_in_their_order() -> None:
    found = conditions(["status=open", "tags:refund"], Conversation, NOW)
    assert [one.field.name for one in found] == ["status", "tags"]


def test_every_example_in_the_help_of_the_list_is_a_condition() -> None:
    said = listed.__doc__ or ""
    examples = [
        one.strip().replace("'", "") for line in said.split("\n\n")[2:] for one in line.split("(")[0].split(", ")
    ]  # fmt: skip
    assert len(examples) >= 10
    assert all(isinstance(read(one), Condition) for one in examples)
