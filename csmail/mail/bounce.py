"""What a report says about a mail of ours: delivery (RFC 3464), read receipt (RFC 8098), complaint (RFC 5965).

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| no structure (qmail, Exim, old Exchange, Gmail) | addresses and codes found in the text | the mail on the server |
| cut before the returned headers | the report without `original_id` | the same |
| nothing recognised | None: no recipient is ever marked as failed on a guess | the same |
"""

from __future__ import annotations

import re

from csmail.mail import text
from csmail.mail.address import key, sound
from csmail.mail.mime import message_ids
from csmail.mail.mime.charset import clean, decode, prose
from csmail.mail.mime.headers import first, values
from csmail.mail.mime.structure import Part
from csmail.mail.text import Body
from csmail.model.message import Message, Outcome, Report

RECIPIENTS = 100
GRAVEST_FIRST: tuple[Outcome, ...] = ("failed", "delayed", "delivered", "relayed", "expanded")
DELAYED = re.compile(
    r"\((?:delay|tertunda)\)|^(?:warning: )?(?:delivery|message|mail) (?:has been )?(?:is )?delayed|^delayed mail"
    r"|warning: could not send|warning: message .{0,40}delayed|has not yet been delivered"
    r"|will (?:be retried|keep trying)"
    r"|still trying to deliver|pengiriman tertunda|zustellung (?:ist )?verzögert",
    re.IGNORECASE | re.MULTILINE,
)
DELIVERED = re.compile(
    r"successful mail delivery|\(success\)|(?:was|been) successfully delivered"
    r"|delivery to these recipients .{0,40}complete",
    re.IGNORECASE,
)
STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
NOTICE_PARTS = frozenset({"message/disposition-notification", "message/feedback-report"})
RETURNED_PARTS = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})

# Where a report without structure begins to quote our own mail.
RETURNED = re.compile(
    r"^(?:-{2,} ?(?:below this line is a copy|this is a copy|original message"
    r"|returned message|the header|message header|undelivered message|transcript of session)"
    r"|-{2,} ?pesan asli|original message headers:|received: |return-path: |message-id: )",
    re.IGNORECASE | re.MULTILINE,
)
# Exchange explains itself to its administrators: codes, and ids that look like addresses.
TECHNICAL = re.compile(r"^diagnostic information for admin", re.IGNORECASE | re.MULTILINE)
CUE = re.compile(
    r"(?:hi\. this is the|could not be delivered|delivery .{0,60}failed|failed permanently|wasn't delivered to"
    r"|following (?:address|recipient)|did not reach|not been delivered|had permanent fatal errors|undeliverable to"
    r"|couldn't be delivered|was not delivered to|cannot be delivered|tidak dapat (?:di|ter)?kirim"
    r"|gagal (?:terkirim|dikirim|secara permanen)|(?:konnte|kann) nicht zugestellt|n'a pas (?:pu|été) .{0,20}remis"
    r"|no se (?:ha podido|pudo|puede) entregar|(?:não pôde|não foi possível) .{0,20}entreg|niet (?:worden )?bezorgd)",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[^\s<>\"'(),:;\[\]]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")
STATUS = re.compile(r"\b([45])\.\d{1,3}\.\d{1,3}\b|(?:^|\s)#?([45])\d\d[ -]", re.MULTILINE)
FOR_GOOD = re.compile(
    r"permanent(?:ly)? (?:error|fatal|fail)|failed permanently|i've given up|gagal secara permanen"
    r"|not listed in domino",
    re.IGNORECASE,
)


def report(header: bytes, body: bytes) -> Report | None:
    """Read the report in a raw mail, None when it is none. Total: never raises."""
    block = header.decode("latin-1")
    return read(block, text.body(block, body))


def failed(message: Message) -> bool:
    """Whether it is a bounce by which something failed, as far as it says (RFC 3464 section 2.3.3)."""
    return message.kind == "bounce" and (message.report is None or message.report.outcome in ("", "failed"))


def read(header: str, body: Body) -> Report | None:
    """The same on a body that was taken apart already."""
    parts = body.parts
    status = _first(parts, STATUS_PARTS)
    notice = _first(parts, NOTICE_PARTS)
    returned = _first(parts, RETURNED_PARTS)
    if status:
        return _delivery(header, status, returned)
    if notice:
        original = first(notice, "original-message-id") or first(returned, "message-id")
        return Report(
            original_id=message_ids.one(original) or _answered(header), diagnostic=_told(first(notice, "disposition"))
        )
    return _unstructured(header, body.text, returned)


def _first(parts: tuple[Part, ...], types: frozenset[str]) -> str:
    for part in parts:
        if part.type in types:
            try:
                return prose(part.content()[: text.OCTETS]).lstrip("\n")
            except Exception:  # a damaged transfer encoding inside a report: the rest of the report still counts
                return ""
    return ""


def _delivery(header: str, status: str, returned: str) -> Report:
    groups = [group for group in status.split("\n\n") if group.strip()][: RECIPIENTS + 1]
    hard: list[str] = []
    soft: list[str] = []
    told = ""
    actions = [_action(group) for group in groups]
    for group in groups:
        if _action(group) != "failed":
            continue
        code = first(group, "status").strip()
        (soft if code.startswith("4") else hard).append(_recipient(group))
        told = told or first(group, "diagnostic-code").partition(";")[2] or code
    failed = tuple(dict.fromkeys(spec for spec in hard or soft if spec))
    envelope = next((first(group, "original-envelope-id") for group in groups), "")
    original = message_ids.one(first(returned, "message-id")) or _answered(header)
    outcome: Outcome = next((one for one in GRAVEST_FIRST if one in actions), "")
    return Report(original, clean(envelope, 200), failed, bool(hard), _told(told), outcome)


def _action(group: str) -> str:
    return first(group, "action").partition("(")[0].strip().lower()


def _undecided(header: str, text: str) -> Outcome:
    """Of a report without structure whether nothing failed yet, or at all; "" where its words do not say so."""
    said = f"{decode(first(header, 'subject'))}\n{text[:2000]}"
    return "delivered" if DELIVERED.search(said) else "delayed" if DELAYED.search(said) else ""


def _recipient(group: str) -> str:
    """The address we wrote to (Original-Recipient), else the one it was forwarded to in the end (RFC 3464 2.3.1)."""
    for name in ("original-recipient", "final-recipient"):
        spec = first(group, name).partition(";")[2].strip(" <>\t")
        if sound(spec):
            return spec
    return ""


def _unstructured(header: str, body: str, returned: str) -> Report | None:
    named = [spec for value in values(header, "x-failed-recipients") for spec in ADDRESS.findall(value)]
    cue = CUE.search(body)
    undecided = _undecided(header, body)
    if not named and not cue:
        return Report(_answered(header), outcome=undecided) if undecided else None
    cut = RETURNED.search(body, cue.start() if cue else 0)
    told = body[cue.start() if cue else 0 : cut.start() if cut else len(body)][:4000]
    ours = {key(spec) for name in ("to", "from", "cc") for spec in ADDRESS.findall(first(header, name))}
    found = named or [spec for spec in ADDRESS.findall(TECHNICAL.split(told)[0]) if key(spec) not in ours]
    failed = tuple(dict.fromkeys(spec for spec in found if sound(spec)))[:RECIPIENTS]
    codes = {one or other for one, other in STATUS.findall(told)}
    permanent = bool(failed) and ("5" in codes or bool(FOR_GOOD.search(told)))
    quoted = returned or (body[cut.start() :] if cut else "")
    original = message_ids.one(_message_id_line(quoted) or _message_id_line(body)) or _answered(header)
    outcome: Outcome = "failed" if permanent else undecided
    if outcome in ("delayed", "delivered"):
        failed = ()
    return Report(original, "", failed, permanent, _told(_diagnosis(told)), outcome)


def _message_id_line(quoted: str) -> str:
    match = re.search(r"^[ \t]*message-id:[ \t]*(?:\n[ \t]+)?([^\n]{1,998})", quoted, re.IGNORECASE | re.MULTILINE)
    return match.group(1) if match else ""


def _diagnosis(told: str) -> str:
    return next((line.strip() for line in told.split("\n") if STATUS.search(line)), "")


def _answered(header: str) -> str:
    """Gmail and others make their report an answer to the mail that failed."""
    return message_ids.one(first(header, "in-reply-to")) or message_ids.last(first(header, "references"))


def _told(value: str) -> str:
    return clean(decode(value), 300)
