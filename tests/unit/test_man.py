"""Man pages are made from the help: a page for each command, every option in it, in both languages."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache

import pytest

from csmail.cli.app import root
from tests import man

NAMES = list(root().table)
REQUEST = re.compile(r"\.(?:TH|SH|SS|PP|TP|B|br|nf|fi)\b")


@cache
def pages() -> dict[str, str]:
    return man.pages()


@pytest.mark.parametrize("folder", ["", "id/"])
def test_every_command_has_its_page(folder: str) -> None:
    found = {name for name in pages() if name.startswith(f"{folder}man1/")}
    assert found == {f"{folder}man1/csmail.1", *(f"{folder}man1/csmail-{name}.1" for name in NAMES)}


def test_every_option_and_every_command_below_is_in_its_page() -> None:
    missing = []
    for name, command in root().whole().items():
        page = pages()[f"man1/csmail-{name}.1"]
        for path, one in man._leaves(name, command):
            wanted = [f"csmail {path}", *(opt for each in one.params if each.name not in man.SHARED for opt in each.opts
                                          if each.param_type_name == "option")]  # fmt: skip
            missing += [f"{path}: {word}" for word in wanted if man.text(word) not in page]
    assert missing == []


def test_the_indonesian_pages_are_indonesian() -> None:
    page = pages()["id/man1/csmail-reply.1"]
    assert '.SH "RINGKASAN"' in page
    assert "Balas sekarang" in page
    assert "Answer now" not in page
    assert "Answer now" in pages()["man1/csmail-reply.1"]


def test_a_line_of_text_is_never_a_request() -> None:
    wrong = [
        f"{name}: {line}"
        for name, page in pages().items()
        for line in page.splitlines()
        if line.startswith((".", "'")) and not REQUEST.match(line)
    ]
    assert wrong == []


def test_the_rules_have_every_key_of_the_reference() -> None:
    page = pages()["man5/csmail-rules.5"]
    assert all(man.text(word) in page for word in ("acknowledge", "per_sender", "escalation", "first_response"))


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed: apt install groff-base")
def test_groff_takes_every_page_without_a_complaint() -> None:
    command = ["groff", "-man", "-Tutf8", "-Kutf8", "-ww"]
    done = subprocess.run(command, input="\n".join(pages().values()), capture_output=True, text=True, check=True)
    assert done.stderr == ""
