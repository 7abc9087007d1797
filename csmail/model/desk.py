"""A desk: one support address with its people, promises and limits, as `rules.yaml` describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from csmail.model.clock import CLOCKS, Targets
from csmail.model.courtesy import DraftPolicy, Tone
from csmail.model.department import Department
from csmail.model.duration import Span
from csmail.model.follow_up import RuleTimes
from csmail.model.hours import Hours
from csmail.model.knowledge import KnowledgeTerms
from csmail.model.mirror import MirrorTerms
from csmail.model.notice import NoticeTerms
from csmail.model.replacing import copied
from csmail.model.team import Team as Team


@dataclass(frozen=True, slots=True)
class Tier:
    """One step up: whom to tell, and when: at half of the promise, or so long after it broke, in business time.

    `hours` are those in which this step is counted and told, the desk's when None.
    """

    to: str
    after: timedelta = timedelta(0)
    step: str = ""
    at: Literal["", "half"] = ""
    hours: Hours | None = None

    @property
    def name(self) -> str:
        """What it is called: its address where it has no name of its own."""
        return self.step or self.to


@dataclass(frozen=True, slots=True)
class AcknowledgeLimits:
    """Nothing older than `max_age` is acknowledged; at most `per_sender` acknowledgements within `window`.

    Limits that need no recognition of a machine: within an hour at most `per_domain` to one domain (a robot that
    writes from ever new addresses), `per_free_mail` where strangers share the domain (gmail.com), and `per_hour` in
    all (forged senders), a breaker that a person is told of. 5 and 100 are those of the threat table: well above what
    a shop's customers do, low enough that nobody's mailbox is flooded through us. `reserve` of `per_hour` is kept for
    customers to whom a person of ours wrote before; None keeps a quarter. `per_free_mail` None is three quarters of
    what is left.
    """

    max_age: timedelta = timedelta(hours=24)
    per_sender: int = 3
    window: timedelta = timedelta(hours=24)
    per_domain: int = 5
    per_hour: int = 100
    reserve: int | None = None
    per_free_mail: int | None = None

    @property
    def for_strangers(self) -> int:
        """How many of `per_hour` senders get whom nobody here has written to."""
        kept = self.per_hour // 4 if self.reserve is None else self.reserve
        return max(self.per_hour - kept, 0)

    @property
    def for_free_mail(self) -> int:
        """How many of those one free-mail host gets: never fewer than a company."""
        share = (self.for_strangers * 3 + 3) // 4 if self.per_free_mail is None else self.per_free_mail
        return max(share, self.per_domain)


class Share(float):
    """A share of a whole, from 0 to 1; written 50%."""


HALF, FOUR_FIFTHS = Share(0.5), Share(0.8)


@dataclass(frozen=True, slots=True)
class Goals:
    """How soon we answer, in business time; None promises nothing."""

    first_response: Span | None = None
    next_response: Span | None = None
    resolution: Span | None = None


@dataclass(frozen=True, slots=True)
class Promises(Goals):
    """The goals of a desk; `by_priority` has other ones for conversations of a priority.

    `warn` and `apologise` are the shares of a promise (0 to 1) after which its clock is half gone for rules, and an
    apology is drafted.
    """

    by_priority: Mapping[str, Goals] = field(default_factory=dict)
    warn: Share = HALF
    apologise: Share = FOUR_FIFTHS

    def targets(self, priority: str) -> Targets:
        """What holds for a conversation of this priority, by clock."""
        other = self.by_priority.get(priority, self)
        spans = ((name, getattr(other, name) or getattr(self, name)) for name in CLOCKS)
        return tuple((name, span) for name, span in spans if span is not None)


@dataclass(frozen=True, slots=True)
class Terms:
    """Hours and promises of a desk that held before those of today: up to `until`, when a pass saw others."""

    hours: Hours
    promises: Promises
    until: datetime


@dataclass(frozen=True, slots=True)
class MoodWords:
    """Phrases of the desk's own that show an upset customer, and phrases that show nothing however they sound."""

    upset: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe: lists whose X-Original-From counts, forms whose Reply-To is the customer,
    authserv-ids whose Authentication-Results count (RFC 8601 section 5). `notifiers` are addresses or domains
    that only ever send notices. `unauthenticated`: a mail of which no such server says anything proves its author as
    far as to tell him of his orders."""

    lists: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    notifiers: tuple[str, ...] = ()
    unauthenticated: bool = False


@dataclass(frozen=True, slots=True)
class SatisfactionPolicy:
    """`upset`: upset customers are asked too how satisfied they are. To leave them out flatters."""

    upset: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything pure code needs to know of a desk. `other_desks` are own addresses too.

    `sendable` empty means that every own address may stand in From. `plus_addresses` says whether
    `local+anything@` of an own address is own (RFC 5233: a local matter); `dots_insignificant` and
    `equivalent_domains` say the same of dots and of other names of the primary domain (Gmail).
    `reply_tokens` puts an address that names the conversation into Reply-To of what customers get.
    `loop_id` is what our mails carry in X-CSMail-Loop; empty means the primary address.
    `others` are the other desks of the file, which may serve a conversation of this one; `home` is set in what `served`
    yields, the desk whose address it has, and `by`, the name of the other. `before` are earlier hours and promises, the
    oldest first. `rule_times` are what the rules of the file wait for, None where they were not read. `departments` and
    `notices` are those of the whole file.
    """

    name: str
    address: str
    display_name: str = ""
    aliases: tuple[str, ...] = ()
    other_desks: tuple[str, ...] = ()
    catch_all: tuple[str, ...] = ()
    sendable: tuple[str, ...] = ()
    plus_addresses: bool = True
    plus_separator: str = "+"
    reply_tokens: bool = False
    dots_insignificant: bool = False
    equivalent_domains: tuple[str, ...] = ()
    loop_id: str = ""
    language: str = "en"
    timezone: str = "UTC"
    team: Team = Team()
    promises: Promises = Promises()
    escalation: tuple[Tier, ...] = ()
    acknowledge: AcknowledgeLimits = AcknowledgeLimits()
    trust: Trust = Trust()
    mood_words: MoodWords = MoodWords()
    satisfaction: SatisfactionPolicy = SatisfactionPolicy()
    departments: tuple[Department, ...] = ()
    notices: tuple[NoticeTerms, ...] = ()
    rule_times: RuleTimes | None = RuleTimes()
    tone: Tone = Tone()
    drafts: DraftPolicy = DraftPolicy()
    auto_bcc: tuple[str, ...] = ()
    max_recipients: int = 50
    split_after: timedelta = timedelta(days=30)
    null_sender: bool = True
    signature: str = ""
    hours: Hours = Hours()
    knowledge: KnowledgeTerms = KnowledgeTerms()
    mirror: MirrorTerms = MirrorTerms()
    others: tuple[Desk, ...] = field(default=(), repr=False)
    home: Desk | None = field(default=None, repr=False)
    before: tuple[Terms, ...] = field(default=(), repr=False)
    by: str = ""

    def served(self, by: str) -> Desk:
        """What decides while the desk `by` serves a conversation of this one: the address, mailbox and words of this
        desk, the people, hours, promises, ladder and signature of the other.

        This desk itself for "", for its own name, and for a desk that the file does not have any more.
        """
        home = self.home or self
        other = next((one for one in home.others if one.name == by), None)
        if other is None:
            return home
        taken = ("team", "promises", "escalation", "signature", "hours", "timezone", "before")
        return copied(home, {"home": home, "by": by, **{name: getattr(other, name) for name in taken}})

    @property
    def serving(self) -> str:
        """The name of the desk whose people and hours these are."""
        return self.by or self.name

    @property
    def people(self) -> Team:
        """Who is one of us in a conversation: whoever serves it, and whoever works at the desk whose address it has."""
        if self.home is None:
            return self.team
        here, there = self.home.team, self.team
        return Team(
            tuple(dict.fromkeys((*there.agents, *here.agents))),
            tuple(dict.fromkeys((*there.internal_domains, *here.internal_domains))),
            there.assign,
            (*there.profiles, *here.profiles),
            {**here.roles, **there.roles},
        )
