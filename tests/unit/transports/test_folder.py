"""The way out into a folder."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

import pytest

from csmail.errors import Unreachable
from csmail.model.reason import Reason
from csmail.transports import folder
from tests.integration.test_smtp import BODY, mail

TO = ["jane@cust.example", "blind@cust.example"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "made" / "out"


def transport(out: Path) -> folder.FolderTransport:
    return folder.open(folder.Settings(str(out)), "support")


def test_the_envelope_lies_beside_the_mail_that_does_not_name_the_blind(out: Path) -> None:
    assert transport(out).prepare(mail(), TO).transmit().state == "sent"
    envelope, content = sorted(out.iterdir(), key=lambda each: each.suffix, reverse=True)
    assert json.loads(envelope.read_text()) == {"sender": "support@toko.example", "recipients": TO}
    assert (content.read_bytes(), content.stem) == (BODY, envelope.stem)
    assert stat.S_IMODE(content.stat().st_mode) & 0o007 == 0


def test_the_same_mail_again_is_the_same_file(out: Path) -> None:
    for _ in range(2):
        transport(out).prepare(mail(), TO).transmit()
    assert len(list(out.glob("*.eml"))) == 1


def test_the_same_mail_to_others_is_another_file(out: Path) -> None:
    transport(out).prepare(mail(), TO[:1]).transmit()
    transport(out).prepare(mail(), TO[1:]).transmit()
    assert len(list(out.glob("*.eml"))) == 2


def test_a_full_disk_defers_without_half_a_file(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    prepared = transport(out).prepare(mail(), TO)
    monkeypatch.setattr(os, "fsync", full)
    outcome = prepared.transmit()
    assert (outcome.state, outcome.reason) == ("deferred", Reason.of("folder_failed", said="No space left on device"))
    assert list(out.iterdir()) == []


def test_a_folder_that_cannot_be_synced_leaves_doubt(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = os.fsync

    def broken(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        synced(handle)

    prepared = transport(out).prepare(mail(), TO)
    monkeypatch.setattr(os, "fsync", broken)
    assert prepared.transmit().state == "in_doubt"


def test_a_file_in_the_place_of_the_folder_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(Unreachable, match="File exists"):
        transport(tmp_path / "out").prepare(mail(), TO)


def test_a_name_laid_by_a_stranger_is_not_followed(out: Path, tmp_path: Path) -> None:
    transport(out).prepare(mail(), TO).transmit()
    (first,) = out.glob("*.eml")
    first.unlink()
    prey = tmp_path / "prey"
    prey.write_text("precious")
    (out / f".{first.name}.{os.getpid()}").symlink_to(prey)
    assert transport(out).prepare(mail(), TO).transmit().state == "sent"
    assert prey.read_text() == "precious"
    assert first.read_bytes() == BODY


def test_a_path_has_to_be_named() -> None:
    assert folder.check(folder.Settings(" ")) == Reason("path_empty")
