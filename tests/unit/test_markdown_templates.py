"""Texts in Markdown: which files there may be, values in them, parts, files that go with them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csmail import templates
from csmail.errors import ConfigurationError
from csmail.ports import Gap
from csmail.templates import FolderTemplates

Folder = Callable[..., FolderTemplates]
HOSTILE = "[x](https://evil.example) **b** <b>\n\n# h\n- l\n    code"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes `name__language="text"` as files, `name__language__md` as Markdown, and opens them."""

    def opened(**texts: str) -> FolderTemplates:
        for name, text in texts.items():
            file = name.replace("__", ".").replace("_2", ".2")
            file = f"_{file[1:]}" if name.startswith("_") else file
            (tmp_path / (file if file.endswith(".md") else f"{file}.txt")).write_text(text, encoding="utf-8")
        return templates.open(tmp_path)

    return opened


def why(folder: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as told:
        folder()
    return told.value.every[0].reason.code


def test_a_text_in_markdown_becomes_both_and_a_plain_one_stays_plain(folder: Folder) -> None:
    desk = folder(hello__id__md="Halo **{{ name }}**", plain__id="Halo **{{ name }}**")
    found, plain = desk.render("hello", "id", {"name": "A*B"}), desk.render("plain", "id", {"name": "A*B"})
    assert (found.text, found.source) == ("Halo A*B\n", "Halo **A\\*B**\n")
    assert "<strong>A*B</strong>" in found.html
    assert '<html lang="id">' in found.html
    assert (plain.text, plain.html, plain.source) == ("Halo **A*B**\n", "", "")


def test_what_a_customer_wrote_stays_text_in_parts_quotes_and_filters_too(folder: Folder) -> None:
    desk = folder(
        _part__en__md="{{ text }}", _plain__en="{{ text|upper }}",
        hello__en__md='{% include "_part" %}\n\n{% include "_plain" %}\n\n{{ text|quote }}\n\n'
        "**{{ 7 * 6 }}** {{ text|quote|title }}",
    )  # fmt: skip
    found = desk.render("hello", "en", {"text": HOSTILE})
    tags = {piece.split(">")[0].split(" ")[0] for piece in found.html.partition("<body")[2].split("<")[1:]}
    assert tags <= {"p", "/p", "br", "blockquote", "/blockquote", "strong", "/strong", "/body", "/html"}
    assert "<strong>42</strong>" in found.html
    assert "> [x](https://evil.example) **b** <b>\n>\n> # h\n> - l\n> code" in found.text


def test_a_part_in_markdown_comes_before_a_plain_one_and_a_plain_text_takes_no_markdown(folder: Folder) -> None:
    desk = folder(
        _a__en__md="**x**", _b__en="y", one__en__md='{% include "_a" %}{% include "_b" %}', two__en='{% include "_a" %}'
    )
    assert desk.render("one", "en", {}).text == "xy\n"
    assert why(lambda: desk.render("two", "en", {})) == "included_missing"


def test_further_wordings_in_markdown_are_chosen_as_plain_ones(folder: Folder) -> None:
    desk = folder(hello__en__md="one", hello__en_2__md="two")
    assert desk.wordings("hello", "en") == ("hello.en.md", "hello.en.2.md")
    assert desk.render_wording("hello.en.2.md", {}).text == "two\n"
    assert desk.wording("hello", "en", 2) == "hello.en.2.md"
    assert desk.render("hello", "en", {}).wording in (("hello.en.md",), ("hello.en.2.md",))


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (("a.en.txt", "a.en.md"), "text_and_markdown"),
        (("a.en.txt", "a.en.2.md"), "text_and_markdown"),
        (("_a.en.txt", "_a.en.md"), "text_and_markdown"),
        (("a.en.md", "a.en.10.md"), "wording_number_wrong"),
        (("a.en.md", "a.en.1.md"), "wording_number_wrong"),
        (("a.en.md", "a.en.02.md"), "wording_number_wrong"),
        (("a.en.2.md",), "wording_without_first"),
    ],
)
def test_files_that_contradict_each_other_are_named(files: tuple[str, ...], code: str, tmp_path: Path) -> None:
    for file in files:
        (tmp_path / file).write_text("x")
    with pytest.raises(ConfigurationError) as told:
        templates.open(tmp_path)
    (problem,) = told.value.every
    assert problem.reason.code == code
    assert told.value.exit_code == 78
    if len(files) > 1 and code == "text_and_markdown":
        assert {problem.place.file, f"templates/{problem.reason.fact('first')}"} == {
            f"templates/{one}" for one in files
        }


def test_the_same_name_in_two_languages_may_be_written_in_two_ways(folder: Folder) -> None:
    desk = folder(hello__en__md="**x**", hello__id="y")
    assert (desk.render("hello", "en", {}).text, desk.render("hello", "id", {}).text) == ("x\n", "y\n")


def test_a_gap_stays_a_gap(folder: Folder) -> None:
    top = "---\nneeds: [order]\n---\n"
    desk = folder(hello__en__md=top + "**{{ order }}** in [[how many]] days, {{ fact }}")
    found = desk.render("hello", "en", {"order": "", "fact": Gap("order a*b.status: no_such [x](https://e.example)")})
    assert found.text == "[[order]] in [[how many]] days, ⟦order a*b.status: no_such [x](https://e.example)⟧\n"
    assert found.source.startswith("**[[order]]** in [[how many]] days")
    assert found.missing == ("order",)
    assert "href" not in found.html


def test_lines_and_names_are_told_in_markdown_too(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match=r"templates/hello\.en\.md:4: nmae is not defined"):
        folder(hello__en__md="---\nsubject: x\n---\n{{ nmae }}").render("hello", "en", {"name": ""})


def test_a_subject_is_plain_in_markdown(folder: Folder) -> None:
    found = folder(hello__en__md='---\nsubject: "*{{ order }}*"\n---\nx').render("hello", "en", {"order": "A_1*"})
    assert found.subject == "*A_1**"


def test_a_text_that_swells_is_refused(folder: Folder) -> None:
    desk = folder(hello__en__md="{{ text }}{{ text }}{{ text }}")
    assert why(lambda: desk.render("hello", "en", {"text": "a" * 60_000})) == "template_grew"
    assert why(lambda: desk.render("hello", "en", {"text": '"' * 30_000})) in ("template_grew", "html_too_large")


@pytest.fixture
def attaching(tmp_path: Path) -> Callable[..., FolderTemplates]:
    def opened(names: str = "nota.pdf", purpose: str = "") -> FolderTemplates:
        top = f"---\nattach: {names}\n" + (f"purpose: {purpose}\n" if purpose else "")
        (tmp_path / "hello.en.txt").write_text(f"{top}---\nHello")
        return templates.open(tmp_path)

    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "nota.pdf").write_bytes(b"%PDF")
    return opened


def test_files_that_go_with_a_text_are_named(attaching: Callable[..., FolderTemplates], tmp_path: Path) -> None:
    assert attaching("[nota.pdf, nota.pdf]").render("hello", "en", {}).attach == (
        tmp_path / "attachments" / "nota.pdf",
    )


@pytest.mark.parametrize(
    "name", ["../nota.pdf", "/etc/passwd", "a/b.pdf", ".hidden", "..", '""', '"a\\0b"', "a\\b.pdf"]
)
def test_nothing_outside_the_folder_goes(name: str, attaching: Callable[..., FolderTemplates]) -> None:
    assert why(lambda: attaching(f"[{name}]").render("hello", "en", {})) == "attach_outside"


@pytest.mark.parametrize("purpose", ["acknowledgement", "escalation", "forward"])
def test_no_file_goes_where_nobody_asked_for_one(purpose: str, attaching: Callable[..., FolderTemplates]) -> None:
    assert why(lambda: attaching(purpose=purpose).render("hello", "en", {})) == "attach_not_for"


def test_a_file_that_cannot_go_is_told_with_the_line(attaching: Callable[..., FolderTemplates], tmp_path: Path) -> None:
    files = tmp_path / "attachments"
    (files / "link.pdf").symlink_to(tmp_path / "hello.en.txt")
    (files / "folder.pdf").mkdir()
    os.mkfifo(files / "pipe.pdf")
    with (files / "large.pdf").open("wb") as large:
        large.truncate(20 * 1024 * 1024 + 1)
    for name in ("a.bin", "b.bin"):
        with (files / name).open("wb") as half:
            half.truncate(10 * 1024 * 1024)
    codes = {
        "[link.pdf]": "attach_is_link", "[folder.pdf]": "attach_no_file", "[pipe.pdf]": "attach_no_file",
        "[large.pdf]": "attach_too_large", "[a.bin, b.bin]": "attachments_too_large", "[nota.pfd]": "attach_missing",
    }  # fmt: skip
    for names, code in codes.items():
        with pytest.raises(ConfigurationError) as told:
            attaching(names).render("hello", "en", {})
        (problem,) = told.value.every
        assert (problem.reason.code, str(problem.place)) == (code, "templates/hello.en.txt:2")
    assert problem.reason.fact("near") == "nota.pdf"


def test_a_folder_of_files_that_leads_elsewhere_is_not_read(
    attaching: Callable[..., FolderTemplates], tmp_path: Path
) -> None:
    (tmp_path / "attachments").rename(tmp_path / "elsewhere")
    (tmp_path / "attachments").symlink_to(tmp_path / "elsewhere")
    assert why(lambda: attaching().render("hello", "en", {})) == "attach_is_link"


def test_a_file_that_everybody_may_write_does_not_go(attaching: Callable[..., FolderTemplates], tmp_path: Path) -> None:
    (tmp_path / "attachments" / "nota.pdf").chmod(0o666)
    with pytest.raises(ConfigurationError) as told:
        attaching().render("hello", "en", {})
    assert told.value.code == "writable_by_everybody" or "chmod" in told.value.hint
