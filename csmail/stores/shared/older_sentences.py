"""The sentences that csmail kept before reasons had codes; nowhere else is a sentence taken apart."""

from __future__ import annotations

import re

from csmail.model.reason import Reason

PURPOSE = r"the (?P<purpose>acknowledgement|reply|escalation|forward|deed)"
# Of a need, a withheld step or the note of a task, as csmail wrote them until November 2026: pattern, code.
SENTENCES = tuple(
    (re.compile(pattern, re.DOTALL), code)
    for pattern, code in (
        (r"acknowledged already, (?P<at>.+)", "already_acknowledged"),
        (r"assigned so already", "already_assigned"),
        (r"closed already", "already_closed"),
        (r"escalated to (?P<to>\S+) already", "already_escalated"),
        (r"open already", "already_open"),
        (r"it has this priority already", "already_priority"),
        (r"it is spam already", "already_spam"),
        (r"tagged so already", "already_tagged"),
        (r"it lies there already", "already_there"),
        (r"not tagged so", "not_tagged"),
        (r"it comes from (?P<sender>\S+)", "circular"),
        (r"the note is empty", "empty_note"),
        (r"there is no tier left to escalate to", "no_tier_left"),
        (r"there is no message to answer", "nothing_to_answer"),
        (r"there is no message to forward", "nothing_to_forward"),
        (r"it is not known where the message lies", "place_unknown"),
        (r"the message is of kind (?P<kind>\w+)", "wrong_kind"),
        (r"(?P<to>\S+) is no agent of (?P<desk>\S+) \(agents: (?P<agents>.*)\)", "unknown_agent"),
        (
            r"((?P<action>\w+): )?'(?P<template>.+)' has gaps that a person fills \((?P<gap>.+)\): draft it",
            "template_gaps",
        ),
        (r"((?P<action>\w+): )?(?P<error>template .+)", "letter_failed"),
        (r"not_first_message: a machine answered in this conversation already", "machine_answered_before"),
        (r"own_message: it brings our automatic mail of (?P<returned>\S+) back", "own_message"),
        (r"(?P<code>too_old|clock_wrong): received (?P<received>.+)", ""),
        (r"rate_limited: (?P<count>\d+) acknowledgements to this sender in (?P<hours>\S+) h", "rate_limited"),
        (r"domain_limited: (?P<count>\d+) acknowledgements to (?P<domain>\S+) within an hour", "domain_limited"),
        (
            r"breaker_open: (?P<strangers>\d+) to new senders within an hour, the limit is (?P<limit>\d+)",
            "breaker_open",
        ),
        (r"breaker_open: (?P<count>\d+) within an hour, the limit is (?P<limit>\d+)", "breaker_open"),
        (rf"nobody knows whether {PURPOSE} to (?P<to>.*) arrived \(task (?P<task>\w+)\)", "arrival_in_doubt"),
        (rf"{PURPOSE} to (?P<to>.*?) was refused: ((?P<recipient>\S+@\S+): )?(?P<reply>.*)", "mail_refused"),
        (r"(?P<sender>.+) wrote into this conversation without being part of it", "stranger_wrote"),
        (r"a mail that anybody could have written names (?P<named>.+)", "unproven_named"),
        (r"(?P<sender>.+) had a blind copy and answered it, unseen by the customer", "blind_copy_answered"),
        (r"forwarded by (?P<by>.+): a person answers the customer", "forwarded_by_colleague"),
        (r"mail to (?P<to>.+?) could not be delivered(: (?P<diagnostic>.*))?", "bounced"),
        (r"the specialist answered: (?P<author>.+) wrote to us alone", "specialist_wrote"),
        (r"(?P<author>.+) wrote to us alone, unseen by the customer", "colleague_wrote"),
        (r"the message cannot be read; .*", "unreadable"),
        (r"the message is built too oddly to be read; .*", "structure_refused"),
        (r"the message is encrypted: .*", "encrypted"),
        (r"the message is signed in a form that cannot be read here: .*", "signed_unreadable"),
        (r"the server does not hand it over", "not_handed_over"),
        (r"reading it killed csmail (?P<times>\d+) times", "killed_reader"),
        (r"another installation acknowledged it.*", "claimed_elsewhere"),
        (r"the message is where it was no more.*", "message_gone"),
        (r"the store was put back from a copy.*", "put_back"),
        (r"given up after (?P<tries>\d+) tries: ((?P<to>\S+@\S+): )?(?P<reply>.*)", "given_up"),
        (r"not on (?P<missing>\d+) of (?P<all>\d+): .*", "marks_missing"),
        (r"(?P<folder>.+) was put back from a copy, its UIDs are other mails now", "renumbered"),
        (r"(?P<folder>.+) was put back from a copy or made again, its UIDs are other mails now", "numbered_anew"),
        (r"sent again by (?P<by>.+)", "sent_again"),
        (r"tried again by (?P<by>.+)", "tried_again"),
        (r"dropped by (?P<by>.+)", "dropped"),
    )
)
CODED = re.compile(r"(?P<code>[a-z]+(?:_[a-z]+)*)(?:: (?P<detail>.*))?", re.DOTALL)
REPLY = re.compile(r"((?P<to>\S+@\S+): )?(?P<reply>.*)", re.DOTALL)


def reason(sentence: str) -> Reason:
    """The reason that such a sentence gave; `said` with its `text` when it is none of them."""
    for pattern, code in SENTENCES:
        if found := pattern.fullmatch(sentence):
            facts = found.groupdict()
            named = facts.pop("code", None)
            return Reason.of(code or named or "", **facts)
    found = CODED.fullmatch(sentence)
    return _coded(found["code"], found["detail"] or "", sentence) if found else Reason.of("said", text=sentence)


def _coded(code: str, detail: str, sentence: str) -> Reason:
    """`noreply_sender: From: no-reply@x.example`: the codes of verdicts and audiences, which never had other words."""
    from csmail.wording.reasons import SENTENCES as TOLD

    if code not in TOLD:
        return Reason.of("said", text=sentence)
    return Reason.of(code, detail=detail) if detail not in OWN_WORDS else Reason(code)


OWN_WORDS = frozenset(
    {
        "it was there before the desk began",
        "the conversation was under way already",
        "the sender is no participant of this conversation",
    }
)


def of_task(state: str, note: str) -> Reason | None:
    """Why a task was in its state: most notes are what a server said."""
    if not note:
        return None
    known = reason(note)
    if known.code != "said" or state not in ("deferred", "refused", "in_doubt", "sent"):
        return known
    said = REPLY.fullmatch(note)
    return Reason.of("refused" if state == "sent" else state, **(said.groupdict() if said else {"reply": note}))
