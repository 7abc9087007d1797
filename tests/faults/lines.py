"""Kills csmail at a line of its own code, once for every line that a scenario runs through, and asks the oracle.

Called as `python -m tests.faults.lines FOLDER SHARE SEED SCENARIO...`. SHARE "every" takes each line at its first, its
last and one time in between, a number n every n-th line at one time, chosen by SEED. Prints one JSON object: points,
the different worlds they left, complaints. All children are forked from one process without threads, warm: a death
costs some 15 ms. Two deaths that leave the same files are followed by the same future, which is judged once.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import csmail
from tests.faults.file_world import World, configured
from tests.faults.oracle import doubted, judge
from tests.faults.scenarios import SCENARIOS

DEATH = 9
ROOT = str(Path(csmail.__file__).parent)
Line = tuple[str, int]
Point = tuple[str, int, int]
"""File, line, the how manieth time."""


def forked(work: Callable[[], Any], folder: Path) -> tuple[int, Any]:
    """The exit code of a child that does `work`, and what it answered."""
    word = folder / "word"
    child = os.fork()
    if not child:
        code = 1
        try:
            answer = work()
            word.write_text(json.dumps(answer))
            code = 0
        except BaseException as error:
            word.write_text(json.dumps(f"{type(error).__name__}: {error}"))
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told = json.loads(word.read_text()) if word.exists() else None
    word.unlink(missing_ok=True)
    return code, told


def walked(world: World, name: str) -> list[list[Any]]:
    """Every line of ours that the deed runs through, in order of appearance, and how often."""
    seen: Counter[Line] = Counter()

    def local(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            seen[frame.f_code.co_filename, frame.f_lineno] += 1
        return local

    scene = world.open()
    sys.settrace(lambda frame, *_: local if frame.f_code.co_filename.startswith(ROOT) else None)
    SCENARIOS[name].deed(scene)
    sys.settrace(None)
    return [[file, line, count] for (file, line), count in seen.items()]


def die() -> None:
    """As by kill -9."""
    os._exit(DEATH)


def fall(world: World, name: str, point: Point, end: Callable[[], object] = die) -> None:
    """Does the deed; `end` comes at the point."""
    file, line, left = point
    holds: dict[CodeType, bool] = {}

    def local(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if event == "line" and frame.f_lineno == line:
            left -= 1
            if not left:
                end()
        return local

    def entered(frame: FrameType, *_: Any) -> Any:
        code = frame.f_code
        if code not in holds:
            ours = code.co_filename == file
            holds[code] = ours and any(number == line for _, _, number in code.co_lines())
        return local if holds[code] else None

    scene = world.open()
    sys.settrace(entered)
    SCENARIOS[name].deed(scene)


def chosen(lines: list[list[Any]], share: str, seed: int) -> Iterator[Point]:
    """Which lines at which time."""
    chance = random.Random(seed)
    step = 1 if share == "every" else int(share)
    start = chance.randrange(step)
    for number, (file, line, count) in enumerate(lines):
        between = chance.randint(1, count)
        if share == "every":
            yield from ((file, line, time) for time in sorted({1, between, count}))
        elif number % step == start:
            yield file, line, between


def judged(world: World) -> list[str]:
    """A new process after the death."""
    scene = world.open()
    found = [*judge(scene), *doubted(scene)]
    scene.place.store.close()
    return found


class Trial:
    """One scenario: its beginning is made once, each death has a copy of its own."""

    def __init__(self, name: str, folder: Path, config: Any) -> None:
        self.name, self.folder, self.config = name, folder, config
        self.start = folder / "start"
        self.start.mkdir()
        self.worlds: dict[str, str] = {}
        self.complaints: list[str] = []
        self.points = 0
        for step in SCENARIOS[name].before:
            code, told = forked(lambda step=step: bool(step(World(self.start, config).open())), folder)
            if code:
                raise RuntimeError(f"{name}: {told}")

    def run(self, share: str, seed: int) -> None:
        place = self.copied()
        code, lines = forked(lambda: walked(World(place, self.config), self.name), self.folder)
        if code:
            raise RuntimeError(f"{self.name}: {lines}")
        for point in chosen(lines, share, seed):
            self.kill(point)

    def kill(self, point: Point) -> None:
        place = self.copied()
        world = World(place, self.config)
        code, told = forked(lambda: fall(world, self.name, point), self.folder)
        self.points += 1
        where = f"{self.name}: {point[0].removeprefix(ROOT)[1:]}:{point[1]} (time {point[2]})"
        if code != DEATH:
            self.complaints.append(f"{where}: it did not die: {told}")
            return
        self.ask(world, where)

    def ask(self, world: World, where: str) -> None:
        """The oracle about what a fault left, unless another fault left the same."""
        left = hashlib.sha256(repr(sorted(world.outside.items())).encode()).hexdigest()
        if left in self.worlds:
            return
        self.worlds[left] = where
        code, told = forked(lambda: judged(world), self.folder)
        found = [f"no verdict: {told}"] if code else told
        self.complaints += [f"{where}: {one}" for one in found]

    def copied(self) -> Path:
        place = self.folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.start, place)
        for path in place.rglob("*.lock"):
            path.unlink()
        return place


def main(folder: Path, share: str, seed: int, names: list[str]) -> dict[str, Any]:
    config = configured(folder / "rules")
    result: dict[str, Any] = {"points": {}, "worlds": {}, "complaints": []}
    for name in names:
        (folder / name).mkdir()
        trial = Trial(name, folder / name, config)
        if name == names[0]:
            warm(trial)
        trial.run(share, seed)
        result["points"][name], result["worlds"][name] = trial.points, len(trial.worlds)
        result["complaints"] += trial.complaints
    return result


def warm(trial: Trial) -> None:
    """Run once in this process, so that no child pays for an import; the store is closed before anybody forks."""
    place = trial.copied()
    scene = World(place, trial.config).open()
    SCENARIOS[trial.name].deed(scene)
    judge(scene)
    scene.place.store.close()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as own:
        print(json.dumps(main(Path(own), sys.argv[2], int(sys.argv[3]), sys.argv[4:])))
