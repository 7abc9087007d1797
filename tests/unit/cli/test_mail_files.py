"""Mails found in files of every kind, one after the other, whatever is wrong with some of them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from csmail.cli.app import root
from csmail.cli.commands.schema import described, printing
from csmail.cli.input import mail_files
from csmail.cli.input.mail_files import found
from csmail.cli.main import run
from tests.factories import NOW

MAIL = "From: Jane Roe <jane@cust.example>\nTo: support@toko.example, omar@cust.example\nSubject: {}\n\nHalo kak\n"
FROM = "From jane@cust.example Mon Jul  6 09:00:00 2026\n"


def subjects(*paths: Path) -> list[str]:
    return [one.fault or one.data.partition(b"Subject: ")[2].partition(b"\n")[0].decode() for one in found(paths)]


def test_an_mbox_is_split_at_its_separators_and_nowhere_else(tmp_path: Path) -> None:
    prose = MAIL.format("satu") + "\nFrom here on nothing works.\nFrom me Mon Jul  6 09:00:00 2026\n\n>From me\n\n"
    (tmp_path / "box").write_text(FROM + prose + FROM + MAIL.format("dua"))
    first, second = found([tmp_path / "box"])
    assert (first.position, second.position) == (1, 2)
    assert first.data.endswith(b"works.\nFrom me Mon Jul  6 09:00:00 2026\n\nFrom me\n\n")
    assert second.data == MAIL.format("dua").encode()


def test_a_maildir_is_read_from_new_and_cur_without_what_is_being_delivered(tmp_path: Path) -> None:
    for folder, name in (("new", "2.host"), ("cur", "1.host:2,S"), ("tmp", "3.host"), ("cur", ".hidden")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(MAIL.format(name))
    assert subjects(tmp_path) == ["1.host:2,S", "2.host"]


def test_a_folder_gives_its_eml_files_and_says_so_when_there_are_none(tmp_path: Path) -> None:
    assert subjects(tmp_path)[0].startswith("no mail here")
    (tmp_path / "b.eml").write_text(MAIL.format("dua"))
    (tmp_path / "a.eml").write_text(MAIL.format("satu"))
    (tmp_path / "notes.txt").write_text("x")
    assert subjects(tmp_path) == ["satu", "dua"]


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_files, "LARGEST", 200)
    (tmp_path / "large").write_text(MAIL.format("x" * 300))
    (tmp_path / "box").write_text(FROM + MAIL.format("x" * 300) + "\n" + FROM + MAIL.format("tiga"))
    paths = [tmp_path / "missing", tmp_path / "large", tmp_path / "box", Path("/dev/null")]
    assert subjects(*paths) == [
        "No such file or directory", "larger than 0 MB", "larger than 0 MB", "tiga", "neither a file nor a folder",
    ]  # fmt: skip


def test_stdin_is_a_file_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(MAIL.format("satu").encode())))
    assert subjects(Path("-")) == ["satu"]


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (b"Subject: a\nTo: b@c.example\n\nx", b"Subject: a\r\nTo: b@c.example\r\n\r\n"),
        (b"Subject: a\rBcc: evil@else.example\r\n\r\nx", b"Subject: a\rBcc: evil@else.example\r\n\r\n"),
        (b"Subject: a\rTo: b@c.example\r\rx", b"Subject: a\r\nTo: b@c.example\r\n\r\n"),
    ],
    ids=["LF", "a lone CR within CRLF", "CR alone"],
)
def test_line_ends_become_those_of_the_wire_and_a_lone_cr_ends_no_line(data: bytes, header: bytes) -> None:
    assert mail_files.raw(data, NOW).header == header


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, where no configuration is found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("CSMAIL_CONFIG", raising=False)
    return tmp_path


def test_without_a_configuration_a_line_a_mail_says_how_it_is_read(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bare / "a.eml").write_text(MAIL.format("satu"))
    (bare / "b.eml").write_text("Auto-Submitted: auto-replied\n" + MAIL.format("dua"))
    assert run(["message", "inspect", "--jsonl", "a.eml", "missing.eml", "b.eml"]) == 66
    out, err = capsys.readouterr()
    human, machine = map(json.loads, out.splitlines())
    assert "missing.eml: No such file" in err
    assert (human["file"], human["kind"]) == ("a.eml", "human")
    assert human["automatic_reply"] == {"allowed": True, "reason": "human", "evidence": ""}
    assert machine["automatic_reply"]["reason"] == "auto_submitted"
    assert machine["operations"]["acknowledge"]["outcome"] == "no_reply"
    to_all = human["operations"]["reply_all"]
    assert [(one["address"], one["role"]) for one in to_all["recipients"]] == [
        ("jane@cust.example", "to"), ("omar@cust.example", "cc"),
    ]  # fmt: skip
    assert [one["address"] for one in to_all["left_out"]] == ["support@toko.example"]
    assert all(one["why"] for one in (*to_all["recipients"], *to_all["left_out"]))
    assert {one["code"] for one in (*to_all["recipients"], *to_all["left_out"])} == {"address_in_field"}
    assert to_all["left_out"][0]["evidence"]["why"] == "address_of_ours"


def test_the_desk_is_whom_the_command_line_names(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bare / "a.eml").write_text(MAIL.format("satu"))
    words = ["message", "inspect", "a.eml", "--json", "--address", "desk@toko.example", "--alias", "omar@cust.example"]
    assert run(words) == 0
    left = json.loads(capsys.readouterr().out)["operations"]["reply_all"]
    assert [one["address"] for one in left["left_out"]] == ["omar@cust.example"]
    assert run([*words[:4], "--address", "desk@else.example"]) == 0
    assert json.loads(capsys.readouterr().out)["automatic_reply"]["reason"] == "not_addressed"


def test_one_mail_is_one_document_and_several_are_a_list(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = described(dict(printing(root()))["message inspect"], "message inspect")
    (bare / "a.eml").write_text(MAIL.format("satu"))
    for words, mails in ((["a.eml"], None), (["a.eml", "a.eml"], 2), (["a.eml", "b.eml"], 1)):
        run(["message", "inspect", "--json", *words])
        document = json.loads(capsys.readouterr().out)
        jsonschema.validate(document, schema)
        assert len(document.get("messages", ())) == (mails or 0)
        assert [one["file"] for one in document.get("unread", ())] == [word for word in words if word == "b.eml"]


def test_people_are_told_in_words(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bare / "a.eml").write_text("Precedence: bulk\n" + MAIL.format("satu"))
    assert run(["message", "inspect", "a.eml"]) == 0
    out = capsys.readouterr().out
    assert "must not answer: it calls itself bulk mail, seen in precedence: bulk" in out
    assert "reply to all\n" in out
    assert "forward" not in out
    assert "acknowledgement: no mail, it calls itself bulk mail" in out
