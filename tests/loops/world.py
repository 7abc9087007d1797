"""The laboratory: desks, robots, relays between them, a clock that moves by days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from csmail import templates
from csmail.desk.intake import poll
from csmail.mail.address import classify, domain, key
from csmail.model.receipt import Arrival
from csmail.model.task import SendMail, Task
from tests.factories import NOW, desk, said_in
from tests.loops.post import Post, Relay, written
from tests.workspace import Office, asked, rule

TEXTS = templates.open(Path(__file__).parents[2] / "templates")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ROUNDS = 150
"""More than the widest limit lets through in an hour: a conversation of machines that lasts longer has no end."""
EVENTS: tuple[Arrival, ...] = ("arrival", "reply", "bounce")
LEAD = "lead@toko.example"
PARAMETERS: dict[str, dict[str, Any]] = {
    "reply": {"template": "follow-up"},  # the text for everything has a gap that a person fills
    "escalate": {"to": LEAD},
    "forward": {"to": (LEAD,)},
}
SUPPORT = "support@toko.example"


class Correspondent(Protocol):
    """Somebody on the other side, human or not."""

    def answers(self, post: Post) -> Iterable[Post]: ...


def office(address: str = SUPPORT, then: Sequence[str] = ("acknowledge",)) -> Office:
    """A desk that does `then` for every mail, with the texts that are shipped."""
    host = address.partition("@")[2]
    team = replace(desk().team, agents=(f"sari@{host}",), internal_domains=(host,))
    settings = desk(address=address, aliases=(), display_name=f"Toko di {host}", team=team)
    actions = [asked(name, **PARAMETERS.get(name, {})) for name in then]
    everything = [rule(*actions, name=str(on), on=on) for on in EVENTS]
    made = Office(rules=tuple(everything), desk=settings)
    made.place = replace(made.place, templates=TEXTS)
    poll.poll(made.place)
    return made


@dataclass
class World:
    """`robots` maps an address, or a whole domain as `@domain`, to who reads there; others' mail is lost."""

    offices: Sequence[Office]
    robots: dict[str, Correspondent] = field(default_factory=dict)
    relay: Relay = "intact"
    step: timedelta = timedelta(seconds=30)
    now: datetime = NOW
    letters: int = 0

    def write(
        self, author: str, to: str, subject: str = "Pesanan belum sampai", text: str = "Halo, mohon info."
    ) -> None:
        """A person writes a first mail; an envelope is what its author says."""
        self.letters += 1
        head = {
            "From": author, "To": to, "Subject": subject, "Message-ID": f"<h{self.letters}@person.example>",
            "Date": "Mon, 06 Jul 2026 09:00:00 +0000",
        }  # fmt: skip
        self.deliver(Post(author, to, written(head, text)))

    def settle(self) -> int:
        """Rounds until nobody has anything to say; raises AssertionError when that does not come."""
        took = self.talk(ROUNDS)
        assert took < ROUNDS, f"still talking after {took} rounds"
        return took

    def talk(self, most: int) -> int:
        """Rounds until nobody has anything to say, `most` at the most."""
        return next((number for number in range(most) if not self._round()), most)

    def _round(self) -> int:
        """Every desk polls, every robot answers; how many mails that made."""
        self.now += self.step
        posts: list[Post] = []
        for one in self.offices:
            one.now = self.now
            before = len(one.transport.sent)
            poll.poll(one.place)
            for mail, recipients in one.transport.sent[before:]:
                data = mail.data.decode().replace("\r\n", "\n")
                posts += [Post(mail.sender, recipient, data) for recipient in recipients]
        for post in posts:
            self.deliver(post)
        return len(posts)

    def deliver(self, post: Post) -> None:
        """Put the mail where it goes; a robot answers at once."""
        for one in self.offices:
            if key(one.desk.address) == key(post.recipient):
                one.mailbox.deliver(post.delivered(self.relay).replace("\n", "\r\n").encode(), self.now)
                return
        host = "@" + post.recipient.partition("@")[2]
        reader = self.robots.get(post.recipient) or self.robots.get(host)
        arrived = Post(post.sender, post.recipient, post.delivered(self.relay))
        for answer in reader.answers(arrived) if reader else ():
            self.deliver(answer)


def sent(office: Office) -> list[tuple[Task, str]]:
    """What machines wrote to customers and what left, with the address it went to."""
    found = []
    for task in office.store.tasks(states=("sent",)):
        if isinstance(task.work, SendMail) and purpose(task) in ("acknowledgement", "reply"):
            mail = office.store.mail(task.work.mail)
            assert mail is not None
            found += [(task, key(recipient)) for recipient in mail.recipients]
    return found


def purpose(task: Task) -> str:
    return task.work.purpose if isinstance(task.work, SendMail) else ""


def busiest(times: Iterable[datetime], window: timedelta) -> int:
    """The most of these moments that any span of this length holds."""
    ordered = sorted(times)
    return max((sum(at <= other <= at + window for other in ordered) for at in ordered), default=0)


def broken_limits(office: Office, without: str = "") -> list[str]:
    """Which promise about automatic answers was not kept; the brake that was taken away is not asked for."""
    limits, answers = office.desk.acknowledge, sent(office)
    found = []
    if without != "once" and (
        twice := [id for id, n in Counter((one.conversation, purpose(one)) for one, _ in answers).items() if n > 1]
    ):
        found.append(f"more than one in {twice}")
    for who in {who for _, who in answers} if without != "sender" else ():
        if busiest((task.created_at for task, to in answers if to == who), limits.window) > limits.per_sender:
            found.append(f"too many to {who}")
    for host in {domain(who) for _, who in answers} if without != "domain" else ():
        times = [task.created_at for task, to in answers if domain(to) == host]
        if not classify.is_shared(host) and busiest(times, HOUR) > limits.per_domain:
            found.append(f"too many to {host}")
    most = busiest((task.created_at for task, _ in answers), HOUR)
    if without != "strangers" and most > limits.for_strangers:  # robots and their persons: nobody is known here
        found.append("too many to strangers")
    if without != "all" and most > limits.per_hour:
        found.append("too many in all")
    return found


def answered_bounces(office: Office) -> list[str]:
    """Conversations in which a machine wrote after a bounce had come."""
    found = []
    for task, _ in sent(office):
        said = said_in(office.store, task.conversation)
        if any(one.kind == "bounce" and one.received_at < task.created_at for one in said):
            found.append(task.conversation)
    return found
