"""The index of words in the file: made for an older store, given up, verified, copied."""

from __future__ import annotations

import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from csmail.errors import StoreError
from csmail.model.changes import Changes
from csmail.outbox import mailbox_claim
from csmail.ports.families import Restoration
from csmail.stores import tinydb
from csmail.stores.shared import codec
from csmail.stores.tinydb import Settings, TinyStore, commit_counter, connections, search_index
from csmail.stores.tinydb.connections import Rows
from tests.contract.test_search import SAID, filled, found
from tests.factories import NOW, conversation, message

ARCHIVE = Path(__file__).parents[1] / "data" / "store_before_codes.tar.gz"
WITHOUT = Settings(search=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    with closing(tinydb.open(Settings(), tmp_path)) as opened:
        filled(opened)
        yield opened


def older(tmp_path: Path) -> Path:
    """A store that csmail kept before there was an index."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    (tmp_path / "state").chmod(0o700)
    for file in (tmp_path / "state").iterdir():
        file.chmod(0o600)
    return tmp_path / "state" / "csmail.db"


def raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def reached(store: TinyStore) -> str:
    return store.report()["search"]


def words_of(store: TinyStore) -> set[str]:
    """Of all messages, the first word of each subject."""
    return {one.subject.split()[0] for one in store.conversations() if one.subject.split()}


def test_a_store_of_before_gets_its_index_and_finds_what_a_scan_finds(tmp_path: Path) -> None:
    older(tmp_path)
    with closing(tinydb.open(WITHOUT, tmp_path)) as scanning:
        words = words_of(scanning)
        expected = {word: found(scanning, word) for word in words}
        assert reached(scanning) == "off"
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert (reached(store), store.faults()) == ("whole", ())
        assert words
        assert {word: found(store, word) for word in words} == expected


def test_an_index_is_made_in_portions_and_goes_on_after_a_death(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(tmp_path)
    monkeypatch.setattr(search_index, "PORTION", 7)
    portion, left = search_index.portion, [3]

    def dying(connection: sqlite3.Connection) -> bool:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return portion(connection)

    monkeypatch.setattr(search_index, "portion", dying)
    with pytest.raises(KeyboardInterrupt):
        tinydb.open(Settings(), tmp_path)
    with closing(raw(tmp_path / "state" / "csmail.db")) as connection:
        assert 0 < search_index.reach(connection).done < 20
    monkeypatch.setattr(search_index, "portion", portion)
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert (reached(store), store.faults()) == ("whole", ())


def test_what_is_written_while_an_index_is_made_is_in_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents below, within and above the part that is still to come; changed, dropped and new ones."""
    with closing(tinydb.open(WITHOUT, tmp_path)) as store:
        filled(store)
    portion = search_index.portion
    monkeypatch.setattr(search_index, "PORTION", 3)
    monkeypatch.setattr(search_index, "portion", lambda connection: False)
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        with store._rows.reading() as connection:
            assert portion(connection)
        assert reached(store) == "3/10"
        for id in SAID:
            one = store.conversation(id)
            assert one is not None
            said = message(key=f"new{id}", conversation=id, text="halo", message_id=f"<new{id}@x>")
            store.commit(Changes(conversations=(one.amended(subject=f"Baru {id}"),), messages=(said,)))
        assert found(store, "baru halo") == list(SAID)
        store.documents.table("messages").remove(doc_ids=["kREFUND", "kSIGNS2"])  # type: ignore[list-item]
        assert store.faults() == ()
        with store._rows.reading() as connection:
            while portion(connection):
                pass
        assert (reached(store), store.faults()) == ("whole", ())
        assert found(store, "baru halo") == list(SAID)
        assert found(store, "uang") == []


def test_turned_off_the_index_goes_and_everything_is_found_as_before(store: TinyStore, tmp_path: Path) -> None:
    asked = ("order", '"terima kasih"', "cafe", "注文", "@x.example")
    before = [found(store, one) for one in asked]
    store.close()
    with closing(tinydb.open(WITHOUT, tmp_path)) as without:
        assert reached(without) == "off"
        without.commit(Changes(messages=(message(key="n", conversation="REFUND", text="tambahan"),)))
        assert [found(without, one) for one in asked] == before
        assert without.faults() == ()
    with closing(tinydb.open(Settings(), tmp_path)) as again:
        assert (reached(again), found(again, "tambahan"), again.faults()) == ("whole", ["REFUND"], ())


def test_without_fts5_a_store_works_and_reads_every_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "available", lambda connection: False)
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        filled(store)
        assert (reached(store), found(store, "cafe")) == ("off", ["CAFE22"])
    monkeypatch.undo()
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert (reached(store), found(store, "cafe"), store.faults()) == ("whole", ["CAFE22"], ())


DAMAGES = {
    "a word too few": "INSERT INTO search (search, rowid, said) VALUES ('delete', 1, 'pengembalian')",
    "a word too many": "INSERT INTO search (rowid, said) VALUES (1, 'xyzzy')",
    "a word of another document": "INSERT INTO search (rowid, said) VALUES (77, 'pengembalian')",
    "all words gone": "INSERT INTO search (search) VALUES ('delete-all')",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_check_finds_an_index_that_says_something_else(store: TinyStore, tmp_path: Path, damage: str) -> None:
    assert store.faults() == ()
    with closing(raw(tmp_path / "state" / "csmail.db")) as connection:
        connection.execute(DAMAGES[damage])
    assert len(store.faults()) == 1
    store.close()
    tinydb.open(WITHOUT, tmp_path).close()
    with closing(tinydb.open(Settings(), tmp_path)) as mended:
        assert mended.faults() == ()


def test_a_copy_has_the_index_and_is_put_back_with_it(store: TinyStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.db")
    store.commit(Changes(messages=(message(key="n", conversation="REFUND", text="kemudian"),)))
    store.close()
    copy = Restoration(tmp_path / "copy.db", NOW, lambda one: mailbox_claim.put_back(one, NOW))
    tinydb.restore(Settings(), tmp_path, copy)
    with closing(tinydb.open(Settings(), tmp_path)) as again:
        assert (reached(again), found(again, "cafe"), found(again, "kemudian")) == ("whole", ["CAFE22"], [])
        assert again.faults() == ()


def test_a_copy_whose_index_is_damaged_is_not_put_back(store: TinyStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.db")
    with closing(raw(tmp_path / "copy.db")) as connection:
        connection.execute(DAMAGES["a word too many"])
    with pytest.raises(StoreError, match="index of words"):
        tinydb.unsent(Settings(), tmp_path / "copy.db")


def test_words_and_documents_are_written_together_or_not_at_all(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_counter, "raise_to", lambda connection, count: connection.execute("no statement"))
    with pytest.raises(StoreError):
        store.commit(Changes(messages=(message(key="n", conversation="REFUND", text="kemudian"),)))
    assert (store.faults(), found(store, "kemudian")) == ((), [])


def test_a_csmail_started_before_the_upgrade_cannot_write_past_the_index(tmp_path: Path) -> None:
    path = older(tmp_path)
    with closing(raw(path)) as before:
        assert before.execute("SELECT commits FROM balance").fetchone()
        tinydb.open(Settings(), tmp_path).close()
        with pytest.raises(sqlite3.IntegrityError, match="an older csmail"):
            before.execute("UPDATE balance SET commits = 999 WHERE row = 1")


def test_what_the_store_takes_in_of_a_document_is_what_it_takes_in_of_the_noun() -> None:
    """Both are asked: the one when it is written, the other when it is changed or verified."""
    from csmail.stores.shared.search_words import indexed, texts_of

    one = conversation(tags=frozenset({"b", "a", "c"}))
    said = message(conversation=one.id)
    assert codec.indexed("conversations", codec.encode(one)) == indexed(texts_of(one))
    assert codec.indexed("messages", codec.encode(said)) == indexed(texts_of(said))


def test_the_search_of_common_words_reads_on_until_it_has_enough(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "COMMON", 1)
    assert found(store, "order") == ["REFUND", "ENGLSH"]
    assert found(store, "order parcel") == ["ENGLSH"]


def test_an_index_is_opened_by_two_at_once(tmp_path: Path) -> None:
    older(tmp_path)
    first, second = Rows(tmp_path / "state"), Rows(tmp_path / "state", search=False)
    first.close()
    second.close()
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert store.faults() == ()


def test_an_older_store_is_not_held_up_by_its_index_and_is_searched_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(tmp_path)
    with closing(tinydb.open(WITHOUT, tmp_path)) as scanning:
        expected = {word: found(scanning, word) for word in words_of(scanning)}
    monkeypatch.setattr(search_index, "PORTION", 7)
    monkeypatch.setattr(connections, "INDEX_SECONDS", 0.0)
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        assert reached(store).endswith("/205")
        assert {word: found(store, word) for word in expected} == expected
    with closing(tinydb.open(Settings(), tmp_path)) as store:
        for number in range(200):
            if reached(store) == "whole":
                break
            store.remember("a fact", str(number))
        assert (number > 1, reached(store), store.faults()) == (True, "whole", ())
        assert {word: found(store, word) for word in expected} == expected
