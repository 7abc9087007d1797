"""The limit of tagging: a bare client that moves the same octets as we do and understands nothing of them.

It sends every FETCH at once, reads the answers without parsing a mail, then sends every STORE at once. What csmail
needs beyond this is ours: parsing, matching, the store.
"""

from __future__ import annotations

import re
import socket
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import BinaryIO

AT_ONCE = 500
ITEMS = "UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[HEADER]<0.262144> BODY.PEEK[TEXT]<0.16384>"
LITERAL = re.compile(rb"\{(\d+)\}\r\n\Z")


def limit(host: str, port: int, user: str, password: str, pairs: Iterable[tuple[int, str]]) -> tuple[float, int]:
    """Wall seconds from connecting to the last answer, and octets received.

    `pairs` are (UID, keyword); every UID of the INBOX is fetched, whether it has a pair or not. Plaintext, loopback.
    """
    began = time.perf_counter()
    with socket.create_connection((host, port), 60) as sock, sock.makefile("rb", 1 << 20) as answers:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers.readline()
        received = _ask(sock, answers, [f"LOGIN {user} {password}", "SELECT INBOX"])
        uids = _uids(sock, answers)
        batches = [uids[start : start + AT_ONCE] for start in range(0, len(uids), AT_ONCE)]
        received += _ask(sock, answers, [f"UID FETCH {batch[0]}:{batch[-1]} ({ITEMS})" for batch in batches])
        received += _ask(sock, answers, _stores(batches, pairs))
        _ask(sock, answers, ["LOGOUT"])
    return time.perf_counter() - began, received


def _stores(batches: list[list[int]], pairs: Iterable[tuple[int, str]]) -> list[str]:
    words: dict[int, list[str]] = defaultdict(list)
    for uid, keyword in pairs:
        words[uid].append(keyword)
    commands = []
    for batch in batches:
        marked: dict[str, list[int]] = defaultdict(list)
        for uid in batch:
            for keyword in words.get(uid, ()):
                marked[keyword].append(uid)
        commands += [f"UID STORE {_set(some)} +FLAGS.SILENT ({keyword})" for keyword, some in marked.items()]
    return commands


def _set(uids: list[int]) -> str:
    return ",".join(map(str, uids))


def _uids(sock: socket.socket, answers: BinaryIO) -> list[int]:
    sock.sendall(b"s UID SEARCH ALL\r\n")
    found: list[int] = []
    while not (line := answers.readline()).startswith(b"s "):
        if line.startswith(b"* SEARCH"):
            found = [int(word) for word in line.split()[2:]]
    return found


def _ask(sock: socket.socket, answers: BinaryIO, commands: list[str]) -> int:
    """Octets of the answers to all of `commands`, sent at once (they are small beside the answers)."""
    if not commands:
        return 0
    sock.sendall("".join(f"t{number} {command}\r\n" for number, command in enumerate(commands)).encode())
    last, received = b"t%d " % (len(commands) - 1), 0
    while not (line := answers.readline()).startswith(last):
        if not line:
            raise ConnectionError("the server closed the connection")
        received += len(line)
        while literal := LITERAL.search(line):
            received += len(answers.read(int(literal[1])))
            line = answers.readline()
            received += len(line)
    return received
