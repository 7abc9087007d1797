"""A secret is found in what a server says however the server writes it."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from unicodedata import normalize
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail import redaction
from csmail.redaction import guard, hidden

USER = "support@toko.example"
SECRETS = ("demo pass", "Kata5andi!", "canary&<sandi>", "räksmörgås-7", 'quo"te\\d', "ab12", "x" * 700 + "tail-of-it")


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


ECHOES: dict[str, Callable[[str], str]] = {
    "as it is": lambda secret: secret,
    "in capitals": lambda secret: secret.upper(),
    "quoted": lambda secret: json.dumps(secret, ensure_ascii=False),
    "in JSON": json.dumps,
    "as Python writes it": lambda secret: repr(secret.encode()),
    "in HTML": html.escape,
    "in a URL": lambda secret: quote(secret, safe=""),
    "in a form": quote_plus,
    "as percent signs": lambda secret: "".join(f"%{octet:02X}" for octet in secret.encode()),
    "in hexadecimal digits": lambda secret: secret.encode().hex(),
    "as a dump": lambda secret: secret.encode().hex(" "),
    "in octets taken for Latin-1": lambda secret: secret.encode().decode("latin-1"),
    "with combining marks": lambda secret: normalize("NFD", secret),
    "in HTML by numbers": lambda secret: "".join(f"&#x{ord(char):X};" for char in secret),
    "in HTML by decimal numbers": lambda secret: "".join(f"&#{ord(char)};" for char in secret),
    "in JSON by numbers": lambda secret: "".join(f"\\u{ord(char):04x}" for char in secret),
    "in C": lambda secret: "".join(f"\\{octet:03o}" for octet in secret.encode()),
    "as a list of octets": lambda secret: ", ".join(f"0x{octet:02x}" for octet in secret.encode()),
    "in a URL within a URL": lambda secret: quote(quote(secret, safe=""), safe=""),
    "in base64": coded,
    "in base64 of URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "in base64 twice": lambda secret: coded(coded(secret)),
    "PLAIN": lambda secret: f"AUTH PLAIN {coded(f'{chr(0)}{USER}{chr(0)}{secret}')}",
    "PLAIN for somebody": lambda secret: f"AUTH PLAIN {coded(f'boss{chr(0)}{USER}{chr(0)}{secret}')}",
    "XOAUTH2": lambda secret: f"AUTH XOAUTH2 {coded(f'user={USER}{chr(1)}auth=Bearer {secret}{chr(1)}{chr(1)}')}",
    "OAUTHBEARER": lambda secret: coded(f"n,a={USER},\x01host=h\x01auth=Bearer {secret}\x01\x01"),
    "behind one letter": lambda secret: coded(f"a{secret}"),
    "behind two letters": lambda secret: coded(f"ab{secret}zz"),
    "over two lines": lambda secret: f"{secret[:3]}\n{secret[3:]}",
    "PLAIN over lines": lambda secret: "\n".join(coded(f"\0{USER}\0{secret}")[at : at + 5] for at in range(0, 2000, 5)),
}


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret[:14])
def test_a_secret_is_hidden_in_every_form(secret: str, echo: str) -> None:
    guard(secret, USER)
    said = ECHOES[echo](secret)
    for text in (said, f"535 5.7.8 no such pair: {said}", f"what is ({said})? See https://help.example/login"):
        shown = hidden(text)
        assert squeezed(said) not in squeezed(shown)
        assert secret.lower() not in shown.lower()
        assert "…" in shown
    assert hidden(f"no such pair: {said} at 09:00").startswith("no such pair: ")


def squeezed(text: str) -> str:
    return "".join(text.split()).lower()


@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=4, max_size=40),
    st.binary(max_size=9),
)
def test_no_base64_that_is_left_holds_the_secret(secret: str, before: bytes) -> None:
    redaction.forget()
    guard(secret)
    shown = hidden(base64.b64encode(before + secret.encode() + before).decode())
    for at in range(4):
        kept = shown.replace("…", "")[at:]
        assert secret.encode() not in base64.b64decode(kept[: len(kept) // 4 * 4])


def test_half_of_a_long_token_is_hidden_too() -> None:
    token = "ya29.a0AfH6SMBx" + "Qw7" * 200
    guard(token, USER)
    whole = coded(f"user={USER}\x01auth=Bearer {token}\x01\x01")
    assert hidden(f"500 line too long: AUTH XOAUTH2 {whole[:450]}") == "500 line too long: AUTH XOAUTH2 …"
    assert hidden(f"500 what is {token[:40]}?") == "500 what is …?"


@pytest.mark.parametrize("text", ["", "250 2.0.0 queued as 4F2", "NO [AUTHENTICATIONFAILED] Invalid credentials"])
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    for secret in SECRETS:
        guard(secret, USER)
    assert hidden(text) == text


def test_a_secret_of_few_letters_is_hidden_where_it_stands_alone() -> None:
    guard("ok", "support")
    assert hidden("250 ok, took it") == "250 …, took it"
    assert hidden(f"AUTH PLAIN {coded(f'{chr(0)}support{chr(0)}ok')}") == "AUTH PLAIN …"


def test_the_newest_secrets_are_known() -> None:
    for number in range(redaction.MOST + 1):
        guard(f"token-{number:04}-of-an-hour")
    assert hidden("token-0032-of-an-hour") == "…"
    assert hidden("token-0000-of-an-hour") == "…"  # what it shares with those after it is enough
    assert len(redaction._known) == redaction.MOST


def test_a_text_without_end_is_cut() -> None:
    guard("demo pass")
    assert len(hidden("x" * 10**6)) == redaction.LONGEST
