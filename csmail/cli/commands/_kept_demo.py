"""What the demo invites to afterwards: commands to try, servers left running for them."""

from __future__ import annotations

import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from csmail.cli.terminal.output import Styled, line
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.demo.setup import Shop


def next_steps() -> None:
    """What to type after the demo has ended."""
    line()
    line(Styled(spoken("What to try next"), "bold"))
    line(f"  {_command()} demo --keep    ", spoken("leaves all of this running, to try every other command on it"))
    line(f"  {_command()} init my-desk   ", spoken("writes the rules and texts you just saw, for your own mailbox"))


def _command() -> str:
    """As it has to be typed here: after `make demo` csmail lies in a folder that is on nobody's PATH."""
    ours = Path(sys.executable).with_name("csmail")
    if shutil.which("csmail") or not ours.exists():
        return "csmail"
    return str(ours.relative_to(Path.cwd())) if ours.is_relative_to(Path.cwd()) else str(ours)


def wait(place: Shop, quiet: bool) -> None:
    """Keep the servers until Ctrl-C or SIGTERM; ending so is what was asked for, so the exit code is 0."""
    over = threading.Event()
    before = {name: signal.signal(name, lambda *_: over.set()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        if not quiet:
            _invitation(place)
        while not over.wait(1):
            pass
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _invitation(place: Shop) -> None:
    line()
    line(Styled(spoken("The servers are running until you press Ctrl-C. In a second terminal:"), "bold"))
    line(f"  export CSMAIL_CONFIG={place.rules}")
    if _command() != "csmail":
        line(f'  export PATH="{Path(sys.executable).parent}:$PATH"')
    for command, words in (
        ("csmail todo", phrase("what needs a person now")),
        ("csmail drafts list", phrase("the answers that wait; then: csmail drafts show ID, csmail drafts send ID")),
        ("csmail conversations list", phrase("everything that is not closed; then: csmail conversations show ID")),
        ("csmail why ID", phrase("why something was done, or not")),
        ("csmail tag ID vip", phrase("every action works by hand too; add --dry-run to see first")),
        ("csmail poll", phrase("one more pass")),
        ("csmail check", phrase("is everything as it should be?")),
    ):
        line(f"  {command.ljust(27)}", Styled(spoken(words), "dim"))
    line()
    line(Styled(spoken("Write to the desk yourself, then csmail poll:"), "bold"))
    line("  printf 'From: me@customer.example\\nTo: support@toko.example\\nSubject: Refund\\n\\nMy money back!\\n' |")
    line(f"    curl smtp://{place.smtp.host}:{place.smtp.port} --mail-from me@customer.example \\")
    line("      --mail-rcpt support@toko.example --upload-file -")
