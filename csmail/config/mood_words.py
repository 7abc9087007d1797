"""Reads `mood`: words of the desk's own that show an upset customer, and words that show nothing."""

from __future__ import annotations

from csmail.config.yaml.part import Part
from csmail.config.yaml.types import Wrong, text
from csmail.model.desk import MoodWords

LONGEST = 8


def mood_words(part: Part) -> MoodWords:
    """What stands under `upset` and `not`. What is wrong is noted."""
    found = part.mapping(("upset", "not"))
    phrases = {key: tuple(_phrases(inner)) for key, inner in found.items()}
    for item in found["not"].items() if "not" in found else ():
        if item.node.text and item.node.text in phrases.get("upset", ()):
            item.problem(f"{item.node.text!r} stands under upset too: leave one of the two out")
    return MoodWords(phrases.get("upset", ()), phrases.get("not", ()))


def _phrases(part: Part) -> list[str]:
    phrases = []
    if not part.items():
        part.problem("expected words: [kapok, tidak amanah]")
    for item in part.items():
        try:
            written = text(item)
        except Wrong:
            continue
        words = written.split()
        if not words or any(not any(letter.isalnum() for letter in word) for word in words):
            item.problem(f"{written!r} has no word in it: write words as customers do, `*` only at the end of one")
        elif len(words) > LONGEST:
            item.problem(f"a phrase has at most {LONGEST} words: write what is special about it")
        else:
            phrases.append(written)
    return phrases
