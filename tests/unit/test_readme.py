"""The README says nothing that is not so."""

from __future__ import annotations

import re
from pathlib import Path

from csmail import errors, templates
from csmail.config.docs.reference import reference
from csmail.setup import starter

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- rules reference: begin -->\n", "<!-- rules reference: end -->"


def test_the_rules_reference_is_current() -> None:
    shown = README.partition(BEGIN)[2].partition(END)[0]
    assert shown.strip() == reference().strip(), "run: make readme"


def test_every_exit_code_is_listed() -> None:
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.CsmailError)]
    codes = {one.exit_code for one in classes}
    assert {f"| {code} |" for code in codes} <= set(re.findall(r"^\| \d+ \|", README, re.MULTILINE))


def test_every_name_a_template_is_given_is_listed() -> None:
    listed = set(re.findall(r"`([a-z_]+)`", README.partition("| name | holds |")[2].partition("Filters:")[0]))
    assert set(templates.EXAMPLE) - {"received_at"} <= listed


def test_every_command_it_shows_exists() -> None:
    from csmail.cli.app import root

    commands = root().commands
    shown = set(re.findall(r"^(?: {4}|.*`)csmail ([a-z]+)", README, re.MULTILINE))
    assert len(shown) > 10
    assert shown <= set(commands)


def test_every_option_it_shows_exists() -> None:
    from csmail.cli.app import root

    commands = root().whole()
    shown = re.findall(r"csmail ((?:[a-z]+ )+)[^`\n#|;]*?(--[a-z-]+)", README)
    assert len(shown) >= 5
    for words, option in shown:
        command, *below = words.split()
        found = commands[command]
        for word in below:
            found = getattr(found, "commands", {}).get(word, found)
        assert option in {name for parameter in found.params for name in parameter.opts}, (words, option)


def test_the_lines_for_gmail_are_those_of_the_shipped_rules() -> None:
    shipped = starter.shipped()["rules.yaml"]
    gmail = [line.strip() for line in README.splitlines() if "gmail.com, username" in line]
    assert len(gmail) == 2
    assert all(line in shipped for line in gmail)


def test_no_folder_of_this_machine_is_named() -> None:
    assert not re.search(r"/(?:work|tmp|root)/", README)
