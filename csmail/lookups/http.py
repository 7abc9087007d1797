"""Facts from a shop that answers with JSON over https.

| what can fail | what is raised |
| --- | --- |
| no server, no name, a certificate that does not fit, a server that stalls or dribbles | Unreachable |
| a redirect to another host, or away from https | Refused |
| more than 64 KiB, no JSON, not an object (or a list of them), nested too deeply | Refused |
| 401, 403 | Unreachable: somebody has to look at the secret |
| 404, 410 | nothing: there is no such row |
| any other status | Unreachable |
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from csmail import web
from csmail.errors import LoginRefused, Refused, Unreachable
from csmail.ports.lookup import MOST, Lookup, Row
from csmail.reason import Reason
from csmail.secret import Secret

SECRET = Reason.of(
    "secret_written_out", forms="headers: {Authorization: {env: X}}, {command: [...]}", last="{keyring: name}"
)
LARGEST = 64 * 1024
REDIRECTS = 3
DEEPEST = 8
MOST_FIELDS = 500
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Settings:
    """`url` with `{key}`, by any name, where what is looked up stands; `headers` by name, secrets by reference."""

    url: str
    key: str = ""
    headers: Mapping[str, str | Secret] = field(default_factory=dict)


def check(settings: Settings) -> Reason | None:
    """What is wrong with the settings; None when nothing is."""
    parts = urlsplit(settings.url)
    if parts.password or parts.username:
        return SECRET
    if not parts.hostname or parts.scheme not in ("https", "http"):
        return Reason.of("url_expected", example="https://shop.example/orders/{order}")
    if parts.scheme == "http" and not web.is_loopback(parts.hostname):
        return Reason("http_in_the_open")
    before, _, rest = settings.url.partition("{")
    named, closed, after = rest.partition("}")
    if not (named.isidentifier() and closed and "{" not in after) or not urlsplit(before).netloc.strip():
        return Reason.of("url_expected", example="https://shop.example/orders/{order}")
    return None


def open(settings: Settings, name: str, folder: Path) -> HttpLookup:
    """Connects to nothing yet."""
    return HttpLookup(settings, name)


class HttpLookup(Lookup):
    """A connection for each question: the answers are kept by who asks."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._settings, self._name = settings, name
        self._before, _, rest = settings.url.partition("{")
        self._after = rest.partition("}")[2]

    @property
    def asks(self) -> str:
        return urlsplit(self._settings.url).netloc

    def ask(self, value: str, timeout: timedelta) -> Sequence[Row]:
        url = f"{self._before}{quote(value, safe='')}{self._after}"
        for _ in range(REDIRECTS):
            answer = self._get(url, timeout.total_seconds())
            if answer.status not in web.MOVED:
                return self._rows(answer.status, answer.body)
            moved = urljoin(url, answer.headers.get("location", ""))
            if urlsplit(moved)[:2] != urlsplit(url)[:2]:
                raise Refused(Reason.of("lookup_redirects", where=self.asks, to=urlsplit(moved).netloc))
            url = moved
        raise Refused(Reason.of("lookup_redirects", where=self.asks, to=self.asks))

    def _get(self, url: str, seconds: float) -> web.Answer:
        question = web.Question(url, self._headers())
        try:
            return web.ask(question, seconds, LARGEST)
        except OSError as error:
            raise Unreachable(Reason.of("lookup_says", where=self.asks, said=error)) from None

    def _headers(self) -> dict[str, str]:
        try:
            told = {
                name: value.reveal(f"lookups.{self._name}") if isinstance(value, Secret) else value
                for name, value in self._settings.headers.items()
            }
        except LoginRefused as error:
            raise Unreachable(error.reason) from None
        return {"Accept": "application/json", "User-Agent": "csmail", **told}

    def _rows(self, status: int, body: bytes) -> Sequence[Row]:
        if status in GONE:
            return []
        if status != 200:
            raise Unreachable(Reason.of("lookup_status", where=self.asks, status=status))
        if len(body) > LARGEST:
            raise Refused(Reason.of("lookup_too_large", where=self.asks))
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            raise Refused(Reason.of("lookup_no_json", where=self.asks)) from None
        rows = document if isinstance(document, list) else [document]
        if not all(isinstance(row, dict) for row in rows):
            raise Refused(Reason.of("lookup_no_json", where=self.asks))
        return [dict(_flat(row)) for row in rows[:MOST]]


def _flat(value: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Each plain value by its dotted path; lists by number, `items.0.name`."""
    below: Iterator[tuple[str, Any]] = iter(list(value.items())[:MOST_FIELDS])
    for name, inner in below:
        here = f"{path}{name}".lower()
        inner = dict(enumerate(inner)) if isinstance(inner, list) else inner
        if isinstance(inner, dict):
            if depth < DEEPEST:
                yield from _flat({str(key): each for key, each in inner.items()}, f"{here}.", depth + 1)
        elif inner is not None:
            yield here, {True: "true", False: "false"}[inner] if isinstance(inner, bool) else str(inner)
