"""Who of a list of addresses gets a mail, and why the others do not: pure but for what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from csmail.desk.bulk.skips import left_alone, skipped, why_nobody
from csmail.desk.customers.find import Reach
from csmail.mail.address import key, parse_list, sound
from csmail.model.bulk import Line
from csmail.model.desk import Desk
from csmail.model.reason import Reason


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: where it stands, its address, all that it says."""

    line: int
    spec: str
    values: tuple[tuple[str, str], ...] = ()


def lines(rows: Iterable[Row], desk: Desk, known: Mapping[str, Reach]) -> Iterator[Line]:
    """Each row once, in order; of several for one address or one customer only the first is planned.

    `known` is what stands against mails to many, by address key.
    """
    addresses: dict[str, int] = {}
    people: dict[str, int] = {}
    for row in rows:
        spec = _spec(row.spec)
        line = Line(to=spec or row.spec, line=row.line, values=row.values)
        if not spec:
            yield skipped(line, _no_address(row))
        elif key(spec) in addresses:
            yield skipped(line, Reason.of("same_line", line=addresses[key(spec)]))
        else:
            addresses[key(spec)] = row.line
            yield _judged(line, known.get(key(spec), Reach()), people, desk)


def _judged(line: Line, known: Reach, people: dict[str, int], desk: Desk) -> Line:
    why = why_nobody(line.to, desk, known) or left_alone(known)
    if why is None and known.customer in people:
        why = Reason.of("same_customer", line=people[known.customer])
    if why is None and known.customer:
        people[known.customer] = line.line
    return skipped(line, why) if why else line


def _spec(written: str) -> str:
    """The address that was written, "" when it is none; of one person's several, apart by spaces, the first."""
    words = written.split()
    if len(words) > 1 and all(map(sound, words)):
        return words[0]
    found, defects = parse_list(written.strip())
    return found[0].spec if len(found) == 1 and not defects else ""


def _no_address(row: Row) -> Reason:
    if not row.spec.strip():
        return Reason.of("no_address_in_line", line=row.line)
    return Reason.of("line_is_no_address", line=row.line, written=row.spec[:100])
