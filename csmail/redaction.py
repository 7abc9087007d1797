"""Hides the secrets that this process has used in what servers say: they echo the line that they did not understand.

A server may say it plainly, quoted, URL-encoded, as hexadecimal digits or in base64 with other words around it, in any
later reply. So every text of a server passes `hidden` before it is shown, logged or kept. What is searched in is the
text without white space, quotes and case: an echo may be broken over the lines of a reply.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

MARK = "…"
FRAGMENT = 12  # servers cut long echoes (a reply line ends at 512 octets): so much of a secret is hidden as well
WORD = 4  # a secret shorter than this is hidden where it stands alone, or half of each text would be
MOST = 32  # the newest secrets: an access token lives for an hour, the daemon for months
LONGEST = 16384
IGNORED = frozenset("\"'\\")
CODED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_%-")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Forms:
    """What one secret looks like, squeezed: `words` as a person would write it, `codes` encoded, `long` all of those
    in which a fragment counts, a line feed between them."""

    words: tuple[str, ...]
    codes: tuple[str, ...]
    long: str


_known: dict[tuple[str, str], Forms] = {}


def guard(secret: str, user: str = "") -> None:
    """Hide `secret` from now on, also where it stands beside `user` as login mechanisms write it."""
    if not secret:
        return
    key = secret, user
    _known[key] = _known.pop(key) if key in _known else _forms(secret, user)
    while len(_known) > MOST:
        del _known[next(iter(_known))]


def forget() -> None:
    """Hide nothing any more (for tests: their secrets are words like "right")."""
    _known.clear()


def hidden(text: str) -> str:
    """`text` with a mark in place of each secret; what lies beyond 16,384 characters is cut off."""
    if not _known:
        return text
    kept = text[:LONGEST]
    squeezed, places = _squeezed(kept)
    spans = sorted(span for forms in _known.values() for span in _found(kept, squeezed, places, forms))
    for start, end in reversed(_joined(spans)):
        kept = kept[:start] + MARK + kept[end:]
    return kept


def _forms(secret: str, user: str) -> Forms:
    words = _distinct(map(_plain, _written(secret)))
    raw = secret.encode("utf-8", "surrogatepass")
    codes = [_plain(one) for one in (*_encoded(raw), *_numbered(secret, raw))]
    blobs = [
        _plain(b64encode(one.encode("utf-8", "surrogatepass")).decode()).rstrip("=") for one in _sasl(secret, user)
    ]
    codes = _distinct([*(one for one in codes if len(one) >= WORD), *(one for one in blobs if len(one) >= 2 * WORD)])
    return Forms(tuple(words), tuple(codes), "\n".join(one for one in (*words, *codes) if len(one) > FRAGMENT))


def _written(secret: str) -> Iterator[str]:
    """As people, programming languages, HTML, and mailbox names (RFC 3501 section 5.1.3) write it."""
    import html  # with `json` and `urllib` 4 ms, for commands that log in nowhere
    import json

    yield secret
    yield normalize("NFD", secret)
    yield secret.encode("utf-8", "surrogatepass").decode("latin-1")
    yield ascii(secret)[1:-1]
    yield ascii(secret.encode("utf-8", "surrogatepass"))[2:-1]
    yield json.dumps(secret)[1:-1]
    yield html.escape(secret)
    yield secret.replace("&", "&-")


def _encoded(raw: bytes) -> Iterator[str]:
    """As URLs, quoted-printable, xtext (RFC 3461 section 4) and dumps write it; in base64, twice over too."""
    from urllib.parse import quote, quote_plus

    yield quote(raw, safe="")
    yield quote_plus(raw)
    yield b2a_qp(raw, quotetabs=True).decode("latin-1")
    for before in ("%", "=", "+", "x", ":", "-", ""):
        yield "".join(f"{before}{octet:02x}" for octet in raw)
    yield "".join(f"&#{octet};" for octet in raw)
    for once in _aligned(raw):
        yield once
        if len(once) >= WORD:
            yield from _aligned(once.encode())


def _numbered(secret: str, raw: bytes) -> Iterator[str]:
    """As HTML, JSON and C write characters by their numbers; as URLs within URLs do."""
    from urllib.parse import quote

    for form in ("&#x{:x};", "&#{};", "\\u{:04x}"):
        yield "".join(form.format(ord(char)) for char in secret)
    yield "".join(f"&#x{octet:x};" for octet in raw)
    yield "".join(f"\\{octet:03o}" for octet in raw)
    yield ",".join(f"0x{octet:02x}" for octet in raw)
    yield quote(quote(raw, safe=""), safe="")


def _aligned(raw: bytes) -> Iterator[str]:
    """The characters of base64 that depend on nothing but `raw`, behind 0, 1 and 2 octets of something else."""
    for shift in range(3):
        coded = b64encode(bytes(shift) + raw).decode()
        whole = len(coded.rstrip("=")) - ((shift + len(raw)) % 3 != 0)
        yield coded[(0, 2, 3)[shift] : whole]


def _sasl(secret: str, user: str) -> Iterator[str]:
    """What PLAIN, LOGIN, XOAUTH2 (and its like of RFC 7628) put into base64."""
    yield f"\0{user}\0{secret}"
    yield f"{user}\0{user}\0{secret}"
    yield secret
    yield f"user={user}\1auth=Bearer {secret}\1\1"


def _distinct(forms: Iterable[str]) -> list[str]:
    return [one for one in dict.fromkeys(forms) if one]


def _plain(form: str) -> str:
    return _squeezed(form)[0]


def _squeezed(text: str) -> tuple[str, list[int]]:
    """`text` without white space, controls, quotes and case, with - and _ as + and / (base64 of URLs); where each
    character stood."""
    places = [at for at, char in enumerate(text) if char > " " and char.isprintable() and char not in IGNORED]
    return "".join([text[at].lower()[:1] for at in places]).replace("-", "+").replace("_", "/"), places


def _found(text: str, squeezed: str, places: list[int], forms: Forms) -> Iterator[Span]:
    for word in forms.words:
        for start, end in _all(word, squeezed):
            span = places[start], places[end - 1] + 1
            if len(word) >= WORD or _alone(text, span):
                yield span
    for code in forms.codes:
        for start, end in _all(code, squeezed):
            yield _widened(text, (places[start], places[end - 1] + 1))
    for start in range(len(squeezed) - FRAGMENT + 1) if forms.long else ():
        if squeezed[start : start + FRAGMENT] in forms.long:
            yield _widened(text, (places[start], places[start + FRAGMENT - 1] + 1))


def _all(form: str, squeezed: str) -> Iterator[Span]:
    at = squeezed.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = squeezed.find(form, at + 1)


def _alone(text: str, span: Span) -> bool:
    beside = text[max(0, span[0] - 1) : span[0]] + text[span[1] : span[1] + 1]
    return not any(char.isalnum() for char in beside)


def _widened(text: str, span: Span) -> Span:
    """With all that may be of the same code: the bits of an octet lie in two characters of base64."""
    start, end = span
    while start > 0 and text[start - 1] in CODED:
        start -= 1
    while end < len(text) and text[end] in CODED:
        end += 1
    return start, end


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
