"""`tone` and `drafts` of a desk: what is read, and each mistake with its place."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from csmail.config.docs import json_schema
from csmail.model.courtesy import AddedPhrase, DraftPolicy, Tone
from tests.unit.config.conftest import DESK, Loaded, Told, Written


def desk(line: str) -> str:
    return DESK.replace("    mailbox", f"    {line}\n    mailbox", 1)


def test_what_stands_there_reaches_the_desk(loaded: Loaded) -> None:
    add = "{robot: {id: [salam sukses], en: {kindly: please}}, acronyms: PT}"
    tone = f"tone: {{form: bapak/ibu, allow: [maaf ya], add: {add}}}"
    (entry,) = loaded(desk(f"{tone}\n    drafts: {{lint: off}}")).desks.values()
    added = (
        AddedPhrase("robot", "id", "salam sukses"), AddedPhrase("robot", "en", "kindly", "please"),
        AddedPhrase("acronyms", "", "PT"),
    )  # fmt: skip
    assert entry.desk.tone == Tone("bapak/ibu", ("maaf ya",), added)
    assert entry.desk.drafts == DraftPolicy("off")


def test_what_is_left_out_is_usual(loaded: Loaded) -> None:
    (entry,) = loaded(DESK).desks.values()
    assert (entry.desk.tone, entry.desk.drafts) == (Tone(), DraftPolicy("errors"))


@pytest.mark.parametrize(
    ("line", "key", "why"),
    [
        ("tone: {form: andaa}", "tone.form", "did you mean 'anda'"),
        ("tone: {frm: anda}", "tone.frm", "did you mean 'form'"),
        ("tone: {add: {robt: {id: [x]}}}", "tone.add.robt", "did you mean 'robot'"),
        ("tone: {add: {robot: {ind: [x]}}}", "tone.add.robot.ind", "unknown key 'ind'"),
        ("tone: {add: {robot: [x]}}", "tone.add.robot", "expected keys"),
        ("tone: {add: {robot: {id: []}}}", "tone.add.robot.id", "expected phrases"),
        ("tone: {add: {thanks: {id: {makasih: x}}}}", "tone.add.thanks.id", "expected"),
        ("tone: {allow: ['!!']}", "tone.allow.0", "has no word in it"),
        ("tone: {allow: [a b c d e f g h i]}", "tone.allow.0", "at most 8 words"),
        ("tone: anda", "tone", "expected"),
        ("drafts: {lint: stirct}", "drafts.lint", "did you mean 'strict'"),
        ("drafts: {lnt: off}", "drafts.lnt", "did you mean 'lint'"),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, key: str, why: str, told: Told) -> None:
    problems = told(desk(line))
    assert any("rules.yaml:4:" in one and f"desks.support.{key}:" in one and why in one for one in problems), problems


def test_the_schema_knows_the_keys(written: Written) -> None:
    schema = Draft202012Validator(json_schema.document())

    def valid(tone: object, drafts: object) -> bool:
        whole = {"address": "a@b.example", "mailbox": {"kind": "memory"}, "transport": {"kind": "memory"}}
        return schema.is_valid({"desks": {"support": {**whole, "tone": tone, "drafts": drafts}}})

    added = {"robot": {"id": ["salam sukses"], "en": {"kindly": "please"}}, "acronyms": ["PT"]}
    assert valid({"form": "anda", "allow": ["maaf ya"], "add": added}, {"lint": "strict"})
    assert not valid({"form": "andaa"}, {})
    assert not valid({"add": {"robt": {"id": ["x"]}}}, {})
    assert not valid({}, {"lint": "of"})
