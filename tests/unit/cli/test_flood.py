"""What a person sees of a flood: one line a cause, known customers first, who waits untold in each verdict."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.main import run
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.hold import BREAKER_OPEN, CODES, DOMAIN_LIMITED, RATE_LIMITED
from csmail.model.reason import Reason
from csmail.model.task import Mail, SendMail, Task
from csmail.stores import tinydb
from csmail.stores.shared import codec
from csmail.wording import reasons
from tests.factories import conversation

RULES = """
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: folder, path: outgoing}
    acknowledge: {per_hour: 8, reserve: 4}
store: {kind: tinydb, path: state}
"""
Call = Callable[..., Any]
NOW = datetime.now(UTC)
EARLIER = NOW - timedelta(minutes=10)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """A command's document, or its lines without --json; `code` is how it should end."""
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "templates").mkdir()

    def ask(line: str, code: int = 0) -> Any:
        ended = run([*line.split(), "--config", str(tmp_path / "rules.yaml")])
        said = capsys.readouterr()
        assert ended == code, said
        return json.loads(said.out) if "--json" in line and code != 2 else said.out + said.err

    return ask


def held(number: int, code: str, **changes: Any) -> Task:
    work = SendMail(f"m{number}", "acknowledgement")
    base = Task(f"{number:032}", "support", f"c{number}", work, EARLIER, EARLIER, EARLIER, f"C{number:05}", "held")
    return replace(base, reason=Reason(code), **changes)


def wrote(number: int, **changes: Any) -> Conversation:
    customer = Address(f"a{number}@d{number}.example")
    at = EARLIER + timedelta(seconds=number)
    base = conversation(id=f"C{number:05}", customer=customer, opened_at=at, changed_at=at, last_in_at=at)
    return replace(base, **changes)


def flooded(folder: Path, count: int, code: str = BREAKER_OPEN, *more: Conversation) -> None:
    store = tinydb.open(tinydb.Settings(), folder)
    mails = tuple(
        Mail(f"m{n}", f"<m{n}@toko.example>", "", (f"a{n}@d{n}.example",), "Subject: x\r\n\r\nx") for n in range(count)
    )
    tasks = tuple(held(n, code, created_at=EARLIER + timedelta(seconds=n)) for n in range(count))
    conversations = (*(wrote(n, priority="urgent") for n in range(count)), *more)
    store.commit(Changes(conversations=conversations, mails=mails, tasks=tasks))
    store.close()


def test_the_known_customer_and_what_asks_for_a_person_stand_before_the_flood(call: Call, tmp_path: Path) -> None:
    jane = Address("jane@cust.example", "Jane Roe")
    before = conversation(id="OLD001", customer=jane, status="closed", answered_at=EARLIER)
    waits = conversation(id="NEW001", customer=jane, changed_at=NOW, last_in_at=NOW)
    asks = conversation(id="ASK001", customer=Address("joe@x.example"), needs=(Reason("look"),), changed_at=NOW)
    flooded(tmp_path, 60, BREAKER_OPEN, before, waits, asks)
    document = call("todo --json")
    first, second, third, *crowd = document["todo"]
    assert (first["cause"], first["command"]) == (BREAKER_OPEN, "csmail outbox release --cause breaker_open --dry-run")
    assert "60 held" in first["why"]
    assert {second["conversation"], third["conversation"]} == {"NEW001", "ASK001"}
    assert {one["conversation"]: one["known"] for one in (second, third)} == {"NEW001": True, "ASK001": False}
    assert len(crowd) == 60
    some = call("todo --json --limit 3")
    assert (some["todo"], some["left_out"]) == ([first, second, third], 60)
    assert "the first 2 of 63; more with --limit" in call("todo --limit 2")


@pytest.mark.parametrize("code", [RATE_LIMITED, DOMAIN_LIMITED])
def test_what_one_limit_holds_is_one_line_unless_it_is_one(call: Call, tmp_path: Path, code: str) -> None:
    flooded(tmp_path, 5, code)
    lines = [one for one in call("todo --json")["todo"] if "held" in one["why"]]
    assert [one["why"] for one in lines] == [f"support: 5 acknowledgements held: {reasons.words(Reason(code))}"]
    assert datetime.fromisoformat(lines[0]["since"]) == EARLIER


def test_every_cause_has_words() -> None:
    assert set(CODES) <= set(reasons.SENTENCES)


@pytest.mark.parametrize(("code", "ended"), [(BREAKER_OPEN, 75), (DOMAIN_LIMITED, 75), (RATE_LIMITED, 0)])
def test_health_and_poll_say_that_customers_wait_untold(call: Call, tmp_path: Path, code: str, ended: int) -> None:
    call("poll", 0)
    flooded(tmp_path, 200, code)
    document = call("health --json", ended)
    (desk,) = document["desks"]
    assert (desk["untold"], document["healthy"]) == ((200, False) if ended else (0, True))
    assert bool(desk["problems"]) is bool(ended)
    assert call("poll --json", ended)["untold"] == desk["untold"]


def test_a_release_is_shown_and_asked_for_and_then_done(call: Call, tmp_path: Path) -> None:
    flooded(tmp_path, 6)
    assert "nobody can be asked here" in call("outbox release --cause breaker_open", 2)
    assert "there is no cause" in call("outbox release --cause why", 2)
    shown = call("outbox release --cause breaker_open --dry-run")
    assert "4 would be released" in shown
    assert "2 stay held: no room in this hour's limit" in shown
    assert call("outbox list --state held --json") == call("outbox list --state held --json")
    done = call("outbox release --cause breaker_open --yes --limit 3 --json")
    assert [one["to"] for one in done["fates"]] == [f"a{n}@d{n}.example" for n in range(3)]
    assert {one["fate"] for one in done["fates"]} == {"released"}
    assert done["staying"] == {"limit": 3}
    assert len(call("outbox list --state queued --json")["tasks"]) == 3
    again = call("outbox release --cause breaker_open --yes --json")
    assert (len(again["fates"]), again["staying"]) == (1, {"hour_full": 2})


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("breaker_open: 100 within an hour, the limit is 100", BREAKER_OPEN),
        ("domain_limited: 5 acknowledgements to x.example within an hour", DOMAIN_LIMITED),
        ("another installation acknowledged it, or this store was restored", "claimed_elsewhere"),
        ("the message is where it was no more, so nobody can tell whether", "message_gone"),
        ("the store was put back from a copy: look into Sent whether it left already", "put_back"),
        ("something else", "said"),
    ],
)
def test_a_hold_that_an_older_csmail_wrote_gets_its_code(tmp_path: Path, note: str, code: str) -> None:
    document = codec.fields("tasks", codec.encode(held(1, code)))
    del document["reason"]
    body = json.dumps({**document, "note": note}).encode()
    assert codec.decode("tasks", body).hold == code
    assert codec.decode("tasks", body).moved("queued", NOW).hold == ""
