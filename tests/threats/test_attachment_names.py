"""Threat 7: the name of an attached file is words to show, never a path, a command or an option."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import pytest

from csmail.mail.mime import parameters
from csmail.mail.parse import read
from tests.factories import desk, raw
from tests.servers.sink import Sink
from tests.threats.road import opened, written

NAMES = (
    "../../etc/passwd", "..\\..\\windows\\system32\\x.dll", "/etc/cron.d/x", "C:\\autoexec.bat", ".bashrc", "-rf",
    "~/.ssh/id", "a\x00.png", "a\r\nBcc: x@evil.example", "invoice\u202egnp.exe", "a\x1b[2J.pdf", "x" * 5000 + ".pdf",
    "CON",
    "a:b.txt", "$(touch owned).pdf", "`id`.pdf", "a|b;c&d.pdf", "", ".", "..", "a/", "file\u200b.pdf",
    "\"; rm -rf ~; \".pdf", "\udc80.pdf",
)  # fmt: skip


def mail(name: str, form: str) -> tuple[str, str]:
    """The header block and body of a mail with a file of that name."""
    coded = quote(name, safe="", errors="replace")
    plain = name.replace("\r\n", " ").replace("\\", "\\\\").replace('"', '\\"')
    field = {
        "coded": f"Content-Disposition: attachment; filename*=utf-8''{coded}",
        "plain": f'Content-Disposition: attachment; filename="{plain}"',
        "of the type": f'Content-Type: image/png; name="{plain}"',
    }[form]
    kind = "" if form == "of the type" else "Content-Type: image/png\n"
    return ("Content-Type: multipart/mixed; boundary=b\n", f"--b\n\nHalo\n--b\n{kind}{field}\n\nx\n--b--\n")


@pytest.mark.parametrize("form", ["coded", "plain", "of the type"])
@pytest.mark.parametrize("number", range(len(NAMES)))
def test_a_name_is_shown_without_what_makes_it_a_path(number: int, form: str) -> None:
    message = read(raw(*mail(NAMES[number], form)), desk())
    assert message.text.strip() == "Halo"
    for attachment in message.attachments:
        harmless(attachment.name)


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_every_reader_cleans_the_same_way(number: int) -> None:
    harmless(parameters.file_name(NAMES[number]))


def harmless(name: str) -> None:
    assert not set(name) & set('/\\:*?"<>|\0\r\n\x1b\u202e')
    assert not name.startswith((".", "-", "~/"))
    assert len(name) <= 150
    name.encode("utf-8")


def sent_files(mail: Message) -> list[Message]:
    """What a mail of ours carries beside its words."""
    inner = mail.get_payload()
    return [part for part in inner[1:] if isinstance(part, Message)] if isinstance(inner, list) else []


def test_nothing_is_written_under_such_a_name_and_it_leaves_as_one_parameter(tmp_path: Path, sink: Sink) -> None:
    with opened(tmp_path / "desk", sink) as road:
        before = {path for path in tmp_path.rglob("*") if "state" not in path.parts}
        for number, name in enumerate(NAMES):
            head, body = mail(name, "coded")
            kind = head.partition(": ")[2].strip()
            road.deliver(written(body, Content_Type=kind, Message_ID=f"<{number}@cust.example>"))
        road.poll()
        road.send_drafts()
        assert {path for path in tmp_path.rglob("*") if "state" not in path.parts} == before
    assert not Path("owned").exists()
    escalations = road.to("lead@toko.example")
    assert len(escalations) == len(NAMES)
    for sent in escalations:
        parts = list(message_from_bytes(sent.data).walk())
        kinds = [part.get_content_type() for part in parts[:3]]
        assert kinds[:2] == ["multipart/mixed", "text/plain"]
        assert kinds[2] in ("message/rfc822", "application/octet-stream")
        assert [part.get_filename() for part in sent_files(parts[0])] in ([None], ["original.eml"])
