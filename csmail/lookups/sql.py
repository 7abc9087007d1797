"""Facts from a database: one SELECT, its value bound, the first rows read, nothing ever written.

| what can fail | what is raised |
| --- | --- |
| no server, no login, no such file | Unreachable |
| no answer in time: the statement is broken off by the server, or by SQLite itself | Unreachable |
| no such table or column, a statement that writes | Refused, in the words of the database |
| psycopg is not installed | ConfigurationError with what to install |
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csmail.errors import ConfigurationError, LoginRefused, Refused, Unreachable
from csmail.extras import installing
from csmail.ports.lookup import MOST, Lookup, Row
from csmail.reason import Reason
from csmail.secret import Secret

SQLITE = "sqlite:"
POSTGRES = ("postgresql", "postgres")
PLACE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|::|:(?P<name>[a-z_]\w*)|;", re.DOTALL)
BEGINS = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)
SECRET = Reason.of(
    "secret_written_out", forms="password: {env: X}, {command: [...]}, {file: path}", last="{keyring: name}"
)
STEPS = 1_000
"""Of SQLite's machine between two looks at the clock: some 10 us."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`dsn` is `sqlite:shop.db` (a file beside rules.yaml) or `postgresql://user@host/name`, without a password;
    `query` one SELECT in which `:key` stands for what is looked up, by any name."""

    dsn: str
    query: str
    key: str = ""
    password: Secret | None = None


def check(settings: Settings) -> Reason | None:
    """What is wrong with the settings; None when nothing is."""
    if not settings.dsn.startswith(SQLITE):
        parts = urlsplit(settings.dsn)
        if parts.password or re.search(r"(?:^|[?&\s])password\s*=", settings.dsn):
            return SECRET
        if parts.scheme not in POSTGRES or not parts.hostname:
            return Reason.of("dsn_expected", example="postgresql://shop@db.example/shop")
    return None if _places(settings.query) else Reason.of("one_select", key=settings.key or "order")


def _places(query: str) -> set[str]:
    """The names that stand for a value; none when it is not one SELECT."""
    body = query.strip().removesuffix(";")
    found = [one for one in PLACE.finditer(body) if one["name"] or one[0] == ";"]
    if not BEGINS.match(body) or any(one[0] == ";" for one in found):
        return set()
    names = {one["name"] for one in found}
    return names if len(names) == 1 else set()


def open(settings: Settings, name: str, folder: Path) -> Lookup:
    """Connects to nothing yet; `folder` is that of rules.yaml."""
    if settings.dsn.startswith(SQLITE):
        written = settings.dsn.removeprefix(SQLITE).removeprefix("//")
        return SqliteLookup(folder / os.path.expanduser(written), settings.query)
    return PostgresLookup(settings, name)


class SqliteLookup(Lookup):
    """Opened anew each time, read-only: 0.2 ms, and a file that is exchanged is read."""

    def __init__(self, path: Path, query: str) -> None:
        self._path, self._query = path, query
        (self._place,) = _places(query)

    @property
    def asks(self) -> str:
        return str(self._path)

    def ask(self, value: str, timeout: timedelta) -> Sequence[Row]:
        until = time.monotonic() + timeout.total_seconds()
        try:
            with closing(self._connected(timeout)) as connection:
                connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
                found = connection.execute(self._query, {self._place: value})
                names = [column[0].lower() for column in found.description or ()]
                return [dict(zip(names, map(_text, row), strict=True)) for row in found.fetchmany(MOST)]
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) in (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY):
                raise Unreachable(Reason.of("lookup_late", where=self._path.name)) from None
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CANTOPEN:
                raise Unreachable(Reason.of("file_fails", path=self._path, said=error)) from None
            raise Refused(Reason.of("lookup_says", where=self._path.name, said=error)) from None

    def _connected(self, timeout: timedelta) -> sqlite3.Connection:
        quoted = str(self._path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        connection = sqlite3.connect(f"file:{quoted}?mode=ro", uri=True, timeout=timeout.total_seconds())
        connection.execute("PRAGMA query_only=ON")
        return connection


class PostgresLookup(Lookup):
    """A connection for each question: facts are kept by who asks, and a pool would outlive a restart of the server."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._settings, self._name = settings, name
        (self._place,) = _places(settings.query)
        body = settings.query.strip().removesuffix(";").replace("%", "%%")
        self._query = PLACE.sub(lambda one: f"%({one['name']})s" if one["name"] else one[0], body)

    @property
    def asks(self) -> str:
        parts = urlsplit(self._settings.dsn)
        return f"{parts.hostname}{parts.path}"

    def ask(self, value: str, timeout: timedelta) -> Sequence[Row]:
        try:
            import psycopg
        except ImportError:
            hint = Reason.of("advice_write", example=f"`{installing('sql')}`")
            raise ConfigurationError(Reason.of("package_missing", package="psycopg"), hint) from None
        try:
            with psycopg.connect(self._settings.dsn, **self._how(timeout)) as connection:
                connection.read_only = True
                found = connection.execute(self._query, {self._place: value})
                names = [column.name.lower() for column in found.description or ()]
                rows = [dict(zip(names, map(_text, row), strict=True)) for row in found.fetchmany(MOST)]
                connection.rollback()
                return rows
        except psycopg.errors.QueryCanceled:
            raise Unreachable(Reason.of("lookup_late", where=self.asks)) from None
        except psycopg.errors.Error as error:
            said = Reason.of("lookup_says", where=self.asks, said=str(error).partition("\n")[0])
            raise (Unreachable if isinstance(error, psycopg.OperationalError) else Refused)(said) from None

    def _how(self, timeout: timedelta) -> dict[str, Any]:
        """libpq waits at least two seconds for a connection; whoever asks gives up before that."""
        seconds = timeout.total_seconds()
        secret = self._settings.password
        try:
            known = {"password": secret.reveal(f"lookups.{self._name}")} if secret else {}
        except LoginRefused as error:
            raise Unreachable(error.reason) from None
        options = f"-c statement_timeout={int(seconds * 1000)} -c default_transaction_read_only=on"
        return {"connect_timeout": max(2, int(seconds)), "options": options, **known}


def _text(value: object) -> str:
    return "" if value is None else str(value)
