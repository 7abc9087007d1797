"""What 50 rules cost a mail: nothing in it hits, one rule hits, each further one."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from pathlib import Path

from csmail.config.load import load
from csmail.mail.parse import parse
from csmail.model.message import Place, RawMessage
from csmail.model.situation import Situation
from csmail.rules.decide import decide
from tests.bench import corpus
from tests.factories import NOW, conversation

MAILS = 400
ROUNDS = 9
BODY = 16384
ROOM = """
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: memory}
"""


def main() -> None:
    """Print microseconds of processor time by the number of hits, the best of some rounds; a mail is new each time."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        (Path(folder) / "templates").mkdir()
        (Path(folder) / "rules.yaml").write_text(ROOM + corpus.rules())
        config = load(Path(folder) / "rules.yaml")
    desk = config.desks["support"].desk
    situations = [Situation(desk, conversation(), parse(raw(mail), desk), NOW) for mail in corpus.mails(MAILS)]
    best: dict[int, float] = {}
    for _ in range(ROUNDS):
        spent: dict[int, list[float]] = defaultdict(list)
        for situation in situations:
            began = time.process_time()
            hits = len(decide(config.rules, situation).hits)
            spent[hits].append(time.process_time() - began)
        for hits, times in spent.items():
            best[hits] = min(best.get(hits, 1.0), sum(times) / len(times))
    for hits, seconds in sorted(best.items()):
        print(f"deciding with 50 rules, {hits} hits: {seconds * 1e6:.0f} us a mail")


def raw(mail: bytes) -> RawMessage:
    """The mail as a mailbox hands it over."""
    header, _, body = mail.partition(b"\r\n\r\n")
    return RawMessage(Place("INBOX", 1, 1), NOW, len(mail), header + b"\r\n\r\n", body[:BODY], len(body) <= BODY)


if __name__ == "__main__":
    main()
