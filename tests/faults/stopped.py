"""Stops csmail at a line of its own code, as SIGSTOP does, lets others work on the same store, lets it go on.

Called as `python -m tests.faults.stopped FOLDER COUNT SEED SCENARIO...`. While the owner is stopped others come, each
in a process of its own: one who works the outbox off, or a person who drops what is not sent yet; then one who makes a
pass. They are told when they have to wait. Then the owner goes on to its end, and the oracle is asked. Prints one JSON
object: points, how all fared, complaints.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from csmail import outbox
from csmail.desk.intake.poll import Pass
from csmail.errors import CsmailError
from csmail.model.task import SendMail
from csmail.outbox import lease_name
from csmail.outbox.transitions import drop
from csmail.stores.tinydb import file
from tests.faults.file_world import DESK, World, configured
from tests.faults.lines import ROOT, Point, Trial, chosen, fall, forked, walked, warm
from tests.faults.oracle import Scene

DONE, OURS, BUG = 0, 3, 1
SHORT = 0.05
SERVER = f"{ROOT}/mailboxes/memory.py"
"""Plays the server, which goes on when we are stopped."""
SENDING = frozenset(f"{ROOT}/{name}.py" for name in ("outbox", "settling", "fence"))
"""Where it matters most who is whose: half of the points are here."""


def owner(world: World, name: str, point: Point, word: Path) -> int:
    """The exit code of a process that stops at the point, and goes on when told to."""
    try:
        fall(world, name, point, lambda: os.kill(os.getpid(), signal.SIGSTOP))
    except CsmailError as error:  # somebody else was faster
        word.write_text(error.message)
        return OURS if error.temporary else BUG
    except BaseException as error:
        word.write_text(f"{type(error).__name__}: {error}")
        return BUG
    return DONE


def other(world: World, deed: Callable[[Scene], object]) -> str:
    """What comes of a deed beside the owner; an error that is not of passing nature goes through."""
    file.BUSY_SECONDS = SHORT  # type: ignore[misc]  who waits for a stopped one waits in vain
    scene, numbers = world.open(), count()
    scene.place = replace(scene.place, unique=lambda: f"other{next(numbers)}")
    try:
        deed(scene)
    except CsmailError as error:
        if not error.temporary:
            raise
        return "busy"
    return "done"


def working(scene: Scene) -> None:
    """The outbox alone, without the lease of a pass."""
    place = scene.place
    outbox.work_off(place.store, DESK, place.ways, place.now)


def passing(scene: Scene) -> None:
    Pass(scene.place).run()


def dropping(scene: Scene) -> None:
    """`csmail outbox drop` for every mail that may still be dropped."""
    store = scene.place.store
    with store.lease(lease_name(DESK)):
        for task in tuple(store.tasks(DESK, frozenset({"queued", "deferred"}))):
            if isinstance(task.work, SendMail):
                store.commit(drop(task, "sari", scene.clock.now))


class Standstill(Trial):
    """`fared` counts what came of the others' deeds."""

    def __init__(self, name: str, folder: Path, config: Any) -> None:
        super().__init__(name, folder, config)
        self.fared: Counter[str] = Counter()

    def stop(self, point: Point, deeds: tuple[Callable[[Scene], object], ...]) -> None:
        world = World(self.copied(), self.config)
        where = f"{self.name}: {point[0].removeprefix(ROOT)[1:]}:{point[1]} (time {point[2]}), {deeds[0].__name__}"
        word = self.folder / "last word"
        word.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            os._exit(owner(world, self.name, point, word))
        _, status = os.waitpid(child, os.WUNTRACED)
        self.points += 1
        if not os.WIFSTOPPED(status):
            self.complaints.append(f"{where}: it did not stop: {os.waitstatus_to_exitcode(status)}")
            return
        for deed in deeds:
            code, told = forked(partial(other, world, deed), self.folder)
            self.fared[f"{deed.__name__} {told if not code else 'failed'}"] += 1
            if code:
                self.complaints.append(f"{where}: {deed.__name__}: {told}")
        os.kill(child, signal.SIGCONT)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code not in (DONE, OURS):
            said = word.read_text() if word.exists() else ""
            self.complaints.append(f"{where}: the owner ended with {code}: {said}")
        self.fared[f"owner {code}"] += 1
        self.ask(world, where)


def main(folder: Path, count: int, seed: int, names: list[str]) -> dict[str, Any]:
    config = configured(folder / "rules")
    chance = random.Random(seed)
    result: dict[str, Any] = {"points": {}, "fared": Counter(), "complaints": []}
    for name in names:
        (folder / name).mkdir()
        trial = Standstill(name, folder / name, config)
        if name == names[0]:
            warm(trial)
        place = trial.copied()
        code, lines = forked(lambda place=place, name=name: walked(World(place, config), name), trial.folder)
        if code:
            raise RuntimeError(f"{name}: {lines}")
        points = [point for point in chosen(lines, "every", seed) if point[0] != SERVER]
        sending = [point for point in points if point[0] in SENDING]
        sample = chance.sample(sending, min(count // 2, len(sending)))
        sample += chance.sample(points, min(count - len(sample), len(points)))
        for number, point in enumerate(sample):
            trial.stop(point, (dropping, passing) if number % 2 else (working, passing))
        result["points"][name] = trial.points
        result["fared"].update(trial.fared)
        result["complaints"] += trial.complaints
    return result


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as own:
        print(json.dumps(main(Path(own), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])))
