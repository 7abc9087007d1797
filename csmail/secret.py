"""Secrets are references (environment, command, file, keyring) until the moment they are used."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from csmail import redaction
from csmail.errors import LoginRefused
from csmail.reason import BadValue, Reason

COMMAND_SECONDS = 10.0
MOST_BYTES = 64 * 1024
Opened = TypeVar("Opened")
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
            raise BadValue(Reason("secret_ways"))
        if self.env:
            _variables.add(self.env)

    def reveal(self, owner: str) -> str:
        """The secret, without its line end. Raises LoginRefused when it cannot be had; `owner` is for the message."""
        value = self._read(owner).rstrip("\r\n")
        if not value:
            raise LoginRefused(Reason.of("secret_empty", owner=owner, origin=self.origin), Reason("advice_fill"))
        redaction.guard(value)
        return value

    def used(self, owner: str, log_in: Callable[[str], Opened]) -> Opened:
        """What `log_in` returns for the secret. Refused, it is tried once more, if there is another secret by now: a
        token that expired is renewed by its command. The same one is not tried twice, because servers count.

        Raises LoginRefused, and what `log_in` raises.
        """
        first = self.reveal(owner)
        try:
            return log_in(first)
        except LoginRefused:
            second = self.reveal(owner)
            if second == first:
                raise
        return log_in(second)

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
                raise LoginRefused(
                    Reason.of("secret_not_set", owner=owner, origin=self.origin), f"export {self.env}=… and try again"
                )
            return os.environ[self.env]
        if self.command:
            return self._run(owner)
        if self.file:
            return self._file(owner)
        return self._keyring(owner)

    def _run(self, owner: str) -> str:
        try:
            said, code = printed(self.command, COMMAND_SECONDS)
        except TimeoutError:
            slow = Reason.of("secret_command_slow", owner=owner, origin=self.origin, seconds=f"{COMMAND_SECONDS:g}")
            raise LoginRefused(slow, Reason("advice_by_hand")) from None
        except OSError as error:
            raise LoginRefused(
                Reason.of("secret_fails", owner=owner, origin=self.origin, said=error.strerror),
                Reason("advice_command"),
            ) from None
        if code:
            raise LoginRefused(
                Reason.of("secret_command_ended", owner=owner, origin=self.origin, status=code),
                Reason("advice_by_hand"),
            )
        return self._first_line(owner, said)

    def _file(self, owner: str) -> str:
        try:
            with Path(os.path.expanduser(self.file)).open("rb") as file:
                said = file.read(MOST_BYTES + 1)
        except OSError as error:
            why = Reason.of("secret_unreadable", owner=owner, origin=self.origin, said=error.strerror)
            raise LoginRefused(why, Reason("advice_its_path_and_mode")) from None
        return self._first_line(owner, said)

    def _first_line(self, owner: str, said: bytes) -> str:
        if len(said) > MOST_BYTES:
            raise LoginRefused(
                Reason.of("secret_too_long", owner=owner, origin=self.origin, most_bytes=MOST_BYTES),
                Reason("advice_secret_only"),
            )
        try:
            return said.split(b"\n", 1)[0].decode()
        except UnicodeDecodeError:  # whose words would tell an octet of it
            raise LoginRefused(
                Reason.of("secret_not_utf8", owner=owner, origin=self.origin), Reason("advice_utf8")
            ) from None

    def _keyring(self, owner: str) -> str:
        try:
            import keyring

            return keyring.get_password("csmail", self.keyring) or ""
        except Exception as error:
            hint = Reason.of("advice_keyring", package="'csmail[keyring]'")
            raise LoginRefused(
                Reason.of("keyring_fails", owner=owner, origin=self.origin, name=type(error).__name__), hint
            ) from None


def printed(command: tuple[str, ...], seconds: float) -> tuple[bytes, int]:
    """What a command says on stdout, a little more than MOST_BYTES at most, and its exit code; all within `seconds`.

    Raises OSError when it cannot be started, TimeoutError when it, or a child that it left behind, holds stdout open
    for longer: then its whole process group is killed. What it says on stderr is thrown away, it may hold the secret.
    """
    until = time.monotonic() + seconds
    with subprocess.Popen(  # noqa: S603  no shell, the words come from the owner's own configuration
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(),
        process_group=0,
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            said = _read(process.stdout.fileno(), until)
            code = 0 if len(said) > MOST_BYTES else process.wait(max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            if process.returncode is None:  # nobody waited for it, so this number is still its own
                os.killpg(process.pid, signal.SIGKILL)
    return said, code


def _read(descriptor: int, until: float) -> bytes:
    said = b""
    while len(said) <= MOST_BYTES:
        if not select.select([descriptor], [], [], max(0, until - time.monotonic()))[0]:
            raise TimeoutError
        got = os.read(descriptor, MOST_BYTES)
        if not got:
            break
        said += got
    return said
