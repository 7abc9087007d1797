"""A shop that exists for a moment: two servers on loopback, with the shipped rules in a folder of their own.

| what can go wrong | what the user sees | what is kept |
| --- | --- | --- |
| pymap or aiosmtpd is not installed | which, and how to install it (ConfigurationError) | nothing was begun |
| no loopback port can be had | the system's words (Unreachable) | nothing |
| Ctrl-C, or any fault | the servers end, the folder is removed | nothing: the demo touches nothing else |
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from csmail.errors import ConfigurationError, Unreachable
from csmail.extras import installing
from csmail.reason import Reason
from csmail.setup import starter

if TYPE_CHECKING:
    from csmail.demo.imap import DemoImap
    from csmail.demo.smtp import DemoSmtp

NEEDED = ("pymap", "aiosmtpd")
FOLDERS = {"support@toko.example": "INBOX", "care@toko.example": "Care"}
"""Where mail to the desks of the shipped files lies: one account serves both."""


@dataclass(frozen=True, slots=True)
class Shop:
    """The running servers, the folder with `rules.yaml`, and what was put into that file."""

    folder: Path
    imap: DemoImap
    smtp: DemoSmtp

    @property
    def rules(self) -> Path:
        return self.folder / "rules.yaml"


@contextmanager
def shop(example: str = "") -> Iterator[Shop]:
    """The shipped desk, or those of an example. Everything is gone again at the end."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigurationError(Reason.of("demo_needs", missing=" and ".join(missing)), installing("demo"))
    from csmail.demo.imap import DemoImap
    from csmail.demo.smtp import DemoSmtp

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csmail-demo-")))
        try:
            imap = stack.enter_context(DemoImap())
            smtp = stack.enter_context(DemoSmtp(on_mail=lambda mail: _bring(imap, mail.recipients, mail.data)))
            opened = Shop(folder, imap, smtp)
        except OSError as error:
            raise Unreachable(Reason.of("demo_servers", said=error), Reason("advice_loopback")) from None
        for name in FOLDERS.values():
            imap.make(name)
        furnish(opened, example)
        yield opened


def _bring(imap: DemoImap, recipients: tuple[str, ...], data: bytes) -> None:
    """Mail to the desk goes into its mailbox: with `--keep` one may write to the desk oneself."""
    for folder in {FOLDERS[one] for one in recipients if one in FOLDERS}:
        imap.deliver(data, folder)


def furnish(place: Shop, example: str = "") -> None:
    """Write the shipped files, with our two servers in the place of the owner's."""
    texts = starter.shipped(example)
    texts["rules.yaml"] = adapted(texts["rules.yaml"], place)
    starter.write(place.folder, texts)
    secret = place.folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(place.imap.password, encoding="utf-8")


def adapted(text: str, place: Shop) -> str:
    """`rules.yaml` with the lines of mailbox and transport exchanged, nothing else."""
    secret = place.folder / "password"
    mailboxes = [
        f"{{kind: imap, host: {place.imap.host}, port: {place.imap.port}, tls: none, folders: [{folder}], "
        f'username: {place.imap.username}, password: {{file: "{secret}"}}}}'
        for folder in FOLDERS.values()
    ]
    transport = f"{{kind: smtp, host: {place.smtp.host}, port: {place.smtp.port}, tls: none}}"
    return _lines("transport", [transport] * len(FOLDERS), _lines("mailbox", mailboxes, text))


def _lines(key: str, values: Sequence[str], text: str) -> str:
    """The text with the line of each desk exchanged, in the order of the desks."""
    left = list(values)
    changed, count = re.subn(rf"^    {key}: .*$", lambda _: f"    {key}: {left.pop(0)}", text, flags=re.MULTILINE)
    if not count:
        raise AssertionError(f"the shipped rules.yaml has no line for {key}")
    return changed
