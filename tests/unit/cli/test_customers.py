"""`csmail customers`: what it lists and shows, what it changes, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.customer import Customer
from csmail.model.duration import parse_span
from csmail.model.promise import Promise
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories
from tests.factories import NOW

DAY = timedelta(days=1)

FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    mailbox: {kind: memory}
    transport: {kind: memory}
    team: {agents: [sari@toko.example], internal_domains: [toko.example]}
store: {kind: tinydb, path: state}
"""
Call = Callable[..., tuple[int, str, str]]
RINA, TONO = "CAAAAA2", "CBBBBB2"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_NOW", NOW.isoformat())
    monkeypatch.setenv("CSMAIL_AGENT", "sari@toko.example")
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.yaml").write_text(FILE)
    store = open_store(Settings("state"), tmp_path)
    rina = Address("Rina@cust.example", "Rina \x1b[31m")
    some = [
        factories.conversation(id=id, customer=rina, status=status, subject=f"Pesanan {id}", changed_at=NOW + at)
        for id, status, at in (
            ("K7F3Q2", "open", timedelta(hours=1)),
            ("B2M9XX", "closed", timedelta(hours=3)),
            ("D4D4D4", "waiting", timedelta(hours=2)),
        )
    ]
    records = (
        Customer(RINA, rina.spec, NOW, NOW + timedelta(hours=3), rina.name, tags=frozenset({"vip"})),
        Customer(TONO, "tono@cust.example", NOW, NOW, "Tono", bounced_at=NOW),
    )
    store.commit(Changes(conversations=tuple(some), customers=records))
    store.close()

    def called(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def document(call: Call, *words: str) -> dict:
    code, out, _ = call(*words, "--json")
    assert code == 0
    found: dict = json.loads(out)
    return found


def test_customers_are_listed_with_who_wrote_last_first(call: Call) -> None:
    code, out, _ = call("customers", "list")
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert [row[0] for row in rows] == [RINA, TONO]
    assert (rows[0][4], rows[1][5]) == ("vip", "bounced")
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--tag", "vip"), [RINA]),
        (("--where", "tags:vip"), [RINA]),
        (("--where", "bounced_at!="), [TONO]),
        (("--where", "name~tono"), [TONO]),
        (("--where", "address=RINA@cust.example"), [RINA]),
        (("--limit", "1"), [RINA]),
        (("--since", "2026-07-07"), []),
    ],
)
def test_a_list_is_narrowed(call: Call, words: tuple[str, ...], expected: list[str]) -> None:
    assert [one["id"] for one in document(call, "customers", "list", *words)["customers"]] == expected


@pytest.mark.parametrize("written", [RINA, "caaaaa2", "caa", "rina@CUST.example"])
def test_a_customer_is_shown_with_history_by_address_or_id(call: Call, written: str) -> None:
    shown = document(call, "customers", "show", written)
    assert shown["customer"]["addresses"] == ["Rina@cust.example"]
    assert [one["id"] for one in shown["conversations"]] == ["B2M9XX", "D4D4D4", "K7F3Q2"]
    assert (shown["whole"], shown["unsettled"]) == (3, 2)


def test_only_the_newest_conversations_are_shown_and_the_rest_is_counted(call: Call) -> None:
    code, out, err = call("customers", "show", RINA, "--limit", "2")
    assert code == 0
    assert "Pesanan B2M9XX" in out
    assert "Pesanan K7F3Q2" not in out
    assert "newest 2 of 3" in err


def test_the_singular_is_understood(call: Call) -> None:
    assert call("customer", "show", RINA) == call("customers", "show", RINA)


def test_what_is_changed_is_shown_and_a_rehearsal_changes_nothing(call: Call) -> None:
    deeds = (
        ("note", RINA, "wants invoices"), ("tag", RINA, "grosir", "jakarta"), ("untag", RINA, "vip"),
        ("language", RINA, "en"), ("leave-alone", "rina@cust.example"),
    )  # fmt: skip
    before = document(call, "customers", "show", RINA)
    for deed in deeds:
        code, out, _ = call("customers", *deed, "--dry-run")
        assert (code, out.startswith("would have ")) == (0, True)
    assert document(call, "customers", "show", RINA) == before
    for deed in deeds:
        assert document(call, "customers", *deed)["did"]
        if deed[0] != "note":
            assert document(call, "customers", *deed)["did"] == []
    after = document(call, "customers", "show", RINA)
    assert after["customer"]["tags"] == ["grosir", "jakarta"]
    assert after["customer"]["language"] == "en"
    assert after["customer"]["left_alone_at"]
    assert [(one["by"], one["text"]) for one in after["notes"]] == [("sari@toko.example", "wants invoices")]
    assert document(call, "customers", "leave-alone", RINA, "--off")["did"]
    assert document(call, "customers", "show", RINA)["customer"]["left_alone_at"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "nobody@cust.example"), 66, "there is no customer 'nobody@cust.example'"),
        (("show", "CZZZZZZ"), 66, "there is no customer 'CZZZZZZ'"),
        (("show", "c"), 2, "may be one of 2"),
        (("leave-alone", "sari@toko.example"), 69, "sari@toko.example works here: she is not a customer"),
        (("language", RINA, "English"), 2, "'English' is not a language"),
        (("list", "--where", "nam=x"), 2, "there is no"),
    ],
)
def test_what_cannot_be_done_says_why(call: Call, words: tuple[str, ...], code: int, said: str) -> None:
    found, out, err = call("customers", *words)
    assert (found, out) == (code, "")
    assert said in err


def test_why_tells_what_was_done_to_a_customer(call: Call) -> None:
    call("customers", "tag", RINA, "grosir")
    (receipt,) = document(call, "why", RINA.lower())["receipts"]
    assert receipt["by"] == "sari@toko.example"
    assert receipt["steps"][0]["did"] == [f"tagged {RINA} grosir"]


def test_those_who_wait_for_us_are_listed_the_longest_waiting_first(call: Call, tmp_path: Path) -> None:
    store = open_store(Settings("state"), tmp_path)
    store.commit(
        Changes(
            conversations=(
                factories.conversation(id="W1", customer=Address("tono@cust.example"), last_in_at=NOW - DAY),
                factories.conversation(id="W2", customer=Address("budi@cust.example"), last_in_at=NOW - 2 * DAY),
                factories.conversation(id="W3", customer=Address("lama@cust.example"), backlog=True),
            ),
            customers=(
                Customer("CCCCCC3", "budi@cust.example", NOW, NOW), Customer("CDDDDD4", "lama@cust.example", NOW, NOW)
            ),
        )
    )  # fmt: skip
    store.close()
    found = document(call, "customers", "list", "--sort", "waiting")
    assert [one["id"] for one in found["customers"]] == ["CCCCCC3", TONO, RINA]
    assert call("customers", "list", "--sort", "spend")[0] == 2


def test_what_she_was_promised_stands_with_what_became_of_it(call: Call, tmp_path: Path) -> None:
    store = open_store(Settings("state"), tmp_path)
    asked = Turn(NOW, "asked", "m1")
    promise = Promise("first_response", NOW, parse_span("30m"), NOW + timedelta(minutes=30), "mail1", NOW)
    store.commit(
        Changes(
            conversations=(
                factories.conversation(
                    id="P1", customer=Address("tono@cust.example"), turns=(asked,), promises=(promise,)
                ),
            )
        )
    )
    store.close()
    shown = document(call, "customers", "show", TONO)["promises"]
    assert [(one["conversation"], one["clock"], one["state"]) for one in shown] == [("P1", "first_response", "open")]
    assert "promise in P1" in call("customers", "show", TONO)[1]


@pytest.mark.parametrize(("language", "said"), [("en", "would have tagged"), ("id", "akan dilakukan: ")])
def test_a_dry_run_speaks_one_language(call: Call, monkeypatch: pytest.MonkeyPatch, language: str, said: str) -> None:
    monkeypatch.setenv("CSMAIL_LANG", language)
    for words in (("customers", "tag", TONO, "vip"), ("tag", "K7F3Q2", "vip")):
        _, out, _ = call(*words, "--dry-run")
        assert said in out
        assert ("would have" in out) is (language == "en")
