"""Puts facts into a sentence: `{name}`, `{count:mail|mails}`, `[a piece that needs its facts]`."""

from __future__ import annotations

import re
from collections.abc import Mapping

OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
FACT = re.compile(r"\{([a-z_]+)(?:!r|:[^{}|]+\|[^{}|]+)?\}")


def filled(sentence: str, facts: Mapping[str, str]) -> str:
    """The sentence with its facts; a piece in square brackets falls away when a fact in it is missing."""
    whole = OPTIONAL.sub(lambda piece: piece[1] if _complete(piece[1], facts) else "", sentence)
    return FACT.sub(lambda fact: _told(fact, facts), whole)


def _told(place: re.Match[str], facts: Mapping[str, str]) -> str:
    """A fact; `{key!r}` in quotes; a number of things, `{messages:message|messages}`, with their noun."""
    name, _, nouns = place[0][1:-1].partition(":")
    if name != place[1]:
        return repr(facts.get(place[1], ""))
    one, _, many = nouns.partition("|")
    fact = facts.get(name, "")
    return f"{fact} {one if fact == '1' else many}" if nouns and fact else fact


def _complete(piece: str, facts: Mapping[str, str]) -> bool:
    return all(facts.get(name) for name in FACT.findall(piece))
