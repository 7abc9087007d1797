"""The same keywords set by sieve-filter (dovecot-sieve) and by imapfilter, where they are installed.

Both look for the words as parts of other words too, so they set a few keywords more. sieve-filter reads the mails from
the disk, beside the server; imapfilter fetches them over IMAP.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import corpus
from tests.servers.dovecot import PASSWORD, Dovecot

FIELDS = (("subject", corpus.SUBJECT_RULES), ("from", corpus.SENDER_RULES), ("body", corpus.BODY_RULES))
TESTS = {"subject": 'header :contains "subject"', "from": 'address :contains "from"', "body": "body :text :contains"}


def contestants(server: Dovecot, user: str, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Name, wall seconds and seconds of the processor of each that is here; the keywords they set stay."""
    if shutil.which("sieve-filter"):
        script = folder / "bench.sieve"
        script.write_text("".join(sieve()))
        script.chmod(0o644)
        folder.chmod(0o755)
        configuration = str(server.root / "dovecot.conf")
        yield "sieve-filter", *_run(["sieve-filter", "-c", configuration, "-u", user, "-e", "-W", str(script), "INBOX"])
    if shutil.which("imapfilter"):
        script = folder / "bench.lua"
        script.write_text("".join(lua(server.port, user)))
        yield "imapfilter", *_run(["imapfilter", "-c", str(script)])


def rules() -> Iterator[tuple[str, str, str]]:
    """Field, word, keyword of the 50 rules."""
    for field, words in FIELDS:
        for word in words:
            yield field, word, f"{field[0]}-{word.partition('.')[0]}"


def sieve() -> Iterator[str]:
    """The rules as Sieve writes them (RFC 5228, 5173, 5232)."""
    yield 'require ["body", "imap4flags"];\n'
    for field, word, keyword in rules():
        yield f'if {TESTS[field]} "{word}" {{ addflag "{keyword}"; }}\n'


def lua(port: int, user: str) -> Iterator[str]:
    """The rules as imapfilter's configuration."""
    yield "options.timeout = 300\noptions.info = false\noptions.starttls = false\n"
    yield f"account = IMAP {{server = 'localhost', port = {port}, username = '{user}', password = '{PASSWORD}'}}\n"
    yield "all = account.INBOX:select_all()\n"
    for field, word, keyword in rules():
        yield f"all:match_{field}('(?i){word}'):add_flags({{'{keyword}'}})\n"


def _run(command: list[str]) -> tuple[float, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
