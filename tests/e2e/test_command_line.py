"""The command line as a whole: real configuration, real store, a mail server out of reach, mails into a folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema.protocols import Validator

from csmail.cli.app import root
from csmail.cli.commands import conversations
from csmail.cli.commands.schema import described, printing
from csmail.cli.main import run
from tests.e2e.shop import HOSTILE, Shop, opened

ESCAPES = {code for code in range(0x20) if code not in (0x09, 0x0A)} | set(range(0x7F, 0xA0))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """For tests that change nothing."""
    return opened(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def own(tmp_path: Path) -> Shop:
    """For a test that changes something."""
    return opened(tmp_path / "shop")


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command in this process, which spares half a second each."""

    def call(shop: Shop, line: str, **names: str) -> Done:
        for name, value in shop.environment().items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = run([word.format(jane=shop.jane, dewi=shop.dewi, folder=shop.folder) for word in line.split()])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return call


Here = Callable[[Shop, str], Done]


def document(done: Done) -> Any:
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["schema_version"] == 1
    return found


READING = [
    "conversations list", "conversations list --where status=open --limit 1", "conversations search refund",
    "conversations show {jane}", "drafts list", "drafts list --where state=waiting --limit 1",
    "outbox list --where state!=done --limit 1",
    "drafts show {jane}", "outbox list", "why {jane}", "todo", "status", "store info", "store check", "rules check",
    "templates list", "templates check", "templates show answer", "templates render answer",
    "templates render answer --conversation {jane} --set order=7", "tag {jane} vip --dry-run",
    "reply {dewi} --text Halo --dry-run", "escalate {jane} --within 2h --dry-run", "note {jane} telepon --dry-run",
    "close {jane} --dry-run", "draft {dewi} --dry-run", "forward {jane} boss@toko.example --dry-run",
    "hours show", "hours due 1d2h --desk support", "hours between 2026-12-23T16:30 2026-12-28",
    "drafts send {jane} --dry-run", "message inspect {folder}/mail.eml --forward-to boss@toko.example",
    "rules explain {folder}/mail.eml",
]  # fmt: skip


@pytest.mark.parametrize("line", READING)
def test_the_document_of_a_command_keeps_its_own_schema(line: str, shop: Shop, here: Here) -> None:
    mail = f"From: Eve <eve@far.example>\nTo: support@toko.example\nSubject: {HOSTILE}\n\nHalo"
    (shop.folder / "mail.eml").write_text(mail)
    words = line.split()
    schemas = dict(printing(root()))
    name = next(name for name in (" ".join(words[:2]), words[0]) if name in schemas)
    schema = described(schemas[name], name)
    checker: Validator = jsonschema.validators.validator_for(schema)(schema)
    checker.check_schema(schema)
    printed = document(here(shop, f"{line} --json"))
    assert [error.message for error in checker.iter_errors(printed)] == []


def test_a_search_that_was_cut_short_says_so_and_goes_on_when_asked(
    shop: Shop, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = document(here(shop, "conversations search toko --json"))
    assert whole["complete"]
    monkeypatch.setattr(conversations, "READ", 0)
    cut = document(here(shop, "conversations search toko --json"))
    assert (cut["complete"], cut["conversations"]) == (False, [])
    assert "--all" in here(shop, "conversations search toko").stderr
    assert document(here(shop, "conversations search toko --all --json")) == whole


def test_a_schema_refuses_a_document_that_lacks_something(shop: Shop, here: Here) -> None:
    printed = document(here(shop, "todo --json"))
    del printed["todo"][0]["why"]
    schema = json.loads(here(shop, "schema todo").stdout)
    assert not jsonschema.validators.validator_for(schema)(schema).is_valid(printed)


def test_conversations_are_listed_by_conditions_and_options_together(shop: Shop, here: Here) -> None:
    def listed(line: str) -> list[str]:
        return [one["id"] for one in document(here(shop, f"conversations list {line} --json"))["conversations"]]

    every, jane = listed("--where opened_at>2000-01-01"), listed("--where customer~jane")
    assert set(every) > set(jane) == {shop.jane}
    assert set(listed("--where customer!~jane")) == set(every) - set(jane)
    assert listed("--where customer~jane --where status=closed") == []
    assert listed("--where customer~jane --status closed") == []
    assert listed("--where customer~jane --status open --status waiting") == jane
    assert len(listed("--where opened_at>2000-01-01 --limit 1")) == 1


LISTINGS = ["conversations list", "conversations show {jane}", "todo", "why {jane}", "drafts show {jane}"]


@pytest.mark.parametrize("line", LISTINGS)
def test_the_words_of_a_stranger_are_harmless_in_every_listing(line: str, shop: Shop, here: Here) -> None:
    done = here(shop, line)
    assert "refund" in done.stdout
    assert not {ord(character) for character in done.stdout + done.stderr} & ESCAPES


def test_the_first_letters_of_an_id_are_enough_in_any_case(shop: Shop, here: Here) -> None:
    spoken = shop.jane.lower().replace("0", "o").replace("1", "l")[:4]
    found = document(here(shop, f"conversations show {spoken} --json"))
    assert found["conversation"]["id"] == shop.jane


def test_a_tag_is_kept_though_the_server_is_out_of_reach(own: Shop, here: Here) -> None:
    done = own.csmail("tag", own.jane, "vip")
    assert (done.returncode, "tagged vip" in done.stdout) == (0, True), done.stderr
    assert "127.0.0.1:1" in done.stderr
    assert "vip" in document(here(own, "conversations show {jane} --json"))["conversation"]["tags"]
    again = here(own, "tag {jane} vip")
    assert (again.returncode, "nothing to do: already tagged" in again.stdout) == (0, True)


def test_a_reply_goes_out_as_the_dry_run_said(own: Shop, here: Here) -> None:
    line = "reply {dewi} --text Buka --cc rudi@cust.example"
    (rehearsed,) = document(here(own, f"{line} --dry-run --json"))["letters"]
    assert own.sent() == []
    done = here(own, line)
    assert (done.returncode, "send the reply: sent" in done.stdout) == (0, True), done
    (mail,) = own.sent()
    for shown in (*rehearsed["to"], *rehearsed["cc"], rehearsed["subject"], "Buka"):
        assert shown.encode() in mail
    assert rehearsed["bcc"] == ["archive@toko.example"]
    assert b"archive@toko.example" not in mail


def test_a_dry_run_names_every_recipient_with_its_reason(shop: Shop, here: Here) -> None:
    shown = here(shop, "reply {dewi} --text Buka --dry-run").stdout
    for words in REHEARSED:
        assert words in shown


def test_a_dry_run_says_who_falls_away_against_the_last_mail(shop: Shop, here: Here) -> None:
    shown = here(shop, "reply {jane} --text Buka --whom sender --cc boss@cust.example --dry-run").stdout
    assert "Changes: + boss@cust.example, - rudi@cust.example  (compared with the first mail, of jane@cust" in shown
    (letter,) = document(here(shop, "reply {jane} --text Buka --dry-run --json"))["letters"]
    assert (letter["difference"]["sender"], letter["difference"]["leaving"]) == ("jane@cust.example", [])


REHEARSED = (
    "From: Toko Melati <support@toko.example>", "To: dewi@other.example", "From of <m2@other.example>",
    "Bcc: archive@toko.example", "nobody else sees it", "Subject: Re: Jam buka", "Buka",
)  # fmt: skip
TRACE = """
import sys
opened = []
sys.addaudithook(lambda event, arguments: opened.append(event) if event.startswith("socket.") else None)
from csmail.cli.main import run
for line in sys.stdin.read().splitlines():
    print("LINE", line, run(line.split()), sorted(set(opened)), flush=True)
"""
DRY = (
    "tag {jane} vip", "reply {dewi} --text Halo", "escalate {jane}", "draft {dewi}", "close {jane}", "spam {dewi}",
    "note {jane} halo", "forward {jane} boss@toko.example", "mark {jane} seen", "assign {jane} budi",
    "acknowledge {dewi}", "move {jane} Archive", "priority {jane} low", "drafts send {jane}", "drafts reject {jane}",
    "drafts approve {jane}", "untag {jane} refund", "conversations merge {jane} {dewi}",
)  # fmt: skip


def test_a_dry_run_opens_no_socket_and_changes_nothing(shop: Shop) -> None:
    before = sorted(shop.csmail("store", "export").stdout.splitlines())
    lines = [f"{line.format(jane=shop.jane, dewi=shop.dewi)} --dry-run" for line in DRY]
    done = subprocess.run(
        [sys.executable, "-c", TRACE], input="\n".join(lines), env=shop.environment(), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    told = [line for line in done.stdout.splitlines() if line.startswith("LINE ")]
    assert told == [f"LINE {line} 0 []" for line in lines], done.stderr
    assert done.stdout.count("Dry run: nothing of this has happened.") == len(lines)
    assert sorted(shop.csmail("store", "export").stdout.splitlines()) == before


def test_the_trace_sees_a_socket(shop: Shop) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRACE], input="poll", env=shop.environment(), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert "socket.connect" in done.stdout


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("conversations show ZZZZZZ", 66, "there is no conversation 'ZZZZZZ'"),
        ("conversations show !", 66, "there is no conversation '!'"),
        ("drafts show nothing", 66, "there is no draft"),
        ("outbox show ffff", 66, "there is no task"),
        ("poll nosuchdesk", 66, "there is no desk 'nosuchdesk'"),
        ("message inspect no-such-file.eml", 66, "no-such-file.eml: No such file or directory"),
        ("why <nobody@nowhere.example>", 66, "there is no message"),
        ("tag", 2, "missing argument 'CONVERSATION'"),
        ("tagg x", 2, "Did you mean 'tag'"),
        ("outbox list --state asleep", 2, "there is no state 'asleep'"),
        ("escalate {jane} --within soon", 2, "'soon' is no span of time"),
        ("note {jane}", 2, "the words are missing"),
        ("poll --since yesterday", 2, "'yesterday' is not a date"),
        ("conversations list --limit 0", 2, "0 is less than 1"),
        ("outbox list --where stauts=held", 2, "there is no field 'stauts'"),
        ("drafts list --where state=held", 2, "there is no state 'held'"),
        ("drafts list --limit 0", 2, "0"),
        ("conversations list --where stauts=open", 2, "there is no field 'stauts'"),
        ("conversations list --where last_in_at<2026-13-01", 2, "'2026-13-01' is not a date"),
        ("conversations list --where status=open --where priority=huge", 2, "there is no priority 'huge'"),
        ("assign {jane} stranger@else.example", 69, "stranger@else.example is not an agent of support"),
        ("acknowledge {jane} nosuchtemplate", 69, "there is no template 'nosuchtemplate'"),
        ("todo --config no-such.yaml", 78, "no-such.yaml (--config) is not there"),
        ("poll", 75, "127.0.0.1:1"),
        ("schema no such", 66, "there is no command 'no such'"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_clear_line_and_its_exit_code(
    line: str, code: int, said: str, shop: Shop, here: Here
) -> None:
    done = here(shop, line)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("csmail: ") <= 1
    assert "canary-9471" not in done.stdout + done.stderr


def test_every_problem_of_the_configuration_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("desks:\n  support:\n    adress: x\n    timezone: Mars/Base\nrules: 7\n")
    done = Shop(tmp_path).csmail("rules", "check")
    assert done.returncode == 78
    assert done.stderr.count("rules.yaml:") >= 3
    assert "rules.yaml:3:5" in done.stderr


def test_one_desk_out_of_reach_does_not_stop_the_others(own: Shop) -> None:
    rules = own.folder / "rules.yaml"
    first, _, _ = rules.read_text().partition("store:")
    second = first.partition("desks:\n")[2].replace("support:\n", "sales:\n").replace("support@", "sales@")
    second = second.replace("username: support", "username: sales")
    rules.write_text(rules.read_text().replace("store:", f"{second}store:", 1))
    done = own.csmail("poll", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 75
    assert [(line["desk"], line["exit_code"]) for line in lines] == [("support", 75), ("sales", 75)]


def test_a_second_pass_at_the_same_time_ends_75_without_a_word(own: Shop) -> None:
    from datetime import timedelta

    from csmail.config.load import load
    from csmail.wiring import Wiring

    with Wiring(load(own.folder / "rules.yaml")) as wiring, wiring.store.lease("pass-support", timedelta(0)):
        done = own.csmail("poll")
    assert (done.returncode, done.stdout, done.stderr) == (75, "", "")


def test_a_pipe_that_closes_early_ends_quietly(shop: Shop) -> None:
    command = [sys.executable, "-m", "csmail", "store", "export"]
    child = subprocess.Popen(command, env=shop.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout
    assert child.stderr
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(20) == 141


def test_an_ascii_locale_loses_no_command(shop: Shop) -> None:
    done = shop.csmail("templates", "show", "answer", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr


def test_the_export_is_one_json_document_a_line(shop: Shop, here: Here) -> None:
    lines = [json.loads(line) for line in here(shop, "store export").stdout.splitlines()]
    assert shop.jane in {line["id"] for line in lines}
    assert all(line["schema_version"] == 1 for line in lines)


def editor(folder: Path, body: str) -> str:
    file = folder / "editor.sh"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o700)
    return str(file)


def test_an_edited_draft_is_sent_exactly_as_it_was_left(own: Shop, here: Here) -> None:
    changes = ("s/^Cc:.*/Cc: Boss <boss@cust.example>/", "s/^Subject:.*/Subject: Pengembalian dana/",
               "s/^Dana sedang.*/Dana sudah dikirim./")  # fmt: skip
    script = editor(own.folder, "sed -i " + " ".join(f"-e '{change}'" for change in changes) + ' "$1"')
    done = own.on_terminal("drafts", "edit", own.jane, VISUAL=script)
    assert done.returncode == 0, done.text
    shown = document(here(own, "drafts show {jane} --json"))["letter"]
    assert shown["cc"] == ["boss@cust.example"]
    sent = here(own, "drafts send {jane}")
    assert sent.returncode == 0, sent.stderr
    (mail,) = own.sent()
    assert b"Subject: Pengembalian dana\r\n" in mail
    assert b"Cc: Boss <boss@cust.example>\r\n" in mail
    assert b"Dana sudah dikirim." in mail
    assert here(own, "drafts send {jane}").returncode == 75, "it is sent already"


def test_an_edit_can_be_rehearsed(own: Shop) -> None:
    opened = own.csmail("drafts", "edit", own.jane, "--dry-run", VISUAL=editor(own.folder, "touch opened"))
    assert opened.returncode == 0
    shown = json.loads(own.csmail("drafts", "show", own.jane, "--json").stdout)["letter"]
    file = f"Cc: Boss <boss@cust.example>\nTo: {shown['to'][0]}\nSubject: Halo\n\n{shown['text']}"
    done = own.csmail("drafts", "edit", own.jane, "--file", "-", "--dry-run", stdin=file)
    assert "Cc: boss@cust.example" in done.stdout, done.stderr
    assert "visible to everyone" in done.stdout
    assert "nothing of this has happened" in done.stdout
    assert "boss@cust.example" not in own.csmail("drafts", "show", own.jane).stdout


def test_what_was_typed_into_a_broken_draft_is_kept(own: Shop) -> None:
    script = editor(own.folder, "sed -i 's/^Cc:.*/Cc: not an address/' \"$1\"")
    done = own.on_terminal("drafts", "edit", own.jane, typed=b"n\n", VISUAL=script, TMPDIR=str(own.folder))
    assert (done.returncode, "Edit again?" in done.text) == (2, True)
    kept = Path(done.text.strip().rpartition(" is in ")[2])
    assert "Cc: not an address" in kept.read_text()


def test_without_a_terminal_no_editor_is_started(own: Shop) -> None:
    script = editor(own.folder, f"touch {own.folder}/started")
    for words in (["drafts", "edit", own.jane], ["drafts", "edit", own.jane, "--json"], ["note", own.dewi]):
        done = own.csmail(*words, VISUAL=script)
        assert (done.returncode, done.stdout) == (2, "")
        assert len([line for line in done.stderr.splitlines() if line.startswith("csmail: ")]) <= 1
    for words in (["drafts", "edit", own.jane, "-n"], ["reply", own.dewi, "-n"], ["note", own.dewi, "-n"]):
        own.csmail(*words, VISUAL=script)
        own.on_terminal(*words, VISUAL=script)
    assert not (own.folder / "started").exists()


def test_a_draft_can_be_written_from_a_file(own: Shop) -> None:
    shown = json.loads(own.csmail("drafts", "show", own.jane, "--json").stdout)["letter"]
    file = f"To: {shown['to'][0]}\nSubject: Dari skrip\n\n{shown['text']}"
    done = own.csmail("drafts", "edit", own.jane, "--file", "-", "--json", stdin=file)
    assert (done.returncode, document(done)["letter"]["subject"]) == (0, "Dari skrip"), done.stderr


def test_two_editors_at_once_are_told_whoever_opened_them(own: Shop) -> None:
    inner = f"{sys.executable} -m csmail drafts edit {own.jane}"
    script = editor(own.folder, f"{inner}; echo inner $?")
    done = own.on_terminal("drafts", "edit", own.jane, VISUAL=script)
    assert done.returncode == 0, done.text
    assert "is open in an editor of sari@toko.example already" in done.text
    assert "inner 75" in done.text
    assert own.on_terminal("drafts", "edit", own.jane, VISUAL="true").returncode == 0, "it is closed again"


def test_a_reply_may_come_through_a_pipe(own: Shop) -> None:
    done = own.csmail("reply", own.dewi, "--file", "-", stdin="Dari pipa.\n")
    assert done.returncode == 0, done.stderr
    assert b"Dari pipa." in own.sent()[0]


def test_the_configuration_is_found_where_one_stands(shop: Shop) -> None:
    environment = {name: value for name, value in shop.environment().items() if name != "CSMAIL_CONFIG"}
    done = subprocess.run(
        [sys.executable, "-m", "csmail", "status"], cwd=shop.folder, capture_output=True, text=True, timeout=60,
        check=False, env={**environment, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_daemon_logs_a_desk_out_of_reach_and_ends_on_sigterm(own: Shop) -> None:
    command = [sys.executable, "-m", "csmail", "run", "--log-format", "json"]
    child = subprocess.Popen(command, env=own.environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stderr
    seen = []
    for line in child.stderr:
        seen.append(json.loads(line))
        if seen[-1]["event"] == "fault":
            child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0
    assert [one["event"] for one in seen[:2]] == ["started", "fault"]
    assert "127.0.0.1:1" in seen[1]["error"]
    assert seen[-1]["event"] == "stopped"
    assert "canary-9471" not in json.dumps(seen)
    assert child.communicate()[0] == ""
