"""README and docs/ say nothing that is not so: commands, options, exit codes, names, what is made from the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csmail import errors, templates
from csmail.setup import starter
from tests import docs

ROOT = Path(__file__).parents[2]
PAPERS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
}
EVERYTHING = "\n".join(PAPERS.values())
COUNTED = re.compile(r"\| ([\d,]+) \|$", re.MULTILINE)


@pytest.mark.parametrize(("name", "part"), [("rules.md", "rules reference"), ("testing.md", "mutation scores")])
def test_what_is_made_from_the_program_is_current(name: str, part: str) -> None:
    assert docs.between(PAPERS[f"docs/{name}"], part) == docs.made()[name, part], "run: make docs"


def test_the_counts_of_ideas_are_near_the_truth() -> None:
    shown, true = docs.between(PAPERS["docs/testing.md"], "families"), docs.families()
    assert COUNTED.sub("", shown) == COUNTED.sub("", true), "run: make docs"
    for said, counted in zip(COUNTED.findall(shown), COUNTED.findall(true), strict=True):
        written, found = (int(number.replace(",", "")) for number in (said, counted))
        assert abs(written - found) <= max(5, found // 10), f"run: make docs ({said} are {counted})"


def test_the_readme_is_for_a_newcomer() -> None:
    assert len(PAPERS["README.md"].splitlines()) <= 200


def test_every_exit_code_is_listed() -> None:
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.CsmailError)]
    codes = {one.exit_code for one in classes}
    table = PAPERS["docs/operations.md"].partition("## Exit codes")[2]
    short = PAPERS["README.md"].partition("## Exit codes")[2].partition("##")[0]
    assert {f"| {code} |" for code in codes} <= set(re.findall(r"^\| \d+ \|", table, re.MULTILINE))
    assert codes | {0} == {int(code) for code in re.findall(r"(?:^|· )(\d+) ", short, re.MULTILINE)}


def test_every_name_a_template_is_given_is_listed() -> None:
    table = PAPERS["docs/templates.md"].partition("| name | holds |")[2].partition("Filters:")[0]
    assert set(templates.EXAMPLE) - {"received_at"} <= set(re.findall(r"`([a-z_0-9]+)`", table))


@pytest.mark.parametrize("paper", PAPERS)
def test_every_command_it_shows_exists(paper: str) -> None:
    from csmail.cli.app import root

    commands = root().whole()
    for words in re.findall(r"(?:^ {4}|`|bin/)csmail((?: [a-z][a-z-]*)+)", PAPERS[paper], re.MULTILINE):
        command, *below = words.split()
        assert command in commands, words
        found = getattr(commands[command], "commands", None)
        assert not below or found is None or below[0] in found, words


@pytest.mark.parametrize("paper", PAPERS)
def test_every_option_it_shows_exists(paper: str) -> None:
    from csmail.cli.app import root

    commands = root().whole()
    for words, rest in re.findall(r"csmail((?: [a-z][a-z-]*)+)([^`\n#|;]*)", PAPERS[paper]):
        command, *below = words.split()
        if command not in commands:
            continue  # in prose; what is shown as a command is tried above
        found = commands[command]
        for word in below:
            found = getattr(found, "commands", {}).get(word, found)
        known = {name for parameter in found.params for name in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known | {"--help"}, (words, rest)


def test_the_papers_show_commands_and_options() -> None:
    assert len(re.findall(r"^ {4}csmail [a-z]+", EVERYTHING, re.MULTILINE)) > 30
    assert len(re.findall(r"csmail [^`\n]*--[a-z-]+", EVERYTHING)) > 10


def test_every_target_of_make_it_shows_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = {
        word
        for words in re.findall(r"(?:^ {4}|`)make((?: [a-z-]+)+)", EVERYTHING, re.MULTILINE)
        for word in words.split()
    }
    assert len(shown) > 5
    assert shown <= targets


def test_the_lines_for_gmail_are_those_of_the_shipped_rules() -> None:
    shipped = starter.shipped()["rules.yaml"]
    gmail = [line.strip() for line in PAPERS["README.md"].splitlines() if "gmail.com, username" in line]
    assert len(gmail) == 2
    assert all(line in shipped for line in gmail)


@pytest.mark.parametrize("paper", PAPERS)
def test_no_folder_of_this_machine_is_named(paper: str) -> None:
    assert not re.search(r"/(?:work|tmp|root)/", PAPERS[paper])
