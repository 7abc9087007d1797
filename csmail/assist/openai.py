"""A model behind `POST /chat/completions`, as OpenAI, Ollama, llama.cpp, vLLM and others offer it.

| what can fail | what is raised |
| --- | --- |
| no server, no name, a certificate that does not fit, a server that stalls, dribbles or breaks off | Unreachable |
| any status but 200, a redirect too: it is never followed, the letter would go to somebody else | Unreachable |
| the key cannot be had | Unreachable |
| more than 64 KiB, packed, no JSON, JSON of another form, cut off at `tokens` | Refused |
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from csmail import web
from csmail.assist.shared import answer, prompt
from csmail.errors import LoginRefused, Refused, Unreachable
from csmail.ports.assistant import Assistant, Heard, Request, Suggestion
from csmail.reason import Reason
from csmail.secret import Secret

LARGEST = 64 * 1024
MOST_TOKENS = 4000
LONGEST_NAME = 80
EXAMPLE = "http://127.0.0.1:11434/v1"
CUT_OFF = frozenset({"length", "max_tokens"})


@dataclass(frozen=True, slots=True)
class Settings:
    """`url` is what stands before `/chat/completions`, `tokens` how long an answer may get."""

    url: str
    model: str
    key: Secret | None = None
    tokens: int = 700


def check(settings: Settings) -> Reason | None:
    """What is wrong with the settings; None when nothing is."""
    try:
        parts, port = urlsplit(settings.url), urlsplit(settings.url).port
    except ValueError:
        return Reason.of("url_expected", example=EXAMPLE)
    if parts.username or parts.password:
        return Reason.of("secret_written_out", forms="key: {env: NAME}, {command: [...]}", last="{keyring: name}")
    plain = settings.url.isascii() and settings.url.isprintable() and " " not in settings.url
    if not parts.hostname or parts.scheme not in ("https", "http") or parts.query or parts.fragment or not plain:
        return Reason.of("url_expected", example=EXAMPLE)
    if port == 0:
        return Reason.of("url_expected", example=EXAMPLE)
    if parts.scheme == "http" and not web.is_loopback(parts.hostname):
        return Reason("http_in_the_open")
    name = settings.model.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "(" in name or ")" in name:
        return Reason.of("assist_model_wrong", example="llama3.1", limit=LONGEST_NAME)
    return None if 0 < settings.tokens <= MOST_TOKENS else Reason.of("assist_tokens_wrong", limit=MOST_TOKENS)


def is_local(settings: Settings) -> bool:
    """Whether what is asked stays on this machine."""
    return web.is_loopback(urlsplit(settings.url).hostname or "")


def open(settings: Settings, name: str) -> Endpoint:
    """Connects to nothing and reads no secret yet; `name` is that of the desk."""
    return Endpoint(settings, name)


class Endpoint(Assistant):
    """A connection for each question."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._settings, self._name = settings, name

    @property
    def model(self) -> str:
        return self._settings.model.strip()

    @property
    def asks(self) -> str:
        return urlsplit(self._settings.url).netloc

    def written(self, request: Request) -> bytes:
        document = {
            "model": self.model,
            "messages": prompt.messages(request),
            "max_tokens": self._settings.tokens,
            "temperature": 0,
            "stream": False,
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")

    def draft(self, request: Request, timeout: timedelta, heard: Heard) -> Suggestion:
        url = f"{self._settings.url.rstrip('/')}/chat/completions"
        question = web.Question(url, self._headers(), self.written(request))
        try:
            found = web.ask(question, timeout.total_seconds(), LARGEST)
        except OSError as error:
            raise Unreachable(Reason.of("assist_unreachable", where=self.asks, said=error)) from None
        heard(found.body)
        return self._read(found)

    def _headers(self) -> dict[str, str]:
        told = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        key = self._settings.key
        try:
            bearer = {"Authorization": f"Bearer {key.reveal(f'{self._name}: assist')}"} if key else {}
        except LoginRefused as error:
            raise Unreachable(error.reason) from None
        return {**told, "User-Agent": "csmail", **bearer}

    def _read(self, found: web.Answer) -> Suggestion:
        if found.status != 200:
            raise Unreachable(Reason.of("assist_status", where=self.asks, status=found.status))
        if len(found.body) > LARGEST:
            raise Refused(Reason.of("assist_too_large", where=self.asks, limit=LARGEST // 1024))
        if found.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise Refused(Reason.of("assist_packed", where=self.asks))
        kind = found.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        try:
            if not kind.endswith("json"):
                raise ValueError(kind)
            choice = _choice(answer.parsed(found.body))
            if choice.get("finish_reason") in CUT_OFF:
                raise Refused(Reason.of("assist_cut_off", limit=self._settings.tokens))
            return answer.suggestion(choice["message"]["content"])
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            raise Refused(Reason.of("assist_no_json", where=self.asks)) from None


def _choice(document: Any) -> dict[str, Any]:
    choice = document["choices"][0]
    if not isinstance(choice, dict) or not isinstance(choice["message"]["content"], str):
        raise ValueError("choice")
    return choice
