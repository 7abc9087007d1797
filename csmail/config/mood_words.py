"""Reads `mood`: words of the desk's own that show an upset customer, and words that show nothing."""

from __future__ import annotations

from csmail.config.yaml.part import Part
from csmail.config.yaml.types import Wrong, text
from csmail.model.desk import MoodWords
from csmail.reason import Reason

LONGEST = 8


def mood_words(part: Part) -> MoodWords:
    """What stands under `upset` and `not`. What is wrong is noted."""
    found = part.mapping(("upset", "not"))
    phrases = {key: tuple(_phrases(inner)) for key, inner in found.items()}
    for item in found["not"].items() if "not" in found else ():
        if item.node.text and item.node.text in phrases.get("upset", ()):
            item.problem(Reason.of("mood_word_twice", words=item.node.text))
    return MoodWords(phrases.get("upset", ()), phrases.get("not", ()))


def _phrases(part: Part) -> list[str]:
    phrases = []
    if not part.items():
        part.problem(Reason.of("mood_words_expected", example="[kapok, tidak amanah]"))
    for item in part.items():
        try:
            written = text(item)
        except Wrong:
            continue
        words = written.split()
        if not words or any(not any(letter.isalnum() for letter in word) for word in words):
            item.problem(Reason.of("mood_without_word", words=written))
        elif len(words) > LONGEST:
            item.problem(Reason.of("mood_phrase_too_long", limit=LONGEST))
        else:
            phrases.append(written)
    return phrases
