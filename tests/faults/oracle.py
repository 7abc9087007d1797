"""What must hold after every fault, asked of the server, the sink and the store, and of nobody's memory.

| it asks | against |
| --- | --- |
| is every UID the server lists taken in, or put before a person? | a lost mail |
| does the sink hold each mail once for each recipient, one acknowledgement for each mail answered? | twice |
| was everything `sent` delivered, was nothing delivered that the store does not know of? | a false word |
| is every other mail refused, in doubt or held, where `csmail todo` shows it? | silence |
| does the store verify, is every lease free? | damage |
| does another pass change nothing? | work without end |
| is the canary nowhere in what csmail wrote? | secrets told |
"""

from __future__ import annotations

import email
import fcntl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from csmail.desk.intake.poll import Pass
from csmail.desk.workspace import Workspace
from csmail.mail import identity, parse
from csmail.model.task import SendMail, Task
from csmail.outbox.handover import connections
from csmail.ports import Need
from tests.factories import NOW

CANARY = "canary-4f1d"
# Back-off ends after an hour, patience after five days: thereafter everything has come to an end.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 2, 4, 8, 60, 60, 24 * 60, 6 * 24 * 60))
MOVING = frozenset({"queued", "deferred", "claimed", "transmitting"})


class Delivery(Protocol):
    """What a sink keeps of a mail it took."""

    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def data(self) -> bytes: ...


@dataclass(slots=True)
class Clock:
    """The time, which moves only when told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Scene:
    """A desk after a fault. `begun` is the last UID of each folder that lay there before the desk began."""

    place: Workspace
    clock: Clock
    delivered: Callable[[], Sequence[Delivery]]
    state: Path | None = None
    begun: Mapping[str, int] = field(default_factory=dict)
    logs: str = ""


def judge(scene: Scene) -> list[str]:
    """Everything that is wrong once csmail has come to rest; nothing, when all is well."""
    rest(scene)
    return [
        *unaccounted(scene),
        *repeated(scene),
        *untrue(scene),
        *unsettled(scene),
        *damaged(scene),
        *told(scene),
        *restless(scene),
    ]


def rest(scene: Scene) -> None:
    """Passes, ever later, until nothing is left to do."""
    for wait in WAITS:
        scene.clock.now += wait
        Pass(scene.place).run()
        if not any(task.state in MOVING for task in scene.place.store.tasks()):
            return


def unaccounted(scene: Scene) -> Iterator[str]:
    """The balance of intake: what the server lists against what the store has."""
    store, desk, mailbox = scene.place.store, scene.place.desk, scene.place.ways.mailbox()
    for folder in mailbox.folders:
        validity = mailbox.open_folder(folder).uidvalidity
        wanted = mailbox.uids(folder, scene.begun.get(folder, 0))
        keys = {raw.place.uid: parse.parse(raw, desk).key for raw in mailbox.fetch(folder, wanted, Need())}
        for uid in wanted:
            unread = identity.task_id(f"quarantine/{desk.name}/{folder}/{validity}/{uid}")
            known = [key for key in (keys.get(uid, unread), unread) if key in store.sighted((key,))]
            if not known:
                yield f"UID {uid} of {folder} was never taken in"


def repeated(scene: Scene) -> Iterator[str]:
    """No mail twice to anybody, no mail answered by a machine twice."""
    copies: Counter[tuple[str, str]] = Counter()
    answers: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for one in scene.delivered():
        head = email.message_from_bytes(one.data)
        copies.update((str(head["Message-ID"]), who) for who in set(one.recipients))
        if str(head["Auto-Submitted"]) == "auto-replied":
            answers[str(head["In-Reply-To"]), one.recipients] += 1
    yield from (f"{id} came to {who} {count} times" for (id, who), count in copies.items() if count > 1)
    yield from (f"{id} was acknowledged {count} times" for (id, _), count in answers.items() if count > 1)


def untrue(scene: Scene) -> Iterator[str]:
    """What the store says of each recipient against what the sink has."""
    arrived = {(str(email.message_from_bytes(one.data)["Message-ID"]), who)
               for one in scene.delivered() for who in one.recipients}  # fmt: skip
    explained = set()
    for task, id in mails(scene):
        for each in task.deliveries:
            explained.add((id, each.recipient))
            came = (id, each.recipient) in arrived
            if each.state == "sent" and not came:
                yield f"{id} is sent to {each.recipient}, who never got it"
            if each.state in ("refused", "deferred") and came:
                yield f"{id} is {each.state} for {each.recipient}, who got it"
            if task.state == "dropped" and each.state == "queued" and came:
                yield f"{id} is dropped, and {each.recipient} got it"
    yield from (f"{id} came to {who}, and the store knows nothing of it" for id, who in arrived - explained)


def unsettled(scene: Scene) -> Iterator[str]:
    """Every mail came to an end that somebody can see."""
    for task, id in mails(scene):
        conversation = scene.place.store.conversation(task.conversation)
        if task.state in MOVING:
            yield f"{id} is {task.state} for ever"
        elif task.state in ("refused", "in_doubt") and not (conversation and conversation.needs):
            yield f"{id} is {task.state}, and its conversation asks nobody"
    for task in scene.place.store.tasks():
        if not isinstance(task.work, SendMail) and task.state in MOVING:
            yield f"{type(task.work).__name__} is {task.state} for ever: {task.reason}"


def doubted(scene: Scene) -> Iterator[str]:
    """Asked after one death, which leaves one mail in doubt for each connection; a server may leave more."""
    doubtful = [id for task, id in mails(scene) if task.state == "in_doubt"]
    if len(doubtful) > connections(scene.place.ways.transport()):
        yield f"{len(doubtful)} mails are in doubt, more than there are connections"


def damaged(scene: Scene) -> Iterator[str]:
    """The store's own word on every page, and leases nobody holds."""
    sound = scene.place.store.report()["integrity"]
    if sound != "ok":
        yield f"the store is damaged: {sound}"
    for path in (scene.state / "leases").glob("*.lock") if scene.state else ():
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield f"somebody still holds {path.name}"


def told(scene: Scene) -> Iterator[str]:
    """The canary is in no file and in no log."""
    for path in scene.state.rglob("*") if scene.state else ():
        if path.is_file() and CANARY.encode() in path.read_bytes():
            yield f"{path.name} tells a secret"
    if CANARY in scene.logs:
        yield "the log tells a secret"


def restless(scene: Scene) -> Iterator[str]:
    """One more pass."""
    before = list(scene.place.store.export()), len(scene.delivered())
    scene.clock.now += timedelta(minutes=1)
    Pass(scene.place).run()
    if (list(scene.place.store.export()), len(scene.delivered())) != before:
        yield "another pass changed something"


def mails(scene: Scene) -> Iterator[tuple[Task, str]]:
    """Every task that sends, with the Message-ID of what it sends."""
    for task in scene.place.store.tasks():
        if isinstance(task.work, SendMail):
            mail = scene.place.store.mail(task.work.mail)
            yield task, mail.message_id if mail else "a mail that is not there"
