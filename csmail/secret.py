"""Secrets are references (environment, command, file, keyring) until the moment they are used."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from csmail.errors import LoginRefused

COMMAND_SECONDS = 10
FILE_BYTES = 64 * 1024
_variables: set[str] = set()


def environment() -> dict[str, str]:
    """What programs that we start are given: our environment without the variables that hold secrets (threat 14)."""
    return {name: value for name, value in os.environ.items() if name not in _variables}


@dataclass(frozen=True, slots=True)
class Secret:
    """Exactly one of the four ways is set. The value itself is never kept, printed or logged."""

    env: str = ""
    command: tuple[str, ...] = ()
    file: str = ""
    keyring: str = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.env, self.command, self.file, self.keyring))) != 1:
            raise ValueError("give exactly one of env, command, file, keyring")
        if self.env:
            _variables.add(self.env)

    def reveal(self, owner: str) -> str:
        """The secret, without its line end. Raises LoginRefused when it cannot be had; `owner` is for the message."""
        value = self._read(owner).rstrip("\r\n")
        if not value:
            raise LoginRefused(f"{owner}: the secret from {self.origin} is empty", "fill it and try again")
        return value

    @property
    def origin(self) -> str:
        """Where the secret lies, for messages."""
        if self.env:
            return f"environment variable {self.env}"
        if self.command:
            return f"command {self.command[0]}"
        return f"file {self.file}" if self.file else f"keyring entry {self.keyring}"

    def _read(self, owner: str) -> str:
        if self.env:
            if self.env not in os.environ:
                raise LoginRefused(f"{owner}: {self.origin} is not set", f"export {self.env}=… and try again")
            return os.environ[self.env]
        if self.command:
            return self._run(owner)
        if self.file:
            return self._file(owner)
        return self._keyring(owner)

    def _run(self, owner: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603  no shell, the words come from the owner's own configuration
                self.command, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False,
                env=environment(),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            why = "took longer than 10 seconds" if isinstance(error, subprocess.TimeoutExpired) else str(error)
            raise LoginRefused(f"{owner}: {self.origin} {why}", "run it by hand") from None
        if done.returncode:
            raise LoginRefused(f"{owner}: {self.origin} ended with {done.returncode}", "run it by hand")
        return done.stdout.decode("utf-8", "replace").split("\n", 1)[0]

    def _file(self, owner: str) -> str:
        try:
            with Path(self.file).expanduser().open(encoding="utf-8") as lines:
                return lines.read(FILE_BYTES).split("\n", 1)[0]
        except (OSError, UnicodeDecodeError) as error:
            raise LoginRefused(f"{owner}: cannot read {self.origin}: {error}", "check its path and its mode") from None

    def _keyring(self, owner: str) -> str:
        try:
            import keyring

            return keyring.get_password("csmail", self.keyring) or ""
        except Exception as error:
            hint = "pip install 'csmail[keyring]', or use env, file or command"
            raise LoginRefused(f"{owner}: {self.origin}: {type(error).__name__}", hint) from None
