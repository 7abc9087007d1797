"""How an incident is called, and what its conversations are tagged with."""

from __future__ import annotations

import pytest

from csmail.model.incident import named, tag_of
from csmail.model.tag import tag_name


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Semua", (), "SEM1"),
        ("Semua", ("SEM1",), "SEM2"),
        ("Semua", ("SEM2",), "SEM1"),
        ("Pembayaran gagal", (), "PEM1"),
        ("é 1", (), "11"),
        ("支払い", (), "INC1"),
        ("", (), "INC1"),
        ("a-b c", (), "ABC1"),
    ],
)
def test_a_name_that_nobody_chose_is_made_of_the_title(title: str, taken: tuple[str, ...], name: str) -> None:
    assert named(title, frozenset(taken)) == name


def test_the_tag_is_the_one_that_a_person_types_in_any_case() -> None:
    assert tag_name("incident:PAY1") == tag_name("Incident:pay1 ") == tag_of("PAY1") == "incident:pay1"


@pytest.mark.parametrize(
    ("written", "kept"), [("a:b", "a-b"), ("incident: a b", "incident:a-b"), ("order:1", "order-1")]
)
def test_no_other_tag_keeps_a_colon(written: str, kept: str) -> None:
    assert tag_name(written) == kept
