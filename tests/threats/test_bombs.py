"""Threat 8: a mail made to exhaust us is listed like any other, within bounds of memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from csmail.desk.fetch import OCTETS, portions, weight
from csmail.model.message import Place
from tests.factories import raw
from tests.faults.shares import of_today
from tests.servers.scripted import Scripted, Talk, drip
from tests.threats.bombed import BOMBS
from tests.threats.road import RULES

MOST_MEGABYTES = 256
SLOW = {"24 MB of HTML": 12.0, "100 headers of 250 KB": 30.0, "20 long mails": 30.0}


@pytest.mark.parametrize("name", of_today(BOMBS, 2))
def test_a_bomb_is_listed_within_bounds_and_the_next_mail_is_read(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.threats.bombed", str(tmp_path / "desk"), name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["taken_in"] == found["listed"] == found["count"]
    assert found["after"] == 1
    # Measured: 3 to 110 MB for one bomb, 192 MB where 24 MB of it are attached to an escalation; 0.1 to 2.5 s.
    assert found["grown"] < MOST_MEGABYTES
    assert found["seconds"] < SLOW.get(name, 10.0)


def test_what_is_decided_together_stays_small_and_in_order() -> None:
    mails = [replace(raw("From: a@b.example\n", size=number * 1_000_000), place=Place("INBOX", 1, number + 1))
             for number in range(60)]  # fmt: skip
    made = list(portions(mails))
    assert [one for portion in made for one in portion] == mails
    assert all(sum(map(weight, portion)) <= OCTETS or len(portion) == 1 for portion in made)
    assert len(made) > 20
    assert list(portions([])) == []


# --- a server that wants to exhaust us, the command from outside ------------------------------------------------------

HEAD = b"From: a@b.example\r\nTo: support@toko.example\r\n\r\n"


def four_gigabytes(talk: Talk, tag: str, command: str) -> None:
    """A literal longer than any mail, as much of it as the client takes."""
    talk.say("* 1 FETCH (UID 1 RFC822.SIZE 4294967295 FLAGS () BODY[HEADER] {4294967295}\r\n")
    for _ in range(3000):
        talk.say(b"x" * 100_000)


def too_long_a_text(talk: Talk, tag: str, command: str) -> None:
    """More than was asked for."""
    items = f'UID 1 RFC822.SIZE 99 FLAGS () INTERNALDATE "06-Jul-2026 09:00:00 +0000" BODY[HEADER] {{{len(HEAD)}}}'
    talk.say(f"* 1 FETCH ({items}\r\n")
    talk.say(HEAD + b" BODY[TEXT]<0> {2000000000}\r\n")
    for _ in range(3000):
        talk.say(b"x" * 100_000)


def a_line_without_end(talk: Talk, tag: str, command: str) -> None:
    for _ in range(3000):
        talk.say(b"* 1 FETCH (" + b"x" * 100_000)


def dripping(talk: Talk, tag: str, command: str) -> None:
    drip(talk, b"* 1 FETCH (UID 1 " * 100_000, 0.05)


PROGRAM = """
import sys, time
from csmail.cli.main import run
from tests.threats.bombed import high_water
code = run(sys.argv[1:])
print(code, high_water(), time.process_time())
"""
SERVERS = {
    "a literal of 4 GB": four_gigabytes,
    "a text longer than asked": too_long_a_text,
    "a line without end": a_line_without_end,
    "one octet at a time": dripping,
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_never_ends_ends_the_pass_with_75(name: str, tmp_path: Path) -> None:
    with Scripted({"UID FETCH": SERVERS[name], "UID SEARCH": "* SEARCH 1\r\n{tag} OK found\r\n"}) as server:
        text = RULES.format(port=1, rules="  - {name: a, then: [{tag: [x]}]}\n")
        (tmp_path / "templates").mkdir()
        (tmp_path / "rules.yaml").write_text(text.replace("port: 1, tls", f"port: {server.port}, timeout: 2s, tls", 1))
        words = ["poll", "--from-beginning", "--config", str(tmp_path / "rules.yaml")]
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words], env={**os.environ, "SUPPORT_PASSWORD": "canary-1903"},
            capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
    code, megabytes, seconds = map(float, done.stdout.split()[-3:])
    assert code == 75, done.stderr
    assert "127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr
    # Measured: 60 to 110 MB; a reader without limits took 881 MB from 300 MB sent.
    assert megabytes < MOST_MEGABYTES
    assert seconds < 20
