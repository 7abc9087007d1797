"""A real browser without a window, spoken to through a pipe: Debian's headless Chromium.

It is no server; it stands here because it is installed, started and demanded like one. Names resolve to nothing, so a
page that fetches something is seen to ask and gets no answer.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

BINARIES = ("chromium-headless-shell", "chromium", "chromium-browser")
MISSING = "no headless browser is installed: apt install chromium-headless-shell"
OPTIONS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-proxy-server", "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
)  # fmt: skip
# It reads commands from descriptor 3 and answers on 4, whatever numbers these have here.
EXEC = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execvp(sys.argv[3], sys.argv[3:])"
)
FREE = 50
"""Descriptors from here on: neither may be 3 or 4 before it is moved there."""


@dataclass
class Browser:
    """One page at a time; `events` are what the browser told by itself since the page was opened."""

    commands: IO[bytes]
    answers: IO[bytes]
    events: list[dict[str, Any]] = field(default_factory=list)
    session: str = ""
    _number: int = 0
    _rest: bytes = b""

    def begin(self) -> None:
        """A page to look at, of which it tells everything."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for room in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{room}.enable")

    def open(self, path: Path, width: int) -> None:
        """Show the file in a window so wide; back when it is loaded, with all that belongs to it."""
        self.events.clear()
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        self.call("Page.navigate", url=path.resolve().as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self._read()

    def tell(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page, whatever its policy says of scripts of its own."""
        said = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    @property
    def fetched(self) -> list[str]:
        """Every address that the page asked for, itself first."""
        asked = (event for event in self.events if event.get("method") == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in asked]

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command with its answer."""
        self._number += 1
        command: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        self.commands.write(json.dumps(command).encode() + b"\0")
        self.commands.flush()
        while True:
            said = self._read()
            if said.get("id") == self._number:
                assert "error" not in said, said
                return dict(said["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self.answers.fileno(), 65536)
            assert piece, "the browser died"
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(line)
        if "method" in said:
            self.events.append(said)
        return said


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser that has been started; skipped where there is none, unless CSMAIL_REQUIRE_BROWSER=1."""
    binary = next(filter(None, map(shutil.which, BINARIES)), None)
    if binary is None:
        if os.environ.get("CSMAIL_REQUIRE_BROWSER") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    yield from _started(binary, tmp_path_factory.mktemp("browser"))


def _started(binary: str, home: Path) -> Iterator[Browser]:
    theirs, commands = _pipe()
    answers, told = _pipe()
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    words = [sys.executable, "-c", EXEC, str(theirs), str(told), binary, *OPTIONS, *as_root, f"--user-data-dir={home}"]
    process = subprocess.Popen(
        words, pass_fds=(theirs, told), env={**os.environ, "HOME": str(home)}, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    os.close(told)
    with os.fdopen(commands, "wb") as writing, os.fdopen(answers, "rb", buffering=0) as reading:
        try:
            made = Browser(writing, reading)
            made.begin()
            yield made
        finally:
            process.kill()
            process.wait()


def _pipe() -> tuple[int, int]:
    """Its two ends, the one to read first, above the descriptors that the browser wants."""
    ends = os.pipe()
    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, FREE) for end in ends)
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
