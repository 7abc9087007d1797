"""The formats of the file: which one it has, how an older one is brought to ours.

| format | what it lacks                                                                    |
| ------ | -------------------------------------------------------------------------------- |
| 1      | traces of further ids                                                            |
| 2      | checksums of documents and facts, the count of commits, trees that hold every column |
| 3      | the index of words; the newest of a status without sorting them all              |
| 4      | urgency and next moment of conversations, the desk of drafts                     |
| 5      | records of customers                                                             |
| 6      | the log of what was changed                                                      |
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from csmail.errors import ConfigurationError, StoreError
from csmail.reason import Reason
from csmail.stores.shared import codec, id_traces
from csmail.stores.tinydb import checksums, commit_counter, search_index
from csmail.stores.tinydb.checksums import Damaged, checksum
from csmail.stores.tinydb.schema import COLUMNS, SCHEMA, TABLES, columns

VERSION = 7
CHECKSUMS_SINCE = 3
SEARCH_SINCE = 4
URGENCY_SINCE = 5
CUSTOMERS_SINCE = 6
LOG_SINCE = 7
FEWER_COLUMNS = {"conversations": 7, "drafts": 3}
"""So many of those of today stood in an index table before URGENCY_SINCE."""
TABLES_SINCE = {"customers": CUSTOMERS_SINCE, "records": LOG_SINCE}
"""Index tables that an older file lacks."""
APPLICATION = 0x63736D6C  # "csml": tells our file from any other SQLite file
ADD_CHECKSUMS = """\
ALTER TABLE documents ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE facts ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET sum = checksum(kind, id, body);
UPDATE facts SET value = CAST(value AS BLOB);
UPDATE facts SET sum = checksum('facts', name, value);
"""


def check_version(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is of this format, not of an older one that `upgrade` knows.

    Raises StoreError for a file that is not ours, ConfigurationError for one that a newer csmail wrote.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = _version(connection)
    if application != APPLICATION:
        raise StoreError(Reason.of("not_a_store", path=path), Reason("advice_other_path"))
    if version > VERSION:
        raise ConfigurationError(
            Reason.of("newer_store", path=path, version=version, known=VERSION),
            Reason("advice_update"),
        )
    if version < 1:
        raise Damaged(f"there is no format {version}")
    return version == VERSION


def has_checksums(connection: sqlite3.Connection) -> bool:
    """Whether documents have checksums in this file."""
    return _version(connection) >= CHECKSUMS_SINCE


def has_log(connection: sqlite3.Connection) -> bool:
    """Whether this file has a log."""
    return _version(connection) >= LOG_SINCE


def has_search(connection: sqlite3.Connection) -> bool:
    """Whether this file has an index of words."""
    return _version(connection) >= SEARCH_SINCE


def index_columns(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The columns of each index table in this file; an older one has the first of those of today."""
    version = _version(connection)
    fewer = FEWER_COLUMNS if version < URGENCY_SINCE else {}
    missing = {kind for kind, since in TABLES_SINCE.items() if version < since}
    return {kind: names[: fewer.get(kind)] for kind, names in COLUMNS.items() if kind not in missing}


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring a file of an older format to this one; whoever comes second finds it done. Raises sqlite3.Error.

    The words of what is there come later, in portions (`search_index.portion`): that may take ten seconds in all.
    """
    connection.create_function("checksum", 3, checksum, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    version = _version(connection)
    if version < CHECKSUMS_SINCE:
        traces = [id_traces.TABLE] if version == 1 else []
        for statement in (*traces, *ADD_CHECKSUMS.split(";")):
            connection.execute(statement)
        commit_counter.make(connection)
    elif version < SEARCH_SINCE:
        commit_counter.make_guard(connection)
    if version < URGENCY_SINCE:
        _index_anew(connection)
        for statement in _trees(connection):
            connection.execute(statement)
        if version < SEARCH_SINCE:
            search_index.begin(connection, wanted=True)
    else:
        for kind in (kind for kind, since in TABLES_SINCE.items() if version < since):
            for statement in (TABLES[kind], *_created(f"ON {kind}_index")):
                connection.execute(statement)
    if version < VERSION:
        _seal(connection)
    connection.execute("COMMIT")


def finish(connection: sqlite3.Connection) -> None:
    """The last of making a file of this format."""
    search_index.begin(connection, wanted=True)
    _seal(connection)


def _seal(connection: sqlite3.Connection) -> None:
    checksums.keep_schema(connection)
    connection.execute(f"PRAGMA user_version={VERSION}")


def _index_anew(connection: sqlite3.Connection) -> None:
    """Index tables with the columns of today, from the documents: 25 us each."""
    for kind, table in TABLES.items():
        connection.execute(f"DROP TABLE IF EXISTS {kind}_index")
        connection.execute(table)
        found = connection.execute("SELECT row, id, body, sum FROM documents WHERE kind = ?", (kind,))
        nouns = ((row, codec.decode(kind, checksums.verified(kind, id, body, sum))) for row, id, body, sum in found)
        places = ", ".join("?" * (len(COLUMNS[kind]) + 1))
        query = f"INSERT INTO {kind}_index VALUES ({places})"  # noqa: S608  a key of TABLES
        connection.executemany(query, ((row, *columns(noun)) for row, noun in nouns))


def _trees(connection: sqlite3.Connection) -> list[str]:
    """All trees made anew: half of them have changed."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    gone = [f"DROP INDEX {name}" for (name,) in connection.execute(query)]
    return gone + _created("CREATE INDEX")


def _created(words: str) -> list[str]:
    """The statements of today's schema in which these words stand."""
    return [statement for statement in f"{SCHEMA}{id_traces.SCHEMA}".split(";") if words in statement]


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
