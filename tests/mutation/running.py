"""Runs tests on the mutants of modules, each mutant in a child of a process that has imported them all.

A mutant within a function is put into the imported module and meets the tests that reach its lines, the quickest
first. One at the level of the module is imported anew and meets all of them.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.forked import Stopped, forked
from tests.mutation.mutants import ROOT, Mutant
from tests.mutation.swapping import import_instead, name_of, put_in

LONGEST = 1.0
"""Seconds of the processor: a test that takes more is asked about no mutant."""
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow and not dovecot")
Told = Callable[[Mutant, str], None]
"""Called with each mutant and how it ended: "survived", "killed by TEST", "took too long", "died"."""


Lines = dict[str, set[int]]
"""Numbers of lines by file."""


@dataclass(frozen=True)
class Reached:
    """What a test did: the lines of the modules that it ran, the seconds it took by the clock and of the processor
    (`reckoned`), whether it passed."""

    lines: Lines
    seconds: float
    reckoned: float
    passed: bool


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Pass:
    """A plugin of pytest that works through mutants where pytest would run the tests."""

    mutants: Sequence[Mutant]
    told: Told
    failed: bool = False
    reached: dict[str, Reached] = field(default_factory=dict)
    lately: list[str] = field(default_factory=list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config.pluginmanager.unregister(name="terminalreporter")
        seconds = 1.0 * len(session.items)
        self.reached, imported = forked(lambda: self._watched(session.items), seconds)
        broken = [name for name, one in self.reached.items() if not one.passed]
        if broken:
            raise SystemExit(f"these tests fail without any mutant: {broken}")
        for name in imported:  # once here, not once in every child
            __import__(name)
        gc.collect()
        gc.freeze()  # a collection in a child would copy every page of this process
        for mutant in self.mutants:
            self.told(mutant, self._ended(mutant, session.items))
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def _watched(self, items: Sequence[pytest.Item]) -> tuple[dict[str, Reached], list[str]]:
        """What each test reaches; and the modules that are imported only when tests run."""
        before = set(sys.modules)
        files = {str(ROOT / mutant.module) for mutant in self.mutants}
        found = {}
        for item, following in _with_following(items):
            lines: Lines = {file: set() for file in files}
            self._forget()
            self.failed, began, spent = False, time.perf_counter(), time.process_time()
            with _tracing(lines):
                _run(item, following)
            took, reckoned = time.perf_counter() - began, time.process_time() - spent
            found[item.nodeid] = Reached(lines, took, reckoned, not self.failed)
        late = [name for name in set(sys.modules) - before if sys.modules[name].__spec__ and _is_plain(name)]
        return found, late

    def _forget(self) -> None:
        """What one test had the modules remember would keep the next one from reaching the same lines."""
        loaded = (sys.modules.get(name_of(module)) for module in {mutant.module for mutant in self.mutants})
        for one in (one for module in loaded if module for one in vars(module).values()):
            if hasattr(one, "cache_clear"):
                one.cache_clear()

    def _ended(self, mutant: Mutant, items: Sequence[pytest.Item]) -> str:
        chosen = self._chosen(mutant, items)
        seconds = sum(self.reached[item.nodeid].seconds for item in chosen)
        with _folder() as folder:
            try:
                ended: str = forked(lambda: self._met(mutant, chosen, folder), seconds)
            except Stopped as stopped:
                return str(stopped)
        name = ended.removeprefix("killed by ")
        if name != ended:
            self.lately = [name, *(one for one in self.lately if one != name)][:5]
        return ended

    def _chosen(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The tests that reach the mutant, those first that killed others lately."""
        for span in mutant.lines:
            reaching = [item for item in items if self._is_reached(item, mutant.module, span)]
            if reaching:
                break
        return sorted(reaching, key=lambda item: (item.nodeid not in self.lately, self.reached[item.nodeid].seconds))

    def _is_reached(self, item: pytest.Item, module: str, lines: range) -> bool:
        one = self.reached[item.nodeid]
        return one.reckoned <= LONGEST and not one.lines[str(ROOT / module)].isdisjoint(lines)

    def _met(self, mutant: Mutant, items: Sequence[pytest.Item], folder: Path) -> str:
        if not put_in(mutant):
            return alone(mutant, sorted({str(item.path) for item in items}), folder)
        _enter(folder)
        for item, following in _with_following(items):
            item.config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]
            self.failed = False
            signal.setitimer(signal.ITIMER_PROF, 1.0 + 10 * self.reached[item.nodeid].reckoned)
            try:
                _run(item, following)
            except BaseException:  # an exit that pytest lets through
                self.failed = True
            if self.failed:
                return f"killed by {item.nodeid}"
        return "survived"


class First:
    """A plugin of pytest that notes the first test that fails; one that spins ends the process."""

    name = ""

    def pytest_runtest_setup(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 10 * LONGEST)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


def alone(mutant: Mutant, paths: Sequence[str], folder: Path) -> str:
    """The mutant imported in this process, which has to be a fresh one, and what becomes of it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "csmail" or _is_test(name)]:
        del sys.modules[name]
    import_instead(mutant)
    first, where = First(), [f"--rootdir={ROOT}", f"--config-file={ROOT / 'pyproject.toml'}"]
    asked = [str(ROOT / path) for path in paths]
    _enter(folder)
    code = pytest.main([*OPTIONS, *where, "-x", f"--basetemp={folder / 'tests'}", *asked], plugins=[first])
    return "survived" if code == 0 else f"killed by {first.name or 'its import'}"


def work_through(mutants: Sequence[Mutant], paths: Sequence[str], told: Told) -> None:
    """Let every mutant meet the tests in `paths`."""
    live = [one for one in mutants if one.live]
    if live:
        code = pytest.main([*OPTIONS, *paths], plugins=[Pass(live, told)])
        if code not in (0, 5):
            raise SystemExit(f"pytest ended with {code}")
    for mutant in mutants:
        if not mutant.live:
            with _folder() as folder:
                try:
                    ended = forked(lambda mutant=mutant, folder=folder: alone(mutant, paths, folder), 10.0)
                except Stopped as stopped:
                    ended = str(stopped)
            told(mutant, ended)


def _enter(folder: Path) -> None:
    """Work in a folder that goes away: a mutant may write wherever it stands, seven once wrote into the tree."""
    (folder / "working").mkdir()
    os.chdir(folder / "working")


def _run(item: pytest.Item, following: pytest.Item | None) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _with_following(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, (*items[1:], None), strict=False)  # there may be no item at all


def _is_test(name: str) -> bool:
    return name.partition(".")[0] == "tests" and not name.startswith(("tests.mutation", "tests.conftest"))


def _is_plain(name: str) -> bool:
    return not name.startswith(("tests", "__main__")) and name not in ("pytest", "conftest")


class _folder:
    """A folder for the files of the tests that goes away with them."""

    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(prefix="mutant-"))
        return self.path

    def __exit__(self, *_: object) -> None:
        for folder, _below, _files in os.walk(self.path):
            os.chmod(folder, 0o700)
        shutil.rmtree(self.path, ignore_errors=True)


class _tracing:
    """Notes the lines of these files that run meanwhile."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines

    def __enter__(self) -> None:
        threading.settrace(self._called)
        sys.settrace(self._called)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def _called(self, frame: Any, event: str, argument: Any) -> Any:
        return self._stepped(frame, event, argument) if frame.f_code.co_filename in self.lines else None

    def _stepped(self, frame: Any, event: str, argument: Any) -> Any:
        self.lines[frame.f_code.co_filename].add(frame.f_lineno)
        return self._stepped
