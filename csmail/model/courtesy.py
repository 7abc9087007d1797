"""How a desk wants to sound: the form in which it addresses people, words it allows or adds, what its lint stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Form = Literal["", "anda", "kakak", "kamu", "bapak/ibu"]


@dataclass(frozen=True, slots=True)
class AddedPhrase:
    """A phrase more for one list of the lint in one language; `advice` are the desk's own words, "" for the usual."""

    list: str
    language: str
    phrase: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Tone:
    """`form` is how this desk addresses Indonesian customers, "" for any; of `allow` nothing is said."""

    form: Form = ""
    allow: tuple[str, ...] = ()
    add: tuple[AddedPhrase, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftPolicy:
    """`lint`: whether errors of the courtesy lint stop a draft, warnings too, or neither.

    `undo` is how long an approval can be taken back before the mail leaves, `claim` how long a draft stays in the hand
    of who claimed it. Behind an answer to a conversation with a tag of `four_eyes` two people must stand. `notes`:
    whether a note of a colleague pulls an approved draft back. `signature`: whether letters that a person writes bear
    his own, where he has one, or that of the desk.
    """

    lint: Literal["off", "errors", "strict"] = "errors"
    undo: timedelta = timedelta(0)
    claim: timedelta = timedelta(minutes=30)
    four_eyes: tuple[str, ...] = ()
    notes: Literal["stop", "ignore"] = "stop"
    signature: Literal["agent", "desk"] = "agent"
