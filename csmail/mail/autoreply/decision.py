"""May a machine answer this message: the one place where that is decided, row by row as correct-mail 10.2 lists them.

A weak sign (a subject, Feedback-ID, postmaster@) never decides alone (S-2). No list of signs is complete: what ends a
loop in any case is once per conversation and the limit per sender, which the acknowledge action keeps (row 15, S-3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from csmail.mail.address import is_internal, is_noreply, is_own, is_robot, is_undeliverable, key, parse_list
from csmail.mail.autoreply import signs as signs
from csmail.mail.autoreply.facts import (
    Facts,
    answers_us,
    is_away,
    keyword,
    list_field,
    list_owner,
    null_path,
    report_type,
    spam_field,
)
from csmail.mail.autoreply.kind import kind as kind
from csmail.mail.autoreply.loop_mark import is_our_mark, mark_of
from csmail.mail.autoreply.trust import (
    forged_form,
    is_forged,
    names_customer,
    notifier,
    stands_in,
    trusted_form,
    trusted_list,
)
from csmail.mail.mime.charset import clean
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Verdict

Seen = tuple[str, str]
Row = Callable[[Facts, Desk], Seen | None]

TOKEN = re.compile(r"[^\s,;]+")
ORDINARY = re.compile(r"(?:text|multipart)/(?:plain|html|mixed|alternative|related)[; ]?", re.IGNORECASE)
AMBIGUOUS = frozenset({"address_in_name", "ambiguous_address"})


HUMAN = Verdict(True, "human")


def verdict(facts: Facts, desk: Desk) -> Verdict:
    """The first row that holds, with what was seen; allowed when none does."""
    for row in _asked(*_signs_of(facts.fields)):
        found = row(facts, desk)
        if found:
            return Verdict(False, found[0], clean(found[1], 200))
    return HUMAN


def _signs_of(fields: Mapping[str, tuple[str, ...]]) -> tuple[frozenset[str], bool]:
    """The fields that a row looks for, and whether there is one of a list."""
    return TELLING.intersection(fields), "list-" in " ".join(fields)


@lru_cache(maxsize=1024)
def _asked(named: frozenset[str], listed: bool) -> tuple[Row, ...]:
    """The rows that can hold for such fields, in their order. Most mails have hardly one of them, and 19 questions
    about every mail cost a fifth of its reading."""
    return tuple(row for row in ROWS if row not in LOOKS_FOR or named & LOOKS_FOR[row] or (listed and row is _list))


def _report(facts: Facts, desk: Desk) -> Seen | None:
    given = facts.first("content-type")
    if not given or ORDINARY.match(given):
        return None
    found = report_type(facts)
    if found in signs.REPORT_CODES:
        return signs.REPORT_CODES[found], f"Content-Type: {given}"
    # Exchange's old notes have no structure: three weak signs together (subject, TNEF, an answer to us).
    tnef = given.lower().startswith("application/ms-tnef")
    if tnef and signs.READ_SUBJECT.match(facts.subject) and answers_us(facts, desk):
        return "mdn", f"Subject: {facts.subject}"
    return None


def _null_return_path(facts: Facts, desk: Desk) -> Seen | None:
    return ("null_return_path", f"Return-Path: {facts.first('return-path')}") if null_path(facts) else None


def _loop(facts: Facts, desk: Desk) -> Seen | None:
    if is_our_mark(facts.all("x-csmail-loop"), desk):
        return "loop_header", f"X-CSMail-Loop: {mark_of(desk)}"
    foreign = facts.first("x-loop")
    return ("loop_header", f"X-Loop: {foreign}") if foreign else None


def _own(facts: Facts, desk: Desk) -> Seen | None:
    own = _own_among(facts.originators, desk)
    return ("own_address", f"From: {own}") if own and not stands_in(facts, desk) else None


def _form(facts: Facts, desk: Desk) -> Seen | None:
    # Its Reply-To is whoever forged it, its From a machine of ours.
    return ("form_not_vouched", f"From: {facts.sender}") if forged_form(facts, desk) else None


def _own_among(addresses: Iterable[Address], desk: Desk) -> str:
    for address in addresses:
        if is_own(address.spec, desk):
            return address.spec
    return ""


def _no_sender(facts: Facts, desk: Desk) -> Seen | None:
    return None if facts.originators else ("no_sender", f"From: {facts.first('from')}")


def _auto_submitted(facts: Facts, desk: Desk) -> Seen | None:
    for value in facts.all("auto-submitted"):
        word = keyword(value)
        if word not in ("", "no") and (word in signs.ANSWERED or not trusted_form(facts, desk)):
            return "auto_submitted", f"Auto-Submitted: {value}"
    return None


def _list(facts: Facts, desk: Desk) -> Seen | None:
    found = list_field(facts)
    return ("list_header", f"{found}: {facts.first(found)}") if found and not stands_in(facts, desk) else None


def _precedence(facts: Facts, desk: Desk) -> Seen | None:
    for name in signs.PRECEDENCE_FIELDS:
        for value in facts.all(name):
            word = keyword(value)
            answered = word in signs.ANSWERED and not trusted_list(facts, desk)
            if answered or (word in signs.PRECEDENCE and not stands_in(facts, desk)):
                return "precedence", f"{name}: {value}"
    return None


def _autoresponder(facts: Facts, desk: Desk) -> Seen | None:
    for name in facts.fields.keys() & signs.AUTORESPONDER:
        word = keyword(facts.first(name))
        generated = name in signs.GENERATED and word != "reply" and trusted_form(facts, desk)
        if word not in signs.DENIALS and not generated:
            return "autoresponder_header", f"{name}: {facts.first(name)}"
    for name, telling in signs.TELLING_VALUES.items():
        if any(keyword(value) == telling for value in facts.all(name)):
            return "autoresponder_header", f"{name}: {telling}"
    return None


def _suppress(facts: Facts, desk: Desk) -> Seen | None:
    for value in facts.all("x-auto-response-suppress"):
        if signs.SUPPRESS.intersection(TOKEN.findall(value.lower())) and not trusted_form(facts, desk):
            return "suppress_requested", f"X-Auto-Response-Suppress: {value}"
    return None


def _calendar(facts: Facts, desk: Desk) -> Seen | None:
    if not facts.calendar or trusted_form(facts, desk):  # a form for bookings attaches the time that was asked for
        return None
    return "calendar", f"text/calendar; method={facts.calendar}"


def _robot(facts: Facts, desk: Desk) -> Seen | None:
    if trusted_form(facts, desk):
        return None
    if is_noreply(facts.sender):
        return "noreply_sender", f"From: {facts.sender}"
    if is_robot(facts.sender):
        return "system_sender", f"From: {facts.sender}"
    owner = list_owner(facts)
    return ("system_sender", owner) if owner and not trusted_list(facts, desk) else None


def _known(facts: Facts, desk: Desk) -> Seen | None:
    if trusted_form(facts, desk):
        return ("machine_report", f"Subject: {facts.subject}") if report_type(facts) else None
    if notifier(facts, desk):
        return "known_notifier", f"From: {facts.sender}"
    if ":" in facts.subject and signs.DMARC_SUBJECT.search(facts.subject):
        return "machine_report", f"Subject: {facts.subject}"
    if signs.FEEDBACK_SENDER.match(key(facts.sender)) and signs.FEEDBACK_SUBJECT.match(signs.bare(facts.subject)):
        return "machine_report", f"Subject: {facts.subject}"
    if signs.FEEDBACK_TEXT.match(facts.text):
        return "machine_report", f"Text: {facts.text[:60]}"
    archived = not signs.ARCHIVES.isdisjoint(facts.types)
    if report_type(facts) or (archived and signs.REPORT_SUBJECT.match(signs.bare(facts.subject))):
        return "machine_report", f"Subject: {facts.subject}"
    return None


def _subject(facts: Facts, desk: Desk) -> Seen | None:
    if _bounced(facts):
        return "bounce_subject", f"From: {facts.sender}, Subject: {facts.subject}"
    # What a customer writes into a form is no answer to us: "sedang cuti" is then a subject like any other.
    if is_away(facts, desk) and (answers_us(facts, desk) or not names_customer(facts, desk)):
        return "autoreply_subject", f"Subject: {facts.subject}"
    return None


def _bounced(facts: Facts) -> bool:
    """A clear subject of a mail system; of anybody, with a code of SMTP or our mail and the words of a machine.

    A person who forwards a bounce writes "Fwd:" before its subject.
    """
    if facts.all("x-failed-recipients"):
        return True  # Exim and Gmail write it about a mail that came back; no writer of mails does
    sender = key(facts.sender)
    if signs.NOTIFYING.match(sender) and signs.SMTP_CODE.search(facts.text):
        return True
    if not signs.BOUNCE_SUBJECT.match(signs.bare(facts.subject)):
        return False
    if signs.MAIL_SYSTEM.match(sender):
        return True
    told = "message/rfc822" in facts.types or signs.SMTP_CODE.search(facts.text) is not None
    return told and signs.MACHINE_WORDS.search(facts.text) is not None


def _sender(facts: Facts, desk: Desk) -> Seen | None:
    if trusted_form(facts, desk):  # www-data@localhost, or the customer's address as the name in From
        return None
    if is_undeliverable(facts.sender):
        return "undeliverable_sender", f"From: {facts.sender}"
    if not AMBIGUOUS.isdisjoint(facts.doubts) or len({key(author.spec) for author in facts.originators}) > 1:
        return "ambiguous_sender", f"From: {facts.first('from')}"
    return None


def _authentication(facts: Facts, desk: Desk) -> Seen | None:
    return ("authentication_failed", "dmarc=fail") if is_forged(facts, desk) else None


def _spam(facts: Facts, desk: Desk) -> Seen | None:
    found = spam_field(facts)
    return ("spam", f"{found}: {facts.first(found)}") if found else None


def _not_addressed(facts: Facts, desk: Desk) -> Seen | None:
    if len(facts.to) + len(facts.cc) > desk.max_recipients:
        return "mass_recipients", f"{len(facts.to) + len(facts.cc)} recipients"
    if _own_among(facts.to, desk) or _own_among(facts.cc, desk):
        return None
    resent = (*facts.all("resent-to"), *facts.all("resent-cc"))
    if any(_own_among(parse_list(value)[0], desk) for value in resent):
        return None
    return "not_addressed", "no own address in To, Cc, Resent-To, Resent-Cc"


def _internal(facts: Facts, desk: Desk) -> Seen | None:
    internal = is_internal(facts.sender, desk) and not trusted_form(facts, desk)
    return ("internal_sender", f"From: {facts.sender}") if internal else None


ROWS: tuple[Row, ...] = (
    _report, _null_return_path, _loop, _own, _form, _no_sender, _auto_submitted, _list, _precedence, _autoresponder,
    _suppress, _calendar, _robot, _known, _subject, _sender, _authentication, _spam, _not_addressed, _internal,
)  # fmt: skip
# What each row needs to hold at all; the others look at people and words, which every mail has.
LOOKS_FOR: dict[Row, frozenset[str]] = {
    _null_return_path: frozenset({"return-path"}),
    _loop: frozenset({"x-csmail-loop", "x-loop"}),
    _auto_submitted: frozenset({"auto-submitted"}),
    _list: signs.LIST_FIELDS,
    _precedence: frozenset(signs.PRECEDENCE_FIELDS),
    _autoresponder: signs.AUTORESPONDER | signs.TELLING_VALUES.keys(),
    _suppress: frozenset({"x-auto-response-suppress"}),
    _authentication: frozenset({"authentication-results"}),
    _spam: frozenset(signs.SPAM),
}
TELLING = frozenset().union(*LOOKS_FOR.values())
