"""Checks of whole sentences: secrets asked for, length, bare commands, what was said before, forgotten attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csmail.reason import Reason
from csmail.tone.checks import split
from csmail.tone.checks.about import Spot
from csmail.tone.checks.frame import closing, greeting
from csmail.tone.checks.letter import Letter
from csmail.tone.checks.split import Span

MOST_WORDS = 30
LONG_ENOUGH_TO_REMEMBER = 40
FIRST_WORD = re.compile(r"\w")


def secrets(letter: Letter) -> Iterator[Spot]:
    """A sentence that asks for a PIN or a password; "never send your PIN" does not."""
    for sentence in letter.sentences if letter.of("secret") else ():
        secret = letter.within("secret", sentence)
        if secret and letter.within("secret_verbs", sentence) and not letter.within("negation", sentence):
            yield Spot("secret.asked", secret[0].start, secret[0].end, Reason("tone_never_ask"))


def long(letter: Letter) -> Iterator[Spot]:
    for sentence in letter.sentences:
        if sentence.end - sentence.start > 2 * MOST_WORDS and split.count_words(letter.text, sentence) > MOST_WORDS:
            start, end = _bare(letter, sentence)
            yield Spot("sentence.long", start, end, Reason.of("tone_split_sentence", most=MOST_WORDS))


def commands(letter: Letter) -> Iterator[Spot]:
    """A sentence that begins with a bare command and holds nothing that makes it a request; steps in a list may."""
    for sentence in letter.sentences if letter.of("bare_command") else ():
        first = FIRST_WORD.search(letter.text, sentence.start, sentence.end)
        bare = letter.at("bare_command", first.start()) if first and not sentence.listed else None
        if bare and not letter.within("please", sentence):
            yield Spot("please.missing", bare.start, bare.end, Reason("tone_ask_politely"))


def repeated(letter: Letter) -> Iterator[Spot]:
    """A sentence that this customer read before; greeting and closing may come again."""
    if not letter.about.earlier:
        return
    before = {said for text in letter.about.earlier for said in _remembered(split.blanked(text))}
    frame = [*greeting(letter), *closing(letter)]
    for sentence in letter.sentences:
        start, end = _bare(letter, sentence)
        framed = any(line.start <= start < line.end for line in frame)
        if not framed and _same(letter.text[start:end]) in before:
            yield Spot("repeat.sentence", start, end, Reason("tone_said_before"))


def attachments(letter: Letter) -> Iterator[Spot]:
    """Words that speak of a file where none is."""
    if letter.about.attachments:
        return
    for hit in letter.of("attached"):
        if not letter.touches("not_attached", hit):
            yield Spot("attachment.forgotten", hit.start, hit.end, Reason("tone_attach_it"))


def _remembered(text: str) -> Iterator[str]:
    for sentence in split.sentences(text):
        said = _same(text[sentence.start : sentence.end])
        if len(said) >= LONG_ENOUGH_TO_REMEMBER:
            yield said


def _same(said: str) -> str:
    """A sentence without what makes no other of it: letter case, white space, the mark of a list."""
    return " ".join(split.ITEM.sub("", said, count=1).split()).lower()


def _bare(letter: Letter, sentence: Span) -> tuple[int, int]:
    """The sentence without white space at either end."""
    words = letter.text[sentence.start : sentence.end]
    start = sentence.start + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
