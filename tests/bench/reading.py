"""What it costs to read a mail: parsing beside the standard library, then finding its conversation and recipients."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from functools import partial
from pathlib import Path

from csmail.desk.intake.find_conversation import Traces
from csmail.mail import identity, recipients, threading
from csmail.mail.parse import parse
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message, Place, RawMessage
from csmail.stores import tinydb
from csmail.stores.tinydb import Settings, TinyStore
from tests.bench import corpus
from tests.factories import NOW, said_in

DESK = Desk("support", "support@toko.example", aliases=("help@toko.example",))
MAILS = 200
ROUNDS = 60
FETCHED = 16 * 1024
SIZES = (100, 20_000)
BATCH = 500


def raw(number: int) -> RawMessage:
    """A mail as a mailbox hands it over: the header block, the first 16 KiB of the rest."""
    header, gap, body = corpus.mail(number).partition(b"\r\n\r\n")
    size = len(header) + len(gap) + len(body)
    place = Place("INBOX", 1, number + 1)
    return RawMessage(place, NOW, size, header + gap, body[:FETCHED], len(body) <= FETCHED)


def microseconds(work: Callable[[RawMessage], object], mails: Sequence[RawMessage]) -> float:
    """Processor time a mail in the best of many rounds: what is left when nobody else disturbs."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for one in mails:
            work(one)
        best = min(best, time.process_time() - began)
    return best / len(mails) * 1e6


def standard(one: RawMessage) -> object:
    """The same questions put to the standard library's quick policy (compat32), nothing judged."""
    message = message_from_bytes(one.header + one.body)
    texts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_maintype() == "text"]
    return [message[name] for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID", "References")], texts


def filled(folder: Path, count: int) -> TinyStore:
    """A store of `count` conversations with one message each."""
    store = tinydb.open(Settings(), folder)
    for first in range(0, count, BATCH):
        known = [_known(number) for number in range(first, min(first + BATCH, count))]
        store.commit(Changes(tuple(one for one, _ in known), tuple(said for _, said in known)))
    return store


def _known(number: int) -> tuple[Conversation, Message]:
    at = NOW - timedelta(minutes=number)
    customer = Address(f"jane{number}@kota.example", "Jane Roe")
    id = identity.conversation_id(identity.task_id(f"bench/{number}"))
    one = Conversation(id, DESK.name, at, at, f"Pesanan {number}", customer, participants=frozenset({customer.spec}))
    said = Message(
        identity.task_id(f"mail/{number}"), DESK.name, "in", at, f"<known{number}@kota.example>", text="Halo",
        originators=(customer,), to=(Address(DESK.address),), subject=one.subject, conversation=id,
    )  # fmt: skip
    return one, said


def followed(number: int, known: int) -> RawMessage:
    """Mail `number` as an answer to the mail of a known conversation."""
    plain = raw(number)
    field = b"In-Reply-To: <known%d@kota.example>\r\n" % known
    header = plain.header[:-2] + field + b"\r\n"
    return RawMessage(plain.place, NOW, plain.size + len(field), header, plain.body, plain.complete)


def whole(store: TinyStore, one: RawMessage) -> object:
    """Parse, find the conversation in the store, reckon the recipients of a reply to all."""
    message = parse(one, DESK)
    found = Traces(store, (message,)).clues(message)
    named = [store.conversation(id) for id in found.conversations]
    conversations = {one.id: one for one in named if one is not None}
    hints = replace(threading.hints(message, DESK, store.key()), clues=found)
    joined = threading.join(message, found.exact, conversations, NOW, hints)
    conversation = conversations[joined.conversation]
    history = tuple(said_in(store, conversation.id))
    return recipients.reply_all(message, history, DESK, conversation)


def main() -> None:
    """Print microseconds a mail and the ratio to the standard library."""
    mails = [raw(number) for number in range(MAILS)]
    ours = microseconds(partial(parse, desk=DESK), mails)
    theirs = microseconds(standard, mails)
    print(f"reading {MAILS} mails: parse {ours:.0f} us, standard library {theirs:.0f} us, ratio {ours / theirs:.2f}")
    for kind in (b"text/plain", b"multipart/alternative", b"multipart/mixed"):
        some = [one for one in mails if b"Content-Type: " + kind in one.header]
        print(f"  {kind.decode()}: {microseconds(partial(parse, desk=DESK), some):.0f} us ({len(some)} mails)")
    for count in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = filled(Path(folder), count)
            answers = [followed(number, number * (count // 100)) for number in range(100)]
            spent = microseconds(partial(whole, store), answers)
            wall = statistics.median(_seconds(store, one) for one in answers) * 1e6
            store.close()
        print(f"  parse, join, recipients with {count:,} conversations: {spent:.0f} us (median on the wall {wall:.0f})")


def _seconds(store: TinyStore, one: RawMessage) -> float:
    began = time.perf_counter()
    whole(store, one)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
