"""What every source of facts promises, asked of every one there is: a table, two databases, a shop over http."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from csmail.errors import Refused, Unreachable
from csmail.lookups import csv, http, sql
from csmail.ports.lookup import Lookup
from csmail.secret import Secret
from tests.servers import postgres

SECOND = timedelta(seconds=1)
PASSWORD = "canary-5521"
ROWS = (
    ("48213", "dikirim", "Rina@cust.example"),
    ("50000", "lunas", "tono@cust.example"),
    ("50000", "batal", "dewi@cust.example"),
    ("x'; drop table orders; --", "aneh", "dewi@cust.example"),
)
QUERY = "SELECT number, status, email FROM orders WHERE number = :order"
Handler = Callable[[BaseHTTPRequestHandler], None]


class Shop(ThreadingHTTPServer):
    """Answers as the test says; remembers what it was asked."""

    daemon_threads = True

    def __init__(self, answer: Handler) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        shop = self

        class Asked(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shop.asked.append((self.path, dict(self.headers)))
                answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Nobody reads it."""

        super().__init__(("127.0.0.1", 0), Asked)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asks hangs up on a server that stalls."""


@pytest.fixture
def shop() -> Iterator[Callable[[Handler], Shop]]:
    made: list[Shop] = []

    def start(answer: Handler) -> Shop:
        server = Shop(answer)
        made.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server

    yield start
    for server in made:
        server.shutdown()
        server.server_close()


def said(status: int, body: bytes, **headers: str) -> Handler:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def orders(request: BaseHTTPRequestHandler) -> None:
    from urllib.parse import unquote

    wanted = unquote(request.path.rpartition("/")[2])
    found = [{"number": n, "status": s, "email": e} for n, s, e in ROWS if n == wanted]
    said(200 if found else 404, json.dumps(found[0] if len(found) == 1 else found).encode())(request)


def over_http(server: Shop, **more: Any) -> Lookup:
    return http.open(http.Settings(f"http://127.0.0.1:{server.server_port}/orders/{{order}}", **more), "order", Path())


@pytest.fixture(scope="session")
def database() -> Iterator[int]:
    if postgres.programs() is None:
        if os.environ.get("CSMAIL_REQUIRE_POSTGRES"):
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed")
    import psycopg

    with postgres.running(PASSWORD) as port:
        with psycopg.connect(f"postgresql://shop@127.0.0.1:{port}/postgres", password=PASSWORD) as connection:
            connection.autocommit = True
            connection.execute("CREATE TABLE orders (number text, status text, email text, at timestamptz)")
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO orders VALUES (%s, %s, %s, now())", ROWS)
        yield port


def in_postgres(port: int, query: str = QUERY, password: str = PASSWORD) -> Lookup:
    os.environ["CSMAIL_TEST_PG"] = password
    dsn = f"postgresql://shop@127.0.0.1:{port}/postgres"
    return sql.open(sql.Settings(dsn, query, password=Secret(env="CSMAIL_TEST_PG")), "order", Path())


def in_sqlite(folder: Path, query: str = QUERY) -> Lookup:
    with closing(sqlite3.connect(folder / "shop.db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS orders (number TEXT, status TEXT, email TEXT)")
        connection.execute("DELETE FROM orders")
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", ROWS)
        connection.commit()
    return sql.open(sql.Settings("sqlite:shop.db", query), "order", folder)


def in_table(folder: Path, separator: str = ";") -> Lookup:
    import csv as writing

    with (folder / "orders.csv").open("w", newline="", encoding="utf-8") as file:
        writing.writer(file, delimiter=separator).writerows([("Number", "Status", "Email"), *ROWS])
    return csv.open(csv.Settings("orders.csv", "number"), "order", folder)


@pytest.fixture(params=["csv", "sqlite", "postgres", "http"])
def lookup(request: pytest.FixtureRequest, tmp_path: Path, shop: Callable[[Handler], Shop]) -> Lookup:
    if request.param == "csv":
        return in_table(tmp_path)
    if request.param == "sqlite":
        return in_sqlite(tmp_path)
    if request.param == "http":
        return over_http(shop(orders))
    return in_postgres(request.getfixturevalue("database"))


# --- what all of them promise


def test_a_row_is_found_by_its_key_with_every_column(lookup: Lookup) -> None:
    (row,) = lookup.ask("48213", SECOND)
    assert (row["number"], row["status"], row["email"]) == ("48213", "dikirim", "Rina@cust.example")


def test_no_row_is_no_fault(lookup: Lookup) -> None:
    assert list(lookup.ask("99999", SECOND)) == []


def test_of_a_key_that_names_several_two_rows_are_read(lookup: Lookup) -> None:
    assert len(lookup.ask("50000", SECOND)) == 2


@pytest.mark.parametrize(
    "value", ["x'; drop table orders; --", "%", "../orders", "a\nb", "{order}", "48213' OR '1'='1"]
)
def test_a_value_is_data_and_nothing_else(lookup: Lookup, value: str) -> None:
    assert len(lookup.ask(value, SECOND)) == (1 if value.startswith("x'") else 0)
    assert lookup.ask("48213", SECOND)


def test_where_it_asks_is_said_without_a_secret(lookup: Lookup) -> None:
    assert lookup.asks
    assert PASSWORD not in lookup.asks


# --- tables


def test_a_table_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    lookup = in_table(tmp_path)
    assert lookup.ask("48213", SECOND)
    time.sleep(0.01)
    (tmp_path / "orders.csv").write_text("number,status,email\n48213,tiba,rina@cust.example\n")
    assert lookup.ask("48213", SECOND)[0]["status"] == "tiba"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, Unreachable),
        (b"nomor\n1\n", Refused),
        (b"number,number\n", Refused),
        (b"number\n\x81\n", Refused),
        (b"", Refused),
    ],
)
def test_what_is_no_table_of_orders_is_told(tmp_path: Path, data: bytes | None, error: type[Exception]) -> None:
    if data is not None:
        (tmp_path / "orders.csv").write_bytes(data)
    with pytest.raises(error):
        csv.open(csv.Settings("orders.csv", "number"), "order", tmp_path).ask("1", SECOND)


# --- databases


@pytest.mark.parametrize(
    ("dsn", "query", "code"),
    [
        ("sqlite:shop.db", "SELECT 1", "one_select"),
        ("sqlite:shop.db", "SELECT 1 WHERE 1 = :order; DROP TABLE orders", "one_select"),
        ("sqlite:shop.db", "DELETE FROM orders WHERE number = :order", "one_select"),
        ("sqlite:shop.db", "SELECT ':order'", "one_select"),
        ("sqlite:shop.db", "SELECT 1 -- :order", "one_select"),
        ("sqlite:shop.db", "SELECT :a, :b", "one_select"),
        ("postgresql://shop:secret@db/shop", QUERY, "secret_written_out"),
        ("postgresql://shop@db/shop?password=secret", QUERY, "secret_written_out"),
        ("mysql://shop@db/shop", QUERY, "dsn_expected"),
        ("postgresql:///shop", QUERY, "dsn_expected"),
    ],
)
def test_a_query_or_a_place_that_cannot_be_is_refused_when_the_file_is_read(dsn: str, query: str, code: str) -> None:
    why = sql.check(sql.Settings(dsn, query))
    assert why is not None
    assert why.code == code


@pytest.mark.parametrize(
    "query",
    [
        QUERY + ";",
        "WITH mine AS (SELECT * FROM orders) SELECT * FROM mine WHERE number = :order",
        "SELECT number::text, '50%; --' AS x FROM orders WHERE number = :nomor AND ':x' <> ''",
    ],
)
def test_one_select_with_one_place_is_right(query: str) -> None:
    assert sql.check(sql.Settings("postgresql://shop@db.example/shop", query)) is None


def test_a_cast_a_percent_sign_and_a_text_with_a_colon_reach_postgres_as_they_stand(database: int) -> None:
    query = "SELECT status::varchar || '%:x' AS odd FROM orders WHERE number::text = :order;"
    assert in_postgres(database, query).ask("48213", SECOND) == [{"odd": "dikirim%:x"}]


@pytest.mark.parametrize(
    "writes", ["WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone WHERE number = :order"]
)
def test_what_writes_changes_nothing_in_postgres(database: int, writes: str) -> None:
    with pytest.raises(Refused):
        in_postgres(database, writes).ask("48213", SECOND)
    assert in_postgres(database).ask("48213", SECOND)


def test_a_query_that_takes_too_long_is_broken_off_by_postgres(database: int) -> None:
    slow = "SELECT pg_sleep(20), number FROM orders WHERE number = :order"
    with pytest.raises(Unreachable):
        in_postgres(database, slow).ask("48213", timedelta(seconds=0.3))


def test_a_query_that_takes_too_long_is_broken_off_in_sqlite(tmp_path: Path) -> None:
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n WHERE i <> :order"
    with pytest.raises(Unreachable):
        in_sqlite(tmp_path, slow).ask("1", timedelta(seconds=0.2))


def test_a_wrong_password_and_a_server_that_is_not_there_are_no_rows_but_faults(database: int) -> None:
    with pytest.raises(Unreachable) as wrong:
        in_postgres(database, password="wrong").ask("48213", SECOND)
    assert "wrong" not in wrong.value.message.replace("password authentication failed", "")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            in_postgres(closed.getsockname()[1]).ask("48213", SECOND)


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        sql.open(sql.Settings("sqlite:none.db", QUERY), "order", tmp_path).ask("1", SECOND)
    assert not (tmp_path / "none.db").exists()


def test_an_unknown_table_is_told_in_the_words_of_the_database(tmp_path: Path, database: int) -> None:
    query = "SELECT * FROM nothing WHERE a = :order"
    for one in (in_sqlite(tmp_path, query), in_postgres(database, query)):
        with pytest.raises(Refused, match="nothing"):
            one.ask("1", SECOND)


# --- a shop over http


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://shop.example/{order}", "http_in_the_open"),
        ("http://10.0.0.1/{order}", "http_in_the_open"),
        ("https://user:secret@shop.example/{order}", "secret_written_out"),
        ("https://shop.example/orders", "url_expected"),
        ("https://{order}.example/", "url_expected"),
        ("ftp://shop.example/{order}", "url_expected"),
        ("https://shop.example/{a}/{b}", "url_expected"),
        ("shop.example/{order}", "url_expected"),
    ],
)
def test_a_url_that_cannot_be_is_refused_when_the_file_is_read(url: str, code: str) -> None:
    why = http.check(http.Settings(url))
    assert why is not None
    assert why.code == code


@pytest.mark.parametrize(
    "url", ["https://shop.example/{order}", "http://localhost:8000/{order}", "http://[::1]/{order}"]
)
def test_https_and_loopback_are_right(url: str) -> None:
    assert http.check(http.Settings(url)) is None


def test_nested_values_are_reached_by_dotted_paths(shop: Callable[[Handler], Shop]) -> None:
    body = {"Order": {"State": "paid", "items": [{"name": "kaos"}], "total": 125000, "gift": False, "note": None}}
    (row,) = over_http(shop(said(200, json.dumps(body).encode()))).ask("1", SECOND)
    assert row == {"order.state": "paid", "order.items.0.name": "kaos", "order.total": "125000", "order.gift": "false"}


def test_a_secret_of_a_header_is_sent_and_the_value_quoted(
    shop: Callable[[Handler], Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "Bearer canary")
    server = shop(said(404, b""))
    over_http(server, headers={"Authorization": Secret(env="SHOP_TOKEN"), "X-Shop": "1"}).ask("a/b?c#d", SECOND)
    ((path, headers),) = server.asked
    assert path == "/orders/a%2Fb%3Fc%23d"
    assert (headers["Authorization"], headers["X-Shop"]) == ("Bearer canary", "1")


@pytest.mark.parametrize(
    "answer",
    [
        said(200, b"<html>"),
        said(200, b"[1, 2]"),
        said(200, b'"text"'),
        said(200, b"[" * 60_000),
        said(200, b'{"a": "' + b"x" * 100_000 + b'"}'),
        said(302, b"", Location="http://other.example/orders/1"),
        said(302, b"", Location="https://127.0.0.1/orders/1"),
        said(302, b""),
    ],
)  # fmt: skip
def test_a_shop_that_lies_floods_or_sends_us_elsewhere_is_refused(
    answer: Handler, shop: Callable[[Handler], Shop]
) -> None:
    with pytest.raises(Refused):
        over_http(shop(answer)).ask("1", SECOND)


def stalls(request: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def dribbles(request: BaseHTTPRequestHandler) -> None:
    for _ in range(60):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: "[:1])
        request.wfile.flush()
        time.sleep(0.1)


def dribbles_a_body(request: BaseHTTPRequestHandler) -> None:
    """Closes at its end, and has no end: http.client lets go of such a socket at once."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(60):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.1)


def breaks_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b'{"a"')
    request.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "answer",
    [
        stalls,
        dribbles,
        dribbles_a_body,
        breaks_off,
        said(500, b"{}"),
        said(401, b"{}"),
        said(429, b"{}"),
        said(204, b""),
    ],
)
def test_a_shop_that_stalls_breaks_off_or_is_out_of_order_is_out_of_reach(
    answer: Handler, shop: Callable[[Handler], Shop]
) -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable):
        over_http(shop(answer)).ask("1", timedelta(seconds=0.4))
    assert time.monotonic() - began < 4


def test_a_redirect_within_the_shop_is_followed_and_a_circle_is_not(shop: Callable[[Handler], Shop]) -> None:
    def moved(request: BaseHTTPRequestHandler) -> None:
        if request.path.startswith("/orders"):
            said(301, b"", Location="/v2/1")(request)
        else:
            said(200, b'{"status": "ok"}')(request)

    assert over_http(shop(moved)).ask("1", SECOND) == [{"status": "ok"}]
    with pytest.raises(Refused):
        over_http(shop(said(302, b"", Location="/orders/1"))).ask("1", SECOND)
