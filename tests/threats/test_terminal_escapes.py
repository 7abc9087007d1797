"""Threat 5: no byte of a stranger acts on a terminal, whichever command shows it."""

from __future__ import annotations

import base64
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.servers.sink import Sink
from tests.threats.road import opened, written

ATTACKS = (
    "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x1b]0;owned\x07",
    "\x1b[2J\x1b[H", '\x1bP$q"p\x1b\\', "\x1b[6n", "\x1b]4;1;?\x07", "\x1b[?1049h", "paid: no\rpaid: yes",
    "evil\x08\x08\x08\x08good", "\x9b31m", "\x90$q\x9c", "\x9d52;c;ZXZpbA==\x9c", "invoice\u202egpj.exe",
    "a\u2066b\u2069c", "pass\u200bword", "a\U000e0041\U000e007fb", "\x0e\x0f", "\x7f\x7f", "\x00", "a\u2028b",
    "\x1b[31mred", "\x05", "\x0b\x0c",
)  # fmt: skip
HOSTILE = "BEGIN " + " ".join(ATTACKS) + " END"
OURS = re.compile(rb"\x1b\[(?:0|1|2|31|32|33)m")
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
RULES = """\
  - name: all
    when: {text: {regex: '(?P<found>BEGIN.*)'}}
    then: [{tag: ['{{found}}']}, acknowledge, {draft: quoting}, {escalate: lead@toko.example}, {note: '{{ found }}'}]
"""
TEMPLATE = "---\nsubject: About {{ subject }}\n---\n{{ customer_name }} {{ text }}\n"


MARK = "=== mark ==="
PROGRAM = """
import json, sys
from csmail.cli.main import run
for words in json.load(open(sys.argv[1])):
    run(words)
    sys.stderr.flush()
    print(sys.argv[2], flush=True)
"""


@dataclass(frozen=True)
class Hostile:
    """A desk that took in hostile mail; `id` is one of its conversations."""

    folder: Path
    id: str
    environment: dict[str, str]

    def said(self, lines: Sequence[str], terminal: bool) -> dict[str, bytes]:
        """What each command line writes on stdout and stderr, on a terminal of 100 columns or into a pipe.

        One process for all of them: a start costs more than a command.
        """
        script = self.folder / "lines.json"
        words = [[each.format(id=self.id, mail=self.folder / "mail.eml") for each in line.split()] for line in lines]
        script.write_text(json.dumps(words))
        command = [sys.executable, "-c", PROGRAM, str(script), MARK]
        received = on_a_terminal(command, self.environment) if terminal else into_a_pipe(command, self.environment)
        parts = received.split(MARK.encode() + b"\n")
        assert len(parts) == len(lines) + 1, received[-2000:]
        return dict(zip(lines, parts, strict=False))


def on_a_terminal(command: list[str], environment: dict[str, str]) -> bytes:
    """All that the terminal receives, but for our own colours."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    received = b""
    try:
        while block := os.read(ours, 65536):
            received += block
    except OSError:  # Linux says EIO when the other side has gone
        pass
    os.close(ours)
    child.wait(60)
    return OURS.sub(b"", received).replace(b"\r\n", b"\n")


def into_a_pipe(command: list[str], environment: dict[str, str]) -> bytes:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
        env=environment, check=False,
    ).stdout  # fmt: skip


def word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    folder = tmp_path_factory.mktemp("hostile")
    name = f"filename*=utf-8''{quote(HOSTILE)}"
    part = f"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; {name}\r\n\r\nx\r\n--b--\r\n"
    body = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{HOSTILE}\r\n{part}"
    mail = written(
        body, Subject=word(HOSTILE), From=f"{word(HOSTILE)} <eve@evil.example>", Cc=f"{word(HOSTILE)} <x@evil.example>",
        Content_Type="multipart/mixed; boundary=b", Message_ID="<\x1b[2Jm1@cust.example>",
        In_Reply_To="<\x9b2J@x.example>",        X_Mailer=HOSTILE.replace("\r", " ").replace("\x00", ""),
    )  # fmt: skip
    (folder / "mail.eml").write_bytes(mail.replace(b"m1@", b"m3@"))  # one that was not taken in
    sink = Sink()
    try:
        with opened(folder / "desk", sink, RULES, quoting_id=TEMPLATE, quoting_en=TEMPLATE) as road:
            road.deliver(mail, written(body, Subject=HOSTILE.replace("\r", " "), Message_ID="<m2@cust.example>"))
            road.poll()
            (id,) = [one.id for one in road.conversations() if one.customer and one.customer.spec == "eve@evil.example"]
    finally:
        sink.close()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CSMAIL", "NO_COLOR"))}
    settings = {"CSMAIL_CONFIG": str(folder / "desk" / "rules.yaml"), "TERM": "xterm", "COLUMNS": "100"}
    return Hostile(folder, id, {**kept, **settings, "SUPPORT_PASSWORD": "x"})


def harmless(received: bytes) -> str:
    """The text; every byte of it belongs to the few that do not act."""
    text = received.decode("utf-8")
    found = FORBIDDEN.search(text)
    assert found is None, (found, text[max(0, found.start() - 60) : found.end() + 60])
    return text


SHOWING = (
    "todo", "status", "conversations list", "conversations show {id}", "conversations search BEGIN", "drafts list",
    "drafts show {id}", "why {id}", "outbox list", "message inspect {mail}", "rules explain {mail}",
    "tag {id} vip --dry-run", "reply {id} --template quoting --dry-run", "templates render quoting --conversation {id}",
    "forward {id} boss@toko.example --dry-run", "conversations show BEGIN\x1b]0;x\x07\x9b2J", "tagg \x1b]0;x\x07\x9b2J",
    "poll",
)  # fmt: skip
SPEAKING = (
    "todo",
    "conversations list",
    "conversations show",
    "drafts show",
    "why",
    "message inspect",
    "rules explain",
)


@pytest.fixture(scope="module", params=[True, False], ids=["terminal", "pipe"])
def shown(request: pytest.FixtureRequest, hostile: Hostile) -> dict[str, bytes]:
    return hostile.said(SHOWING, request.param)


@pytest.mark.parametrize("line", SHOWING)
def test_nothing_that_acts_is_shown(line: str, shown: dict[str, bytes]) -> None:
    text = harmless(shown[line])
    assert text.strip()
    assert "BEGIN" in text or not line.startswith(SPEAKING)


DOCUMENTS = (
    "todo --json", "conversations show {id} --json", "drafts show {id} --json", "why {id} --json",
    "message inspect {mail} --json", "store export",
)  # fmt: skip


@pytest.fixture(scope="module")
def documents(hostile: Hostile) -> dict[str, bytes]:
    return hostile.said(DOCUMENTS, True)


@pytest.mark.parametrize("line", DOCUMENTS)
def test_a_document_for_programs_is_plain_ascii_even_on_a_terminal(line: str, documents: dict[str, bytes]) -> None:
    received = documents[line]
    assert b"BEGIN" in received
    assert not [byte for byte in received if byte >= 0x7F or (byte < 0x20 and byte != 0x0A)]
    for one in received.splitlines() if line == "store export" else [received]:
        assert json.loads(one)["schema_version"] == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_log_lines_hold_nothing_that_acts(form: str) -> None:
    program = (
        "import logging, sys; from csmail.cli.terminal.logs import begin; begin(sys.argv[1]); "
        "log = logging.getLogger('csmail.x'); text = sys.stdin.read(); "
        "log.warning(text, extra={'fields': {'error': text, 'at': [text]}})\n"
        "try:\n raise ValueError(text)\nexcept ValueError:\n log.exception('bug', extra={'fields': {'desk': text}})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, form], input=HOSTILE.encode(), capture_output=True, timeout=60
    )
    assert "BEGIN" in harmless(done.stderr)
    assert done.returncode == 0


def test_the_demo_sends_nothing_that_acts(hostile: Hostile) -> None:
    text = harmless(on_a_terminal([sys.executable, "-m", "csmail", "demo"], hostile.environment))
    assert "What to try next" in text


def test_a_traceback_of_ours_is_harmless_too(hostile: Hostile) -> None:
    program = "import sys; from csmail.cli.main import shown; sys.exit(shown(ValueError(sys.stdin.read())))"
    done = subprocess.run([sys.executable, "-c", program], input=HOSTILE.encode(), capture_output=True, timeout=60)
    assert done.returncode == 70
    assert "BEGIN" in harmless(done.stderr)
