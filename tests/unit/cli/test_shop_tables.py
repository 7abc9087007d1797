"""The tables of `examples/shop`, used as the papers say."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from csmail.cli.main import run

ROOT = Path(__file__).parents[3]
SHOP = ROOT / "examples/shop"
DESK = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: folder, path: out}
    team: {agents: [sari@toko.example], internal_domains: [toko.example]}
store: {kind: tinydb, path: state}
"""
Call = Callable[..., Any]


def said(paper: str, begins: str) -> list[str]:
    """The first command line of a paper that begins so, as a shell takes it apart."""
    lines = (line.strip() for line in (ROOT / "docs" / paper).read_text(encoding="utf-8").splitlines())
    found = next(line for line in lines if line.startswith(f"csmail {begins}"))
    return shlex.split(found.partition("   ")[0])[1:]


def lookups() -> str:
    """The `lookups` of the paper, of which only the table is there to be asked."""
    block = (ROOT / "docs/lookups.md").read_text(encoding="utf-8").partition("    lookups:\n")[2]
    order = block.partition("      parcel:")[0]
    return "lookups:\n" + "".join(line[4:] for line in order.splitlines(keepends=True))


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_AGENT", "sari@toko.example")
    monkeypatch.chdir(ROOT)
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.yaml").write_text(DESK + lookups().replace("orders.csv", str(SHOP / "orders.csv")))

    def call(*words: str) -> Any:
        capsys.readouterr()
        code = run([*words, "--json"])
        told = capsys.readouterr()
        assert code == 0, told
        return json.loads(told.out)

    return call


def test_the_customers_come_in_and_who_wants_no_news_gets_none(call: Call, tmp_path: Path) -> None:
    taken = call("customers", "import", str(SHOP / "customers.csv"), "--yes")
    assert [one["name"] for one in taken["customers"]] == ["Rina Sari", "John Smith", "Tono"]
    told = call(*said("bulk.md", "bulk send examples/shop/late.csv"))
    assert [(one["to"], one["result"]) for one in told["lines"]] == [
        ("rina@cust.example", "sent"), ("john.smith@mail.example", "sent"), ("tono@cust.example", "skipped")
    ]  # fmt: skip
    mails = {str(mail["To"]): mail for mail in map(_read, (tmp_path / "out").glob("*.eml"))}
    assert set(mails) == {"rina@cust.example", "john.smith@mail.example"}
    assert "Halo Rina, pesanan 10012 tiba Kamis." in mails["rina@cust.example"].get_payload()


def _read(path: Path) -> Any:
    return message_from_bytes(path.read_bytes())


def test_an_order_of_the_table_is_told_to_its_owner_alone(call: Call) -> None:
    words = said("lookups.md", "lookup order 48213")
    told = call(*words)
    assert (told["told"], told["fields"]) == (True, {"status": "dikirim", "total": "Rp125.000", "eta": "2026-11-30"})
    assert call(*[word.replace("48213", "48214") for word in words])["told"] is False


def test_every_order_belongs_to_a_customer_of_the_other_table() -> None:
    from csmail import sheet

    def column(name: str, key: str) -> list[str]:
        return [row.cells[key] for row in sheet.rows(name, sheet.read(SHOP / name), (key,))]

    known = {address for cell in column("customers.csv", "email") for address in cell.split()}
    assert known.issuperset(column("orders.csv", "email"))
    assert known.issuperset(column("late.csv", "email"))
