"""The outbox by hand: looking at a task, trying it again, taking it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmail.model.reason import Reason
from csmail.model.task import Delivery, SendMail, State, Task
from csmail.stores import tinydb
from tests.factories import said
from tests.unit.cli.test_upkeep import Call, call, remember, task

__all__ = ["call"]  # the fixture
REFUSED = (Delivery("jane@cust.example", "refused", "550 nobody"),)


def kept(folder: Path) -> list[Task]:
    store = tinydb.open(tinydb.Settings(), folder)
    try:
        return list(store.tasks())
    finally:
        store.close()


def test_a_task_is_shown_with_its_recipients_and_the_mail_as_it_is_transmitted(call: Call, tmp_path: Path) -> None:
    remember(
        tmp_path,
        task(
            1,
            "refused",
            deliveries=REFUSED,
            reason=Reason.of("refused", to="jane@cust.example", reply="550 nobody"),
            attempt=2,
        ),
    )
    said = call("outbox show 0000")
    assert f"{1:032}  refused" in said
    assert "  jane@cust.example: refused  550 nobody" in said
    assert "attempt 2" in said
    assert "envelope from <support@toko.example> to jane@cust.example" in said
    assert "Message-ID: <m1@toko.example>" in said


def test_an_empty_outbox_says_so(call: Call, tmp_path: Path) -> None:
    remember(tmp_path)
    assert "the outbox is empty" in call("outbox list")


def test_a_list_shows_what_is_not_finished_and_says_when_it_is_cut(call: Call, tmp_path: Path) -> None:
    remember(tmp_path, task(1, "queued"), task(2, "held"), task(3, "sent"))
    assert "the first 1; more with --limit" in call("outbox list --limit 1")
    assert [one["state"] for one in call("outbox list --json")["tasks"]] == ["queued", "held"]
    assert [one["state"] for one in call("outbox list --state sent --json")["tasks"]] == ["sent"]


def test_a_state_that_is_none_is_refused(call: Call, tmp_path: Path) -> None:
    remember(tmp_path)
    assert "there is no state 'lost'" in call("outbox list --state lost", code=2)


@pytest.mark.parametrize(
    ("verb", "becomes", "note"), [("retry", "queued", "tried again"), ("drop", "dropped", "dropped")]
)
def test_a_refused_task_is_changed_by_hand_and_the_dry_run_said_so(
    verb: str, becomes: State, note: str, call: Call, tmp_path: Path
) -> None:
    remember(tmp_path, task(1, "refused", deliveries=REFUSED))
    assert f"refused, would become {becomes}" in call(f"outbox {verb} 0000 --by sari --dry-run")
    assert kept(tmp_path)[0].state == "refused"
    assert f"refused, now {becomes}" in call(f"outbox {verb} 0000 --by sari")
    (after,) = kept(tmp_path)
    assert (after.state, said(after.reason).partition(": ")[2]) == (becomes, f"{note} by sari")


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_a_mail_that_may_have_left_is_left_alone(verb: str, call: Call, tmp_path: Path) -> None:
    remember(tmp_path, task(1, "in_doubt"))
    assert f"cannot {verb} task" in call(f"outbox {verb} 0000 --by sari", code=2)
    assert kept(tmp_path)[0].state == "in_doubt"


@pytest.mark.parametrize(("word", "becomes"), [("sent", "sent"), ("again", "queued"), ("drop", "dropped")])
def test_a_mail_in_doubt_becomes_what_the_person_says(word: str, becomes: str, call: Call, tmp_path: Path) -> None:
    doubted = (Delivery("jane@cust.example", "in_doubt", "no answer"),)
    remember(tmp_path, task(1, "in_doubt", deliveries=doubted))
    assert f"in_doubt, now {becomes}" in call(f"outbox resolve 0000 {word} --by sari")
    assert next(one for one in kept(tmp_path) if isinstance(one.work, SendMail)).state == becomes


def test_what_is_not_in_doubt_is_not_probed(call: Call, tmp_path: Path) -> None:
    remember(tmp_path, task(1, "sent"))
    assert "is not in doubt: it is sent" in call("outbox probe 0000", code=2)
    assert "nothing is in doubt" in call("outbox probe")
