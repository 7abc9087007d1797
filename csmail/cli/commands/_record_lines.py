"""A record of the log in words: what was done, what changed from what to what."""

from __future__ import annotations

from csmail.model.record import Record
from csmail.reason import Reason
from csmail.wording.language import language
from csmail.wording.reasons import LANGUAGES, words
from csmail.wording.sentences.log import NAMES

NOTHING = "-"
NOUNS = frozenset({"customers", "outbox"})
"""Commands that say little: what they did is told by its code."""
SET_OFF = dict.fromkeys(("arrival", "reply", "bounce"), "recorded_mail") | {"outbox": "recorded_outbox"}


def done(one: Record) -> str:
    """The commands, with the rules that asked for them; else what was done, or what set it off."""
    spoken = language()
    if one.commands:
        commands = one.did if one.commands[0] in NOUNS else one.commands
        return ": ".join(filter(None, (", ".join(one.rules), ", ".join(commands))))
    said = [words(Reason(code, tuple(one.after.items())), spoken) for code in one.did]
    return ", ".join(said) or words(Reason(SET_OFF.get(one.on, "recorded_time")), spoken)


def changed(name: str, before: str, after: str) -> str:
    """One thing that changed: `assignee: sari → budi`."""
    called = NAMES[name][LANGUAGES.index(language())] if name in NAMES else name
    return f"{called}: {before or NOTHING} → {after or NOTHING}"
