"""`csmail knowledge`: what it finds and shows, what it says of wrong articles, how `todo` and `check` speak of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from csmail.cli.main import run
from csmail.model.changes import Changes
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories
from tests.factories import NOW

FILE = """\
desks:
  support:
    address: support@toko.example
    timezone: Asia/Jakarta
    language: id
    mailbox: {kind: memory}
    transport: {kind: memory}
    knowledge: {path: artikel, words: {pulangin: kembalikan}}
store: {kind: tinydb, path: state}
"""
ARTICLES = {
    "kembali-dana.id.md": "---\ntitle: Pengembalian dana\naliases: [uang kembali]\nreviewed: 2026-01-01\n"
    "review_after: 30d\n---\nTiga hari.\n\n## Kartu kredit\nBank perlu 14 hari.\n",
    "kembali-dana.en.md": "---\ntitle: Refunds\naliases: [money back]\n---\nThree days.\n",
    "stok.id.md": "---\ntitle: Stok barang\naudience: internal\nanswers: [order-status]\n---\n"
    "Lihat [dana](kembali-dan).\n",
}
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_NOW", NOW.isoformat())
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.yaml").write_text(FILE)
    (tmp_path / "artikel").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "artikel" / name).write_text(text)
    store = open_store(Settings("state"), tmp_path)
    asked = factories.message(
        conversation="K7F3Q2", subject="Re: Re: uang", text="Kapan uang saya kembali?\n\n> Stok ada\n", language="id"
    )
    store.commit(Changes(conversations=(factories.conversation(id="K7F3Q2"),), messages=(asked,)))
    store.close()

    def called(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([*words])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def test_search_finds_in_the_language_of_the_desk_or_of_the_option(call: Call) -> None:
    _, shown, _ = call("knowledge", "search", "duit", "pulangin", "dong")
    assert shown.startswith("kembali-dana\tPengembalian dana\tduit, pulangin\t2026-01-01, due 2026-01-31")
    _, shown, _ = call("knowledge", "search", "money", "back", "-l", "en", "--json")
    assert [one["title"] for one in json.loads(shown)["hits"]] == ["Refunds"]


def test_suggest_takes_what_the_customer_asked_without_what_she_quoted(call: Call) -> None:
    _, shown, _ = call("knowledge", "suggest", "K7F", "--json")
    assert [(one["article"], one["words"]) for one in json.loads(shown)["hits"]] == [
        ("kembali-dana", ["uang", "kembali"])
    ]


def test_show_shows_the_whole_or_one_section(call: Call) -> None:
    _, whole, _ = call("knowledge", "show", "kembali-dana")
    assert "Tiga hari." in whole
    assert "14 hari" in whole
    _, section, _ = call("knowledge", "show", "kembali-dana#kartu-kredit")
    assert "Tiga hari." not in section
    assert "14 hari" in section
    code, _, said = call("knowledge", "show", "kembali")
    assert (code, "csmail knowledge list" in said) == (66, True)


def test_list_and_todo_tell_what_is_due(call: Call) -> None:
    _, shown, _ = call("knowledge", "list", "--json")
    assert [one["article"] for one in json.loads(shown)["articles"]] == ["kembali-dana", "kembali-dana", "stok"]
    _, shown, _ = call("knowledge", "list", "--stale", "--json-lines")
    assert [json.loads(line)["language"] for line in shown.splitlines()] == ["id"]
    _, shown, _ = call("todo", "--json")
    causes = [one["cause"] for one in json.loads(shown)["todo"]]
    assert causes.count("articles_due") == 1


def test_check_names_every_remark_with_its_place(call: Call, tmp_path: Path) -> None:
    code, shown, _ = call("knowledge", "check", "--json")
    found = {(one["level"], one["problem"]["code"], one["problem"]["file"]) for one in json.loads(shown)["remarks"]}
    assert code == 78
    assert found == {
        ("warning", "article_due", "artikel/kembali-dana.id.md"),
        ("error", "article_answer_missing", "artikel/stok.id.md"),
        ("error", "article_link_broken", "artikel/stok.id.md"),
        ("note", "article_one_language", "artikel/stok.id.md"),
    }
    (tmp_path / "artikel" / "stok.id.md").unlink()
    assert call("knowledge", "check")[0] == 0
    assert call("knowledge", "check", "--strict")[0] == 78


def test_one_name_for_two_articles_is_wrong(call: Call, tmp_path: Path) -> None:
    (tmp_path / "artikel" / "stok.id.md").write_text("---\ntitle: Uang Kembali\n---\nx")
    _, shown, _ = call("knowledge", "check", "--json")
    assert "article_named_twice" in [one["problem"]["code"] for one in json.loads(shown)["remarks"]]


def test_an_article_that_cannot_be_read_is_told_and_the_others_are_found(call: Call, tmp_path: Path) -> None:
    (tmp_path / "artikel" / "rusak.id.md").write_text("---\ntag: 5\n---\nx")
    code, shown, said = call("knowledge", "search", "uang", "kembali")
    assert (code, shown.startswith("kembali-dana"), "csmail knowledge check" in said) == (0, True, True)
    code, shown, _ = call("check", "--offline", "--json")
    wrong = [
        one["code"]
        for one in json.loads(shown)["findings"]
        if one["about"] == "support: knowledge" and one["exit_code"]
    ]
    assert (code, "article_key" in wrong) == (78, True)


def test_questions_of_ones_own_are_tried(call: Call, tmp_path: Path) -> None:
    (tmp_path / "questions.yaml").write_text(
        "cases:\n- {id: a, language: id, question: uang kembali kapan, right: [kembali-dana]}\n"
        "- {id: b, language: id, question: jam berapa buka, right: []}\n"
        "- {id: c, language: id, question: stok, right: [x]}\n"
    )
    _, shown, _ = call("knowledge", "test", str(tmp_path / "questions.yaml"), "--json")
    tried = json.loads(shown)
    figures = tuple(tried[one] for one in ("questions", "first", "three", "unanswerable", "quiet"))
    assert figures == (2, 1, 1, 1, 1)
    assert [(one["id"], one["found"]) for one in tried["missed"]] == [("c", ["stok"])]


@pytest.mark.parametrize(
    ("written", "code"),
    [("cases: []", "no_cases"), ("- {right: []}", "question"), ("- {question: a}", "right"), ("- [", "YAML")],
)
def test_a_wrong_table_is_named(call: Call, tmp_path: Path, written: str, code: str) -> None:
    (tmp_path / "questions.yaml").write_text(written)
    assert call("knowledge", "test", str(tmp_path / "questions.yaml"))[0] == 2
    assert call("knowledge", "test", str(tmp_path / "nowhere.yaml"))[0] == 66


def test_without_articles_it_says_where_they_belong(call: Call, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        FILE.replace("    knowledge: {path: artikel, words: {pulangin: kembalikan}}\n", "")
    )
    code, _, said = call("knowledge", "list")
    assert (code, "knowledge: {path: FOLDER}" in said) == (66, True)
    assert call("todo")[0] == 0
    (tmp_path / "rules.yaml").write_text(FILE.replace("artikel", "nowhere"))
    assert call("knowledge", "list")[0] == 78
    assert call("todo")[0] == 0
    assert call("check", "--offline")[0] == 78


def test_a_draft_shows_what_answers_it_and_cites_it(call: Call, tmp_path: Path) -> None:
    call("draft", "K7F3Q2", "--text", "Halo,\n\n[[jawaban]]\n\nSalam hangat,\nSari\n")
    _, shown, _ = call("drafts", "show", "K7F3Q2", "--json")
    assert [one["article"] for one in json.loads(shown)["suggested"]] == ["kembali-dana"]
    code, shown, _ = call("drafts", "cite", "K7F3Q2", "kembali-dana#kartu-kredit")
    assert (code, "Bank perlu 14 hari." in shown, "[[" in shown) == (0, True, False)
    code, _, said = call("drafts", "cite", "K7F3Q2", "stok", "--at", "end")
    assert (code, "stok" in said) == (69, True)
    assert call("drafts", "cite", "K7F3Q2", "nowhere", "--at", "end")[0] == 66
    (tmp_path / "artikel" / "kembali-dana.id.md").write_text("---\ntitle: Pengembalian dana\n---\nLima hari.\n")
    _, _, said = call("drafts", "approve", "K7F3Q2", "--despite-lint")
    assert "kembali-dana#kartu-kredit says something else" in said


def test_nothing_is_suggested_where_the_folder_is_missing(call: Call, tmp_path: Path) -> None:
    call("draft", "K7F3Q2", "--text", "Halo")
    (tmp_path / "rules.yaml").write_text(FILE.replace("artikel", "nowhere"))
    code, shown, _ = call("drafts", "show", "K7F3Q2", "--json")
    assert (code, json.loads(shown)["suggested"]) == (0, [])
