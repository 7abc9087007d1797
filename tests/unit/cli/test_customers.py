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
from csmail.model.customer import Customer
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories
from tests.factories import NOW

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
