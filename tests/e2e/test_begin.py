"""The first commands of somebody new, as processes: init, then check."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "csmail"]


def run(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CSMAIL_", "SUPPORT_"))}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, cwd=at, env=environment, check=False
    )


def test_init_writes_a_desk_and_says_what_comes_next(tmp_path: Path) -> None:
    done = run("init", "desk", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "desk" / "rules.yaml").is_file()
    assert (tmp_path / "desk" / "templates" / "acknowledgement.id.txt").is_file()
    assert "csmail check" in done.stdout


def test_init_a_second_time_changes_nothing_and_says_so(tmp_path: Path) -> None:
    assert run("init", at=tmp_path).returncode == 0
    (tmp_path / "rules.yaml").write_text("mine", encoding="utf-8")
    done = run("init", at=tmp_path)
    assert done.returncode == 2
    assert "rules.yaml" in done.stderr
    assert "there already" in done.stderr
    assert (tmp_path / "rules.yaml").read_text(encoding="utf-8") == "mine"


def test_init_with_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = run("init", "desk", "--dry-run", "--json", at=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["dry_run"] is True
    assert "desk/rules.yaml" in document["written"]
    assert not (tmp_path / "desk").exists()


def test_what_init_wrote_is_without_fault_as_it_is(tmp_path: Path) -> None:
    run("init", at=tmp_path)
    done = run("check", "--offline", at=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    assert run("rules", "check", at=tmp_path).returncode == 0
    assert run("templates", "check", at=tmp_path).returncode == 0


def test_check_without_a_password_ends_with_the_code_for_logins(tmp_path: Path) -> None:
    run("init", at=tmp_path)
    done = run("check", "--json", at=tmp_path)
    document = json.loads(done.stdout)
    assert done.returncode == document["exit_code"] == 77
    assert any("SUPPORT_PASSWORD" in finding["words"] for finding in document["findings"])


def test_check_without_a_configuration_says_where_it_looked(tmp_path: Path) -> None:
    done = run("check", at=tmp_path)
    assert done.returncode == 78
    assert "csmail init" in done.stderr


def test_the_documents_have_a_schema(tmp_path: Path) -> None:
    for command in ("demo", "init", "check"):
        done = run("schema", command, at=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "schema_version" in json.loads(done.stdout)["properties"]


def asked(arguments: list[str], answers: list[str], at: Path) -> tuple[str, int]:
    """`csmail ARGUMENTS` on a terminal of its own; each answer is typed when the program waits for one."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CSMAIL_", "SUPPORT_"))}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[2]), "CSMAIL_LANG": "en", "TERM": "dumb"}
    child = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=at,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    said, left = b"", list(answers)
    while select.select([ours], [], [], 60)[0]:
        try:
            said += os.read(ours, 65536)
        except OSError:  # Linux says EIO when the other side has gone
            break
        # A question ends with a space, which comes last: what is typed before a password is asked for is thrown away.
        if left and said.endswith(b" ") and said.rstrip().endswith((b"?", b"]", b":", b"alone", b"later)")):
            os.write(ours, f"{left.pop(0)}\n".encode())
    os.close(ours)
    return said.decode().replace("\r\n", "\n"), child.wait(60)


ANSWERS = ["toko.bunga@gmail.com", "Toko Bunga", "id", "y", "Sari <sari@bunga.example>, budi@bunga.example", "geheim"]


def test_five_answers_on_a_terminal_leave_nothing_to_edit(tmp_path: Path) -> None:
    said, code = asked(["init", "desk", "--offline"], ANSWERS, tmp_path)
    assert code == 0, said
    assert "EDIT" not in said + (tmp_path / "desk" / "rules.yaml").read_text()
    assert "app password" in said
    password = tmp_path / "desk" / "password"
    assert (password.read_text(), password.stat().st_mode & 0o777) == ("geheim\n", 0o600)
    assert "geheim" not in said.replace(str(tmp_path), "")
    checked = run("check", "--offline", "--json", at=tmp_path / "desk")
    assert (checked.returncode, "wrong" in checked.stdout) == (0, False), checked.stdout
    shown = json.loads(run("config", "show", "--json", at=tmp_path / "desk").stdout)["configuration"]
    desk = shown["desks"]["support"]
    assert (desk["mailbox"]["host"], desk["transport"]["host"]) == ("imap.gmail.com", "smtp.gmail.com")
    assert [one["name"] for one in desk["team"]["profiles"]] == ["Sari", "Budi"]


def test_an_answer_that_cannot_be_is_asked_for_again(tmp_path: Path) -> None:
    answers = ["nobody", *ANSWERS[:2], "fr", "id", "n", "no server!", "mail.bunga.example", "", "-", ""]
    said, code = asked(["init", "desk", "--offline"], answers, tmp_path)
    assert code == 0, said
    assert "'nobody' is not an address" in said
    assert "'no server!' is not a server" in said
    text = (tmp_path / "desk" / "rules.yaml").read_text()
    assert text.count("host: mail.bunga.example") == 2
    assert "{env: SUPPORT_PASSWORD}" in text
    assert not (tmp_path / "desk" / "password").exists()


def test_no_input_asks_nothing_on_a_terminal(tmp_path: Path) -> None:
    said, code = asked(["init", "desk", "--no-input"], [], tmp_path)
    assert code == 0, said
    assert "marked EDIT" in said


def test_options_answer_where_nobody_can(tmp_path: Path) -> None:
    done = run(
        "init", "desk", "--address", "cs@gmail.com", "--person", "sari@x.example", "--offline", "--json", at=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["imap"] == "imap.gmail.com:993"
    assert "EDIT" not in (tmp_path / "desk" / "rules.yaml").read_text()


def test_servers_that_nobody_knows_are_asked_for(tmp_path: Path) -> None:
    wanted = ["init", "desk", "--address", "cs@toko.example", "--offline"]
    done = run(*wanted, at=tmp_path)
    assert done.returncode == 2
    assert "--imap HOST:PORT" in done.stderr
    assert not (tmp_path / "desk").exists()
    done = run(*wanted, "--imap", "mail.toko.example:143", "--smtp", "mail.toko.example:587", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "desk" / "rules.yaml").read_text().count("tls: starttls") == 2


def test_one_server_that_is_named_goes_with_the_other_that_is_known(tmp_path: Path) -> None:
    words = ("--address", "cs@gmail.com", "--offline", "--smtp", "relay.toko.example:587")
    assert run("init", *words, at=tmp_path).returncode == 0
    text = (tmp_path / "rules.yaml").read_text()
    assert "host: imap.gmail.com" in text
    assert "host: relay.toko.example, port: 587, tls: starttls" in text


def test_two_desks_take_no_answers(tmp_path: Path) -> None:
    done = run("init", "--desks", "two", "--address", "cs@gmail.com", at=tmp_path)
    assert (done.returncode, [*tmp_path.iterdir()]) == (2, [])
