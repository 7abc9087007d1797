"""The machines that a support desk meets: each answers a mail with mails of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.loops.post import Post, written

DESK = "support@toko.example"


@dataclass
class Robot:
    """Answers every mail at once, without any mark; `about` is the subject it writes, {n} a number of its own."""

    address: str = "robot@far.example"
    about: str = "Terima kasih atas email Anda"
    says: str = "Kami akan segera membalas."
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def person(self) -> str:
        """Who writes to the desk by hand and has the robot behind the address."""
        return self.address

    @property
    def entry(self) -> str:
        """Where such a mail goes."""
        return DESK

    def answers(self, post: Post) -> Iterator[Post]:
        """What it sends because of `post`."""
        yield self.made(post, self.subject(post), self.text(post))

    def subject(self, post: Post) -> str:
        return self.about.format(n=next(self.numbers), subject=post.field("Subject"))

    def text(self, post: Post) -> str:
        return self.says

    def origin(self) -> str:
        """The address in From."""
        return self.address

    def made(self, post: Post, subject: str, body: str, **more: str) -> Post:
        head = {
            "From": self.origin(),
            "To": post.author,
            "Subject": subject,
            "Message-ID": f"<{next(self.numbers)}.{id(self)}@far.example>",
            "Date": "Mon, 06 Jul 2026 09:00:00 +0000",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        return Post(self.address, post.author, written(head, body))


@dataclass
class Marked(Robot):
    """A vacation program that follows RFC 3834: marks, thread, null sender; it answers every time nevertheless."""

    about: str = "Sedang cuti: {subject}"
    says: str = "Saya kembali hari Senin."

    def answers(self, post: Post) -> Iterator[Post]:
        marks = {"Auto_Submitted": "auto-replied", "X_Auto_Response_Suppress": "All", "Precedence": "bulk"}
        thread = {"In_Reply_To": post.field("Message-ID"), "References": post.field("Message-ID")}
        made = self.made(post, self.subject(post), self.says, **marks, **thread)
        yield Post("", made.recipient, made.data)


@dataclass
class Echo(Robot):
    """Sends everything back, quoted, each time under another subject."""

    about: str = "Pesan Anda nomor {n}"

    def text(self, post: Post) -> str:
        return "Pesan Anda:\n" + "\n".join(f"> {line}" for line in post.body.splitlines())


@dataclass
class Forwarder(Robot):
    """Passes everything on to the desk from its own address, the original inside as it came."""

    about: str = "Fwd: {n}"

    def answers(self, post: Post) -> Iterator[Post]:
        yield self.made(post, self.subject(post), post.data, Content_Type="message/rfc822")


@dataclass
class Bouncer(Robot):
    """Refuses everything: with a report (RFC 3464) or with words alone, to the envelope sender or, wrongly, to From.

    `quotes` says whether the words are followed by what was refused.
    """

    address: str = "gone@far.example"
    report: bool = False
    rightly: bool = False
    daemon: bool = True
    quotes: bool = True

    def answers(self, post: Post) -> Iterator[Post]:
        if self.rightly and not post.sender:
            return  # RFC 5321 section 6.1: what has a null sender is never bounced
        words = f"The following address failed:\n\n  {self.address}\n    550 5.1.1 no such user\n"
        if self.report:
            yield self._posted(self._reported(post, words))
            return
        refused = f"\n------ This is a copy of the message ------\n\n{post.data}" if self.quotes else ""
        yield self._posted(self.made(post, "Undelivered mail returned", words + refused))

    def origin(self) -> str:
        return "MAILER-DAEMON@far.example" if self.daemon else self.address

    def _reported(self, post: Post, words: str) -> Post:
        status = f"Reporting-MTA: dns; far.example\n\nFinal-Recipient: rfc822; {self.address}\nAction: failed"
        parts = (
            f"--b\nContent-Type: text/plain\n\n{words}\n",
            f"--b\nContent-Type: message/delivery-status\n\n{status}\nStatus: 5.1.1\n\n",
            f"--b\nContent-Type: message/rfc822\n\n{post.data}\n--b--\n",
        )
        kind = 'multipart/report; report-type=delivery-status; boundary="b"'
        return self.made(post, "Delivery Status Notification", "".join(parts), Content_Type=kind, MIME_Version="1.0")

    def _posted(self, made: Post) -> Post:
        return Post("", made.recipient, made.data)


@dataclass
class HelpDesk(Robot):
    """A ticket system: a new ticket for each mail it cannot thread, an acknowledgement for each new ticket.

    It threads by References to its own mails (FreeScout, osTicket); `own_marks` is what its acknowledgements carry:
    FreeScout's none, osTicket's Auto-Submitted.
    """

    about: str = "[#{n}] {subject}"
    says: str = "Tiket Anda sudah kami terima."
    own_marks: bool = False
    rotating: bool = False
    sent: set[str] = field(default_factory=set)

    def answers(self, post: Post) -> Iterator[Post]:
        if set(post.field("References").split()) & self.sent:
            return
        marks = {"Auto_Submitted": "auto-replied", "X_Auto_Response_Suppress": "DR, RN, OOF, AutoReply"}
        thread = {"In_Reply_To": post.field("Message-ID"), "References": post.field("Message-ID")}
        made = self.made(post, self.subject(post), self.says, **(marks if self.own_marks else {}), **thread)
        self.sent.add(made.field("Message-ID"))
        yield made

    def origin(self) -> str:
        """With `rotating`, a reply address of its own for every ticket."""
        local, _, domain = self.address.partition("@")
        return f"{local}-{next(self.numbers)}@{domain}" if self.rotating else self.address


@dataclass
class MailingList(Robot):
    """Sends what it gets to all subscribers, the desk among them; `munging` puts itself into From and Reply-To.

    A good one keeps the author, marks every mail with List-*; one that munges writes a copy to each by name.
    """

    address: str = "list@far.example"
    munging: bool = True

    @property
    def person(self) -> str:
        return "anggota@else.example"

    @property
    def entry(self) -> str:
        return self.address

    def answers(self, post: Post) -> Iterator[Post]:
        name = post.field("From").partition("<")[0].strip().strip('"')
        head = {
            "From": f'"{name} via list" <{self.address}>' if self.munging else post.field("From"),
            "To": DESK if self.munging else self.address,
            "Reply-To": self.address if self.munging else "",
            "Subject": f"[list] {post.field('Subject')}",
            "Message-ID": f"<{next(self.numbers)}.{id(self)}@far.example>"
            if self.munging
            else post.field("Message-ID"),
            "Date": "Mon, 06 Jul 2026 09:00:00 +0000",
            "List-Id": "<list.far.example>",
            "Precedence": "list",
        }
        yield Post("list-bounces@far.example", DESK, written(head, post.body))
