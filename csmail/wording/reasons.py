"""Puts a reason in words for people, in English or Indonesian; the sentences are in `wording.sentences`."""

from __future__ import annotations

from collections.abc import Mapping

from csmail.reason import Reason
from csmail.wording.fill import FACT as FACT
from csmail.wording.fill import filled
from csmail.wording.language import LANGUAGES as LANGUAGES
from csmail.wording.sentences import (
    addresses,
    advice,
    assist,
    bulk,
    by_hand,
    check,
    configuration,
    courtesy,
    customers,
    deeds,
    departments,
    draft_life,
    drafts,
    exhausted,
    follow_up,
    holds,
    hours,
    incidents,
    joining,
    knowledge,
    log,
    lookups,
    machines,
    mirror,
    needs,
    notices,
    recipients,
    reports,
    review,
    rules,
    rules_file,
    second_reading,
    secrets,
    servers,
    settings,
    store,
    store_errors,
    tasks,
    team,
    templates,
    usage,
    watch,
    withheld,
    yaml_text,
)

SENTENCES: dict[str, tuple[str, str]] = {
    **machines.SENTENCES,
    **mirror.SENTENCES,
    **recipients.SENTENCES,
    **addresses.SENTENCES,
    **holds.SENTENCES,
    **incidents.SENTENCES,
    **watch.SENTENCES,
    **withheld.SENTENCES,
    **needs.SENTENCES,
    **notices.SENTENCES,
    **tasks.SENTENCES,
    **check.SENTENCES,
    **deeds.SENTENCES,
    **departments.SENTENCES,
    **draft_life.SENTENCES,
    **drafts.SENTENCES,
    **joining.SENTENCES,
    **knowledge.SENTENCES,
    **rules.SENTENCES,
    **store.SENTENCES,
    **log.SENTENCES,
    **team.SENTENCES,
    **yaml_text.SENTENCES,
    **configuration.SENTENCES,
    **settings.SENTENCES,
    **hours.SENTENCES,
    **reports.SENTENCES,
    **review.SENTENCES,
    **rules_file.SENTENCES,
    **templates.SENTENCES,
    **exhausted.SENTENCES,
    **follow_up.SENTENCES,
    **usage.SENTENCES,
    **assist.SENTENCES,
    **bulk.SENTENCES,
    **by_hand.SENTENCES,
    **courtesy.SENTENCES,
    **customers.SENTENCES,
    **lookups.SENTENCES,
    **secrets.SENTENCES,
    **second_reading.SENTENCES,
    **servers.SENTENCES,
    **store_errors.SENTENCES,
    **advice.SENTENCES,
    "verbatim": ("{text}", "{text}"),
}
TERMS = {
    "purpose": tasks.PURPOSES,
    "clock": tasks.CLOCKS,
    "verb": tasks.VERBS,
    "state": tasks.STATES,
    "status": tasks.STATUSES,
    "shape": configuration.SHAPES,
    "doing": servers.DOING,
    "when": servers.WHEN,
    "weekday": incidents.WEEKDAYS,
}
"""Facts that are words of ours themselves, by their name."""


def words(reason: Reason, language: str = "en") -> str:
    """The reason as a sentence without a full stop. A code that is not in the tables is shown as it is."""
    return _sentence(reason.code, dict(reason.evidence), language)


def _sentence(code: str, facts: Mapping[str, str], language: str) -> str:
    if code not in SENTENCES:
        return facts.get("text") or code
    known = dict(facts)
    if "why" in facts:
        known["why"] = _sentence(facts["why"], _within(facts), language)
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    for name in TERMS.keys() & facts.keys():
        known[name] = _term(facts[name], TERMS[name], column)
    said = filled(SENTENCES[code][column], known)
    detail = facts.get("detail", "")
    return f"{said} ({detail})" if detail else said


def _term(fact: str, terms: Mapping[str, tuple[str, str]], column: int) -> str:
    """A word of ours, perhaps with a name behind it ("opening folder INBOX"); what is none stays as it is."""
    for term, words in terms.items():
        if fact == term or fact.startswith(f"{term} "):
            return words[column] + fact.removeprefix(term)
    return fact


def _within(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts of the reason behind this one (`Reason.because`)."""
    prefix = "why_"
    return {name.removeprefix(prefix): fact for name, fact in facts.items() if name.startswith(prefix)}
