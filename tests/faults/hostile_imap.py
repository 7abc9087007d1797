"""IMAP servers that mean harm or know no better, as a table: what each says where, and what csmail may answer.

Expectations: "temporary" (exit 75), "refused" (69), "login" (77), "error" (one of them), "fine", and "either" where
another reading is as good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from tests.servers.scripted import Talk

Say = Callable[[Talk, str, str], None]
MOST = 3 * 1024**3
EVERY = 0.05
DIGITS = "9" * 5000


@dataclass(frozen=True)
class Hostile:
    """`answers` are laid over those of a server that means well; `expect` is what one pass and one wait end with."""

    name: str
    expect: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    greeting: Any = "* OK ready\r\n"


# --- a server that means well


def handed_over(talk: Talk, tag: str, command: str) -> None:
    """Three small mails."""
    words = command.split()
    for uid in (1, 2, 3):
        if covers(words[2], uid):
            talk.say(sized(uid) if "BODY" not in command.upper() else whole(uid))
    talk.say(f"{tag} OK done\r\n")


def covers(uids: str, uid: int) -> bool:
    spans = [part.split(":") for part in uids.split(",")]
    return any(int(span[0]) <= uid <= int(span[-1].replace("*", "4294967295")) for span in spans)


def sized(uid: int) -> str:
    return f"* {uid} FETCH (UID {uid} RFC822.SIZE 60)\r\n"


def whole(uid: int, date: str = "06-Jul-2026 09:00:00 +0000", size: str = "60", **parts: str) -> str:
    head = parts.get("head", f"From: c{uid}@cust.example\r\nSubject: Halo {uid}\r\n\r\n")
    body = parts.get("body", "Hi")
    return (
        f'* {uid} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "{date}" FLAGS () BODY[HEADER] '
        f"{{{len(head)}}}\r\n{head} BODY[TEXT] {{{len(body)}}}\r\n{body})\r\n"
    )


def idling(talk: Talk, tag: str, command: str) -> None:
    talk.say("+ idling\r\n")
    talk.hear()
    talk.say(f"{tag} OK done\r\n")


OFFERS = "IMAP4rev1 AUTH=PLAIN UIDPLUS IDLE ESEARCH"
CAPABILITY = f"* CAPABILITY {OFFERS}\r\n{{tag}} OK done\r\n"
WELL: Mapping[str, Any] = {
    "CAPABILITY": CAPABILITY,
    "UID SEARCH": "* ESEARCH UID ALL 1:3\r\n{tag} OK found\r\n",
    "UID FETCH": handed_over,
    "UID STORE": "{tag} OK stored\r\n",
    "IDLE": idling,
    "NOOP": "{tag} OK\r\n",
    "LIST": '* LIST () "/" INBOX\r\n{tag} OK\r\n',
}

# --- what any command may meet


def flood(piece: bytes, first: bytes = b"", pieces: int = 0) -> Say:
    """`first`, then `piece` again and again; without a number of pieces until somebody has had enough."""
    many = piece * max(1, 65536 // len(piece)) if not pieces else piece

    def answer(talk: Talk, tag: str, command: str) -> None:
        talk.say(first)
        for _ in range(pieces or MOST // len(many)):
            talk.say(many)

    return answer


def dripping(piece: bytes, seconds: float = EVERY) -> Say:
    """`piece` in each span of time, without end."""

    def answer(talk: Talk, tag: str, command: str) -> None:
        while not talk.server.stopping.wait(seconds):
            talk.say(piece)

    return answer


def silent(talk: Talk, tag: str, command: str) -> None:
    talk.server.stopping.wait(20)


def hung_up(talk: Talk, tag: str, command: str) -> None:
    talk.hang_up()


ANYWHERE: Mapping[str, Any] = {
    "silence": silent,
    "end of the connection": hung_up,
    "goodbye": "* BYE going down\r\n",
    "one octet at a time": dripping(b"*"),
    "a line now and then": dripping(b"* OK still here\r\n"),
    "a line without end": flood(b"x", b"* OK "),
    "lines without end": flood(b"* OK more\r\n"),
    "long lines without end": flood(b"* OK " + b"y" * 200_000 + b"\r\n"),
    "literals without end": flood(b"* X {1000000}\r\n" + b"z" * 1_000_000 + b"\r\n"),
    "a literal of 4 GB": flood(b"z", b"* X {4294967296}\r\n"),
    "a literal of 5,000 digits": "* X {" + DIGITS + "}\r\n{tag} OK\r\n",
    "folders without end": flood(b'* LIST () "/" f\r\n'),
    "numbers without end": flood(b" 7", b"* SEARCH"),
    "challenges without end": flood(b"+ go on\r\n"),
    "octets that mean nothing": "\x07\x1b[2J\xff\r\n* (((\r\n{tag} OK done\r\n",
    "somebody else's tag": "ZZZZ9 OK done\r\n",
    "a line cut short": "{tag} O",
    "nothing but line ends": flood(b"\r\n"),
}
PLACES = ("GREETING", "CAPABILITY", "AUTHENTICATE PLAIN", "SELECT", "UID SEARCH", "UID FETCH", "IDLE")
TOLERATED = {"octets that mean nothing"}
LONG = {"silence", "one octet at a time", "a line now and then", "two million numbers", "that drips", "never begun"}
"""These wait for time-outs, or read for long."""


def anywhere() -> Iterator[Hostile]:
    for place, (kind, said) in product(PLACES, ANYWHERE.items()):
        expect = "either" if kind in TOLERATED or place == "IDLE" else "temporary"
        if place == "GREETING":
            yield Hostile(f"greeting: {kind}", expect, greeting=said)
        else:
            yield Hostile(f"{place.lower()}: {kind}", expect, {place: said})


# --- what only one of them may meet


def searched(said: str | bytes | Say, expect: str = "fine", **others: Any) -> tuple[str, Mapping[str, Any]]:
    if isinstance(said, str):
        said += "\r\n{tag} OK found\r\n"
    return expect, {"UID SEARCH": said, **others}


def opened(*lines: str, exists: str = "3") -> str:
    kept = {"UIDVALIDITY": "7", "UIDNEXT": "4"}
    kept |= dict(line.split(" ", 1) for line in lines)
    said = "".join(f"* OK [{name} {value}] x\r\n" for name, value in kept.items() if value != "none")
    return f"* {exists} EXISTS\r\n{said}* OK [PERMANENTFLAGS (\\Seen \\*)] p\r\n{{tag}} OK [READ-WRITE] in\r\n"


def numbers(count: int, step: int) -> Say:
    """A SEARCH of so many mails."""

    def answer(talk: Talk, tag: str, command: str) -> None:
        talk.say("* SEARCH")
        for start in range(0, count, 10_000):
            talk.say("".join(f" {1 + uid * step}" for uid in range(start, min(start + 10_000, count))))
        talk.say(f"\r\n{tag} OK found\r\n")

    return answer


def fetching(said: str | bytes | Say, expect: str) -> tuple[str, Mapping[str, Any]]:
    if isinstance(said, str):
        said += "{tag} OK done\r\n"
    return expect, {"UID FETCH": said}


def dated(text: str) -> Say:
    """All three mails, of that moment."""

    def answer(talk: Talk, tag: str, command: str) -> None:
        talk.say("".join(whole(uid, text) for uid in (1, 2, 3)) + f"{tag} OK done\r\n")

    return answer


def told(*lines: str, then: Say | None = None) -> Say:
    """IDLE in which these lines come, each at once."""

    def answer(talk: Talk, tag: str, command: str) -> None:
        talk.say("+ idling\r\n" + "".join(line + "\r\n" for line in lines))
        if then is not None:
            then(talk, tag, command)
            return
        talk.hear()
        talk.say(f"{tag} OK done\r\n")

    return answer


def login(text: str) -> Say:
    def answer(talk: Talk, tag: str, command: str) -> None:
        talk.say("+ \r\n")
        talk.hear()
        talk.say(text.replace("{tag}", tag))

    return answer


LARGE = b"* 1 FETCH (UID 1 BODY[HEADER] {2}\r\n\r\n BODY[TEXT] {62914560}\r\n" + b"b" * 62_914_560 + b")\r\n"
# A desk begins at UIDNEXT: what is to be fetched has to come after that.
EMPTY = opened("UIDNEXT 1", exists="0")
WIDE, HUGE_BODY = {"SELECT": [EMPTY, opened("UIDNEXT 4294967295")]}, "w" * 3_000_000
ONCE: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "all numbers there are": searched('* ESEARCH (TAG "x") UID ALL 1:4294967295'),
    "all numbers there are, and a UIDNEXT to match": searched(
        '* ESEARCH (TAG "x") UID ALL 1:4294967295', "temporary", **WIDE
    ),
    "all numbers there are, backwards": searched("* ESEARCH UID ALL 4294967295:1"),
    "all numbers there are, a thousand times": searched("* ESEARCH UID ALL " + ",".join(["1:4294967295"] * 1000)),
    "two million numbers": searched(numbers(2_000_000, 1)),
    "two million numbers, and a UIDNEXT to match": searched(numbers(2_000_000, 1), "temporary", **WIDE),
    "two million numbers with gaps": searched(numbers(2_000_000, 3), "temporary", **WIDE),
    "one absurd number": searched("* SEARCH 1 2 3 4294967295"),
    "one number too large": searched("* SEARCH 1 2 4294967296", "temporary"),
    "a number of 5,000 digits": searched(f"* SEARCH 1 {DIGITS}", "temporary"),
    "a range of 5,000 digits": searched(f"* ESEARCH UID ALL 1:{DIGITS}", "temporary"),
    "a number in words": searched("* SEARCH one", "temporary"),
    "a negative number": searched("* SEARCH -1", "temporary"),
    "a number zero": searched("* SEARCH 0 1 2 3"),
    "one number a million times": searched("* SEARCH" + " 2" * 1_000_000),
    "numbers in disorder": searched("* SEARCH 3 1 2 3 1"),
    "an ESEARCH without numbers": searched("* ESEARCH UID ALL", "either"),
    "an ESEARCH of minima only": searched("* ESEARCH UID MIN 1 MAX 3 COUNT 3", "fine"),
    "UIDVALIDITY of 5,000 digits": ("error", {"SELECT": opened(f"UIDVALIDITY {DIGITS}")}),
    "UIDVALIDITY of 20 digits": ("refused", {"SELECT": opened(f"UIDVALIDITY {DIGITS[:20]}")}),
    "UIDVALIDITY zero": ("refused", {"SELECT": opened("UIDVALIDITY 0")}),
    "no UIDVALIDITY": ("refused", {"SELECT": opened("UIDVALIDITY none")}),
    "UIDVALIDITY in words": ("error", {"SELECT": opened("UIDVALIDITY seven")}),
    "UIDNEXT of 5,000 digits": ("error", {"SELECT": opened(f"UIDNEXT {DIGITS}")}),
    "UIDNEXT of 20 digits": ("fine", {"SELECT": opened(f"UIDNEXT {DIGITS[:20]}")}),
    "UIDNEXT zero": ("fine", {"SELECT": opened("UIDNEXT 0")}),
    "EXISTS of 5,000 digits": ("error", {"SELECT": opened(exists=DIGITS)}),
    "flags without end": ("temporary", {"SELECT": flood(b"\\Seen ", b"* FLAGS (")}),
    "the year 9999": fetching(dated("31-Dec-9999 23:59:59 -1400"), "fine"),
    "the year 1": fetching(dated("01-Jan-0001 00:00:00 +1400"), "fine"),
    "the year 0": fetching(dated("01-Jan-0000 00:00:00 +0000"), "fine"),
    "the 99th of a month": fetching(dated("99-Jul-2026 09:00:00 +0000"), "fine"),
    "a zone of 99 hours": fetching(dated("06-Jul-2026 09:00:00 +9999"), "fine"),
    "a date of 5,000 digits": fetching(dated(DIGITS), "fine"),
    "a size of 5,000 digits": fetching(whole(1, size=DIGITS), "either"),
    "a size of 20 digits": fetching("".join(whole(uid, size=DIGITS[:20]) for uid in (1, 2, 3)), "fine"),
    "a UID of 5,000 digits": fetching(f"* 1 FETCH (UID {DIGITS} FLAGS ())\r\n", "either"),
    "a header of 60 MB": fetching(flood(b"h", b"* 1 FETCH (UID 1 BODY[HEADER] {62914560}\r\n"), "temporary"),
    "bodies of 60 MB without end": fetching(flood(LARGE, pieces=40), "temporary"),
    "bodies of 3 MB where 16 KB were asked for": fetching(
        "".join(whole(uid, body=HUGE_BODY) for uid in (1, 2, 3)), "fine"
    ),
    "the same mail without end": fetching(flood(whole(1).encode()), "temporary"),
    "mails nobody asked for, without end": fetching(flood(whole(77).encode()), "temporary"),
    "flags of others without end": fetching(flood(b"* 9 FETCH (FLAGS (\\Seen))\r\n"), "temporary"),
    "items without end": fetching(flood(b"A 1 ", b"* 1 FETCH ("), "temporary"),
    "parentheses without end": fetching(flood(b"(", b"* 1 FETCH ("), "temporary"),
    "parentheses 5,000 deep": fetching("* 1 FETCH (UID 1 X " + "(" * 5000 + ")" * 5000 + ")\r\n", "either"),
    "a quoted text without end": fetching(flood(b"q", b'* 1 FETCH (UID 1 X "'), "temporary"),
    "a mail that is never whole": fetching(flood(b"b", b"* 1 FETCH (UID 1 BODY[HEADER] {9}\r\nab", 1), "temporary"),
    "no mail at all": fetching("", "either"),
    "a refusal of every mail": fetching("{tag} NO damaged\r\n", "either"),
    "a login refused": ("login", {"AUTHENTICATE PLAIN": login("{tag} NO [AUTHENTICATIONFAILED] no\r\n")}),
    "a login refused for now": ("temporary", {"AUTHENTICATE PLAIN": login("{tag} NO [UNAVAILABLE] later\r\n")}),
    "a login that ends in goodbye": ("temporary", {"AUTHENTICATE PLAIN": login("* BYE too many\r\n")}),
    "a challenge that is no base64": ("error", {"AUTHENTICATE PLAIN": login("+ \xff\xff!\r\n{tag} NO no\r\n")}),
    "capabilities that are no ASCII": ("either", {"CAPABILITY": "* CAPABILITY \xff\xfe\r\n{tag} OK\r\n"}),
    "capabilities of 900 KB": ("fine", {"CAPABILITY": f"* CAPABILITY {OFFERS} {'X' * 900_000}\r\n{{tag}} OK done\r\n"}),
    "IDLE refused": ("either", {"IDLE": "{tag} NO not here\r\n"}),
    "IDLE never begun": ("either", {"IDLE": silent}),
    "IDLE ended by goodbye": ("either", {"IDLE": told("* BYE maintenance")}),
    "IDLE ended by the end": ("either", {"IDLE": told(then=hung_up)}),
    "IDLE in which one count is repeated": ("fine", {"IDLE": told(*["* 3 EXISTS"] * 1000)}),
    "IDLE in which counts alternate": ("fine", {"IDLE": told(*["* 9 EXISTS", "* 3 EXISTS"] * 500)}),
    "IDLE in which the count is huge": ("either", {"IDLE": told(f"* {DIGITS} EXISTS")}),
    "IDLE with lines without end": ("either", {"IDLE": told(then=flood(b"* OK still here\r\n"))}),
    "IDLE with counts without end": ("either", {"IDLE": told(then=flood(b"* 3 EXISTS\r\n"))}),
    "IDLE with a line without end": ("either", {"IDLE": told(then=flood(b"x", b"* OK "))}),
    "IDLE with a literal of 4 GB": ("either", {"IDLE": told(then=flood(b"z", b"* X {4294967296}\r\n"))}),
    "IDLE that drips": ("either", {"IDLE": told(then=dripping(b"*"))}),
    "IDLE whose end is never answered": ("either", {"IDLE": told(then=silent)}),
}  # fmt: skip


def arriving() -> Mapping[str, Any]:
    """A folder that is empty when the desk begins, with three mails from then on."""
    return {"SELECT": [EMPTY, opened()]}


def scenarios() -> Iterator[Hostile]:
    """All of them."""
    yield from anywhere()
    for name, (expect, answers) in ONCE.items():
        yield Hostile(name, expect, answers)
