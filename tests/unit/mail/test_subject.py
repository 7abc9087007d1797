"""Subjects of answers: correct-mail H-5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.threading import subject


@pytest.mark.parametrize(
    ("said", "base"),
    [
        ("Re: Printer", "Printer"),
        ("RE: AW: Antw: SV: Printer", "Printer"),
        ("Re[2]: Re*3: Printer", "Printer"),
        ("Balas: Bls: Terusan: Printer rusak", "Printer rusak"),
        ("[EXT] RE: [EXTERNAL] Printer", "Printer"),
        ("réf: Re\u0301f : RÉF: Imprimante", "Imprimante"),
        ("回复：转发: 打印机", "打印机"),
        ("Re:Printer", "Printer"),
        ("Reinhard: RE2-Order AB:CE:1A:0F", "Reinhard: RE2-Order AB:CE:1A:0F"),
        ("Re: OT: Printer", "OT: Printer"),
        ("HR: printer", "HR: printer"),
        ("I: think", "I: think"),
        ("hi\r\nBcc: evil@other.example", "hi Bcc: evil@other.example"),
        ("Re: ", ""),
        ("", ""),
    ],
)
def test_leading_prefixes_and_tags_are_taken_away_and_nothing_else(said: str, base: str) -> None:
    assert subject.base(said) == base


def test_an_answer_has_exactly_one_re() -> None:
    assert subject.replying("AW: Re: Fwd: Printer") == "Re: Printer"


def test_an_answer_to_no_subject_says_so() -> None:
    assert subject.replying("Re:") == "Re: (no subject)"
    assert subject.acknowledging("") == "Auto: (no subject)"


def test_a_forward_is_no_reply() -> None:
    assert subject.is_reply("Balas: Fwd: Printer")
    assert not subject.is_reply("Fwd: Re: Printer")
    assert not subject.is_reply("IT: Printer")


@pytest.mark.parametrize(
    "prefix", ["Fwd", "FW", "WG", "TR", "RV", "ENC", "Doorst", "VL", "VB", "vb", "pd", "PD", "TRS"]
)
def test_a_forward_is_known_in_the_words_of_its_program(prefix: str) -> None:
    said = f"{prefix}: Printer rusak"
    assert subject.is_forward(said)
    assert not subject.is_reply(said)
    assert subject.base(said) == "Printer rusak"


@given(st.text(max_size=200))
def test_taking_prefixes_away_twice_is_the_same_as_once(said: str) -> None:
    once = subject.base(said)
    assert subject.base(once) == once
    assert subject.base(subject.replying(said)) == (once or subject.NOTHING)


def test_fifty_thousand_prefixes_are_read_in_one_walk() -> None:
    assert subject.base("Re: " * 50_000) == ""
