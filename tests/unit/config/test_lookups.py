"""`lookups` in rules.yaml: what is right is read, what is wrong is told with its place and what to write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.config.schema import Config
from csmail.errors import ConfigurationError
from csmail.secret import Secret
from csmail.wording import reasons

FILE = """\
desks:
  support:
    address: support@toko.example
    team: {agents: [sari@toko.example]}
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: memory}
"""
CSV = "{kind: csv, path: orders.csv, key: number, owner: email, fields: {status: status}}"
SQL = "{kind: sql, dsn: 'sqlite:shop.db', query: 'SELECT * FROM o WHERE n = :order', owner: email, fields: {status: s}}"
HTTP = "{kind: http, url: 'https://shop.example/{sku}', key: sku, public: true, fields: {left: qty}}"


def read(folder: Path, lookups: str, rules: str = "") -> Config:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "rules.yaml").write_text(f"{FILE}{lookups}\n{rules}")
    return load(folder / "rules.yaml")


def order(written: str) -> str:
    return f"lookups:\n  order: {written}"


@pytest.mark.parametrize("written", [CSV, SQL, HTTP])
def test_each_kind_is_read(tmp_path: Path, written: str) -> None:
    entry = read(tmp_path, order(written)).lookups["order"]
    assert (entry.terms.name, entry.terms.keep, entry.terms.timeout) == (
        "order", timedelta(minutes=5), timedelta(seconds=3),
    )  # fmt: skip
    assert bool(entry.terms.owner) is not entry.terms.public


def test_headers_may_be_texts_and_secrets_by_reference(tmp_path: Path) -> None:
    written = HTTP.replace("key: sku", "key: sku, headers: {Authorization: {env: SHOP}, X-Shop: melati}")
    headers = read(tmp_path, order(written)).lookups["order"].source[1].headers
    assert headers == {"Authorization": Secret(env="SHOP"), "X-Shop": "melati"}


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        (CSV.replace("kind: csv", "kind: excel"), "unknown_lookup", "excel is not a kind of lookup: csv, http, sql"),
        ("{path: x}", "kind_missing", "csv, http, sql"),
        (CSV.replace("owner: email, ", ""), "lookup_whose", "must be known: owner: COLUMN, or public: true"),
        (CSV.replace("owner: email", "owner: email, public: true"), "lookup_whose", "owner: COLUMN, or public: true"),
        (CSV.replace(", fields: {status: status}", ""), "lookup_fields", "{status: status}"),
        (CSV.replace("status: status", "Status-1: status"), "lookup_name", "small letters"),
        (CSV.replace("key: number", "key: number, colour: red"), "unknown_key", "colour"),
        (CSV.replace("key: number", "key: number, timeout: 1m"), "lookup_timeout", "at most 5s"),
        (CSV.replace("key: number", "key: number, timeout: soon"), "not_a_span", "soon"),
        (SQL.replace("sqlite:shop.db", "postgresql://u:geheim@db/x"), "secret_written_out", "a secret never stands"),
        (SQL.replace(":order", "1"), "one_select", "one SELECT with :order in it"),
        (SQL.replace(":order", ":order; SELECT 1"), "one_select", "one SELECT with :order in it"),
        (HTTP.replace("https", "http"), "http_in_the_open", "http carries customers' data in the open: https"),
        (HTTP.replace("key: sku", "key: sku, headers: {Authorization: geheim}"), "secret_written_out", "never"),
        (HTTP.replace("key: sku", "key: sku, headers: {X-Api-Key: geheim}"), "secret_written_out", "a secret never"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_without_the_secret(
    tmp_path: Path, written: str, code: str, said: str
) -> None:
    with pytest.raises(ConfigurationError) as wrong:
        read(tmp_path, order(written))
    (problem,) = wrong.value.problems
    assert (problem.reason.code, problem.place.line) == (code, 9)
    assert problem.place.key.startswith("lookups.order")
    assert said in reasons.words(problem.reason)
    assert "geheim" not in repr(wrong.value.problems)


def test_a_name_that_no_text_can_say_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as wrong:
        read(tmp_path, f"lookups:\n  Order-No: {CSV}")
    assert [problem.reason.code for problem in wrong.value.problems] == ["lookup_name"]


RULE = "rules:\n  - {name: all, then: [%s]}\n"
SAYS = "---\nsubject: Halo\n---\nHalo,\npesanan {{ order.status }}.\n"


@pytest.mark.parametrize(
    ("then", "file", "told"),
    [
        ("acknowledge", "acknowledgement.id.txt", ["templates/acknowledgement.id.txt:5"]),
        ("{reply: status}", "status.en.txt", ["templates/status.en.txt:5"]),
        ("{escalate: {to: x@ext.example}}", "escalation.id.txt", ["templates/escalation.id.txt:5"]),
        ("{draft: status}", "status.en.txt", []),
        ("{remind: status}", "status.en.txt", []),
        ("{remind: {template: status, send: true}}", "status.en.txt", ["templates/status.en.txt:5"]),
        ("{tag: [x]}", "acknowledgement.id.txt", []),
    ],
)
def test_a_fact_in_automatic_mail_is_told_when_the_file_is_read(
    tmp_path: Path, then: str, file: str, told: list[str]
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / file).write_text(SAYS)
    try:
        len(read(tmp_path, order(CSV), RULE % then).rules)
        found = []
    except ConfigurationError as error:
        found = [one for one in error.problems if one.reason.code == "fact_in_automatic_mail"]
    assert [str(one.place) for one in found] == told
    assert all("order.status: facts never go into automatic mail" in reasons.words(one.reason) for one in found)


def test_a_part_that_automatic_mail_includes_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "acknowledgement.id.txt").write_text('Halo\n{% include "_facts" %}\n')
    (tmp_path / "templates" / "_facts.id.txt").write_text("\n{% if order.status %}x{% endif %}\n")
    with pytest.raises(ConfigurationError) as wrong:
        len(read(tmp_path, order(CSV), RULE % "acknowledge").rules)
    assert [str(one.place) for one in wrong.value.problems] == ["templates/_facts.id.txt:2"]


def test_a_word_with_a_dot_that_is_no_lookup_is_no_fact(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "acknowledgement.id.txt").write_text("order.status, {{ 'order.status' }}\n")
    assert len(read(tmp_path, order(CSV), RULE % "acknowledge").rules) == 1
