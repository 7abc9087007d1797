"""Every code that csmail uses has its words, every word its code; found in the source, so none is forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import csmail
from csmail.model.reason import Reason
from csmail.wording import reasons
from csmail.wording.fill import OPTIONAL

ROOT = Path(csmail.__file__).parent
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
MAKERS = {"Reason", "Reason.of", "Because.of", "Because"}
# How decisions and audiences name their code: the place of the argument that is one.
OLDER = {"proof"}
"""Facts that stores hold since before, and that nobody gives any more."""
NAMERS = {"audience": 1, "Verdict": 1, "unknown": 2, "_refuse": 3}


@cache
def sources() -> dict[Path, ast.Module]:
    paths = (path for path in ROOT.rglob("*.py") if path.parent.name != "sentences")
    return {path: ast.parse(path.read_text()) for path in paths}


def name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""


@cache
def constants() -> dict[str, str]:
    """Module constants that are strings, by name: `CLAIMED_ELSEWHERE`."""
    found = {}
    for tree in sources().values():
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                found.update({name(target): node.value.value for target in node.targets})
    return {key: value for key, value in found.items() if isinstance(value, str) and CODE.fullmatch(value)}


def texts(node: ast.expr | None) -> Iterator[str]:
    """The strings that an expression may be: a constant, either half of a choice."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.Name(id) if id in constants():
            yield constants()[id]
        case ast.IfExp(_, one, other):
            yield from texts(one)
            yield from texts(other)


@cache
def calls() -> tuple[tuple[Path, ast.Call], ...]:
    return tuple(
        (path, node) for path, tree in sources().items() for node in ast.walk(tree) if isinstance(node, ast.Call)
    )


def made() -> Iterator[tuple[str, ast.Call]]:
    """Each code that some module makes a reason of, with the call."""
    for _, call in calls():
        if name(call.func) in MAKERS and call.args:
            yield from ((code, call) for code in texts(call.args[0]))


@cache
def followed() -> frozenset[ast.expr]:
    """The calls whose reason gets another one behind it: `Reason("joined").because(found)`."""
    return frozenset(call.func.value for _, call in calls() if getattr(call.func, "attr", "") == "because")  # type: ignore[attr-defined]


def given(call: ast.Call) -> set[str]:
    """The names of the facts that a call gives."""
    return {keyword.arg for keyword in call.keywords if keyword.arg} | ({"why"} if call in followed() else set())


def named() -> Iterator[str]:
    """Codes of audiences and verdicts."""
    for _, call in calls():
        at = NAMERS.get(name(call.func).rpartition(".")[2])
        if at is not None and len(call.args) > at:
            yield from (code for code in texts(call.args[at]) if CODE.fullmatch(code))
        for keyword in call.keywords:
            if keyword.arg == "reason" and name(call.func) == "replace":
                yield from (code for code in texts(keyword.value) if CODE.fullmatch(code))
    yield from chosen()
    yield from flagged()


def flagged() -> Iterator[str]:
    """Flags that the join of a mail carries and its receipt notes."""
    for path, tree in sources().items():
        for node in ast.walk(tree) if path.parent.name in ("threading", "desk") else ():
            match node:
                case ast.keyword("flags", value) | ast.Assign([ast.Name("flags" | "doubted")], value):
                    inside = (one for one in ast.walk(value) if isinstance(one, ast.Constant | ast.Name))
                    yield from (code for one in inside for code in texts(one) if CODE.fullmatch(code))
                case ast.Yield(ast.Tuple([_, _, ast.Tuple(flags)])):
                    yield from (code for one in flags for code in texts(one))


def chosen() -> Iterator[str]:
    """Codes put into a variable called `reason` first: `outcome, reason = "hold", "too_many_recipients"`."""
    for path, tree in sources().items():
        for node in ast.walk(tree) if path.parent.name == "recipients" else ():
            if isinstance(node, ast.Assign) and "reason" in ast.unparse(node.targets[0]):
                ends = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                yield from (code for end in ends for code in texts(end) if CODE.fullmatch(code) and code != "hold")


def seen() -> Iterator[str]:
    """Codes that the rows of the verdict give with what they saw: `return "noreply_sender", evidence`."""
    for path, tree in sources().items():
        for node in ast.walk(tree) if path.parent.name == "autoreply" else ():
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                yield from (code for code in texts(node.value.elts[0]) if CODE.fullmatch(code))


def test_the_search_finds_what_is_there() -> None:
    assert {"already_closed", "rate_limited", "claimed_elsewhere", "stranger_wrote"} <= {code for code, _ in made()}
    assert {"no_reply_target", "too_many_recipients"} <= set(named())
    assert {"noreply_sender", "auto_submitted"} <= set(seen())
    assert {"weak_match", "quarantined", "unknown_sender", "blind_recipient_replied"} <= set(flagged())


def test_every_code_has_a_sentence_in_both_languages() -> None:
    used = sorted(({code for code, _ in made()} | {*named(), *seen()}) - {"human"})
    assert [code for code in used if not all(reasons.SENTENCES.get(code, ("",)))] == [], "used, and nobody can read it"


def test_every_fact_of_a_sentence_is_given_by_somebody() -> None:
    said: dict[str, set[str]] = {}
    open_ended = set()
    for code, call in made():
        said.setdefault(code, set()).update(given(call))
        if any(keyword.arg is None for keyword in call.keywords) or len(call.args) > 1:
            open_ended.add(code)
    anybody = {
        keyword.arg
        for _, call in calls()
        if name(call.func) in MAKERS and call.args and not set(texts(call.args[0]))
        for keyword in call.keywords
    }
    for code, facts in said.items():
        facts |= anybody
        asked = set(reasons.FACT.findall(reasons.SENTENCES[code][0])) - {"action", *OLDER}
        assert code in open_ended or asked <= facts, f"{code} speaks of {asked - facts}, which nobody says"


def test_a_fact_that_may_be_missing_stands_in_brackets() -> None:
    for code, call in made():
        if any(keyword.arg is None for keyword in call.keywords) or len(call.args) > 1:
            continue
        facts = given(call)
        for sentence in reasons.SENTENCES[code]:
            bare = set(reasons.FACT.findall(OPTIONAL.sub("", sentence)))
            assert bare <= facts, f"{code} at line {call.lineno} does not say {bare - facts}"


def test_no_code_has_its_sentences_in_two_files() -> None:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "wording" / "sentences").glob("*.py")):
        for code in getattr(import_module(f"csmail.wording.sentences.{path.stem}"), "SENTENCES", {}):
            assert code not in found, f"{code} stands in {found[code]} and {path.stem}: one of them is never said"
            found[code] = path.stem
    assert set(found) | {"verbatim"} == set(reasons.SENTENCES)


def test_no_sentence_is_left_of_a_code_that_nobody_uses() -> None:
    written = {
        node.value
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(reasons.SENTENCES) - written == set()


@pytest.mark.parametrize("language", reasons.LANGUAGES)
def test_no_brackets_or_braces_reach_a_person(language: str) -> None:
    for code, (english, _) in reasons.SENTENCES.items():
        facts = dict.fromkeys(reasons.FACT.findall(english), "x")
        for some in (facts, {}):
            words = reasons.words(Reason.of(code, **some), language)
            assert not set("[]{}") & set(words), code
