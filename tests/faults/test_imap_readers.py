"""Whatever octets a server sends, the readers of IMAP end with mails, one clear error of ours, and nothing else.

Each property meets as many examples as the Hypothesis profile says: seconds by day, minutes by night.
"""

from __future__ import annotations

import imaplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail.errors import CsmailError
from csmail.mailboxes.imap import Imap, Settings, connect
from csmail.mailboxes.imap.bell import Bell
from csmail.mailboxes.imap.wire import Wire
from csmail.ports import Need
from csmail.secret import Secret

PATIENCE = timedelta(seconds=5)

NUMBERS = st.one_of(
    st.integers(0, 12).map(str),
    st.sampled_from(["4294967295", "4294967296", "9" * 20, "9" * 5000, "-1", "one", "1:3", "*"]),
)
TEXTS = st.one_of(
    st.text(st.characters(max_codepoint=255), max_size=12), st.sampled_from(['"', "NIL", "()", "(((", "\\Seen"])
)
DATES = st.sampled_from(["06-Jul-2026 09:00:00 +0000", "31-Dec-9999 23:59:59 -1400", "01-Jan-0001 00:00:00 +1400",
                         "99-Foo-2026 99:99:99 +9999", "", "9" * 300])  # fmt: skip


@st.composite
def literals(draw: st.DrawFn) -> str:
    text = draw(TEXTS)
    length = draw(st.one_of(st.just(str(len(text))), NUMBERS))
    return f"{{{length}}}\r\n{text}"


VALUES = st.one_of(NUMBERS, TEXTS, literals(), TEXTS.map(lambda text: f'"{text}"'), DATES.map(lambda date: f'"{date}"'),
                   st.lists(TEXTS, max_size=3).map(lambda words: f"({' '.join(words)})"))  # fmt: skip
ITEMS = st.sampled_from(["UID", "FLAGS", "RFC822.SIZE", "INTERNALDATE", "BODY[HEADER]", "BODY[HEADER]<0>", "BODY[TEXT]",
                         "BODY[TEXT]<0>", "BODYSTRUCTURE", "ENVELOPE", "MODSEQ", "X"])  # fmt: skip
FETCHED = st.lists(st.tuples(ITEMS, VALUES), max_size=7).map(
    lambda items: f"* 1 FETCH ({' '.join(f'{name} {value}' for name, value in items)})\r\n"
)
SEARCHED = st.tuples(
    st.sampled_from(["* SEARCH ", '* ESEARCH (TAG "x") UID ALL ', "* ESEARCH UID COUNT 1 ALL "]),
    st.lists(NUMBERS, max_size=6), st.sampled_from([" ", ","]),
).map(lambda parts: parts[0] + parts[2].join(parts[1]) + "\r\n")  # fmt: skip
SELECTED = st.tuples(
    st.sampled_from(["UIDVALIDITY", "UIDNEXT", "PERMANENTFLAGS", "HIGHESTMODSEQ", "UNSEEN", "X"]), VALUES
).map(lambda parts: f"* OK [{parts[0]} {parts[1]}] x\r\n")
COUNTED = st.tuples(NUMBERS, st.sampled_from(["EXISTS", "EXPUNGE", "RECENT", "FETCH"])).map(
    lambda parts: f"* {parts[0]} {parts[1]}\r\n"
)
OTHERS = st.one_of(
    st.sampled_from(["+ go\r\n", "* BYE no\r\n", "* NO [ALERT] x\r\n", "* CAPABILITY\r\n", "* LIST () NIL x\r\n"]),
    TEXTS.map(lambda text: f"* {text}\r\n"), TEXTS,
)  # fmt: skip
SAID = st.lists(st.one_of(FETCHED, SEARCHED, SELECTED, COUNTED, OTHERS), max_size=5).map("".join)
ENDS = st.sampled_from(["OK done", "OK", "NO [NONEXISTENT] x", "BAD x", "OK [READ-ONLY] x", "PERHAPS", ""])
WELL = {"SELECT": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 4] n\r\n", "UID SEARCH": "* SEARCH 1 2 3\r\n"}


class Line:
    """One end of a pair of sockets that answers as it was told to, then hangs up."""

    def __init__(self, said: dict[str, tuple[str, str]]) -> None:
        self.said = said
        self.ours, self.theirs = socket.socketpair()
        self.theirs.settimeout(10)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        for each in (self.ours, self.theirs):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        self.ours.close()
        self.theirs.close()

    def _serve(self) -> None:
        with suppress(OSError), self.theirs.makefile("rb") as lines:
            self.theirs.sendall(b"* OK ready\r\n")
            while line := lines.readline():
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                self.theirs.sendall(self._answer(tag, command.upper()))
        with suppress(OSError):
            self.theirs.shutdown(socket.SHUT_RDWR)

    def _answer(self, tag: str, command: str) -> bytes:
        if command == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1 ESEARCH IDLE\r\n{tag} OK done\r\n".encode()
        name = next((each for each in ("SELECT", "UID SEARCH", "UID FETCH", "LIST") if command.startswith(each)), "")
        said, end = self.said.get(name, (WELL.get(name, ""), "OK done"))
        return f"{said}{tag} {end}\r\n".encode("latin-1", "replace")


@contextmanager
def mailbox(said: dict[str, tuple[str, str]], patch: pytest.MonkeyPatch) -> Iterator[Imap]:
    """An account whose every connection is such a line."""
    lines: list[Line] = []

    def connected(address: object, timeout: object = None) -> socket.socket:
        lines.append(Line(said))
        return lines[-1].ours

    patch.setattr(connect.socket, "create_connection", connected)
    patch.setattr(connect, "_refuse_plaintext", lambda client, where: None)
    patch.setattr(connect, "_refuse_unexpected_tls", lambda settings, where: None)
    patch.setattr(connect, "LOOK_SECONDS", 0.1)
    patch.setenv("FUZZED", "secret")
    opened = Imap(Settings("127.0.0.1", "u", Secret(env="FUZZED"), tls="none", timeout=PATIENCE), "desk")
    try:
        yield opened
    finally:
        opened.close()
        for line in lines:
            line.close()


@pytest.mark.parametrize("place", ["SELECT", "UID SEARCH", "UID FETCH"])
def test_any_answer_ends_with_mails_or_one_clear_error(place: str) -> None:
    @settings(
        suppress_health_check=list(HealthCheck), deadline=None, max_examples=max(settings().max_examples // 2, 25)
    )
    @given(SAID, ENDS)
    def fuzzed(said: str, end: str) -> None:
        with pytest.MonkeyPatch.context() as patch, mailbox({place: (said, end)}, patch) as one:
            # A length that says more than follows is waited for: the end of the line comes sooner than the timeout.
            one._settings = Settings(
                "127.0.0.1", "u", Secret(env="FUZZED"), tls="none", timeout=timedelta(seconds=0.05)
            )
            with suppress(CsmailError):
                one.open_folder("INBOX")
                uids = one.uids("INBOX", 0)
                for raw in one.fetch("INBOX", uids[:20], Need()):
                    assert raw.received_at.utcoffset() == timedelta(0)
                    assert 0 <= raw.size < 2**63

    fuzzed()


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=40), SAID.map(lambda text: text.encode("latin-1", "replace")))))
def test_any_octets_are_lines_or_an_error_that_is_caught(pieces: list[bytes]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"".join([b"* OK hi\r\n* CAPABILITY IMAP4rev1\r\n", *pieces])[:100_000])
        theirs.shutdown(socket.SHUT_WR)
        try:
            wire = Wire(ours, ("127.0.0.1", 1), 0.5, Bell())
        except (imaplib.IMAP4.error, OSError, ValueError):
            return
        assert wire.welcome.startswith(b"* OK hi")
        assert "IMAP4REV1" in wire.capabilities
