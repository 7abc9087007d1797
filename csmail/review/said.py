"""The words of the screens in the language of this terminal."""

from __future__ import annotations

from csmail.errors import CsmailError
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.reasons import words


def said(code: str, **facts: object) -> str:
    """The sentence of a code of `wording.sentences`."""
    return words(Reason.of(code, **facts), language())


def told(reason: Reason) -> str:
    """A reason as a sentence."""
    return words(reason, language())


def refusal(error: CsmailError) -> tuple[str, ...]:
    """An error as the command line shows it: what, and what to try."""
    if error.code == "claimed":  # the command that takes it over is a key here
        return (error.said(language()), said("review_try", hint=said("hint_take_over")))
    advised = error.advised(language())
    return (error.said(language()), *((said("review_try", hint=advised),) if advised else ()))
