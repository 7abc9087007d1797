"""Two desks never read one folder: every mail would be taken in twice, and answered from both addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csmail.config.schema import Config

ACCOUNT = "host: imap.toko.example, username: support@toko.example"

SAME = [
    ("host: imap.toko.example, username: support@toko.example", ""),
    ("host: IMAP.Toko.Example, username: support@toko.example", ""),
    ("host: imap.toko.example., username: support@toko.example", ""),
    ("host: imap.toko.example, username: Support@TOKO.example", ""),
    ("host: imap.toko.example, username: support@toko.example, port: 993", ""),
    ("host: imap.toko.example, username: support@toko.example, port: 143, tls: starttls", ""),
    ("host: imap.toko.example, username: support@toko.example, tls: starttls", ""),
    ("host: imap.toko.example, username: support@toko.example, folders: [Sales, inbox]", ""),
    ("host: imap.gmail.com, username: toko.bunga@gmail.com", "host: imap.googlemail.com, username: TokoBunga"),
    ("host: imap.gmail.com, username: toko@gmail.com", "host: imap.gmail.com, username: toko+x@googlemail.com"),
    ("host: imap.toko.example, username: support", ""),
    ("host: imap.münchen.example, username: s", "host: imap.xn--mnchen-3ya.example, username: s"),
    ("host: imap.t.example, username: s@münchen.example", "host: imap.t.example, username: s@xn--mnchen-3ya.example"),
    ('host: "192.0.2.1", username: s', 'host: "::ffff:192.0.2.1", username: s'),
    ('host: "2001:db8::1", username: s', 'host: "[2001:0DB8:0:0:0:0:0:1]", username: s'),
    ('host: "127.0.0.1", username: s, tls: none', 'host: "::ffff:127.0.0.1", username: s, tls: none'),
    ("host: localhost, username: s, tls: none", 'host: "127.0.0.1", username: s, tls: starttls'),
]  # fmt: skip
OTHERS = [
    "host: imap.toko.example, username: support@warung.example",
    "host: imap.toko.example, username: sales",
    "host: imap.toko.example, username: sales@toko.example",
    "host: mail.toko.example, username: support@toko.example",
    "host: imap.toko.example, username: support@toko.example, folders: [Sales]",
    "host: imap.toko.example, username: support@toko.example, port: 2993",
]


def two(first: str, second: str) -> str:
    def desk(name: str, mailbox: str) -> str:
        return (
            f"  {name}:\n    address: {name}@toko.example\n"
            f"    mailbox: {{kind: imap, password: {{env: X}}, {mailbox}}}\n    transport: {{kind: memory}}\n"
        )

    return f"desks:\n{desk('support', first)}{desk('sales', second)}store: {{kind: memory}}\n"


@pytest.mark.parametrize(("first", "second"), SAME)
def test_two_desks_on_one_folder_are_refused_however_it_is_spelled(
    told: Callable[[str], tuple[str, ...]], first: str, second: str
) -> None:
    (problem,) = told(two(first, second) if second else two(ACCOUNT, first))
    assert problem.startswith("rules.yaml:8:5: desks.sales.mailbox: the desks 'support' and 'sales' both read INBOX of")
    assert "Make sales@toko.example one of the `aliases` of 'support'" in problem


@pytest.mark.parametrize("second", OTHERS)
def test_another_account_or_folder_is_another_desk(loaded: Callable[[str], Config], second: str) -> None:
    assert set(loaded(two(ACCOUNT, second)).desks) == {"support", "sales"}
