"""Commands are understood as people know them, errors as programs do, and a dry run ends as the real run does."""

from __future__ import annotations

import io
import json
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer import Typer
from typer.main import get_command

from csmail.actions.catalog import catalog
from csmail.cli import app as command_line
from csmail.cli import main
from csmail.cli.actions.parameters import example
from csmail.cli.app import root
from csmail.cli.commands.schema import described
from csmail.cli.documents.failed import Failed
from csmail.cli.lazy import RULES_ONLY
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.setup import starter
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
FILE = """\
desks:
  support:
    address: support@toko.example
    team: {agents: [{address: budi@toko.example, name: Budi}]}
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
rules: []
"""
OPEN, CLOSED, DRAFTED = "3G29YH", "3G2CCC", "7QQQQ7"
SCHEMA = described(Failed, "error")
CHECKER = Draft202012Validator(SCHEMA)
Call = Callable[..., tuple[int, str, str]]


def store_in(folder: Path) -> None:
    starter.write(folder, starter.shipped())
    (folder / "rules.yaml").write_text(FILE)
    store = open_store(Settings("state"), folder)
    for id, status in ((OPEN, "open"), (CLOSED, "closed"), (DRAFTED, "open")):
        one = factories.conversation(
            id=id, status=status, subject=f"Paket {id}", customer=Address("rina@cust.example"), changed_at=NOW
        )
        mail = factories.message(key=id, conversation=id, message_id=f"<{id}@x.example>", place=None,
                                 received_at=NOW - timedelta(hours=1))  # fmt: skip
        store.commit(Changes(conversations=(one,), messages=(mail,)))
    store.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "desk"
    store_in(folder)
    return folder


@pytest.fixture
def call(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    shutil.copytree(made, tmp_path / "desk")
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "desk" / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_NOW", NOW.isoformat())
    monkeypatch.setenv("CSMAIL_AGENT", "budi")

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO())
        capsys.readouterr()
        code = main.run(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("-h", "--help"),
        ("help", "--help"),
        ("-V", "--version"),
        ("drafts -h", "drafts --help"),
        ("help drafts", "drafts --help"),
        ("drafts help", "drafts --help"),
        ("drafts help list", "drafts list --help"),
        ("help drafts ls", "drafts list --help"),
        ("help draft", "draft --help"),
        ("help draft list", "drafts list --help"),
        ("draft list", "drafts list"),
        ("draft ls", "drafts list"),
        ("draft ls --json", "drafts list --json"),
        ("drafts ls", "drafts list"),
        ("conversation ls", "conversations list"),
        ("promise ls", "promises list"),
        ("promises ls", "promises list"),
        ("promises -h", "promises --help"),
        ("hours -h", "hours --help"),
        ("hours help show", "hours show --help"),
        ("incidents ls", "incident list"),
        ("messages inspect -h", "message inspect --help"),
        ("draft 3G29YH -n", "draft 3G29YH --dry-run"),
        ("tag 3G29YH -n late", "tag 3G29YH --dry-run late"),
    ],
)
def test_what_people_are_used_to_write_is_understood(call: Call, written: str, meant: str) -> None:
    assert call(*written.split()) == call(*meant.split())
    assert call(*meant.split())[0] == 0


def test_every_command_takes_the_short_options(call: Call) -> None:
    for name, command in root().whole().items():
        for one in (command, *getattr(command, "commands", {}).values()):
            options = {option for parameter in one.params for option in parameter.opts}
            assert "-h" in options, name
            assert ("--dry-run" in options) == ("-n" in options), name


def test_a_verb_in_the_plural_stays_unknown(call: Call) -> None:
    code, _, said = call("tags", OPEN, "late")
    assert (code, "Did you mean 'tag'" in said) == (2, True)


@pytest.mark.parametrize(
    ("words", "code", "kind", "reason"),
    [
        ("show-me", 2, "usage", "verbatim"),
        ("drafts", 2, "usage", "verbatim"),
        ("drafts list --nonsense", 2, "usage", "verbatim"),
        ("drafts list --limit x", 2, "usage", "verbatim"),
        ("conversations show ZZZZZZ", 66, "not_found", "no_such_conversation"),
        ("drafts show ZZZZZZ", 66, "not_found", "no_such_draft"),
        ("customers show nobody@cust.example", 66, "not_found", "no_such_customer"),
        ("outbox show ffff", 66, "not_found", "no_such_task"),
        ("tag ZZZZZZ late", 66, "not_found", "no_such_conversation"),
        ("close 3", 2, "usage", "id_too_short"),
        ("assign 3G29YH nemo", 69, "unknown_agent", "unknown_agent"),
        ("conversations list --where nonsense", 2, "usage", None),
        ("schema nonsense", 66, "not_found", "no_such_command"),
        ("poll --config /nowhere/rules.yaml", 78, "configuration_wrong", None),
        ("message inspect /nowhere.eml", 66, "not_found", None),
        ("knowledge show nonsense", 66, None, None),
        ("bulk show NONE", 66, "not_found", "no_such_bulk"),
        ("lookup nonsense 1", None, None, None),
    ],
)
def test_an_error_under_json_is_one_document_on_stderr(
    call: Call, words: str, code: int | None, kind: str | None, reason: str | None
) -> None:
    found, _, said = call("--json", *words.split())
    (line,) = said.splitlines()
    document = json.loads(line)
    CHECKER.validate(document)
    assert document["exit_code"] == found
    assert found == (code or found) != 0
    assert document["code"] == (kind or document["code"])
    assert document["reason"]["code"] == (reason or document["reason"]["code"])
    assert document["message"]
    assert call("--json-lines", *words.split())[2] == said


def test_each_wrong_one_of_several_ids_has_its_document(call: Call) -> None:
    code, _, said = call("tag", "ZZZZZZ,YYYYYY", "late", "--json")
    assert code == 66
    assert [json.loads(line)["reason"]["evidence"]["written"] for line in said.splitlines()] == ["ZZZZZZ", "YYYYYY"]


def test_a_bug_under_json_is_one_document_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Typer(add_completion=False)

    @made.command()
    def fail(json: bool = False) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(command_line, "root", lambda: get_command(made))
    assert main.run(["--json"]) == 70
    document = json.loads(capsys.readouterr().err)
    CHECKER.validate(document)
    assert (document["code"], "ZeroDivisionError: of ours" in document["traceback"]) == ("bug", True)


def test_an_option_behind_two_hyphens_is_a_word(call: Call) -> None:
    assert call("show-me", "--", "--json")[2].startswith("csmail: ")


def test_the_schema_of_errors_is_printed(call: Call) -> None:
    assert json.loads(call("schema", "error")[1]) == SCHEMA
    assert "error" in call("schema")[1].split()


CHANGING = [f"{name} {{}}" for name in ("close", "reopen", "note", "spam", "claim", "release", "acknowledge")] + [
    "tag {} late", "snooze {} 3d", "conversations merge {} 7QQQQ7", "conversations merge 7QQQQ7 {}",
    "conversations split {} m1", "conversations accept {} a@cust.example", "close {} -n", "close {} --json",
    "close {},7QQQQ7",
]  # fmt: skip


@pytest.mark.parametrize("words", CHANGING)
def test_what_changes_something_wants_three_characters_of_an_id(call: Call, words: str) -> None:
    if words.startswith("note"):
        words += " hello"
    for typed, wanted in (("3", {OPEN, CLOSED}), ("3G", {OPEN, CLOSED}), ("7-q", {DRAFTED})):
        code, _, said = call(*words.format(typed).split())
        assert code == 2
        assert all(f"{id} (Paket {id})" in said for id in wanted)


@pytest.mark.parametrize(
    "words", [f"drafts {deed} {{}}" for deed in ("approve", "reject", "send", "edit", "claim", "undo", "release")]
)
def test_so_do_drafts(call: Call, words: str) -> None:
    call("draft", DRAFTED)
    (draft,) = json.loads(call("drafts", "list", "--json")[1])["drafts"]
    code, _, said = call(*words.format(draft["id"][:2]).split())
    assert (code, f"{draft['id']} ({draft['subject']})" in said) == (2, True)
    assert call("drafts", "show", draft["id"][:1])[0] == 0


def test_reading_takes_one_character_still(call: Call) -> None:
    for words in ("conversations show 7", "why 7", "log 7"):
        assert call(*words.split())[0] == 0


@pytest.mark.parametrize("name", sorted(set(catalog()) - RULES_ONLY))
def test_a_dry_run_of_an_action_ends_as_the_action_does(call: Call, name: str) -> None:
    usual = shlex.split(example(name, catalog()[name]).removeprefix("Example: csmail "))
    usual += ["Halo Kak, paketnya sudah dikirim."] if name == "reply" else []
    for id in (OPEN, CLOSED, "ZZZZZZ", "3"):
        words = [id if word == "K7F3Q2" else word for word in usual]
        rehearsed = call(*words, "--dry-run")
        done = call(*words)
        assert rehearsed[0] == done[0], (rehearsed, done)


@pytest.mark.parametrize("deed", ["approve", "send", "reject"])
@pytest.mark.parametrize("state", ["ready", "gap", "decided", "nowhere"])
def test_a_dry_run_of_a_draft_ends_as_the_deed_does(call: Call, deed: str, state: str) -> None:
    text = (
        "Halo Kak Rina,\n\n[[tulis jawaban di sini]]\n"
        if state == "gap"
        else "Halo Kak Rina, terima kasih. Salam, Budi"
    )
    call("draft", DRAFTED, "--text", text)
    (draft,) = json.loads(call("drafts", "list", "--json")[1])["drafts"]
    if state == "decided":
        call("drafts", "reject", draft["id"])
    id = "ZZZZZZ" if state == "nowhere" else draft["id"]
    rehearsed = call("drafts", deed, id, "--dry-run")
    done = call("drafts", deed, id)
    assert rehearsed[0] == done[0], (rehearsed, done)
    assert (done[0] == 0) == (state == "ready" or (state, deed) == ("gap", "reject"))


BULK = "Halo Kak {{ customer_name }}, paketnya terlambat. Mohon maaf."


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("reply", "--where", "status: open", "--template", BULK), 0),
        (("reply", "--where", "status: open", "--template", BULK, "--cap", "1"), 69),
        (("reply", "--where", "status: open", "--template", "no-such-text"), None),
        (("reply", "--where", "nonsense", "--template", BULK), None),
        (("do", "tag", "late", "--where", "status: open"), 0),
        (("do", "assign", "nemo", "--where", "status: open"), None),
    ],
)
def test_a_dry_run_of_a_bulk_ends_as_the_bulk_does(call: Call, words: tuple[str, ...], code: int | None) -> None:
    rehearsed = call("bulk", *words, "--yes", "--dry-run")
    assert call("bulk", *words, "--dry-run")[0] == rehearsed[0]
    done = call("bulk", *words, "--yes")
    assert rehearsed[0] == done[0], (rehearsed, done)
    assert done[0] == (done[0] if code is None else code)


def test_a_dry_run_of_the_same_bulk_again_is_refused_as_the_bulk_is(call: Call, tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text("email,name\nrina@cust.example,Rina\n")
    words = ("bulk", "send", str(tmp_path / "late.csv"), "--template", "Halo Kak {{ name }}, paketnya terlambat.")
    assert call(*words, "--yes")[0] == 0
    assert [call(*words, option)[0] for option in ("--dry-run", "--yes")] == [69, 69]
    assert call(*words)[0] == 0, "a preview is only looked at"


TEXTS = sorted({name.split("/")[-1].split(".")[0] for name in starter.shipped() if name.startswith("templates/")})


@pytest.mark.parametrize("login", ["root", "kasir7", "kasir7@toko.example", "uid 1007"])
def test_no_letter_names_whoever_asks_by_a_login_name_or_an_address(
    call: Call, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    monkeypatch.setenv("CSMAIL_AGENT", login)
    assert TEXTS
    spelled = 0
    for words in (*(("draft", OPEN, name) for name in TEXTS), ("reply", OPEN, "Salam hangat, {{ agent }}")):
        code, out, _ = call(*words, "--dry-run", "--json")
        for letter in json.loads(out)["letters"] if code == 0 else ():
            spelled += 1
            assert login not in letter["text"] + letter["subject"] + letter["sender"]
    assert spelled > 3
