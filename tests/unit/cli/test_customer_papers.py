"""Customers as files: taken in from a table, written into a folder, forgotten."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from csmail.wording import reasons
from tests.unit.cli.test_customers import RINA, TONO, Call, call, document

__all__ = ["call"]
TABLE = """\
email;name;language;tags;note;leave_alone
rina@cust.example rina@rumah.example;;en;grosir jakarta;minta faktur;
dewi@cust.example;Dewi;id;;;ya
"""


def test_a_table_is_shown_first_and_taken_in_with_yes(call: Call, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(TABLE)
    words = ("customers", "import", str(tmp_path / "customers.csv"))
    before = document(call, "customers", "list")
    shown = document(call, *words)
    assert (shown["dry_run"], shown["did"]) == (True, ["imported 1 new customer, completed 1"])
    assert document(call, "customers", "list") == before
    assert document(call, *words, "--yes")["dry_run"] is False
    rina = document(call, "customers", "show", "rina@rumah.example")
    assert rina["customer"]["id"] == RINA
    assert rina["customer"]["addresses"] == ["Rina@cust.example", "rina@rumah.example"]
    assert (rina["customer"]["tags"], rina["customer"]["language"]) == (["grosir", "jakarta", "vip"], "en")
    assert [one["text"] for one in rina["notes"]] == ["minta faktur"]
    assert document(call, "customers", "show", "dewi@cust.example")["customer"]["left_alone_at"]
    again = document(call, *words, "--yes")
    assert again["did"] == []


def test_a_table_may_come_from_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TABLE.encode())))
    assert document(call, "customers", "import", "-", "--yes")["did"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("email\nx@y\nnobody\n", ["line 3: 'nobody' is not an address"]),
        ("email,name\n,Jane\n", ["line 2: there is no address"]),
        ("email,language\na@b.example,English\n", ["line 2: 'english' is not a language"]),
        ("email,leave_alone\na@b.example,perhaps\n", ["line 2: leave_alone is yes or no, not 'perhaps'"]),
        ("email\na@b.example\nA@B.example\n", ["line 3: A@B.example is in line 2 already"]),
        ("email\nsari@toko.example\n", ["line 2: sari@toko.example works here"]),
        ("email\nrina@cust.example tono@cust.example\n", [f"line 2: these addresses are of two customers: {RINA}"]),
        ("email,email\n", ["the column email stands twice"]),
        ("name\nJane\n", ["has no column email; it has: name"]),
        ("email\n\x81\n", ["line 2 is no UTF-8 and no cp1252"]),
        ("email\nq\nw\n", ["line 2: 'q' is not an address", "line 3: 'w' is not an address"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table_is_told_by_line_and_nothing_is_taken_in(
    call: Call, tmp_path: Path, table: str, said: list[str]
) -> None:
    (tmp_path / "customers.csv").write_bytes(table.encode("latin-1"))
    before = document(call, "customers", "list")
    code, out, err = call("customers", "import", str(tmp_path / "customers.csv"), "--yes")
    assert (code, out) == (2, "")
    assert [one for one in said if one not in err] == []
    assert document(call, "customers", "list") == before


def test_everything_of_a_customer_is_written_into_a_new_folder(call: Call, tmp_path: Path) -> None:
    written = document(call, "customers", "export", RINA, "--to", str(tmp_path / "rina"))
    assert (written["customer"], written["mails"]) == (RINA, 0)
    known = json.loads((tmp_path / "rina" / "customer.json").read_text())
    assert len(known["conversations"]) == 3
    code, _, err = call("customers", "export", RINA, "--to", str(tmp_path / "rina"))
    assert code == 2
    assert "name a folder that is not there yet" in err


def test_forgetting_is_shown_first_and_done_with_yes(call: Call) -> None:
    assert document(call, "customers", "forget", RINA, "--even-so")["dry_run"] is True
    assert document(call, "customers", "show", RINA)["customer"]["name"]
    code, _, err = call("customers", "forget", RINA, "--yes")
    assert (code, "waits for an answer" in err, "--even-so" in err) == (69, True, True)
    done = document(call, "customers", "forget", "rina@cust.example", "--yes", "--even-so")
    assert (done["customer"], done["counts"]["conversations"], done["dry_run"]) == (RINA, 3, False)
    assert call("customers", "show", "rina@cust.example")[0] == 66
    assert document(call, "customers", "show", RINA)["customer"]["addresses"] == [f"forgotten-{RINA}@forgotten.invalid"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("forget", "sari@toko.example", "--yes"), 69, "sari@toko.example works here"),
        (("forget", "nobody@cust.example", "--yes"), 66, "there is no customer"),
        (("merge", RINA, "rina@cust.example"), 69, "that is one customer already"),
        (("split", "tono@cust.example"), 69, "belongs to a customer of its own"),
        (("import", "no-such.csv"), 2, "no-such.csv"),
    ],
)
def test_what_cannot_be_done_is_refused(call: Call, words: tuple[str, ...], code: int, said: str) -> None:
    found, out, err = call("customers", *words)
    assert (found, out) == (code, "")
    assert said in err


def test_refusals_are_said_in_indonesian_too() -> None:
    from csmail.reason import Reason

    said = Reason.of("sheet_line", file="a.csv", line=3).because(Reason.of("import_no_address", written="x"))
    assert reasons.words(said, "id") == "a.csv: baris 3: 'x' bukan alamat email"


def test_two_are_merged_and_split_by_hand(call: Call) -> None:
    assert document(call, "customers", "merge", RINA, TONO)["did"] == [f"merged {TONO} into {RINA}"]
    assert document(call, "customers", "show", "tono@cust.example")["customer"]["merged"] == [TONO]
    assert document(call, "customers", "split", "tono@cust.example")["did"] == [f"split {TONO} off {RINA}"]
    assert document(call, "customers", "similar")["pairs"] == []
