"""Whatever stands in a file that a person edits, csmail says where it is wrong and what to do: never a bug of ours."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csmail import templates
from csmail.cli.main import run
from csmail.cli.terminal.editor import edited
from csmail.desk.by_hand import draft_file
from csmail.errors import ConfigurationError, CsmailError, UsageError
from csmail.mail.recipients import Wanted, replaced
from csmail.model.address import Address
from csmail.setup import starter
from tests import factories
from tests.faults.edited import DEEP, NASTY, damaged
from tests.faults.shares import share
from tests.unit.cli.test_draft_file import draft

pytestmark = pytest.mark.filterwarnings("ignore")
RULES = starter.shipped()["rules.yaml"]
TEXTS = {name.removeprefix("templates/"): text for name, text in starter.shipped().items() if name != "rules.yaml"}
TEXT = "refund-received.id.txt"
TRACE = re.compile(r"Traceback|this is a bug of csmail")
COUNT = settings(
    max_examples=share(100, 60_000), deadline=None, database=None, suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edited") / "desk"
    starter.write(folder, starter.shipped())
    return folder


def sound(words: list[str], *codes: int) -> str:
    """What is said on stdout and stderr; the exit code is one of `codes` or 0, and nothing is our bug."""
    out = StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = run(words)
    text = out.getvalue()
    assert code in (0, *codes), (code, words, text[-3000:])
    assert not TRACE.search(text), text[-3000:]
    assert code == 0 or "try:" in text, (code, words, text[-3000:])
    return text


@contextmanager
def environment(**values: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield


@COUNT
@given(damaged(RULES))
@example(RULES.replace("30m", "9" * 5000 + "m").encode())
@example(RULES.replace("path: state", 'path: "a\\0b"').encode())
@example(RULES.replace("path: state", "path: ~nobody-of-this-name/state").encode())
def test_whatever_rules_yaml_holds_every_complaint_names_its_place(desk: Path, content: bytes) -> None:
    (desk / "rules.yaml").write_bytes(content)
    text = sound(["rules", "check", "--config", str(desk / "rules.yaml")], 78)
    assert "rules.yaml" in text or not text
    sound(["todo", "--config", str(desk / "rules.yaml")], 66, 74, 78)


TOP = "---\nsubject: {}\n---\nx\n"
SAID = [f"{{{{ {value} }}}}" for value in NASTY] + [TOP.format(value) for value in NASTY] + list(DEEP)
SAID += ["{{ x | nosuch }}", "{{ x is nosuch }}", "{{ 1 | date }}", "{{ text | truncate(-5) }}", "{{ 1e999 }}"]


def refusal(ask: Callable[[], object]) -> CsmailError | None:
    """The error of ours that is raised, None without one; any other one goes up."""
    try:
        ask()
    except (ConfigurationError, UsageError) as error:
        return error
    return None


@COUNT
@given(st.one_of(st.sampled_from([each.encode("utf-8", "surrogatepass") for each in SAID]), damaged(TEXTS[TEXT])))
@example(b"{{ x | nosuch }}")
@example(("{{ " + "9" * 5000 + " }}").encode())
@example(TOP.format("9" * 5000).encode())
@example(TOP.format("2026-13-45").encode())
@example(b"{{ text | truncate(-5) }}")
@example(b"{{ text | date }}")
@example(b"{{ 1e999 }}")
@example(("{% if text %}" * 900 + "{% endif %}" * 900).encode())
def test_whatever_a_template_holds_every_complaint_names_its_file(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in TEXTS.items():
            (Path(folder) / name).write_bytes(content if name == TEXT else text.encode())
        found = templates.open(Path(folder))
        name, language, _ = TEXT.split(".")
        asked: tuple[Callable[[], object], ...] = (
            lambda: found.variables(name), lambda: found.description(name), lambda: found.text(name, language),
            lambda: found.render(name, language, {**templates.EXAMPLE, "order": "1"}),
        )  # fmt: skip
        for ask in asked:
            error = refusal(ask)
            assert error is None or (f"templates/{TEXT}" in error.message and error.hint), (error, error.hint)


@pytest.mark.parametrize("words", ["list", "check", "show answer --language id", "render answer --language id"])
@pytest.mark.parametrize("content", [b"{{ x | nosuch }}", b"\xff", b"{{ " + b"9" * 5000 + b" }}", b"{{ a.b }}"])
def test_a_template_nobody_can_read_is_told_by_every_command(desk: Path, words: str, content: bytes) -> None:
    path = desk / "templates" / "answer.id.txt"
    before = path.read_bytes()
    (desk / "rules.yaml").write_text(RULES)
    path.write_bytes(content)
    try:
        sound(["templates", *words.split(), "--config", str(desk / "rules.yaml")], 78)
    finally:
        path.write_bytes(before)


DRAFT = (
    "From: support@toko.example\nTo: Rina <rina@cust.example>,\n b@x.example\nCc:\nBcc:\nSubject: A\n\nHalo,\n-- \nx\n"
)


@COUNT
@given(damaged(DRAFT))
def test_whatever_an_editor_leaves_of_a_draft_is_read_or_refused(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")
    sender = Address("support@toko.example")

    def read() -> object:
        fields = draft_file.read(text, sender)
        whom = Wanted(fields["to"], fields["cc"], fields["bcc"])
        return replaced(draft().audience, whom, "Sari", factories.desk())

    error = refusal(read)
    assert error is None or error.message


MAIL = """\
From: Rina <rina@cust.example>
To: support@toko.example
Subject: Pesanan
Date: Mon, 06 Jul 2026 09:00:00 +0700
Message-ID: <a@cust.example>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Halo
--b
Content-Type: message/rfc822

Subject: x

y
--b--
"""


@settings(COUNT, max_examples=share(40, 20_000))
@given(damaged(MAIL))
def test_whatever_a_mail_in_a_file_holds_it_is_inspected_and_explained(desk: Path, content: bytes) -> None:
    (desk / "rules.yaml").write_text(RULES)
    (desk / "mail.eml").write_bytes(content)
    for words in (["message", "inspect"], ["rules", "explain"]):
        sound([*words, str(desk / "mail.eml"), "--config", str(desk / "rules.yaml")])


LINES = (
    "todo", "status", "conversations list", "conversations show {}", "conversations search {}", "why {}",
    "tag {} {} --dry-run", "assign {} {} --dry-run", "note {} {} --dry-run",
    "escalate {} --to {} --within {} --dry-run", "reply {} --text {} --dry-run", "forward {} {} --dry-run",
    "drafts show {}", "outbox list", "outbox show {}",
    "templates show {}", "templates render answer --language {}", "templates render answer --set {}", "schema {}",
    "rules explain {}", "rules test {}", "message inspect {}", "poll {}", "poll --since {}", "audit --since {}", "{}",
    "{} {}", "init {} --dry-run", "check --offline {}", "todo --config {}", "health {}",
    "conversations list --limit {}", "conversations merge {} {} --dry-run", "conversations list --status {}",
)  # fmt: skip
ARGUMENTS = [each for each in (*NASTY, "\udcff", "-", "--", "--x", "K7F3Q2", "2026-07-01") if "\0" not in each]


@settings(COUNT, max_examples=share(60, 30_000))
@given(st.sampled_from(LINES), st.lists(st.sampled_from(ARGUMENTS), min_size=3, max_size=3))
@example("rules explain {}", ["-"] * 3)
@example("poll --since {}", ["0001-01-01"] * 3)
@example("poll --since {}", ["9999-12-31T23:59:59-14:00"] * 3)
@example("todo --config {}", ["~nobody-of-this-name/x"] * 3)
@example("todo --config {}", ["a" * 300] * 3)
@example("message inspect {}", ["/" + "a" * 5000] * 3)
@example("conversations list --limit {}", ["1" * 300] * 3)
@example("escalate {} --to {} --within {} --dry-run", ["K7F3Q2", "a@b.example", "9" * 5000 + "s"])
def test_whatever_stands_on_the_command_line_is_answered(desk: Path, line: str, words: list[str]) -> None:
    (desk / "rules.yaml").write_text(RULES)
    parts = iter(words)
    given = [next(parts) if word == "{}" else word for word in line.split()]
    stdin = TextIOWrapper(BytesIO(MAIL.encode()))
    with environment(CSMAIL_CONFIG=str(desk / "rules.yaml")), patch("sys.stdin", stdin):
        sound(given, 2, 66, 69, 74, 75, 77, 78)


VARIABLES = ("CSMAIL_CONFIG", "XDG_CONFIG_HOME", "HOME", "COLUMNS", "TERM", "NO_COLOR", "LANG", "TZ", "TMPDIR")


@settings(COUNT, max_examples=share(40, 5_000))
@given(st.sampled_from(VARIABLES), st.sampled_from([each for each in ARGUMENTS if each.isprintable()]))
@example("CSMAIL_CONFIG", "~nobody-of-this-name/x")
@example("HOME", "")
def test_whatever_the_environment_holds_is_survived(desk: Path, name: str, value: str) -> None:
    (desk / "rules.yaml").write_text(RULES)
    with environment(**{"CSMAIL_CONFIG": str(desk / "rules.yaml"), name: value}):
        sound(["todo"], 66, 74, 78)


@pytest.mark.parametrize("editor", ["'", "nosuch-program", "/", "~x/y", "a" * 5000, "'' ''"])
def test_an_editor_that_cannot_be_started_is_told(editor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csmail.cli.terminal.editor.can_open", lambda: True)
    with environment(EDITOR=editor, VISUAL=""), pytest.raises(UsageError) as raised:
        edited("words", str)
    assert raised.value.hint
