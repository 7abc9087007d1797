"""What a message is, whatever we answer: suppression is not classification (S-1)."""

from __future__ import annotations

from csmail.mail.address import is_noreply, is_robot, is_undeliverable, key
from csmail.mail.autoreply import signs as signs
from csmail.mail.autoreply.facts import (
    Facts,
    is_away,
    keyword,
    list_field,
    list_owner,
    null_path,
    report_type,
    spam_field,
)
from csmail.mail.autoreply.trust import is_form, names_customer, notifier, trusted_list
from csmail.model.desk import Desk
from csmail.model.message import Kind, Verdict

# The rows of 10.2 that settle the kind as well.
BY_REASON: dict[str, Kind] = {
    "bounce_dsn": "bounce", "mdn": "report", "arf": "report", "spam": "spam", "bounce_subject": "bounce",
    "known_notifier": "notification", "machine_report": "notification", "undeliverable_sender": "notification",
    "autoreply_subject": "autoreply", "loop_header": "autoreply", "calendar": "calendar",
}  # fmt: skip
# Of these, what speaks of the sender alone: of a form of ours we know better.
BY_SENDER = frozenset({"known_notifier", "machine_report", "undeliverable_sender"})


def kind(facts: Facts, desk: Desk, judged: Verdict) -> Kind:
    """Only human and calendar may reopen a conversation or count as an answer of the customer (T-11)."""
    if judged.allowed:
        return "human"
    settled = BY_REASON.get(judged.reason)
    if settled and not (judged.reason == "loop_header" and facts.all("x-loop")) and not _of_form(facts, desk, judged):
        return settled
    if is_form(facts, desk):
        return _through_form(facts, desk, judged)
    return _machine(facts, desk, judged) or _mass(facts, desk) or _robot(facts, desk) or "human"


def _of_form(facts: Facts, desk: Desk, judged: Verdict) -> bool:
    """Whether the reason only says what the sender is, and that is a form of ours."""
    return judged.reason in BY_SENDER and is_form(facts, desk)


def _through_form(facts: Facts, desk: Desk, judged: Verdict) -> Kind:
    """What came under the name of a form and no machine may answer: a person looks, unless a machine answered us."""
    if _bounces(facts):
        return "bounce"
    if report_type(facts):
        return "report" if report_type(facts) in signs.REPORT_CODES else "notification"
    if spam_field(facts):
        return "spam"
    words = {keyword(value) for name in ("auto-submitted", *signs.PRECEDENCE_FIELDS) for value in facts.all(name)}
    answers = judged.reason == "autoresponder_header" or bool(words & signs.ANSWERED)
    if answers or (not names_customer(facts, desk) and (null_path(facts) or is_away(facts, desk))):
        return "autoreply"
    return "human"


def _machine(facts: Facts, desk: Desk, judged: Verdict) -> Kind | None:
    if facts.calendar:
        return "calendar"
    if _bounces(facts):
        return "bounce"
    if report_type(facts):
        return "report" if report_type(facts) in signs.REPORT_CODES else "notification"
    if spam_field(facts):
        return "spam"
    if facts.having(signs.NOTICE_FIELDS) or notifier(facts, desk):
        return "notification"
    submitted = [word for word in map(keyword, facts.all("auto-submitted")) if word not in ("", "no")]
    if submitted:
        fresh = set(submitted) == {"auto-generated"} and not facts.having(signs.ANSWER_FIELDS)
        return "notification" if fresh and not signs.AWAY_SUBJECT.match(facts.subject) else "autoreply"
    # A vacation program that also says "Precedence: bulk" is none the less one.
    responder = judged.reason == "autoresponder_header" or facts.having(signs.RESPONDER_FIELDS)
    if responder or null_path(facts) or is_away(facts, desk):
        return "autoreply"
    return None


def _bounces(facts: Facts) -> bool:
    local = key(facts.sender).rpartition("@")[0]
    system = local.replace("-", "").replace("_", "") in ("mailerdaemon", "maildaemon")
    # qmail and Notes also write the bare name, which is no address.
    system = system or (not local and "mailer-daemon" in facts.first("from").lower())
    if system or facts.all("x-failed-recipients"):
        return True
    # A vacation answer has a null return path too: only with another sign is it a bounce.
    return null_path(facts) and bool(
        signs.BOUNCE_SUBJECT.match(facts.subject) or signs.MAIL_SYSTEM.match(key(facts.sender))
    )


def _mass(facts: Facts, desk: Desk) -> Kind | None:
    precedence = {keyword(value) for name in signs.PRECEDENCE_FIELDS for value in facts.all(name)}
    if precedence & {"auto_reply", "auto-reply"}:
        return "autoreply"
    if trusted_list(facts, desk):
        return None
    listed = list_field(facts)
    if listed.startswith("list-unsubscribe") and "list" not in precedence and is_noreply(facts.sender):
        return "notification"
    return "list" if listed or precedence & signs.PRECEDENCE else None


def _robot(facts: Facts, desk: Desk) -> Kind | None:
    if is_noreply(facts.sender) or is_undeliverable(facts.sender):
        return "notification" if facts.sender else None
    if not is_robot(facts.sender):
        return "list" if list_owner(facts) and not trusted_list(facts, desk) else None
    local = key(facts.sender).rpartition("@")[0]
    if local in ("root", "nobody"):
        return "notification"
    return "bounce" if "bounce" in local or local.startswith("microsoftexchange") else "list"
