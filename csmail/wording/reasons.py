"""Says in words for people why a machine stays silent; the codes are those of the receipts."""

from __future__ import annotations

PLAIN = {
    "all_recipients_bounced": "mail to every one of them came back",
    "already_done": "done already",
    "ambiguous_sender": "it does not say clearly who wrote it",
    "arf": "it is a complaint report of a mail provider",
    "authentication_failed": "the sender's domain says that it is forged",
    "auto_forwarded": "it was forwarded by a machine",
    "auto_submitted": "a machine wrote it",
    "autoreply_subject": "it is an absence note",
    "autoresponder_header": "an answering machine wrote it",
    "backlog": "it was there before the desk began",
    "blind_recipient_replied": "the writer had a blind copy of a mail of ours",
    "bounce_dsn": "it says that a mail could not be delivered",
    "bounce_subject": "it says that a mail could not be delivered",
    "breaker_open": "more acknowledgements were due within an hour than the desk may send",
    "calendar": "it is an invitation",
    "claimed_elsewhere": "another installation acknowledged it, or the store was put back",
    "clock_wrong": "it comes from the future, so a clock is wrong",
    "domain_limited": "this domain had enough acknowledgements for now",
    "form_not_vouched": "it names a form of ours as its sender, and no server vouches for that",
    "header_junk": "its header cannot be read",
    "internal_reply": "it belongs to an internal mail",
    "internal_sender": "a colleague wrote it",
    "known_notifier": "it is a notification of some service",
    "list_header": "it comes from a mailing list",
    "loop_header": "it went through a machine that we could call back and forth with",
    "machine_report": "a machine wrote it",
    "malformed_originator": "its sender is no address",
    "mass_recipients": "it went to very many people",
    "mdn": "it is a receipt that a mail was read",
    "message_gone": "the message it acknowledges is where it was no more",
    "new_reply_to_in_thread": "it suddenly wants the answer somewhere else",
    "no_reply_target": "there is nobody to answer",
    "no_sender": "it has no sender",
    "noreply_sender": "the sender wants no answers",
    "noreply_target": "the address wants no answers",
    "not_addressed": "it is not addressed to the desk",
    "not_first_message": "the conversation was under way already",
    "null_return_path": "a mail server wrote it",
    "own_address": "it comes from the desk's own address",
    "own_message": "it is a mail of ours",
    "own_sender_no_external": "it comes from the desk itself",
    "precedence": "it calls itself bulk mail",
    "put_back": "the store was put back from a copy, so it may have left already",
    "rate_limited": "this sender had enough acknowledgements for now",
    "spam": "it is spam",
    "subject_changed": "its subject is another one",
    "suppress_requested": "the sender asks for no automatic answer",
    "system_sender": "a mail system wrote it",
    "too_many_recipients": "it would go to too many people",
    "too_old": "it is too old",
    "undeliverable_sender": "the sender cannot receive mail",
    "unproven_recipient": "it names somebody new, and anybody could have written it (csmail conversations accept)",
    "unknown_sender_in_thread": "the sender is new to this conversation",
}


def plainly(withheld: str) -> str:
    """`noreply_sender: no-reply@x.example` as `the sender wants no answers (no-reply@x.example)`.

    Words that are no code stay as they are.
    """
    code, _, evidence = withheld.partition(":")
    words = PLAIN.get(code.strip())
    if words is None:
        return withheld
    return f"{words} ({evidence.strip()})" if evidence.strip() else words
