"""Every case of recipients.yaml: parsed, decided, composed, and the transmitted octets looked at."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Read
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest

from csmail.mail import house
from csmail.mail.address import is_internal, is_own, key, parse_list
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.task import Mail
from csmail.wording.reasons import SENTENCES
from tests.conformance._cases import cases, desk_of, read_table, table
from tests.conformance._operations import PURPOSES, audience_of, delivered, mail_of, refusal
from tests.conformance._world import World

NOT_YET: dict[str, str] = {}
# What a field of the message got wrong is a defect of the message, under the parser's own names.
READ_FLAGS = {
    "malformed_recipient": re.compile(r"(from|to|cc):"),
    "duplicate_header": re.compile(r"duplicate_(to|cc)"),
}
REFUSED = "reject_config"
# Every key that a case may use, in the place where it stands; those of the last line only inform the reader.
KNOWN = {
    "params": """already_escalated_by_rule ack_window_hours acks_per_window auto_bcc bcc cc conversation_id escalate_to
        loop_id max_recipients recent_acks retry_of rule smtp_features template to token_threading trusted_authserv_ids
        trusted_forms trusted_lists unattended
        audience check max_references refused_rcpt relay""",
    "expected": """bcc bytes_must_not_contain cc conversation display_names envelope_rcpt flags from headers_absent
        headers_must_not_contain headers_present mail_from_any_of outcome reason reply_to
        subject to to_header visible""",
    "conversation": """action is_auto_generated part participants_added requester suggest_link visibility
        message""",
    "flags": """auto_forwarded blind_delivery bounced_recipient duplicate_header duplicate_reply_to internal_visible
        malformed_recipient malformed_reply_to partial_delivery requester_not_addressed undeliverable_recipient""",
}


def field(mail: Read, name: str) -> str:
    raw = {found.lower(): value for found, value in mail.raw_items()}
    return str(raw.get(name.lower(), "")).replace("\r\n", "")


def specs_in(value: str) -> list[str]:
    return [one.spec for one in parse_list(value.encode("utf-8", "surrogateescape").decode("latin-1"))[0]]


def keys(specs: Any) -> list[str]:
    return sorted(map(key, specs))


def decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


@pytest.mark.parametrize("case", cases("recipients.yaml", NOT_YET))
def test_the_case_comes_out_as_the_table_says(case: dict[str, Any]) -> None:
    world, expected = World(case), case["expected"]
    check_filed(world, expected)
    if case["operation"] == "none":
        check_silence(world, expected)
        return
    refused = refusal(world)
    if refused or expected["outcome"] == REFUSED:
        assert (REFUSED if refused else "", refused) == (expected["outcome"], expected.get("reason", ""))
        return
    audience = audience_of(world)
    sent = delivered(world, mail_of(world, audience)) if audience.outcome == "send" else None
    if sent is not None and sent.state == "held":
        audience = replace(audience, outcome="hold", reason=sent.hold)
    assert (audience.outcome, audience.reason) == (expected["outcome"], expected.get("reason", ""))
    check_origins(audience, world)
    if expected["outcome"] == "no_reply":
        return
    check_audience(audience, expected)
    mail = mail_of(world, audience)
    check_flags((*audience.flags, *(sent.flags if sent else ())), world, expected)
    check_envelope(mail, world)
    check_header(message_from_bytes(mail.data), world)
    check_absent(mail, case)


def check_origins(audience: Audience, world: World) -> None:
    placed = {(role, key(one.spec)) for role in ("to", "cc", "bcc") for one in getattr(audience, role)}
    explained = {(one.role, key(one.spec)) for one in audience.origins}
    assert placed <= explained
    assert all(one.why.code in SENTENCES for one in audience.origins)
    if world.case["operation"] in ("reply", "reply_all") and audience.parent == world.message.key:
        addressed = {key(one.spec) for one in (*world.message.to, *world.message.cc)}
        assert addressed <= {one for _, one in explained}


def check_audience(audience: Audience, expected: dict[str, Any]) -> None:
    assert key(audience.sender.spec) == key(expected["from"])
    for role in ("to", "cc", "bcc"):
        assert keys(one.spec for one in getattr(audience, role)) == keys(expected.get(role) or ()), role


def check_flags(told: tuple[str, ...], world: World, expected: dict[str, Any]) -> None:
    wanted = set(expected.get("flags") or ())
    read = {flag for flag, mark in READ_FLAGS.items() if any(map(mark.match, world.message.defects))}
    assert wanted <= {*told, *read}


def check_envelope(mail: Mail, world: World) -> None:
    expected = world.case["expected"]
    assert keys(mail.recipients) == keys(expected["envelope_rcpt"])
    if "mail_from_any_of" in expected:
        assert f"<{mail.sender}>" in expected["mail_from_any_of"]
    automatic = world.case["operation"] == "auto_ack"
    assert key(mail.sender) == key("" if automatic else expected["from"])
    assert mail.smtputf8 == (not all(one.isascii() for one in (*mail.recipients, mail.sender)))


def check_header(mail: Read, world: World) -> None:
    expected = world.case["expected"]
    assert keys(specs_in(field(mail, "From"))) == keys([expected["from"]])
    assert keys(specs_in(field(mail, "To"))) == keys(expected.get("to") or ())
    assert keys(specs_in(field(mail, "Cc"))) == keys(expected.get("cc") or ())
    if "visible" in expected:
        assert keys(specs_in(field(mail, "To")) + specs_in(field(mail, "Cc"))) == keys(expected["visible"])
    if "to_header" in expected:
        assert field(mail, "To") == expected["to_header"]
    if "subject" in expected:
        said, wanted = decoded(field(mail, "Subject")), expected["subject"]
        # An acknowledgement repeats no word of the sender (threat 10): only the mark of the table's subject is ours.
        assert said.startswith("Auto: ") if wanted.startswith("Auto: ") else said == wanted
    if "reply_to" in expected:
        assert re.fullmatch(reply_to_pattern(world), field(mail, "Reply-To"))
    for name, value in (expected.get("headers_present") or {}).items():
        found = field(mail, name)
        assert found if value is None else (found.split() if isinstance(value, list) else found) == value, name
    people = [one for name in ("From", "To", "Cc") for one in parse_list(field(mail, name))[0]]
    shown = {key(one.spec): one.name for one in people}
    for spec, name in (expected.get("display_names") or {}).items():
        assert shown.get(key(spec)) == name, spec


def reply_to_pattern(world: World) -> str:
    """The table counts its conversations, we name ours."""
    pattern = re.escape(world.case["expected"]["reply_to"]).replace(r"\{hmac\}", "[0-9a-f]{16,}")
    number = world.params.get("conversation_id")
    return pattern.replace(f"c{number}", f"c{world.conversation.id.lower()}") if number else pattern


def check_absent(mail: Mail, case: dict[str, Any]) -> None:
    expected, shared = case["expected"], table("recipients.yaml")
    head = mail.data.partition(b"\r\n\r\n")[0]
    names = {name.lower() for name in message_from_bytes(head)}
    absent = [*shared["always_absent"], *(expected.get("headers_absent") or ())]
    human = case["operation"] not in PURPOSES and not (case.get("params") or {}).get("unattended")
    absent += shared["absent_on_human_mail"] if human else []
    assert not names & {name.lower() for name in absent}
    for word in expected.get("headers_must_not_contain") or ():
        assert word.lower().encode() not in head.lower()
    for word in expected.get("bytes_must_not_contain") or ():
        assert not any(word.lower().encode() in octets.lower() for octets in (mail.data, *contents(mail.data)))
    second = message_from_bytes(mail.data, policy=default)
    assert len(second["To"].addresses if second["To"] else ()) == len(expected.get("to") or ())
    assert len(second["Cc"].addresses if second["Cc"] else ()) == len(expected.get("cc") or ())


def contents(data: bytes) -> list[bytes]:
    """What stands in the parts once their transfer encoding is taken off."""
    parts = [part for part in message_from_bytes(data).walk() if not part.is_multipart()]
    return [cast("bytes", part.get_payload(decode=True)) for part in parts]


def check_filed(world: World, expected: dict[str, Any]) -> None:
    """Where the message is filed, who reads it there, whom it brings in."""
    wanted = expected.get("conversation") or {}
    joined = world.joined
    known = world.message.message_id in {one.message_id for one in world.said}
    if wanted.get("action") == "new":
        assert (joined.conversation, joined.opens, known) == ("", True, False)
    if wanted.get("action") == "append":
        assert joined.conversation == world.conversation.id
    if wanted.get("action") == "merge_with":
        assert known
    if "suggest_link" in wanted:
        assert joined.links == (world.conversation.id,)
    if "part" in wanted:
        assert house.part(world.message, world.conversation, world.desk, not world.message.weak) == wanted["part"]
    if "visibility" in wanted:
        assert seen_by(world) == wanted["visibility"]
    if "is_auto_generated" in wanted:
        assert world.message.automatic == wanted["is_auto_generated"]
    if "requester" in wanted:
        assert world.after.customer is not None
        assert key(world.after.customer.spec) == key(wanted["requester"])
    if "participants_added" in wanted:
        assert sorted(world.added) == keys(wanted["participants_added"])


def seen_by(world: World) -> str:
    if world.joined.quarantined:
        return "quarantined"
    colleagues = all(is_internal(one.spec, world.desk) for one in world.message.originators)
    return "internal" if colleagues and not world.joined.conversation else world.joined.visibility


def check_silence(world: World, expected: dict[str, Any]) -> None:
    """Operation "none": nothing is sent, for the reason that the table gives."""
    reason, verdict = expected.get("reason", ""), world.message.verdict
    assert expected["outcome"] == "store_only"
    if reason == "own_message":
        assert all(is_own(one.spec, world.desk) for one in world.message.originators)
        assert not verdict.allowed
    elif reason == "internal_reply":
        # The customer who stands in it has got it: then it is no secret, and still nothing is sent (ESC-010).
        assert world.joined.conversation
        assert all(is_internal(one.spec, world.desk) for one in world.message.originators)
    elif reason == "new_conversation":
        assert not world.joined.conversation
    elif reason == "unknown_sender_in_thread":
        assert world.joined.quarantined
    elif reason == "auto_submitted" and verdict.reason == "null_return_path":
        # The table names the field. A null Return-Path decides earlier (section 10.2, rows 2 and 5; so says AR-024
        # of autoreply.yaml, with the same two marks): without it the field must decide.
        spoken = {**world.case["incoming"], "headers": without_return_path(world.case["incoming"]["headers"])}
        assert World({**world.case, "incoming": spoken}).message.verdict.reason == reason
        assert not world.joined.reopens
    elif reason:
        assert (verdict.allowed, verdict.reason) == (False, reason)


def without_return_path(headers: str) -> str:
    return re.sub(r"^Return-Path:.*\n", "", headers, flags=re.MULTILINE)


@pytest.mark.parametrize("place", KNOWN)
def test_the_tables_that_lie_here_use_no_word_that_the_runner_overlooks(place: str) -> None:
    for name in ("recipients.yaml", "own_recipients.yaml"):
        for case in read_table(Path(__file__).parent / name)["cases"]:
            expected = case["expected"]
            used = {**expected, "expected": expected, "params": case.get("params")}.get(place) or ()
            assert set(used) <= set(KNOWN[place].split()), case["id"]


def test_every_case_that_is_not_yet_right_exists() -> None:
    assert set(NOT_YET) <= {case["id"] for case in table("recipients.yaml")["cases"]} or not NOT_YET


def test_a_desk_is_read_from_the_case() -> None:
    made: Desk = desk_of(table("recipients.yaml")["cases"][0])
    assert is_own(f"{made.address.partition('@')[0]}+x@{made.address.partition('@')[2]}", made)
