"""The index: what it finds, when it is made anew, that no question breaks it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail import knowledge
from csmail.knowledge import index
from csmail.ports.knowledge import Question

TODAY = date(2026, 7, 6)
ARTICLES = {
    "ongkos-kirim.id.md": "---\ntitle: Ongkos kirim\naliases: [ongkir, biaya kirim]\n---\nDihitung dari berat.",
    "ongkos-kirim.en.md": "---\ntitle: Shipping costs\naliases: [shipping fee]\n---\nWorked out from weight.",
    "kembali-dana.id.md": "---\ntitle: Pengembalian dana\naliases: [uang kembali]\n---\nTiga hari.\n\n"
    "## Kartu kredit\nBank perlu 14 hari untuk kartu.",
    "promo-lama.id.md": "---\ntitle: Promo ongkos kirim\nexpires: 2026-07-05\n---\nGratis.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "knowledge"
    made.mkdir()
    for name, text in ARTICLES.items():
        (made / name).write_text(text)
    return made


def found(folder: Path, words: str, language: str = "id", cache: Path | None = None) -> list[str]:
    opened = knowledge.open(folder, cache, {})
    return [hit.cited for hit in opened.search(Question(words, language))]


def test_the_language_of_the_question_comes_first_and_an_article_stands_once(folder: Path) -> None:
    assert found(folder, "berapa ongkir dan biaya kirimnya")[0] == "ongkos-kirim"
    assert found(folder, "shipping fee", "en") == ["ongkos-kirim"]


def test_a_section_is_cited_by_itself(folder: Path) -> None:
    assert found(folder, "pakai kartu kredit") == ["kembali-dana#kartu-kredit"]


def test_words_meet_in_their_stems_and_in_informal_spelling(folder: Path) -> None:
    assert found(folder, "kapan duit dikembalikan gan")[:1] == ["kembali-dana"]


def test_nothing_is_suggested_by_the_body_alone_nor_when_it_has_expired(folder: Path) -> None:
    opened = knowledge.open(folder, None, {})
    assert [hit.cited for hit in opened.search(Question("berat", "id"))] == ["ongkos-kirim"]
    assert not opened.suggest(Question("berat", "id"), TODAY, 3)
    hits = opened.suggest(Question("promo ongkos kirim", "id"), TODAY, 3)
    assert "promo-lama" not in [hit.article.id for hit in hits]
    assert "promo-lama" in [
        hit.article.id for hit in opened.suggest(Question("promo ongkos kirim", "id"), date(2026, 7, 5), 3)
    ]


def test_words_of_the_desk_are_understood(folder: Path) -> None:
    own: Mapping[str, str] = {"pulangin": "kembali"}
    assert not knowledge.open(folder, None, {}).suggest(Question("pulangin dong", "id"), TODAY, 3)
    assert knowledge.open(folder, None, own).suggest(Question("pulangin dong", "id"), TODAY, 3)


def test_the_index_is_kept_and_made_anew_when_a_file_changes(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "knowledge.support.db"
    assert found(folder, "garansi", cache=cache) == []
    made = cache.stat()
    assert made.st_mode & 0o777 == 0o600
    assert found(folder, "garansi", cache=cache) == []
    assert cache.stat().st_ino == made.st_ino
    (folder / "garansi.id.md").write_text("---\ntitle: Garansi\n---\nSatu tahun.")
    assert found(folder, "garansi", cache=cache) == ["garansi"]
    (folder / "garansi.id.md").unlink()
    assert found(folder, "garansi", cache=cache) == []
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("knowledge.")] == [cache.name]


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_damaged_index_is_made_anew(folder: Path, tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "knowledge.support.db"
    found(folder, "ongkir", cache=cache)
    cache.write_bytes(damage)
    assert found(folder, "ongkir", cache=cache)[0] == "ongkos-kirim"


def test_a_flipped_octet_of_the_index_finds_or_makes_anew_but_never_fails(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "knowledge.support.db"
    found(folder, "ongkir", cache=cache)
    whole = cache.read_bytes()
    for place in range(100, len(whole), 499):
        cache.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        opened = knowledge.open(folder, cache, {})
        assert isinstance(opened.search(Question("ongkir kartu", "id")), list)
        assert opened.articles()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_searched_in_memory(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o500)
    assert found(folder, "ongkir", cache=state / "knowledge.db")[0] == "ongkos-kirim"


def test_where_no_index_can_lie_it_is_searched_in_memory(folder: Path, tmp_path: Path) -> None:
    assert found(folder, "ongkir", cache=tmp_path / "nowhere" / "knowledge.db")[0] == "ongkos-kirim"


def test_without_fts5_nothing_is_found_and_articles_are_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "searchable", lambda: False)
    opened = knowledge.open(folder, None, {})
    assert not opened.search(Question("ongkir", "id"))
    assert len(opened.articles()) == len(ARTICLES)


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_found(folder: Path) -> None:
    (folder / "rusak.id.md").write_text("tanpa judul")
    opened = knowledge.open(folder, None, {})
    assert list(opened.unreadable) == ["rusak.id.md"]
    assert opened.search(Question("ongkir", "id"))
    (first, *_) = opened.remarks((), TODAY)
    assert (first.level, first.problem.place.file) == ("error", "knowledge/rusak.id.md")


@given(st.text(max_size=200), st.sampled_from(["id", "en", "xx", ""]))
def test_no_question_breaks_the_search(words: str, language: str) -> None:
    shelf = index.Shelf(())
    opened = index.Index(None, "", lambda: shelf, {})
    assert not list(opened.find(Question(words, language)))
    opened.close()


def test_a_question_without_end_is_cut(folder: Path) -> None:
    assert found(folder, "kata" + "x" * 100_000 + " " + "ongkir " * 1000)[0] == "ongkos-kirim"
    assert found(folder, 'title : " AND NOT ongkir* NEAR(')[:1] == ["ongkos-kirim"]


def test_this_python_searches() -> None:
    assert index.searchable()
    assert sqlite3.sqlite_version_info >= (3, 9)
