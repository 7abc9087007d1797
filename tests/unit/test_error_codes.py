"""Every error carries a code that programs compare, and says once what it is about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import csmail
from csmail.errors import ConfigurationError, CsmailError, LoginRefused, Refused, Unreachable, at
from csmail.reason import Place, Problem, Reason

KINDS = [CsmailError, *CsmailError.__subclasses__(), *Refused.__subclasses__()]


ROOT = Path(csmail.__file__).parent
NAMES = {"CsmailError", *(kind.__name__ for kind in KINDS), "NeverOpen"}
PROSE = re.compile(r"[A-Za-z]{2,}[,:;]? [a-z]{2,}")
COMMAND = re.compile(r"(csmail|chmod|export|pip) ")


def sentences(tree: ast.AST) -> Iterator[int]:
    """Lines that give an error words of our own, as what went wrong or as what to try; a command is no sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in NAMES:
            for given in node.args[:2]:
                parts = given.values if isinstance(given, ast.JoinedStr) else [given]
                said = "".join(str(one.value) for one in parts if isinstance(one, ast.Constant))
                if PROSE.search(said) and not COMMAND.match(said):
                    yield node.lineno


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_error_is_given_a_sentence_of_ours_its_reason_has_a_code(path: Path) -> None:
    lines = list(sentences(ast.parse(path.read_text())))
    assert not lines, f"{path.name}, lines {lines}: give Reason.of(code, ...), with words in csmail/wording/sentences"


@pytest.mark.parametrize(
    "code",
    ['raise Refused("no mail is left")', 'Busy(f"{name} is under way")', 'NotFound(why, "try again later")'],
)
def test_the_search_sees_a_sentence_in_either_place(code: str) -> None:
    assert list(sentences(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ['NotFound(Reason("gone"), "csmail todo")', 'Refused(reason_of(error), f"chmod o-w {path}")']
)
def test_codes_and_commands_are_no_sentences(code: str) -> None:
    assert not list(sentences(ast.parse(code)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "support: the secret from file x is empty; fill it and try again"),
        ("id", "support: kata sandi dari file x kosong; isi dulu lalu coba lagi"),
    ],
)
def test_an_error_is_said_in_the_language_that_is_asked_for(language: str, said: str) -> None:
    why = Reason.of("secret_empty", owner="mailbox", origin="file x")
    error = LoginRefused(why, Reason("advice_fill")).at("support")
    assert f"{error.said(language)}; {error.advised(language)}".replace("mailbox: ", "") == said
    assert (error.message, error.hint) == (error.said("en"), error.advised("en"))


def test_words_of_others_are_the_same_in_every_language() -> None:
    error = Refused("550 5.7.1 nope", "make room")
    assert error.said("id") == error.said("en") == "550 5.7.1 nope"


def test_each_kind_of_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z][a-z_]*", code) for code in codes)


def test_an_error_may_be_told_more_exactly_than_by_its_kind() -> None:
    assert Refused("no").code == "refused"
    assert Refused("no", code="too_large").code == "too_large"
    assert (
        ConfigurationError("no", problems=[Problem(Place(), Reason("not_utf8"))], code="no_configuration").code
        == "no_configuration"
    )


def test_what_goes_wrong_at_a_desk_names_it_once_however_far_it_comes() -> None:
    with pytest.raises(Unreachable) as caught, at("support"), at("sales"):
        raise Unreachable("imap.example: no answer")
    error = caught.value.at("support")
    assert (error.about, error.message, str(error)) == ("sales", *["sales: imap.example: no answer"] * 2)
    assert error.detail == "imap.example: no answer"
