"""Proves a configuration: reads it, fills every template, opens the store, logs in everywhere.

Each fault becomes a finding with its exit code and the checking goes on: one server that is down hides nothing else.
Nothing is sent, no mail is read, no flag is set: folders are selected, the SMTP server is greeted, logged in to, and
asked whether it takes mail without a sender (acknowledgements) and from the desk: MAIL, then RSET.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from csmail import templates
from csmail.config.load import load
from csmail.errors import ConfigurationError, CsmailError, NotFound
from csmail.wiring import Wiring

if TYPE_CHECKING:
    from csmail.config.schema import Config
    from csmail.desk.workspace import Workplace
    from csmail.rules.rule import Rule

# What somebody has to mend first comes first; 75 may pass by itself.
WORST_FIRST = (78, 77, 74, 69, 66, 75)
# An acknowledgement is given no word of the sender's (reflected spam); see desk.writing.variables.
NOT_IN_ACKNOWLEDGEMENTS = frozenset({"subject", "text", "customer", "to", "within", "reason", "received_at"})
ONLY_IN_ESCALATIONS = frozenset({"to", "within", "reason"})

# RFC 1870, 6152, 6531, 3461: what the words of an SMTP server mean to somebody who runs a shop.
EXTENSIONS = {
    "8bitmime": ("takes letters beyond ASCII as they are", "missing: mails are encoded to be ASCII on the wire"),
    "smtputf8": ("takes addresses like andré@toko.example", "missing: no mail to addresses like andré@toko.example"),
    "dsn": ("need not report acknowledgements that bounce", "missing: bounces of acknowledgements come in"),
    "pipelining": ("takes several commands at once", "missing: sending is a little slower"),
}

State = Literal["fine", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is what was looked at ("templates", "support: mailbox"); `exit_code` is 0 unless something is wrong."""

    about: str
    state: State
    words: str
    hint: str = ""
    exit_code: int = 0


def check(rules: Path, offline: bool = False) -> Iterator[Finding]:
    """Everything there is to say, as it is found out; ends early only when the configuration cannot be read."""
    try:
        config = load(rules)
    except ConfigurationError as error:
        yield from _problems(error)
        return
    desks = ", ".join(config.desks)
    yield Finding("configuration", "fine", f"{config.path}: {len(config.rules)} rules for {desks}")
    yield from (Finding("configuration", "note", warning) for warning in config.warnings)
    yield from _templates(config)
    with Wiring(config) as wiring:
        yield from _asked("store", lambda: wiring.store.report())
        if offline:
            yield Finding("servers", "note", "not asked (--offline)")
            return
        for name, place in wiring.desks.items():
            yield from _asked(f"{name}: mailbox", lambda place=place: place.ways.mailbox().report())  # type: ignore[misc]
            senders = (*([""] if place.desk.null_sender else []), place.desk.address)
            report = partial(_transport, place, senders)
            yield from _asked(f"{name}: transport", report)


def _transport(place: Workplace, senders: tuple[str, ...]) -> Mapping[str, str]:
    return _spoken(place.ways.transport().report(senders))


def exit_code(findings: list[Finding]) -> int:
    """That of the worst finding; 0 when nothing is wrong."""
    codes = {finding.exit_code for finding in findings} - {0}
    return next((code for code in WORST_FIRST if code in codes), max(codes, default=0))


def _problems(error: ConfigurationError) -> Iterator[Finding]:
    *others, last = error.problems or (error.message,)
    for problem in others:
        yield Finding("configuration", "wrong", problem, "", error.exit_code)
    yield Finding("configuration", "wrong", last, error.hint, error.exit_code)  # the hint is the same for each


def _templates(config: Config) -> Iterator[Finding]:
    try:
        folder = templates.open(config.templates)
    except ConfigurationError as error:
        yield Finding("templates", "wrong", error.message, error.hint, error.exit_code)
        return
    uses = _uses(config.rules)
    fine = 0
    for name in folder.names():
        for language in folder.languages(name):
            finding = _filled(folder, name, language, uses.get(name, frozenset()))
            fine += finding is None
            if finding:
                yield finding
    yield Finding("templates", "fine", f"{fine} texts filled with sample values ({', '.join(folder.names())})")


def _filled(folder: templates.FolderTemplates, name: str, language: str, actions: frozenset[str]) -> Finding | None:
    """What is wrong with one text, filled as each action that uses it would fill it."""
    for without in _withheld(actions):
        values = {key: value for key, value in templates.EXAMPLE.items() if key not in without}
        try:
            folder.render(name, language, values)
        except CsmailError as error:
            return Finding("templates", "wrong", error.message, error.hint, error.exit_code)
    return None


def _withheld(actions: frozenset[str]) -> Iterator[frozenset[str]]:
    if "acknowledge" in actions:
        yield NOT_IN_ACKNOWLEDGEMENTS
    if actions & {"draft", "reply"}:
        yield ONLY_IN_ESCALATIONS
    if not actions or actions & {"escalate", "forward"}:
        yield frozenset()


def _uses(rules: tuple[Rule, ...]) -> Mapping[str, frozenset[str]]:
    """Template name to the actions that rules fill it for."""
    uses: dict[str, set[str]] = {}
    for rule in rules:
        for asked in rule.then:
            name = getattr(asked.action, "template", "")
            if name:
                uses.setdefault(name, set()).add(asked.name)
    return {name: frozenset(actions) for name, actions in uses.items()}


def _spoken(report: Mapping[str, str]) -> Mapping[str, str]:
    """The report of a transport with the extensions of SMTP in plain words; everything else as it is."""
    plain = {
        key: EXTENSIONS[key][answer == "no"] if key in EXTENSIONS else answer
        for key, answer in report.items()
        if key != "size"
    }
    if report.get("size", "").isdecimal() and int(report["size"]) > 0:
        plain["largest mail"] = f"{int(report['size']) / 2**20:.0f} MB"
    return plain


def _asked(about: str, report: Callable[[], Mapping[str, str]]) -> Iterator[Finding]:
    try:
        answers = report()
    except CsmailError as error:
        yield Finding(about, "wrong", error.message, error.hint, error.exit_code)
        return
    for key, words in answers.items():
        yield _answered(about, key, words)


def _answered(about: str, key: str, words: str) -> Finding:
    """One answer of a port; "not there" is a folder of rules.yaml, without which no pass of the desk succeeds."""
    if words.startswith("not there"):
        return Finding(
            about, "wrong", f"{key}: {words}", "make it on the server, or mend `folders`", NotFound.exit_code
        )
    return Finding(about, "note" if words.startswith(("missing", "no ")) else "fine", f"{key}: {words}")
