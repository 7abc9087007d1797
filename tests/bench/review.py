"""The screens at 10,000 drafts: first paint, key to paint, opening a long conversation, memory."""

from __future__ import annotations

import asyncio
import resource
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from textual.strip import Strip

from csmail.mail import compose
from csmail.model.address import Address
from csmail.model.audience import Audience, Origin
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.task import Draft, Mail
from csmail.review import app as review_app
from csmail.review.app import ReviewApp
from csmail.review.canvas import Canvas
from csmail.stores.tinydb import TinyStore
from tests.factories import conversation, message
from tests.review.pilot import Hand, Lent
from tests.review.scene import NINE, PLAIN, SARI, Scene

COUNT = 10_000
LONG = 200
BATCH = 500
KEYS = 200
OPENED = 1_000


def filled(scene: Scene) -> None:
    """So many conversations with a draft each; the first has 200 messages."""
    mail = _mail(scene)
    scene.store.commit(Changes(mails=(mail,)))
    for start in range(0, COUNT, BATCH):
        numbers = range(start, min(start + BATCH, COUNT))
        changes = [_one(scene, number, mail) for number in numbers]
        scene.store.commit(
            Changes(
                conversations=tuple(one[0] for one in changes),
                messages=tuple(each for one in changes for each in one[1]),
                drafts=tuple(one[2] for one in changes),
            )
        )


def _mail(scene: Scene) -> Mail:
    audience = Audience("send", Address("support@toko.example"), (Address("c1@cust.example"),))
    text = PLAIN.format(name="Kak")
    outgoing = compose.Outgoing(audience, "Re: Pesanan", text, "<m@toko.example>", NINE, "reply", None)
    return compose.as_mail(outgoing, scene.desk)


def _one(scene: Scene, number: int, mail: Mail) -> tuple[Conversation, list[Message], Draft]:
    id, customer = f"{number:06}", Address(f"c{number}@cust.example", f"Pelanggan {number}")
    asked_at = NINE - timedelta(minutes=number % 700)
    key = f"k{number}"
    one = conversation(
        id=id, subject=f"Pesanan {number} belum sampai", customer=customer, opened_at=asked_at, last_in_at=asked_at,
        turns=(Turn(asked_at, "asked", key), Turn.target(asked_at, "first_response", "10h")),
        next_moment=asked_at + timedelta(hours=10),
    )  # fmt: skip
    messages = [
        message(key=f"{key}-{each}", conversation=id, originators=(customer,), text="Halo, pesanan saya mana? " * 8,
                received_at=asked_at - timedelta(hours=each), message_id=f"<{number}.{each}@cust.example>")
        for each in range(1, LONG if number == 0 else 1)
    ]  # fmt: skip
    newest = message(
        key=key, conversation=id, originators=(customer,), received_at=asked_at, message_id=f"<{number}@x>"
    )
    why = Origin(customer.spec, "to", Reason.of("from_field", of="<1@x>"))
    audience = Audience("send", Address("support@toko.example"), (customer,), origins=(why,))
    draft = Draft(
        f"d{number:06}", "support", id, mail.key, "rule refund", NINE, NINE, audience, f"Re: Pesanan {number}",
        PLAIN.format(name=f"Pelanggan {number}"), "answer", answers=key,
    )  # fmt: skip
    return one, [*messages, newest], draft


def memory() -> float:
    """Resident now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def measured(scene: Scene) -> list[str]:
    """One reviewer at work; what it took."""
    told: list[str] = []
    began = time.perf_counter()
    review_app.Canvas = Painted  # type: ignore[misc]
    app = ReviewApp(scene.place, SARI, Lent())
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        await hand.until(lambda: bool(app.view.rows))
        told.append(
            f"first paint of the list     {1000 * (time.perf_counter() - began):7.0f} ms after the start of the app"
        )
        await hand.until(lambda: app.view.complete)
        told.append(f"every draft read, in order  {1000 * (time.perf_counter() - began):7.0f} ms")
        await hand.quiet()
        told.append(f"memory                      {memory():7.0f} MB")
        for name, keys in (("j", ["j"] * KEYS), ("G", ["G", "g"] * 5)):
            times = [await _painted(hand, key) for key in keys]
            told.append(f"key to paint, {name}             {_tail(times)}")
        app.view.cursor = "d000000"
        app.draw()
        await hand.quiet()
        began = time.perf_counter()
        hand.send("enter")
        while app.view.opened is None or not app.is_painted:
            await asyncio.sleep(0.0005)
        told.append(f"open a conversation of {LONG}  {1000 * (time.perf_counter() - began):7.0f} ms")
        await hand.press("escape")
        began = time.perf_counter()
        hand.send("/", "p", "e", "s", "enter")
        await hand.until(lambda: app.view.only is not None)
        told.append(f"find three letters          {1000 * (time.perf_counter() - began):7.0f} ms")
        await hand.press("escape")
        for _ in range(OPENED):
            hand.send("j", "enter")
            while app.view.opened is None or not app.is_painted:
                await asyncio.sleep(0.0005)
            hand.send("escape")
            await asyncio.sleep(0)
        await hand.quiet()
        told.append(f"memory, {OPENED} opened        {memory():7.0f} MB")
    return told


class Painted(Canvas):
    """Counts the lines that were painted."""

    lines: ClassVar[int] = 0

    def render_line(self, y: int) -> Strip:
        Painted.lines += 1
        return super().render_line(y)


async def _painted(hand: Hand, key: str) -> float:
    before, began = Painted.lines, time.perf_counter()
    hand.send(key)
    while Painted.lines == before:
        await asyncio.sleep(0.0002)
    return 1000 * (time.perf_counter() - began)


def _tail(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(times):7.1f} ms, 95th percentile {ordered[int(len(ordered) * 0.95)]:.1f} ms"


def main() -> None:
    """Print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(store=TinyStore(Path(folder)))
        filled(scene)
        for line in asyncio.run(measured(scene)):
            print(line)
        scene.store.close()


if __name__ == "__main__":
    main()
