"""What the runners of the conformance tables share: where the tables lie, how a case becomes a desk and messages."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from email import message_from_string
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


# What the tables tell of a body beside its parts: the key of the case, the type of the part.
REPORTED = {
    "delivery_status": "message/delivery-status",
    "disposition": "message/disposition-notification",
    "returned_headers": "text/rfc822-headers",
}
RETURNED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
STATUS = "Reporting-MTA: dns; mx.cust.example\n"


def mail_of(one: dict[str, Any], body: str) -> tuple[str, str]:
    """Header and body of a message that a case describes; its `parts` and reports become real MIME parts.

    `body` is what it says when nothing is told. The header is left as it stands where it can hold the parts.
    """
    headers, text = str(one["headers"]), str(one.get("body", body))
    parts = told_parts(one, text)
    if not parts:
        return headers, text
    shaped = message_from_string(headers)
    if shaped.get_content_maintype() != "multipart" and "content-type" in shaped and len(parts) == 1:
        return headers, parts[0][1]
    if shaped.get_content_maintype() != "multipart":
        headers = re.sub(r"(?im)^content-type:.*\n(?:[ \t].*\n)*", "", headers.rstrip("\n") + "\n")
        headers += "Content-Type: multipart/mixed; boundary=b\n"
    elif not shaped.get_boundary():
        headers = re.sub(r"(?im)^(content-type:[^;\n]*)", r"\1; boundary=b", headers, count=1)
    return headers, enclosed(message_from_string(headers).get_boundary() or "b", parts)


def told_parts(one: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """Type and content of each part, in order: a report has a text first, then what the case tells of it."""
    named = [str(part["type"] if isinstance(part, dict) else part) for part in one.get("parts") or ()]
    report = message_from_string(str(one["headers"])).get_content_type() == "multipart/report"
    kinds = [kind.partition(";")[0].strip().lower() for kind in named]
    returned = next((kind for kind in kinds if kind in RETURNED), "text/rfc822-headers")
    reported = {**REPORTED, "returned_headers": returned}
    given = {kind: str(one[name]) for name, kind in reported.items() if name in one}
    if not named and not given:
        return []
    if report and given and "delivery-status" in str(one["headers"]).lower() and "message/delivery-status" not in kinds:
        given.setdefault("message/delivery-status", STATUS)
    if report and not any(kind.startswith(("text/plain", "text/html", "multipart/")) for kind in kinds):
        named, kinds = ["text/plain", *named], ["text/plain", *kinds]
    further = [kind for kind in reported.values() if kind in given and kind not in kinds]
    first = next((at for at, kind in enumerate(kinds) if kind in ("text/plain", "text/html")), -1)
    return [
        (kind, given.get(kind.partition(";")[0].strip().lower()) or content(kind, text if at == first else "Halo"))
        for at, kind in enumerate([*named, *further])
    ]


def content(kind: str, text: str) -> str:
    """What a part of this type holds when the case says no more."""
    media = kind.partition(";")[0].strip().lower()
    if media.startswith("multipart/"):
        inner = message_from_string(f"Content-Type: {kind}\n").get_boundary()
        return enclosed(inner, [("text/plain", text)]) if inner else text
    if media in RETURNED:
        return "From: someone@other.example\nAuto-Submitted: auto-replied\nSubject: inside\n\nHalo"
    if media in ("message/delivery-status", "message/global-delivery-status"):
        return STATUS
    return text


def enclosed(boundary: str, parts: list[tuple[str, str]]) -> str:
    return "".join(f"--{boundary}\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + f"--{boundary}--\n"


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
