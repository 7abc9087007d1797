"""Who is forgotten stands in no document of the store: not in a report that named her, not in a copy for Sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time, timedelta
from typing import Literal

import pytest

from csmail.desk.bulk import deliver
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.find import by_address
from csmail.desk.customers.forget import forget
from csmail.desk.intake.poll import poll
from csmail.errors import Refused
from csmail.model.bulk import Bulk
from csmail.reports.plan import ReportPlan
from tests.unit.desk.bulk.test_back import Letters, office, planned
from tests.workspace import Office, mail

OWNER = "owner@toko.example"


def documents(made: Office) -> str:
    return json.dumps(list(made.store.export()), default=str).casefold()


def forgotten(made: Office, even_so: bool = True) -> None:
    rina = by_address(made.store, "rina@x.example")
    assert rina is not None
    forget(Asker((made.place,), "sari"), lambda: rina, even_so)


def reported(style: Literal["html", "text", "csv"]) -> Office:
    """A report by customer went to the owner the morning after two wrote."""
    made = office()
    made.place = replace(
        made.place, reports=(ReportPlan("support", "day", time(8), (OWNER,), style, by=("customer",)),)
    )
    for number, who in enumerate(("Rina <rina@x.example>", "Tono <tono@x.example>"), 1):
        made.deliver(mail(number, From=who, Message_ID=f"<{number}@x.example>"))
    poll(made.place)
    made.later(timedelta(days=1))
    poll(made.place)
    return made


@pytest.mark.parametrize("style", ["html", "text", "csv"])
def test_a_report_that_named_her_is_emptied_and_not_told_again(style: Literal["html", "text", "csv"]) -> None:
    made = reported(style)
    (told,) = [one for one, to in made.transport.sent if to == (OWNER,)]
    forgotten(made)
    assert "rina" not in documents(made)
    kept = made.store.mail(told.key)
    assert kept is not None
    assert kept.content == ""
    poll(made.place)
    assert [to for _, to in made.transport.sent].count((OWNER,)) == 1


def test_a_report_that_names_others_stays_as_it_is() -> None:
    made = office()
    made.place = replace(made.place, reports=(ReportPlan("support", "day", time(8), (OWNER,), by=("customer",)),))
    made.deliver(mail(1, From="Tono <tono@x.example>"))
    poll(made.place)
    made.later(timedelta(days=1))
    poll(made.place)
    made.deliver(mail(2, From="Rina <rina@x.example>", Message_ID="<2@x.example>"))
    poll(made.place)
    (told,) = [one for one, to in made.transport.sent if to == (OWNER,)]
    forgotten(made)
    assert made.store.mail(told.key) == told


def test_a_mail_to_many_that_left_leaves_no_address_in_its_copy_for_sent() -> None:
    made = office()
    made.deliver(mail(1, From="Rina <rina@x.example>"))
    poll(made.place)
    place = replace(made.place, templates=Letters())
    lines = planned(made, "rina@x.example", "tono@x.example")
    bulk = deliver.begin(place, Bulk("", "support", "send", "sari", made.now, "news"), lines)
    for _ in deliver.prepare(place, bulk):
        pass
    with pytest.raises(Refused):
        forgotten(made, even_so=False)
    deliver.work_off(place, bulk, deliver.Watcher(lambda task: None, lambda seconds: None, lambda: False))
    forgotten(made)
    assert "rina" not in documents(made)
    assert "tono@x.example" in documents(made)
