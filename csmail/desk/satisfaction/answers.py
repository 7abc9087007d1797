"""What an arrival is that answers a survey: a rating, a wish to be asked no more, or a matter that is not settled.

| what somebody can do | what it gains |
| --- | --- |
| forge the customer's address | nothing where a server that the desk believes says so, or he never saw the survey |
| send a prepared answer that is not ours | its digit counts where the mail cites the survey, or proves its author |
| answer for another (a colleague, a stranger) | it is filed, unseen by rules, and counts nothing |
| answer again and again | the first day counts, the rest is kept |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from csmail.desk.context import Context
from csmail.mail import threading
from csmail.mail.address import key
from csmail.mail.autoreply import trust
from csmail.mail.autoreply.owner import proven
from csmail.mail.new_words import own_words
from csmail.mail.threading import id_evidence, subject
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.replacing import copied
from csmail.model.survey import Survey
from csmail.tone import rating
from csmail.tone.rating import Rating

VALID = timedelta(days=30)
"""So long after it was asked an answer counts."""
CORRECTED = timedelta(hours=24)
"""So long after the first answer another one replaces it."""


Why = Literal[rating.Why, "not_human", "not_the_customer", "answered_already", "too_late"]
WHY: Mapping[Why, str] = {
    "nothing_new": "rating_nothing_new", "no_rating": "rating_no_rating", "ambiguous": "rating_ambiguous",
    "out_of_range": "rating_out_of_range", "opted_out": "rating_opted_out", "not_human": "rating_not_human",
    "not_the_customer": "rating_not_the_customer", "answered_already": "rating_answered_already",
    "too_late": "rating_too_late",
}  # fmt: skip
"""The code of each reason for which no rating is counted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The conversation with what the answer means for it, and what the receipt says.

    `goes_on`: something is asked in it, so that it is taken in like any other mail.
    """

    conversation: Conversation
    notes: tuple[Reason, ...]
    goes_on: bool = False


def heard(message: Message, join: threading.ThreadMatch, conversation: Conversation, context: Context) -> Answer | None:
    """What `message`, which joins `conversation`, answers to its survey; None where it answers none. Raises StoreError.

    The customer's record is changed in `context`.
    """
    if not conversation.surveys or message.quarantined or "forged_sender" in join.flags:
        return None
    mail = context.workspace.store.message(conversation.surveys[-1].mail)
    cites = mail is not None and _cites(message, mail)
    named = mail is not None and _names(message, mail)
    if message.kind != "human":
        return _of_machine(message, conversation, context) if cites else None
    if not (cites or named) or message.verdict.reason == "authentication_failed":
        return None
    trusted = cites or join.signed or _is_proven(message, conversation, context)
    read = rating.read(own_words(message), message.subject if trusted else "")
    if not (trusted and _is_hers(message, conversation, context)):
        return None if read.asks else Answer(conversation, (_none("not_the_customer"),))
    return _weighed(message, read, conversation, context)


def _weighed(message: Message, read: Rating, conversation: Conversation, context: Context) -> Answer:
    """What is made of the customer's own answer."""
    survey, at = conversation.surveys[-1], min(message.received_at, context.now)
    why = _why_not_counted(read, survey, at - survey.asked_at, at - (survey.first_at or survey.rated_at or at))
    if read.why == "opted_out":
        context.records.wants_no_surveys(message.originators[0])
    if not why:
        survey = replace(
            survey, rating=read.value, rated_at=at, comment=read.comment, first_at=survey.first_at or at
        )  # fmt: skip
        context.records.rated(conversation, read.value, at)
    elif survey.rating is None and read.comment and read.why == "no_rating":
        survey = replace(survey, comment=read.comment)
    after = conversation.amended(surveys=(*conversation.surveys[:-1], survey), changed_at=context.now)
    if not why:  # what was asked of a person for an answer that this one replaces is settled
        after = after.calmed([one for one in after.needs if one.code in ("rated_low", "rating_unclear")])
    if read.is_low:
        after = after.needing(Reason.of("rated_low", rating=read.value))
    elif read.is_unclear:
        after = after.needing(Reason("rating_unclear"))
    note = _none(why) if why else Reason.of("rated", rating=read.value)
    return Answer(after, (note,), read.asks)


def _why_not_counted(read: Rating, survey: Survey, late: timedelta, since_first: timedelta) -> Why:
    if read.value is None:
        return read.why
    if late > VALID:
        return "too_late"
    return "answered_already" if survey.rating is not None and since_first > CORRECTED else ""


def _none(why: Why) -> Reason:
    return Reason("rating_not_counted").because(Reason(WHY[why]))


def _of_machine(message: Message, conversation: Conversation, context: Context) -> Answer:
    """An absence note, or a report that the survey came back: no matter of anybody's."""
    report = message.report
    if report is not None and report.permanent and report.failed:
        conversation = conversation.amended(bounced=conversation.bounced | frozenset(map(key, report.failed)))
    return Answer(conversation.amended(changed_at=context.now), (_none("not_human"),))


def _cites(message: Message, survey: Message) -> bool:
    """Whether it names the very mail that asked, whose Message-ID only its readers know."""
    returned = message.report.original_id if message.report else ""
    return bool(survey.message_id) and survey.message_id in (*id_evidence.cited(message), returned)


def _names(message: Message, survey: Message) -> bool:
    """Whether its subject is that of the survey or of an answer that we prepared: other mails name the number, too."""
    if survey.conversation not in threading.tokens_to_look_up(message):
        return False
    same = subject.base(message.subject).casefold() == subject.base(survey.subject).casefold()
    return same or rating.PREPARED.search(message.subject) is not None


def _is_proven(message: Message, conversation: Conversation, context: Context) -> bool:
    customer = conversation.customer
    author = proven(copied(message, {"weak": False}), context.workspace.desk)  # as weak as a subject is
    return customer is not None and bool(author) and key(author) in context.records.keys(customer.spec)


def _is_hers(message: Message, conversation: Conversation, context: Context) -> bool:
    customer = conversation.customer
    authors = trust.authors(message, context.workspace.desk)
    return customer is not None and len(authors) == 1 and key(authors[0].spec) in context.records.keys(customer.spec)
