"""Checks of single phrases: blame, robot's talk, idle apologies, what cannot be done, slang, the other language."""

from __future__ import annotations

from collections.abc import Iterator

from csmail.reason import Reason
from csmail.tone.checks.about import About, Spot
from csmail.tone.checks.letter import ALLOWED, Letter

# Code, list, the advice where a phrase has none of its own; in the order in which they take their places.
CHECKS = (
    ("blame.customer", "blame_customer", Reason("tone_no_blame")),
    ("blame.other", "blame_other", Reason("tone_what_we_do_now")),
    ("robot.phrase", "robot", Reason("tone_plain_words")),
    ("apology.idle", "idle_apology", Reason("tone_nothing_went_wrong")),
    ("negative.word", "negative", Reason("tone_say_what_you_can")),
    ("promise.vague", "vague", Reason.of("tone_name_a_moment", example="{{ answer_by }}")),
    ("you.rude", "rude_you", Reason("tone_polite_you")),
    ("slang.word", "slang", Reason("tone_whole_word")),
    ("language.mixed", "foreign", Reason("tone_one_language")),
)


def found(letter: Letter) -> Iterator[Spot]:
    """A place that one check took is not found again by a later one; one inside an allowed phrase by none."""
    taken = bytearray(len(letter.text))
    for hit in letter.of(ALLOWED):
        taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    for code, name, usual in CHECKS:
        if not _asked(code, letter.about):
            continue
        for hit in letter.of(name):
            if 1 not in taken[hit.start : hit.end]:
                taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
                yield Spot(code, hit.start, hit.end, hit.advice or usual)


def _asked(code: str, about: About) -> bool:
    if code == "apology.idle":
        return about.context not in ("complaint", "refund")
    return code != "you.rude" or about.tone.form != "kamu"
