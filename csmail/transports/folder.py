"""A way out into a folder, for trying things out or for a mail server that picks up files there.

Each mail is two files named by its Message-ID with its recipients: NAME.json (sender, recipients: a blind one must
stand somewhere, but not in the mail), then NAME.eml. The pick-up starts at NAME.eml: when it is there, all is there.

| what fails | what the desk sees | what is kept |
| --- | --- | --- |
| the folder is missing or closed to us | Unreachable | the mail, tried again |
| no room, or an error of the disk, before the rename | deferred | the mail, tried again; no half file |
| the folder cannot be synced after the rename | in_doubt | both files, for a person to look at |
| the same mail again | it replaces itself, byte for byte | one file |
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from csmail import disk
from csmail.errors import Unreachable
from csmail.model.reason import Reason
from csmail.model.task import Delivery, Mail
from csmail.permissions import make_folder
from csmail.ports import Report
from csmail.transports.shared.envelope_check import admit

MODE = 0o640  # the pick-up reads as a member of the group; nobody else sees customers' mail


@dataclass(frozen=True, slots=True)
class Settings:
    """`path` is made when missing."""

    path: str


def check(settings: Settings) -> Reason | None:
    """What is wrong with the settings; None when nothing is."""
    return None if settings.path.strip() else Reason("path_empty")


def open(settings: Settings, name: str) -> FolderTransport:
    """The transport of desk `name`."""
    return FolderTransport(Path(os.path.expanduser(settings.path)), name)


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """Takes every recipient: whoever picks up decides."""

    folder: Path
    name: str

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> FolderPrepared:
        """Raises Unreachable (no such folder, no right to write) or Refused (bytes or address could smuggle)."""
        admit(mail, recipients)
        self._reach()
        return FolderPrepared(self.folder, mail, tuple(Delivery(who, "queued", "250 taken") for who in recipients))

    def report(self, senders: Sequence[str] = ()) -> Report:
        """What `csmail check` shows. Raises Unreachable."""
        self._reach()
        return {"folder": str(self.folder), "mails waiting": str(len(list(self.folder.glob("*.eml"))))}

    def close(self) -> None:
        """Nothing is open."""

    def _reach(self) -> None:
        try:
            make_folder(self.folder, 0o750)
        except OSError as error:
            raise Unreachable(
                Reason.of("folder_fails", folder=self.folder, said=error.strerror), Reason("advice_make_folder")
            ).at(self.name) from None
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise Unreachable(Reason.of("folder_unwritable", folder=self.folder), Reason("advice_owner_mode")).at(
                self.name
            )


@dataclass(frozen=True, slots=True)
class FolderPrepared:
    """A mail that is no file yet."""

    folder: Path
    mail: Mail
    deliveries: tuple[Delivery, ...]

    def transmit(self) -> Delivery:
        """Writes both files. Never raises."""
        recipients = [each.recipient for each in self.deliveries]
        name = hashlib.sha256("\n".join([self.mail.message_id, *sorted(recipients)]).encode()).hexdigest()[:32]
        envelope = json.dumps({"sender": self.mail.sender, "recipients": recipients}, ensure_ascii=False)
        try:
            self._write(f"{name}.json", envelope.encode())
            self._write(f"{name}.eml", self.mail.data)
        except OSError as error:
            return Delivery("", "deferred", reason=Reason.of("folder_failed", said=error.strerror))
        try:
            disk.sync(self.folder)
        except OSError as error:
            return Delivery("", "in_doubt", reason=Reason.of("folder_unsynced", said=error.strerror))
        return Delivery("", "sent", f"250 {name}.eml")

    def abandon(self) -> None:
        """Nothing was written."""

    def _write(self, name: str, content: bytes) -> None:
        half = self.folder / f".{name}.{os.getpid()}"
        half.unlink(missing_ok=True)
        handle = disk.make_new(half, MODE)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.rename(self.folder / name)
        except OSError:
            with suppress(OSError):
                half.unlink()
            raise
