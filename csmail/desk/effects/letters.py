"""Turns a letter into a mail: words rendered, bytes composed, both fixed before anything is committed.

What writes is imported when something is written: composing alone costs 25 ms, most commands by hand write nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from csmail.desk.effects import leaks
from csmail.desk.effects.gaps import incomplete
from csmail.desk.effects.variables import variables
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError, CsmailError, UsageError
from csmail.mail import identity
from csmail.model.audience import Audience
from csmail.model.effects import INTERNAL, Effect, Letter, Send, WriteDraft
from csmail.model.message import Message
from csmail.model.promise import Promise
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.task import Mail
from csmail.ports import Earlier, FactSheet, FactTable, Rendered

if TYPE_CHECKING:
    from csmail.mail import compose

SURVEY = "satisfaction"
"""The template in which answers stand that are ready to be sent."""

Original = Callable[[Message], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """A mail and the message it will be in the conversation; `source` is what it says in Markdown, if it was written in
    that, `closing` the closing as it stands there."""

    letter: Letter
    mail: Mail
    message: Message
    subject: str
    promise: Promise | None = None
    wording: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = ""
    closing: str = ""


@dataclass(slots=True)
class LetterWriter:
    """Writes the letters of one situation after the other, each once.

    `original` yields the whole message that a letter attaches; `cause` names what the letters come from, so that
    deciding twice makes the same Message-ID.
    """

    workspace: Workspace
    original: Original
    cause: str
    _written: dict[int, Written] = field(default_factory=dict)

    def veto(self, situation: Situation, effects: tuple[Effect, ...]) -> Reason | None:
        """Why these effects cannot be: a letter that cannot be written. None when all can."""
        for effect in effects:
            if isinstance(effect, Send | WriteDraft):
                try:
                    written = self.written(situation, effect.letter)
                    why = leaks.why_inside(self.workspace.store, effect.letter, situation.conversation.id)
                    if isinstance(effect, Send):
                        why = why or _why_not_sent(written)
                    if why:
                        return why
                except UsageError:
                    raise
                except CsmailError as error:
                    return Reason.of("letter_failed", error=error.message)
        return None

    def written(self, situation: Situation, letter: Letter) -> Written:
        """The letter as a mail. Raises ConfigurationError (template), Refused (bytes gate), NotFound (a file)."""
        if id(letter) not in self._written:
            self._written[id(letter)] = self._write(situation, letter)
        return self._written[id(letter)]

    def _write(self, situation: Situation, letter: Letter) -> Written:
        from csmail.desk.effects.given_word import given_word
        from csmail.mail import compose

        language = language_for(situation, letter)
        words = self.words(situation, letter, language)
        outgoing = self._outgoing(situation, letter, words)
        mail = compose.as_mail(outgoing, situation.desk)
        word = given_word(situation, letter, words.text, language)
        promise = Promise(word.clock, situation.now, word.within, word.due_at, mail.key) if word else None
        message = as_message(mail, outgoing, situation)
        return Written(
            letter, mail, message, outgoing.subject, promise, words.wording, words.missing, words.source, words.closing
        )

    def words(self, situation: Situation, letter: Letter, language: str) -> Rendered:
        """Subject and text of the letter as they are filled in. Raises ConfigurationError."""
        from csmail.desk.effects.given_word import promising

        if letter.purpose == "inquiry":
            words = leaks.question(situation, letter, language)
        elif letter.text:
            words = Rendered(text=letter.text)
        else:
            known = variables(situation, letter, language)
            # Whoever forges an address would be told by a machine; colleagues look orders up where they are.
            told = letter.purpose == "reply" and not letter.automatic
            facts = self._facts(situation, letter) if told else {}
            answers = self._prepared(situation, letter, language) if letter.template == SURVEY else {}
            conversation = situation.conversation
            earlier = Earlier(conversation.id, conversation.wordings, situation.wordings)
            words = self.workspace.templates.render(letter.template, language, {**known, **facts, **answers}, earlier)
        return _with_more(words, promising(words.text, situation, letter, language))

    def _facts(self, situation: Situation, letter: Letter) -> Mapping[str, FactSheet | FactTable]:
        """What the letter may say of lookups; of several sources its text tells which are asked for at once."""
        lookups = self.workspace.lookups
        several = lookups is not None and len(lookups.sources) > 1
        said = self.workspace.templates.variables(letter.template) if several else ()
        return self.workspace.facts(situation, letter.audience, said)

    def _outgoing(self, situation: Situation, letter: Letter, words: Rendered) -> compose.Outgoing:
        from csmail.mail import compose

        conversation = situation.conversation
        message_id = self._message_id(letter, conversation.id)
        original = self.original(situation.message) if letter.original and situation.message else None
        return compose.Outgoing(
            audience=self._reachable(letter, conversation.id),
            subject=subject_for(situation, letter, words),
            text=words.text,
            html=words.html,
            parent=None if letter.purpose in INTERNAL else answered(situation, letter),
            message_id=message_id,
            date=situation.now,
            purpose=letter.purpose,
            automatic=letter.automatic,
            original=original,
            attachments=_files(letter, words),
        )

    def _message_id(self, letter: Letter, conversation: str) -> str:
        domain = letter.audience.sender.spec.rpartition("@")[2]
        unique = f"{self.cause}/{len(self._written)}/{letter.purpose}/{letter.template}"
        return identity.outgoing_message_id(self.workspace.store.key(), conversation, unique, domain)

    def _prepared(self, situation: Situation, letter: Letter, language: str) -> Mapping[str, str]:
        """The answers that stand in a survey, ready to be sent."""
        from csmail.desk.effects import prepared_answers

        id = situation.conversation.id
        audience = self._reachable(letter, id)
        to = (audience.reply_to or (audience.sender,))[0].spec
        return prepared_answers.answers(to, self._message_id(letter, id), id, language)

    def _reachable(self, letter: Letter, conversation: str) -> Audience:
        """Colleagues answer the desk itself: a token in their answer would bring it before the customer."""
        if letter.purpose in INTERNAL:
            return letter.audience
        return identity.tokened(letter.audience, self.workspace.desk, self.workspace.store.key(), conversation)


def _why_not_sent(written: Written) -> Reason | None:
    """Why a letter cannot leave without a person; None when it can."""
    if written.missing:
        return Reason.of("template_needs", names=", ".join(written.missing))
    return incomplete(written.letter, written.message.text)


def _with_more(words: Rendered, text: str) -> Rendered:
    """The words with what was put below them, in both forms."""
    if text == words.text or not words.source:
        return replace(words, text=text)
    from csmail import markdown

    more = text.removeprefix(words.text.rstrip()).strip()
    source = f"{words.source.rstrip()}\n\n{markdown.escaped(more)}\n"
    page = markdown.page(source, words.language)
    return replace(words, text=page.text, html=page.html, source=source)


def _files(letter: Letter, words: Rendered) -> tuple[compose.File, ...]:
    """Those that somebody put to the letter and those of its text: a machine that answers a forged sender sends him
    nothing but words."""
    from csmail.mail import file_limits

    if words.attach and letter.purpose != "reply":
        raise ConfigurationError(Reason.of("attach_not_for", purpose=letter.purpose))
    found = tuple(map(attachment, dict.fromkeys((*letter.attachments, *words.attach))))
    if file_limits.are_too_much(len(one.data) for one in found):
        megabytes = file_limits.TOGETHER // 1024 // 1024
        raise UsageError(Reason.of("attachments_too_large", megabytes=megabytes), Reason("advice_share"))
    return found


def answered(situation: Situation, letter: Letter) -> Message | None:
    """The message the letter answers: the one its audience was taken from, else the newest."""
    everything = (*situation.history, *((situation.message,) if situation.message else ()))
    return next((said for said in everything if said.key == letter.audience.parent), situation.message)


def subject_for(situation: Situation, letter: Letter, words: Rendered) -> str:
    """The template's subject, else that of the message answered; an acknowledgement repeats no word of the sender."""
    if words.subject or letter.subject:
        return words.subject or letter.subject
    from csmail.mail.threading import subject

    if letter.purpose == "acknowledgement":
        return subject.acknowledging(
            f"{situation.desk.display_name or situation.desk.name} ({situation.conversation.id})"
        )
    parent = answered(situation, letter)
    said = (parent.subject if parent else "") or situation.conversation.subject
    return subject.forwarding(said) if letter.purpose in INTERNAL else subject.replying(said)


def language_for(situation: Situation, letter: Letter) -> str:
    """Our own people read the desk's language; a customer reads hers, or that of the message answered."""
    if letter.purpose in INTERNAL:
        return situation.desk.language
    if situation.customer.language:
        return situation.customer.language
    spoken = situation.message.language if situation.message else ""
    return spoken or situation.conversation.language or situation.desk.language


def attachment(path: Path) -> compose.File:
    """A file to attach. Raises UsageError when it cannot be read or is too large."""
    import mimetypes

    from csmail.mail import compose
    from csmail.mail.file_limits import LARGEST

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            Reason.of("attachment_unreadable", path=path, said=error.strerror), Reason("advice_path")
        ) from None
    if len(content) > LARGEST:
        raise UsageError(Reason.of("attachment_too_large", path=path), Reason("advice_share"))
    return compose.File(path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream", content)


def as_message(mail: Mail, outgoing: compose.Outgoing, situation: Situation) -> Message:
    """The mail as a message of its conversation, which no customer sees before it leaves."""
    from csmail.mail.compose import references

    audience = outgoing.audience
    parent = outgoing.parent
    return Message(
        key=mail.key,
        desk=situation.desk.name,
        direction="out",
        received_at=situation.now,
        message_id=mail.message_id,
        in_reply_to=(parent.message_id,) if parent and parent.message_id else (),
        references=references(parent) if parent else (),
        originators=(audience.sender,),
        to=audience.to,
        cc=audience.cc,
        bcc=audience.bcc,
        subject=outgoing.subject,
        date=outgoing.date,
        text=outgoing.text,
        size=len(mail.content),
        conversation=situation.conversation.id,
        visibility="internal" if outgoing.purpose in INTERNAL else "unsent",
        automatic=outgoing.automatic,
    )
