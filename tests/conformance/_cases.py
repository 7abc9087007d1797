"""What the runners of the conformance tables share: where the tables lie, how a case becomes a desk and messages."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from csmail.mail.parse import parse
from csmail.model.desk import Desk, Team, Trust
from csmail.model.message import Message
from tests import factories

# The limit of the tables where a case names none (recipients.yaml, ALL-039).
MOST = 25


@cache
def table(name: str) -> dict[str, Any]:
    """The table, from this folder or from the one that CSMAIL_CONFORMANCE names."""
    folder = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent)
    return read_table(folder / name)


def read_table(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return loaded


def cases(name: str, not_yet: dict[str, str]) -> list[Any]:
    """The cases as parameters, with those of our own making (`own_NAME`) when the table is the one that lies here.

    One that is known not to pass must fail, so that the list cannot rot.
    """
    own = Path(__file__).parent / f"own_{name}"
    ours = read_table(own)["cases"] if own.exists() and not os.environ.get("CSMAIL_CONFORMANCE") else []
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=[pytest.mark.xfail(reason=not_yet[case["id"]], strict=True)] if case["id"] in not_yet else [],
        )
        for case in (*table(name)["cases"], *ours)
    ]


def desk_of(case: dict[str, Any]) -> Desk:
    """The desk that `own_addresses`, `internal` and `params` describe."""
    own, internal, params = case["own_addresses"], case.get("internal") or {}, case.get("params") or {}
    sendable = own.get("sendable", "all")
    return Desk(
        name="support",
        address=own["primary"],
        aliases=tuple(own.get("aliases") or ()),
        other_desks=tuple(own.get("other_desks") or ()),
        catch_all=tuple(own.get("catchall_domains") or ()),
        sendable=() if sendable == "all" else tuple(sendable),
        plus_addresses=own.get("plus_policy", "any") == "any",
        plus_separator=own.get("plus_separator", "+"),
        dots_insignificant=bool(own.get("dots_insignificant")),
        equivalent_domains=tuple(own.get("equivalent_domains") or ()),
        team=Team(tuple(internal.get("addresses") or ()), tuple(internal.get("domains") or ())),
        trust=Trust(
            lists=listed(params.get("trusted_lists")),
            forms=forms_of(params, own["primary"]),
            authserv_ids=listed(params.get("trusted_authserv_ids")),
        ),
        loop_id=params.get("loop_id", ""),
        auto_bcc=listed(params.get("auto_bcc")),
        max_recipients=params.get("max_recipients") or MOST,
    )


def forms_of(params: dict[str, Any], primary: str) -> tuple[str, ...]:
    """Senders that are contact forms, under whichever name a table gives them; a bare yes means the desk itself."""
    named = next((value for name, value in params.items() if "form" in name and value), ())
    return (primary,) if named is True else listed(named)


def listed(value: Any) -> tuple[Any, ...]:
    """A list of a case, where one value may stand without its brackets and none may be left out."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def read(headers: str, desk: Desk, uid: int = 1, body: str = "Halo", **changes: Any) -> Message:
    """The message that a raw header block makes, through the real parser."""
    raw = factories.raw(headers, body)
    message = parse(replace(raw, place=replace(raw.place, uid=uid)), desk)
    return replace(message, **changes)
