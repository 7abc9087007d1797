"""`csmail templates lint` and `check`, and what `csmail drafts` says of courtesy; as a person types them."""

from __future__ import annotations

import io
import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from csmail.cli.main import run
from csmail.cli.terminal.editor import SCISSORS
from csmail.model.changes import Changes
from csmail.stores.tinydb import Settings
from csmail.stores.tinydb import open as open_store
from tests import factories

FILE = """\
desks:
  support:
    address: support@toko.example
    mailbox: {kind: memory}
    transport: {kind: memory}
store: {kind: tinydb, path: state}
"""
LETTER = "Halo Rina,\n\nTerima kasih sudah menulis. {}\n\nSalam hangat,\nSari\n"
RUDE = LETTER.format("Salah Anda sendiri, stoknya tidak bisa.")
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """One command line in a folder with a desk; standard input may be given."""
    monkeypatch.setenv("CSMAIL_CONFIG", str(tmp_path / "rules.yaml"))
    monkeypatch.setenv("CSMAIL_LANG", "en")
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.yaml").write_text(FILE)

    def called(line: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given.encode()), isatty=lambda: False))
        code = run(shlex.split(line))
        out, err = capsys.readouterr()
        return code, out, err

    return called


@pytest.fixture
def draft(call: Call, tmp_path: Path) -> Callable[[str], str]:
    """A draft with this text, of a conversation in the store; answers with its conversation."""

    def written(text: str) -> str:
        store = open_store(Settings("state"), tmp_path)
        asked = factories.message(conversation="K7F3Q2")
        store.commit(Changes(conversations=(factories.conversation(),), messages=(asked,)))
        store.close()
        code, _, err = call("draft K7F3Q2 --text - --by sari", text)
        assert code == 0, err
        return "K7F3Q2"

    return written


def test_a_text_is_read_as_a_customer_would(call: Call) -> None:
    code, out, err = call("templates lint - -l id", "Maaf kak gak bisa, salah kurir!!")
    assert (code, out.splitlines()[0]) == (0, '1: warning shouting.marks "!!": one mark is enough')
    assert err == "0 errors, 5 warnings, 1 hint\n"
    assert call("templates lint -l id", LETTER.format("Baik.")) == (0, "", "nothing to improve\n")


def test_an_error_ends_with_78_and_its_advice_is_in_the_language_of_whoever_reads(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSMAIL_LANG", "id")
    (tmp_path / "a.txt").write_text(RUDE)
    code, out, err = call(f"templates lint {tmp_path}/a.txt")
    assert code == 78
    assert out.splitlines()[0].startswith('3: kesalahan blame.customer "Salah Anda": ceritakan yang terjadi')
    assert err == "1 kesalahan, 1 peringatan, 0 saran\n"


def test_purpose_and_context_are_options(call: Call) -> None:
    assert call("templates lint -l en --purpose snippet", "It leaves today.")[0] == 0
    code, out, _ = call(
        "templates lint -l en --context complaint --json", "Hello,\n\nIt leaves today.\n\nRegards,\nSari"
    )
    assert code == 78
    told = json.loads(out)
    assert (told["code"], [one["code"] for one in told["findings"]]) == ("configuration_wrong", ["apology.missing"])
    assert call("templates lint -l en --purpose ode", "x")[0] == 2
    assert call("templates lint -l de", "x")[0] == 2


def test_a_text_is_read_where_there_is_no_desk_yet(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CSMAIL_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path / "templates")
    assert call("templates lint -l id", LETTER.format("Baik."))[0] == 0


def test_templates_are_checked_whole_or_by_name_and_language(call: Call, tmp_path: Path) -> None:
    (tmp_path / "templates" / "a.id.txt").write_text(RUDE)
    (tmp_path / "templates" / "a.en.txt").write_text("Hello,\n\nThank you. {{ oder }}\n\nRegards,\nSari\n")
    (tmp_path / "templates" / "b.id.txt").write_text(LETTER.format("Stoknya tidak bisa, kami kabari secepatnya."))
    code, out, err = call("templates check")
    assert code == 78
    assert out.splitlines() == [
        "templates/a.en.txt:3: oder is not defined (did you mean order?)",
        'templates/a.id.txt:3: error blame.customer "Salah Anda": say what happened and what helps now; '
        "who is to blame helps nobody",
        'templates/a.id.txt:3: warning negative.word "tidak bisa": say what you can do: what we can do is …',
        'templates/b.id.txt:3: warning negative.word "tidak bisa": say what you can do: what we can do is …',
    ]
    assert err.startswith("3 texts, 10 sets of values each: 2 errors, 2 warnings, 1 hint (--hints shows them)\n")
    assert [call(f"templates check {how}")[0] for how in ("b", "b --strict", "b -l en --strict", "a -l en")] == [
        0,
        78,
        0,
        78,
    ]
    assert "promise.vague" in call("templates check b --hints")[1]
    assert call("templates check c")[0] == 78


def test_a_draft_shows_all_findings_and_errors_stop_it(call: Call, draft: Callable[[str], str]) -> None:
    id = draft(RUDE)
    code, out, _ = call(f"drafts show {id} --json")
    assert [(one["line"], one["code"]) for one in json.loads(out)["findings"]] == [
        (3, "blame.customer"), (3, "negative.word"),
    ]  # fmt: skip
    assert 'error blame.customer "Salah Anda"' in call(f"drafts show {id}")[1]
    for command in ("approve", "send", "approve --dry-run", "send --dry-run", "send --despite-news"):
        code, _, err = call(f"drafts {command} {id} --by sari")
        assert code == 69, command
        assert '3: blame.customer "Salah Anda"' in err
        assert "--despite-lint" in err
    code, _, err = call(f"drafts approve {id} --by sari --despite-lint")
    assert code == 0
    assert '3: warning negative.word "tidak bisa"' in err


@pytest.mark.parametrize("flags", ["", "--anyway", "--despite-news --despite-lint", "--despite-lint --dry-run"])
def test_a_gap_never_leaves(flags: str, call: Call, draft: Callable[[str], str]) -> None:
    id = draft(LETTER.format("[[tulis jawaban di sini]]"))
    code, _, err = call(f"drafts send {id} --by sari {flags}")
    assert (code, "[[tulis jawaban di sini]]" in err) == (69, True)


def test_whoever_edits_a_draft_reads_below_the_scissors_what_to_write_instead(
    call: Call, draft: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = draft(RUDE)
    seen, script = tmp_path / "seen", tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"file, seen = pathlib.Path(sys.argv[1]), pathlib.Path({str(seen)!r})\n"
        "seen.write_text(file.read_text())\n"
        "file.write_text(file.read_text().replace('Salah Anda sendiri, stoknya tidak bisa.', 'Baik.'))\n"
    )
    monkeypatch.setattr("csmail.cli.terminal.editor.can_open", lambda: True)
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    code, out, _ = call(f"drafts edit {id} --by sari --json")
    assert code == 0
    assert seen.read_text().partition(SCISSORS)[2].strip().startswith('3: error blame.customer "Salah Anda"')
    told = json.loads(out)
    assert (told["findings"], told["letter"]["text"].rstrip()) == ([], LETTER.format("Baik.").rstrip())
    assert call(f"drafts send {id} --by sari")[0] in (0, 75)


def test_a_text_that_holds_the_scissors_itself_is_edited_whole(
    call: Call, draft: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = LETTER.format(f"Baik.\n{SCISSORS}\nJuga ini.")
    id = draft(text)
    monkeypatch.setattr("csmail.cli.terminal.editor.can_open", lambda: True)
    monkeypatch.setenv("VISUAL", "true")
    assert json.loads(call(f"drafts edit {id} --json")[1])["letter"]["text"].rstrip() == text.rstrip()


def test_a_snippet_fills_the_first_gap_of_a_draft(call: Call, draft: Callable[[str], str], tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (folder / "hours.id.txt").write_text(
        "---\npurpose: snippet\n---\nKami buka pukul {{ opens }} untuk {{ customer_name }}.\n"
    )
    (folder / "answer.id.txt").write_text("Halo")
    id = draft(LETTER.format("[[jam buka]]"))
    code, out, _ = call(f"drafts insert {id} hours --set opens=09.00 --dry-run --json")
    expected = LETTER.format("Kami buka pukul 09.00 untuk Jane Roe.").rstrip()
    assert (code, json.loads(out)["letter"]["text"].rstrip()) == (0, expected)
    assert "[[jam buka]]" in call(f"drafts show {id}")[1]
    assert call(f"drafts insert {id} hours --set opens=09.00")[0] == 0
    assert json.loads(call(f"drafts show {id} --json")[1])["letter"]["text"].rstrip() == expected
    for line, code, why in (
        (f"drafts insert {id} hours --set opens=9", 2, "no gap to fill"),
        (f"drafts insert {id} hours --set opens=9 --at 99", 2, "not a line"),
        (f"drafts insert {id} answer --at end", 2, "snippets there are: hours"),
        (f"drafts insert {id} hours --at end", 78, "opens is not defined"),
    ):
        told = call(line)
        assert (told[0], why in told[2]) == (code, True), told
    assert json.loads(call(f"drafts show {id} --json")[1])["letter"]["text"].rstrip() == expected


def test_a_wording_is_shown_and_rendered_by_its_number(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (folder / "a.id.txt").write_text("satu")
    (folder / "a.id.2.txt").write_text("dua")
    assert call("templates show a -l id --wording 2")[1] == "dua\n"
    assert json.loads(call("templates render a -l id --wording 2 --json")[1])["text"] == "dua\n"
    assert call("templates render a -l id --wording 3")[0] == 78
    (line,) = json.loads(call("templates list --json")[1])["templates"]
    assert (line["languages"], line["files"]) == (["id"], ["a.id.txt", "a.id.2.txt"])
    assert call("templates check")[2].startswith("2 texts,")
