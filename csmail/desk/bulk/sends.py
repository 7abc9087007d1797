"""A bulk send: the rows of a file, each a mail of its own with one To; no conversation is begun by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from csmail.desk import bulk_records as records
from csmail.desk.bulk import addresses
from csmail.desk.bulk.addresses import Row
from csmail.desk.bulk.replies import Sample
from csmail.desk.bulk.skips import skipped
from csmail.desk.customers.find import reach
from csmail.desk.effects.gaps import incomplete
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError
from csmail.mail import bulk_mail, identity
from csmail.mail.address import key
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.bulk import Bulk, Line, cause
from csmail.model.changes import Changes, together
from csmail.model.effects import Letter, Purpose
from csmail.model.reason import Reason
from csmail.model.task import SendMail
from csmail.ports import Gap, Rendered

PURPOSE: Purpose = "announcement"


def planned(workspace: Workspace, rows: Sequence[Row], template: str, by: str) -> tuple[list[Line], Sample | None]:
    """Every row with what becomes of it; nothing is written. Raises ConfigurationError (the template)."""

    found: list[Line] = []
    sample: Sample | None = None
    known = reach(workspace.store, (row.spec for row in rows))
    for line in addresses.lines(rows, workspace.desk, known):
        if line.state == "planned":
            words = _filled(workspace, line, template, by)
            why = incomplete(_letter(workspace, line, template), words.text)
            line = skipped(line, why) if why else line
            sample = sample or (None if why else Sample(line.to, _subject(workspace, words), words.text))
        found.append(line)
    return found, sample


def write(workspace: Workspace, bulk: Bulk) -> Iterator[int]:
    """Write the mails of every line that is planned still, a portion in one commit; tells how many lines are done.

    Hold the lease of the bulk. Raises ConfigurationError, Refused, StoreError.
    """
    for number, lines in records.portions(workspace.store, bulk):
        if any(line.state == "planned" for line in lines):
            written = [_written(workspace, bulk, line) for line in lines]
            kept = records.portion(bulk.id, number, [line for line, _ in written])
            workspace.store.commit(replace(together(one for _, one in written), facts=(kept,)))
        yield len(lines)


def _written(workspace: Workspace, bulk: Bulk, line: Line) -> tuple[Line, Changes]:
    if line.state != "planned":
        return line, Changes()
    from csmail.mail import compose  # what writes mail takes 20 ms to load

    words, now = _filled(workspace, line, bulk.what, bulk.by), bulk.created_at
    why = cause(bulk.id, key(line.to))
    domain = workspace.desk.address.rpartition("@")[2]
    id = bulk_mail.message_id(workspace.store.key(), bulk.id, line.to, domain)
    outgoing = compose.Outgoing(
        audience=_letter(workspace, line, bulk.what).audience,
        subject=_subject(workspace, words),
        text=words.text,
        html=words.html,
        message_id=id,
        date=now,
        purpose=PURPOSE,
        unsubscribe=workspace.desk.address,
    )
    mail = compose.as_mail(outgoing, workspace.desk)
    work = SendMail(mail.key, PURPOSE)
    task = identity.new_task(bulk.desk, f"{bulk.desk}/{why}", work, workspace.now())
    # What the file said of him is in his mail now, and nowhere else.
    return replace(line, state="queued", tasks=(task.id,), values=()), Changes(mails=(mail,), tasks=(task,))


def _letter(workspace: Workspace, line: Line, template: str) -> Letter:
    sender = Address(workspace.desk.address, workspace.desk.display_name)
    return Letter(PURPOSE, Audience("send", sender, to=(Address(line.to.strip()),)), template=template)


def _subject(workspace: Workspace, words: Rendered) -> str:
    return words.subject or workspace.desk.display_name or workspace.desk.name


def _filled(workspace: Workspace, line: Line, template: str, by: str) -> Rendered:
    values = dict(line.values)
    language = values.get("language") or workspace.desk.language
    words = workspace.templates.render(template, language, _variables(workspace, values, line, by))
    if words.attach:
        raise ConfigurationError(Reason.of("attach_not_for", purpose=PURPOSE))
    return words


def _variables(workspace: Workspace, values: Mapping[str, str], line: Line, by: str) -> dict[str, Any]:
    """What a template of a bulk send may use: the columns of the file, and who we are. An empty cell is a gap."""
    from zoneinfo import ZoneInfo

    desk = workspace.desk
    today: date | datetime = workspace.now().astimezone(ZoneInfo(desk.timezone)).date()
    ours: dict[str, Any] = {
        "desk_name": desk.display_name or desk.name,
        "desk_address": desk.address,
        "agent": desk.people.display_name(by),
        "signature": desk.signature,
        "today": today,
        "customer": line.to,
    }
    named = {name: value or Gap(name) for name, value in values.items()}
    return {**ours, "customer_name": named.get("name") or Gap("customer_name"), **named}
