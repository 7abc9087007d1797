"""Reads `tone` of a desk: how its letters address people, phrases that it allows or adds to the lists of the lint."""

from __future__ import annotations

from collections.abc import Iterator

from csmail.config.yaml.part import Part
from csmail.config.yaml.types import Wrong, record, text
from csmail.model.courtesy import AddedPhrase, Tone
from csmail.reason import Reason

# Lists of `tone.words.courtesy_*`; a test holds both together. Reading the file needs no word of them.
LISTS = (
    "greeting", "thanks", "apology", "please", "closing", "bare_command", "negative", "blame_customer", "blame_other",
    "robot", "idle_apology", "vague", "rude_you", "slang", "foreign", "attached", "not_attached", "secret",
    "secret_verbs", "negation",
)  # fmt: skip
NOT_OF_A_LANGUAGE = ("acronyms",)
WITH_ADVICE = ("negative", "robot", "slang")
LANGUAGES = ("id", "en")
LONGEST = 8


def tone(part: Part | None) -> Tone:
    """What stands there, else what is usual. What is wrong is noted."""
    if part is None:
        return Tone()
    add = part.child("add")
    added = tuple(_added(add)) if add is not None else ()
    for item in part.every("allow", "*"):
        _phrase(item)
    made: Tone | None = record(part, Tone, {"add": added}, also=("add",))
    return made or Tone()


def _added(part: Part) -> Iterator[AddedPhrase]:
    for name, inner in part.mapping((*LISTS, *NOT_OF_A_LANGUAGE)).items():
        if name in NOT_OF_A_LANGUAGE:
            yield from _phrases(inner, name, "")
            continue
        for language, below in inner.mapping(LANGUAGES).items():
            yield from _phrases(below, name, language)


def _phrases(part: Part, name: str, language: str) -> Iterator[AddedPhrase]:
    """A list of phrases; in a list with advice also the phrases with what to say instead."""
    if part.node.entries is not None and name in WITH_ADVICE:
        for phrase, advice in part.children().items():
            try:
                yield AddedPhrase(name, language, phrase, text(advice))
            except Wrong:
                continue
        return
    if not part.items():
        part.problem(Reason.of("tone_phrases_expected", example="[salam sukses]"))
    for item in part.items():
        if phrase := _phrase(item):
            yield AddedPhrase(name, language, phrase)


def _phrase(part: Part) -> str:
    """A phrase of a few words; "" for what is wrong, which is noted."""
    try:
        written = text(part)
    except Wrong:
        return ""
    words = written.split()
    if not any(letter.isalnum() for letter in written):
        part.problem(Reason.of("tone_phrase_without_word", words=written))
    elif len(words) > LONGEST:
        part.problem(Reason.of("tone_phrase_too_long", limit=LONGEST))
    else:
        return written
    return ""
