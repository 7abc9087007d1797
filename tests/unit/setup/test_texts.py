"""Every text is tried with ten sets of values and read by the courtesy lint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csmail import templates
from csmail.config.load import load
from csmail.setup import starter
from csmail.setup.texts import Tried, stopping, tried
from csmail.templates.samples import sets
from tests.unit.config.conftest import DESK

Try = Callable[..., dict[str, Tried]]
CLEAN = "Hello,\n\nThank you for writing. {}\n\nKind regards,\n{{{{ desk_name }}}}\n"
RULES = "rules: [{{name: r, then: [{}]}}]\n"


@pytest.fixture
def tries(tmp_path: Path) -> Try:
    """The texts of a folder, tried; the rules may be given."""

    def trial(files: dict[str, str], rules: str = "", desk: str = DESK) -> dict[str, Tried]:
        folder = tmp_path / "templates"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        (tmp_path / "rules.yaml").write_text(desk + rules, encoding="utf-8")
        config = load(tmp_path / "rules.yaml")
        return {one.file: one for one in tried(config, templates.open(config.templates))}

    return trial


def found(one: Tried) -> list[tuple[str, int, str]]:
    return [(place.file, place.line, finding.code) for place, finding in one.findings]


@pytest.mark.parametrize("example", ["", "two-desks"])
def test_every_shipped_text_is_without_any_finding(example: str, tmp_path: Path) -> None:
    starter.write(tmp_path, starter.shipped(example))
    config = load(tmp_path / "rules.yaml")
    every = [*tried(config, templates.open(config.templates))]
    assert {one.file: (one.error, found(one)) for one in every if one.error or one.findings} == {}
    assert not stopping(every, strict=True)
    languages = {one.file.split(".")[1] for one in every}
    assert languages == {"id", "en"}


@pytest.mark.parametrize("purpose", ["acknowledgement", "answer", "escalation", "forward"])
def test_there_are_ten_sets_of_values_and_an_acknowledgement_gets_no_words_of_the_sender(purpose: str) -> None:
    made = sets(purpose, "en")
    assert len(made) == 10
    assert ("text" in made["filled"], "to" in made["filled"]) == (
        purpose != "acknowledgement", purpose in ("escalation", "forward"),
    )  # fmt: skip
    assert "order" not in made["empty"]


@pytest.mark.parametrize(
    ("text", "rule", "code"),
    [
        ("{{ oder }}", "", "undefined_name"),
        ("{{ order }}", "", "undefined_name"),
        ("{{ text }}", "acknowledge: t", "undefined_name"),
        ("{{ to }}", "draft: t", "undefined_name"),
        ("{{ text }}{{ text }}", "draft: t", "template_grew"),
        ("{% if customer_name %}{{ nam }}{% endif %}", "draft: t", "undefined_name"),
        ("{% if not customer_name %}{{ nam }}{% endif %}", "draft: t", "undefined_name"),
    ],
)
def test_what_cannot_be_filled_with_one_of_them_is_told(text: str, rule: str, code: str, tries: Try) -> None:
    one = tries({"t.en.txt": CLEAN.format(text)}, RULES.format(rule) if rule else "")["t.en.txt"]
    assert one.error is not None
    assert one.error.every[0].reason.code == code
    assert stopping([one], strict=False)


def test_a_finding_has_the_line_of_the_file_or_of_the_part_that_holds_it(tries: Try) -> None:
    body = 'Hello,\n\nThank you. We cannot help.\n{% include "_more" %}\n\nKind regards,\nSari\n'
    files = {"t.en.txt": f"---\ndescription: x\n---\n{body}", "_more.en.txt": "\nIt is out of our hands.\n"}
    assert found(tries(files)["t.en.txt"]) == [
        ("templates/t.en.txt", 6, "negative.word"), ("templates/_more.en.txt", 2, "blame.other"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("top", "rule", "codes"),
    [
        ("", "draft: t", []), ("", "acknowledge: t", ["placeholder.left"]), ("", "reply: t", ["placeholder.left"]),
        ("purpose: snippet", "", []), ("purpose: escalation", "", ["placeholder.left"]), ("purpose: answer", "", []),
    ],
)  # fmt: skip
def test_a_gap_may_stand_where_a_person_fills_it(top: str, rule: str, codes: list[str], tries: Try) -> None:
    text = f"---\n{top}\n---\n" + CLEAN.format("[[how long]]")
    assert [
        code for *_, code in found(tries({"t.en.txt": text}, RULES.format(rule) if rule else "")["t.en.txt"])
    ] == codes


def test_the_context_of_the_file_and_what_it_skips_are_heeded(tries: Try) -> None:
    text = (
        "---\ncontext: complaint\nlint: {skip: {closing.missing: 'a note on a card'}}\n---\nHello,\n\nIt is replaced.\n"
    )
    assert [code for *_, code in found(tries({"t.en.txt": text})["t.en.txt"])] == ["apology.missing"]


def test_facts_that_are_looked_up_may_be_said(tries: Try) -> None:
    lookup = "lookups: {order: {kind: csv, path: o.csv, key: number, owner: email, fields: {status: status}}}\n"
    text = CLEAN.format("{% if order.status %}It is {{ order.status }}.{% endif %}")
    assert tries({"t.en.txt": text}, lookup)["t.en.txt"].error is None


def test_desks_that_share_the_texts_allow_their_phrases_together(tries: Try) -> None:
    desk = DESK.replace("    mailbox", "    tone: {allow: [cannot help]}\n    mailbox")
    assert found(tries({"t.en.txt": CLEAN.format("We cannot help.")}, desk=desk)["t.en.txt"]) == []
