"""A dry run of a command on a draft: ends as the command would, shows every recipient, changes and opens nothing."""

from __future__ import annotations

import json
import shlex
import socket
from contextlib import closing
from pathlib import Path

import pytest

from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests.unit.cli.test_log import Call, call

__all__ = ["call"]

BEFORE = "draft AAAAA1 --text 'Halo Rina, terima kasih. Sudah kami kirim. Salam, Toko' --bcc arsip@toko.example"
APPROVED = f"{BEFORE}; drafts approve AAAAA1 --despite-lint --at 2026-07-08T09:00"
CASES = (
    (BEFORE, "drafts claim AAAAA1 --for 2h", 0),
    (BEFORE, "drafts claim AAAAA1 --for soon", 2),
    (f"{BEFORE}; drafts claim AAAAA1 --by budi@toko.example", "drafts claim AAAAA1", 75),
    (f"{BEFORE}; drafts claim AAAAA1 --by budi@toko.example", "drafts claim AAAAA1 --take", 0),
    (f"{BEFORE}; drafts claim AAAAA1", "drafts release AAAAA1", 0),
    (f"{BEFORE}; drafts claim AAAAA1 --by budi@toko.example", "drafts release AAAAA1", 75),
    (BEFORE, "drafts comment AAAAA1 benarkah?", 0),
    (BEFORE, "drafts comment AAAAA1 ''", 2),
    (BEFORE, "drafts attach AAAAA1 people.csv", 0),
    (BEFORE, "drafts attach AAAAA1 nothing.csv", 2),
    (f"{BEFORE}; drafts attach AAAAA1 people.csv", "drafts detach AAAAA1 people.csv", 0),
    (BEFORE, "drafts detach AAAAA1 people.csv", 66),
    (f"{BEFORE}; drafts attach AAAAA1 people.csv", "drafts revert AAAAA1 --to 1", 0),
    (BEFORE, "drafts revert AAAAA1 --to 9", 66),
    (BEFORE, "drafts insert AAAAA1 jam-buka --at end", 0),
    (BEFORE, "drafts insert AAAAA1 answer --at end", 2),
    (BEFORE, "drafts insert AAAAA1 jam-buka", 2),
    (BEFORE, "drafts cite AAAAA1 gone", 66),
    (BEFORE, "drafts refresh AAAAA1", 0),
    ("draft AAAAA1 --text 'Itu salah Anda sendiri.'", "drafts approve AAAAA1", 69),
    (BEFORE, "drafts approve AAAAA1 --despite-lint", 0),
    (BEFORE, "drafts approve AAAAA1 --edition 7", 75),
    (BEFORE, "drafts approve AAAAA1 --at 2020-01-01T09:00", 2),
    (BEFORE, "drafts send AAAAA1 --despite-lint", 0),
    ("draft AAAAA1 --text 'Tiba [[kapan]].'", "drafts approve AAAAA1 --despite-news --despite-lint", 69),
    ("draft AAAAA1 --text 'Tiba [[kapan]].' --bcc arsip@toko.example", "drafts send AAAAA1 --anyway", 69),
    (BEFORE, "drafts reject AAAAA1", 0),
    (f"{BEFORE}; drafts claim AAAAA1 --by budi@toko.example", "drafts reject AAAAA1", 75),
    (APPROVED, "drafts undo AAAAA1", 0),
    (BEFORE, "drafts undo AAAAA1", 75),
    (f"{BEFORE}; drafts reject AAAAA1", "drafts restore AAAAA1", 0),
    (APPROVED, "drafts restore AAAAA1", 75),
    (BEFORE, "drafts edit AAAAA1 --file draft.eml", 0),
    (APPROVED, "drafts edit AAAAA1 --file draft.eml", 75),
    ("", "drafts claim AAAAA1", 66),
)


def stored(folder: Path) -> list[object]:
    with closing(open_store(Settings("state"), folder)) as store:
        return [*store.export()]


@pytest.mark.parametrize(("before", "command", "code"), CASES)
def test_a_dry_run_ends_as_the_command_does_and_changes_nothing(
    before: str, command: str, code: int, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snippet = tmp_path / "templates" / "jam-buka.id.txt"
    snippet.write_text("---\npurpose: snippet\n---\nKami buka pukul 09.00.\n")
    fields = "To: rina@cust.example\nBcc: arsip@toko.example\nSubject: x\n\nHalo Rina\n"
    (tmp_path / "draft.eml").write_text(fields)
    for words in filter(None, before.split("; ")):
        assert call(*shlex.split(words))[0] == 0, words

    def no_socket(*arguments: object) -> None:
        raise AssertionError("a dry run opens no socket")

    was = stored(tmp_path)
    with monkeypatch.context() as offline:
        offline.setattr(socket.socket, "connect", no_socket)
        rehearsed, said, told = call(*shlex.split(command), "--dry-run")
    assert (rehearsed, stored(tmp_path)) == (code, was), told
    if code == 0:
        assert "Dry run: nothing of this has happened." in said
        assert "To: rina@cust.example" in said
        assert "Bcc: arsip@toko.example" in said
        document = json.loads(call(*shlex.split(command), "--dry-run", "--json")[1])
        assert document["dry_run"] is True
    done, _, told = call(*shlex.split(command))
    assert done == code, told


def test_who_reads_a_draft_sees_the_files_that_go_with_it(call: Call) -> None:
    call(*shlex.split(BEFORE))
    call("drafts", "attach", "AAAAA1", "people.csv")
    assert "Attached: people.csv" in call("drafts", "show", "AAAAA1")[1]
    assert json.loads(call("drafts", "show", "AAAAA1", "--json")[1])["letter"]["attachments"] == ["people.csv"]


def test_an_edition_is_shown_as_it_was_and_a_plain_draft_has_no_html(call: Call, tmp_path: Path) -> None:
    call(*shlex.split(BEFORE))
    (tmp_path / "draft.eml").write_text("To: b@cust.example\nSubject: x\n\nLain\n")
    assert call("drafts", "edit", "AAAAA1", "--file", "draft.eml")[0] == 0
    first = json.loads(call("drafts", "show", "AAAAA1", "--edition", "1", "--json")[1])
    assert (first["letter"]["to"], first["letter"]["bcc"]) == (["rina@cust.example"], ["arsip@toko.example"])
    assert first["letter"]["text"].startswith("Halo Rina")
    assert call("drafts", "show", "AAAAA1", "--edition", "7")[0] == 66
    assert call("drafts", "show", "AAAAA1", "--html", "-")[0] == 2
    assert call("drafts", "show", "AAAAA1", "--source")[1] == "Lain\n"


def test_texts_are_listed_by_what_they_are_for_and_by_whom_they_suit(call: Call, tmp_path: Path) -> None:
    for name, top in {"a": "tags: [Late]", "b": "purpose: snippet", "z": "tags: [late, vip]"}.items():
        (tmp_path / "templates" / f"{name}.id.md").write_text(f"---\n{top}\nwhen: {name}!\n---\nHalo **{name}**\n")

    def names(*words: str) -> list[str]:
        return [one["name"] for one in json.loads(call("templates", "list", *words, "--json")[1])["templates"]]

    assert names("--conversation", "AAAAA1")[:2] == ["a", "z"]
    assert sorted(names("--conversation", "AAAAA1")) == sorted(names())
    assert names("--tag", "LATE") == ["a", "z"]
    assert names("--purpose", "snippet") == ["b"]
    assert names("--purpose", "answer", "--tag", "vip") == ["z"]
    assert "suits: late" in call("templates", "list", "--conversation", "AAAAA1")[1]
    assert call("templates", "list", "--purpose", "poem")[0] == 2
    assert call("templates", "list", "--conversation", "ZZZZZZ")[0] == 66
    assert call("templates", "render", "a", "--html", str(tmp_path / "a.html"))[0] == 0
    assert "<strong>a</strong>" in (tmp_path / "a.html").read_text()
    assert call("templates", "render", "answer", "--html", "-")[0] == 2


def test_a_dry_run_of_a_change_shows_what_would_be(call: Call, tmp_path: Path) -> None:
    call(*shlex.split(BEFORE))
    document = json.loads(call("drafts", "attach", "AAAAA1", "people.csv", "--dry-run", "--json")[1])
    assert document["draft"]["edition"] == 2
    document = json.loads(call("drafts", "claim", "AAAAA1", "--dry-run", "--json")[1])
    assert document["draft"]["claimed_by"] == "sari@toko.example"
    document = json.loads(call("drafts", "show", "AAAAA1", "--json")[1])
    assert (document["draft"]["edition"], document["draft"]["claimed_by"]) == (1, "")
