"""Proves a configuration: reads it, fills every template, opens the store, logs in everywhere.

Each fault becomes a finding with its exit code and the checking goes on: one server that is down hides nothing else.
Nothing is sent, no mail is read, no flag is set: folders are selected, the SMTP server is greeted, logged in to, and
asked whether it takes mail without a sender (acknowledgements) and from the desk: MAIL, then RSET.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from csmail import templates
from csmail.clocks import calendar
from csmail.config.hours.country import unannounced
from csmail.config.load import load
from csmail.errors import ConfigurationError, CsmailError, NeverOpen, NotFound
from csmail.extras import installing
from csmail.model.filters import ConversationFilter
from csmail.now import now as clock
from csmail.ports import Report, families
from csmail.reason import Place, Problem, Reason
from csmail.setup import texts
from csmail.wiring import Wiring
from csmail.wording.labels import label
from csmail.wording.language import language
from csmail.wording.problems import told
from csmail.wording.reasons import words

if TYPE_CHECKING:
    from csmail.config.schema import Config
    from csmail.desk.fact_sources import Source
    from csmail.desk.workspace import Workspace

# What somebody has to fix first comes first; 75 may pass by itself.
WORST_FIRST = (78, 77, 74, 69, 66, 75)
WRONG = {"folder_missing": Reason("fix_folder")}
"""What keeps every pass of the desk from succeeding, with what to try."""
NOTES = frozenset(
    (
        "bounces_come_in",
        "claim_missing",
        "eight_bit_missing",
        "folder_no_keywords",
        "idle_missing",
        "international_missing",
        "move_missing",
        "null_sender_refused",
        "pipelining_missing",
        "special_use_missing",
        "uidplus_missing",
    )
)
"""What a server cannot do, and csmail does without."""

State = Literal["fine", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is what was looked at ("templates", "support: mailbox"); `exit_code` is 0 unless something is wrong.

    `words` are the sentence of `code` and `evidence`, in the language that was chosen; without a code a plain fact.
    `file`, `line` and `column` are the place of what is wrong with a file.
    """

    about: str
    state: State
    words: str
    hint: str = ""
    exit_code: int = 0
    code: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    column: int = 0


def check(rules: Path, offline: bool = False) -> Iterator[Finding]:
    """Everything there is to say, as it is found out; ends early only when the configuration cannot be read."""
    try:
        config = load(rules)
    except ConfigurationError as error:
        yield from _problems(error)
        return
    desks = ", ".join(config.desks)
    read = Reason.of("configuration_read", file=config.path, rules=len(config.rules), desks=desks)
    yield _said("configuration", "fine", read)
    yield from (_problem("configuration", "note", warning) for warning in config.warnings)
    yield from _hours(config)
    yield from _templates(config)
    with Wiring(config) as wiring:
        yield from _asked("store", lambda: wiring.store.report())
        for name, place in wiring.desks.items():
            yield from _gone(name, place)
            yield from _left_alone(name, place)
            yield from _articles(wiring, name, place)
            yield from _assist(name, config)
        yield from _notices(wiring)
        if offline:
            yield _said("servers", "note", Reason("servers_not_asked"))
            return
        yield from _lookups(wiring)
        for name, place in wiring.desks.items():
            yield from _asked(f"{name}: mailbox", lambda place=place: place.ways.mailbox().report())  # type: ignore[misc]
            senders = (*([""] if place.desk.null_sender else []), place.desk.address)
            yield from _asked(f"{name}: transport", partial(_transport, place, senders))


def _notices(wiring: Wiring) -> Iterator[Finding]:
    """Whether the address of each chat is one; nobody is told anything."""
    for name, notifier in wiring.notifiers.items():
        fault = notifier.fault()
        hint = installing("notify") if fault and fault.code == "notify_not_installed" else ""
        about = f"notices: {name}"
        if fault is None:
            yield _said(about, "fine", Reason("notice_right"))
        else:
            found = _said(about, "wrong", fault)
            yield replace(found, exit_code=78, hint=hint)


def _lookups(wiring: Wiring) -> Iterator[Finding]:
    """Whether each source of facts answers: asked for what it hardly has."""
    for name, source in (wiring.lookups.sources if wiring.lookups else {}).items():

        def report(source: Source = source) -> Mapping[str, str]:
            source.lookup.ask("0", source.terms.timeout)
            return {"answers": source.lookup.asks}

        yield from _asked(f"lookups.{name}", report)


def _hours(config: Config) -> Iterator[Finding]:
    """Whether each desk is ever open again, and whether the coming year is known."""
    now = clock()
    for name, entry in config.desks.items():
        about, hours = f"{name}: hours", entry.desk.hours
        try:
            calendar(hours).opens_at(now)
        except NeverOpen as never:
            yield replace(_fault(about, never.of(name)), exit_code=ConfigurationError.exit_code)
        for country in unannounced(hours.holidays, now.year + 1):
            yield _said(about, "note", Reason.of("joint_leave_unknown", year=now.year + 1, country=country))


def _gone(name: str, place: Workspace) -> Iterator[Finding]:
    """Who is no agent any more and still has conversations."""
    from csmail.desk.intake.hand_out import gone

    try:
        left = gone(place)
    except CsmailError as error:
        yield _fault(f"{name}: team", error)
        return
    for agent, count in left.items():
        yield _said(f"{name}: team", "note", Reason.of("agent_gone", agent=agent, conversations=count))


def _left_alone(name: str, place: Workspace) -> Iterator[Finding]:
    """Desks that the file does not have any more and that conversations are still served by."""
    wanted = ConversationFilter(name, ("open", "waiting"))
    known = {name, *(one.name for one in place.desk.others)}
    try:
        served = Counter(one.served_by for one in place.store.conversations(wanted) if one.served_by)
    except CsmailError as error:
        yield _fault(f"{name}: desks", error)
        return
    for other in sorted(served.keys() - known):
        gone = Reason.of("served_by_nobody", desk=other, home=name, conversations=served[other])
        yield _said(f"{name}: desks", "note", gone)


def _articles(wiring: Wiring, name: str, place: Workspace) -> Iterator[Finding]:
    """Whether articles can be read and found; what else is to be said of them `csmail knowledge check` says."""
    from csmail.knowledge.index import searchable

    about = f"{name}: knowledge"
    try:
        folder = wiring.articles(place.desk)
    except CsmailError as error:
        yield _fault(about, error)
        return
    if folder is None:
        return
    remarks = folder.remarks(place.templates.names(), clock().date())
    wrong = (_problem(about, "wrong", one.problem) for one in remarks if one.level == "error")
    yield from (replace(one, exit_code=ConfigurationError.exit_code) for one in wrong)
    if not searchable():
        yield _said(about, "note", Reason("search_without_fts5"))
    yield _said(about, "fine", Reason.of("articles_read", count=len({one.id for one in folder.articles()})))


def _assist(name: str, config: Config) -> Iterator[Finding]:
    """What a language model is shown, and whether that leaves this machine; nothing is asked."""
    entry = config.desks[name].assist
    if entry is None:
        return
    kind, settings = entry.way
    module, terms = families.assist_kind(kind), entry.terms
    assistant = module.open(settings, name)
    shown = words(Reason("assist_masked" if terms.mask else "assist_open"), language())
    asked = words(Reason("assist_by_rules" if terms.rules else "assist_by_command"), language())
    facts = {"model": assistant.model, "where": assistant.asks, "share": ", ".join(terms.share)}
    local = module.is_local(settings)
    told = Reason.of("assist_stays" if local else "assist_leaves", **facts, masked=f"{shown}; {asked}")
    yield _said(f"{name}: assist", "note", told)


def _transport(workspace: Workspace, senders: tuple[str, ...]) -> Report:
    return workspace.ways.transport().report(senders)


def exit_code(findings: list[Finding]) -> int:
    """That of the worst finding; 0 when nothing is wrong."""
    codes = {finding.exit_code for finding in findings} - {0}
    return next((code for code in WORST_FIRST if code in codes), max(codes, default=0))


def _problems(error: ConfigurationError) -> Iterator[Finding]:
    found = [replace(_problem("configuration", "wrong", one), exit_code=error.exit_code) for one in error.every]
    yield from found[:-1]
    yield replace(found[-1], hint=error.advised(language()))  # which is the same for each


def _templates(config: Config) -> Iterator[Finding]:
    try:
        folder = templates.open(config.templates)
    except ConfigurationError as error:
        yield _fault("templates", error)
        return
    every = [*texts.tried(config, folder)]
    yield from (_fault("templates", one.error) for one in every if one.error)
    fine = sum(one.error is None for one in every)
    yield _said("templates", "fine", Reason.of("templates_filled", count=fine, names=", ".join(folder.names())))
    yield from _lint(every)


def _lint(every: Sequence[texts.Tried]) -> Iterator[Finding]:
    """How many texts the courtesy lint finds fault with; `csmail templates check` shows each."""
    found = [finding.level for one in every for _, finding in one.findings]
    if "error" in found:
        yield _said("templates", "note", Reason.of("templates_discourteous", errors=found.count("error")))


def _asked(about: str, report: Callable[[], Report]) -> Iterator[Finding]:
    try:
        answers = report()
    except CsmailError as error:
        yield _fault(about, error)
        return
    for key, answer in answers.items():
        yield _answered(about, key, answer)


def _answered(about: str, key: str, answer: str | Reason) -> Finding:
    """One answer of a port."""
    shown = label(key, language())
    if isinstance(answer, str):
        return Finding(about, "fine", f"{shown}: {answer}")
    said, evidence = f"{shown}: {words(answer, language())}", {"about": key, **dict(answer.evidence)}
    if answer.code in WRONG:
        hint = words(WRONG[answer.code], language())
        return Finding(about, "wrong", said, hint, NotFound.exit_code, answer.code, evidence)
    return Finding(about, "note" if answer.code in NOTES else "fine", said, code=answer.code, evidence=evidence)


def _said(about: str, state: State, reason: Reason) -> Finding:
    return Finding(about, state, words(reason, language()), code=reason.code, evidence=dict(reason.evidence))


def _problem(about: str, state: State, problem: Problem) -> Finding:
    """One place of one file; its code is that of the problem."""
    place, said = problem.place, _said(about, state, problem.reason)
    return replace(said, words=told(problem, language()), file=place.file, line=place.line, column=place.column)


def _fault(about: str, error: CsmailError) -> Finding:
    """What an error says. Its code is that of its kind, the reason's stands in the evidence."""
    spoken, evidence = language(), {"reason": error.reason.code, **dict(error.reason.evidence)}
    place = error.place if isinstance(error, ConfigurationError) else Place()
    said = Finding(about, "wrong", error.said(spoken), error.advised(spoken), error.exit_code, error.code, evidence)
    return replace(said, file=place.file, line=place.line, column=place.column)
