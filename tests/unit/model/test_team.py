"""Which agent is meant, and which name a customer reads."""

from __future__ import annotations

import pytest

from csmail.model.reason import Reason
from csmail.model.team import Agent, Team

SARI = Agent("sari@toko.example", "Sari Dewi")
BUDI = Agent("Budi.S@toko.example", "Budi")
OTHER = Agent("budi@gudang.example", "Budi Santoso")
TEAM = Team((SARI.address, BUDI.address, "cs01@toko.example"), profiles=(SARI, BUDI))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sari@toko.example", SARI.address),
        ("SARI@TOKO.EXAMPLE", SARI.address),
        ("sari", SARI.address),
        ("Sari Dewi", SARI.address),
        ("  sari   dewi ", SARI.address),
        ("budi.s", BUDI.address),
        ("budi", BUDI.address),
        ("cs01", "cs01@toko.example"),
        ("dewi", ""),
        ("", ""),
        ("@", ""),
        ("sari@toko", ""),
        ("eve@toko.example", ""),
    ],
)
def test_an_agent_is_meant_by_address_by_its_first_part_or_by_name(text: str, address: str) -> None:
    found = TEAM.named(text, "support")
    if address:
        assert isinstance(found, Agent)
        assert found.address == address
    else:
        assert isinstance(found, Reason)
        assert found.code == "unknown_agent"


def test_an_exact_address_is_stronger_than_its_first_part_and_that_than_a_name() -> None:
    team = Team((BUDI.address, OTHER.address), profiles=(BUDI, OTHER))
    assert team.named("budi", "support") == OTHER, "the part before the @"
    assert team.named("Budi Santoso", "support") == OTHER


def test_who_may_be_several_is_told_with_their_addresses() -> None:
    twins = (
        Agent("a1@toko.example", "Budi"),
        Agent("a2@toko.example", "Budi Santoso"),
        Agent("a3@toko.example", "Budi"),
    )
    found = Team(tuple(one.address for one in twins), profiles=twins).named("budi", "support")
    assert isinstance(found, Reason)
    assert (found.code, found.fact("agents")) == ("agent_ambiguous", "a1@toko.example, a3@toko.example")


def test_customers_read_the_name_that_is_written_and_never_an_address_or_a_login() -> None:
    assert TEAM.display_name("sari") == "Sari Dewi"
    assert TEAM.display_name("sari@toko.example") == "Sari Dewi"
    unnamed = Team(("a@toko.example",), profiles=(Agent("a@toko.example", "a@toko.example"),))
    assert unnamed.display_name("a") == "", "whoever has an address for a name has none"
    assert TEAM.display_name("cs01") == TEAM.display_name("root") == TEAM.display_name("") == ""
