"""Every decision about the corpus, the generated mails and their answers, as lines of text that `diff` compares.

    python -m tests.bench.decisions FILE [COUNT]      before a change and after it, then: diff BEFORE AFTER

Who makes the road faster shows with it that no receipt, conversation, message or task became another one.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from csmail.config.load import load
from csmail.desk.intake import poll
from csmail.model.changes import Cursor
from csmail.stores.memory import MemoryStore
from csmail.stores.shared import codec
from tests.bench import corpus
from tests.workspace import Office

CORPUS = Path(__file__).parent.parent / "corpus"
DESK = """
desks:
  support:
    address: support@toko.example
    aliases: [help@toko.example]
    display_name: Toko Melati
    promises: {first_response: 30m}
    trust: {forms: [form@website.example], authserv_ids: [mx.toko.example]}
    mailbox: {kind: imap, host: localhost, port: 1, tls: none, username: u, password: {env: BENCH_SECRET}}
    transport: {kind: folder, path: out}
    escalation: [{to: lead@toko.example, after: 30m}]
store: {kind: tinydb, path: state}
"""
FURTHER = r"""
  - {name: number, when: {body: {regex: 'order\s*#?(?P<order>\d{3,})'}}, then: [{tag: [numbered]}, {priority: high}]}
  - {name: both, when: {all: [{subject: ['re*']}, {not: {tagged: numbered}}]}, then: [{mark: flagged}]}
  - name: either
    when: {any: [{attachment: ['*.jpg']}, {recipient: ['help@toko.example']}, {header: {X-Spam-Flag: ['yes']}}]}
    then: [{tag: [either]}, {note: looked at}]
  - {name: far, when: {all: [{language: en}, {kind: human}, {size: {over: 4KB}}]}, then: [{assign: sari@toko.example}]}
  - {name: listed, when: {list: true}, then: [{tag: [list]}, {move: Lists}], stop: true}
  - {name: came back, on: bounce, then: [{tag: [bounce]}]}
  - {name: answered, on: reply, when: {status: [waiting, open]}, then: [{tag: [again]}, {untag: [either]}]}
  - {name: thanks, then: [acknowledge]}
"""


class Known(MemoryStore):
    """The memory store with a key that is the same each time: ids and tokens are made with it."""

    def key(self) -> bytes:
        return b"k" * 32


def main(target: Path, count: int = 10_000) -> None:
    """Write the lines; print how many, and their hash."""
    lines = sorted(decisions(count))
    target.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} lines, sha256 {hashlib.sha256(target.read_bytes()).hexdigest()[:16]}")


def decisions(count: int) -> Iterator[str]:
    """A line for everything that is kept of a pass over all the mails."""
    here = Office(store=Known())
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.yaml"
        (Path(folder) / "templates").mkdir()
        (Path(folder) / "templates" / "acknowledgement.id.txt").write_text("Sudah kami terima.\n")
        rules.write_text(DESK + corpus.rules() + FURTHER)
        config = load(rules)
    here.place = replace(here.place, rules=config.rules, desk=config.desks["support"].desk)
    poll.poll(here.place)
    for number, mail in enumerate(mails(count)):
        here.mailbox.deliver(mail, here.now + timedelta(seconds=number))
    here.later(timedelta(seconds=count))
    poll.poll(here.place)
    yield from kept(here.store)


def mails(count: int) -> Iterator[bytes]:
    """The corpus, the generated mails, an answer to every tenth of them, the corpus once more."""
    files = [file.read_bytes() for file in sorted(CORPUS.glob("*.eml"))]
    yield from files
    for number, mail in enumerate(corpus.mails(count)):
        yield mail
        if number % 10 == 0:
            yield corpus.answer(number)
    yield from files


def kept(store: MemoryStore) -> Iterator[str]:
    """All of it, except the content of mails that go out."""
    nouns = (*store.conversations(), *store.tasks(), *store.drafts())
    for one in store.conversations():
        nouns += (*store.newest(one.id), *store.receipts(one.id))
    for noun in nouns:
        yield f"{type(noun).__name__} {codec.encode(noun).decode()}"
    cursor = store.cursor("support", "INBOX")
    assert isinstance(cursor, Cursor)
    yield f"Cursor {cursor.uid}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
