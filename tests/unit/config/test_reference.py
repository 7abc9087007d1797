"""Schema and reference say what the reading does: neither can drift from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from csmail import registry
from csmail.actions.catalog import catalog
from csmail.config.docs import json_schema
from csmail.config.docs.help import HELP, helped
from csmail.config.docs.json_schema import IN_FILE_ONLY
from csmail.config.docs.reference import reference
from csmail.config.rules import when
from csmail.config.schema import Schedule
from csmail.config.yaml.types import declared
from csmail.model.desk import AcknowledgeLimits, Desk, Promises, Tier, Trust
from csmail.model.team import Agent, AssignPolicy, Team
from tests.unit.config.test_load import WHOLE

ROOT = Path(__file__).parents[3]
ADAPTERS = [(family, name) for family in ("mailboxes", "transports", "stores") for name in registry.names(family)]


def document(text: str) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


@pytest.mark.parametrize("kind", [Team, Agent, AssignPolicy, Tier, AcknowledgeLimits, Promises, Trust, Schedule])
def test_every_key_has_its_sentence(kind: Any) -> None:
    assert all(said for name, said in helped(kind.__name__, kind).items() if name != "profiles")


def test_every_key_of_a_desk_has_its_sentence_and_no_sentence_is_of_a_key_that_is_gone() -> None:
    help = helped("desk", Desk)
    assert [name for name, sentence in help.items() if not sentence and name not in IN_FILE_ONLY] == []
    assert set(HELP["desk"]) - set(help) == {"mailbox", "transport", "assist"}


@pytest.mark.parametrize(("family", "name"), ADAPTERS)
def test_every_setting_of_an_adapter_has_its_sentence(family: str, name: str) -> None:
    kind = registry.load(family, name).Settings
    help = helped(f"{family}.{name}", kind)
    assert [key for key, sentence in help.items() if not sentence] == []
    assert set(HELP.get(f"{family}.{name}", {})) <= set(declared(kind))


def test_the_schema_is_a_schema_and_takes_the_files_that_are_right() -> None:
    schema = json_schema.document()
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    for text in (WHOLE, (ROOT / "rules.yaml").read_text(encoding="utf-8")):
        assert [error.message for error in checker.iter_errors(document(text))] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("aliases:", "alias:"),
        ("subject: [refund", "subjct: [refund"),
        ("kind: imap", "kind: pop"),
        ("{env: SUPPORT_PASSWORD}", "hunter2"),
        ("tls: starttls", "tls: maybe"),
        ("within: 2h", "within: soon"),
        ("- tag: [refund]", "- tagg: [refund]"),
        ("stop: true", "stop: 2"),
        ("poll: 2m", "poll: 60"),
    ],
)
def test_the_schema_refuses_what_the_reading_refuses(right: str, wrong: str) -> None:
    checker = jsonschema.Draft202012Validator(json_schema.document())
    assert right in WHOLE
    assert not checker.is_valid(document(WHOLE.replace(right, wrong)))


def test_the_reference_names_every_condition_action_and_key() -> None:
    text = reference()
    for word in (*when.KEYS, *catalog(), *HELP["desk"], *HELP["rule"], *HELP["file"]):
        assert f"`{word}`" in text, word


def test_parameters_for_people_only_are_in_neither() -> None:
    reply = json_schema.document()["$defs"]["action"]["anyOf"][1]["properties"]["reply"]["anyOf"]
    assert all("anyway" not in shape.get("properties", {}) for shape in reply)
    assert "`anyway`" not in reference()
