"""Who has it: claimed, taken over, released; away and back."""

from __future__ import annotations

from datetime import timedelta

from csmail.desk.by_hand.absence import come_back, leave
from csmail.desk.by_hand.act import Acted, act
from csmail.desk.by_hand.claim import Claim, Release
from csmail.desk.intake.poll import poll
from csmail.desk.presence import away_of
from csmail.desk.watch.team import states
from csmail.model.conversation import Conversation
from csmail.model.team import Away
from csmail.rules.rule import ActionCall
from tests.factories import desk
from tests.workspace import Office, mail

SARI, BUDI = "sari@toko.example", "budi@toko.example"
HOUR = timedelta(hours=1)


def office(mails: int = 1) -> Office:
    made = Office(desk=desk(timezone="Asia/Jakarta"))
    poll(made.place)
    for number in range(1, mails + 1):
        made.deliver(mail(number, From=f"c{number}@cust.example"))
    poll(made.place)
    return made


def ids(made: Office) -> list[str]:
    return sorted(one.id for one in made.store.conversations())


def kept(made: Office) -> Conversation:
    (one,) = made.store.conversations()
    return one


def claim(made: Office, by: str, force: bool = False, dry_run: bool = False) -> Acted:
    return act(made.place, ids(made)[0], ActionCall("claim", Claim(force)), by, dry_run)


def test_who_claims_has_it_and_another_is_told_who_and_since_when() -> None:
    made = office()
    assert claim(made, "budi").step.withheld is None
    assert (kept(made).assignee, kept(made).assigned_at) == (BUDI, made.now)
    made.later(HOUR)
    refused = claim(made, "sari").step.withheld
    assert refused is not None
    assert (refused.code, refused.fact("who"), refused.fact("since")) == ("taken", "budi", "16.00"), (
        "in the desk's zone"
    )
    made.later(24 * HOUR)
    again = claim(made, "sari").step.withheld
    assert again is not None
    assert again.fact("since") == "2026-07-06 16.00"
    assert claim(made, "budi").step.withheld is not None, "he has it already"
    assert kept(made).assigned_at == made.now - 25 * HOUR, "since when does not change"


def test_force_takes_it_over_and_the_receipt_says_from_whom() -> None:
    made = office()
    claim(made, "budi")
    assert claim(made, "sari", force=True).step.withheld is None
    assert kept(made).assignee == SARI
    (did,) = made.store.receipts(kept(made).id)[-1].steps[0].did
    assert (did.code, did.fact("why"), did.fact("why_agent")) == ("assigned", "taken_over", BUDI)


def test_who_is_no_agent_claims_nothing_and_a_dry_run_writes_nothing() -> None:
    made = office()
    refused = claim(made, "root").step.withheld
    assert refused is not None
    assert refused.code == "not_an_agent"
    assert claim(made, "sari", dry_run=True).after.assignee == SARI
    assert kept(made).assignee == ""


def test_what_is_released_is_nobodys() -> None:
    made = office()
    claim(made, "budi")
    assert act(made.place, ids(made)[0], ActionCall("release", Release()), "sari").step.withheld is None
    assert (kept(made).assignee, kept(made).assigned_at) == ("", None)
    again = act(made.place, ids(made)[0], ActionCall("release", Release()), "sari").step.withheld
    assert again is not None
    assert again.code == "nobody_has_it"


def test_whoever_is_away_is_so_until_then_and_back_before_if_he_says_so() -> None:
    made = office()
    until = made.now + 3 * HOUR
    done = leave([made.place], BUDI, Away(made.now, until, "sari"), False, False)
    assert [did.code for did in done.did] == ["agent_away"]
    assert away_of(made.store, "BUDI@toko.example") == Away(made.now, until, "sari")
    assert [(one.agent.address, one.presence) for one in states(made.place)] == [(SARI, "there"), (BUDI, "away")]
    made.now = until
    assert [one.presence for one in states(made.place)] == ["there", "there"]
    assert come_back([made.place], BUDI, "budi", False).did == ()
    made.now = until - HOUR
    assert come_back([made.place], BUDI, "budi", True).did
    assert away_of(made.store, BUDI) is not None, "only a dry run"
    come_back([made.place], BUDI, "budi", False)
    assert away_of(made.store, BUDI) is None
    about = [step.action for receipt in made.store.receipts(BUDI) for step in receipt.steps]
    assert about == ["away", "back"]


def test_away_with_release_frees_what_he_has_in_the_same_commit() -> None:
    made = office(3)
    for id in ids(made)[:2]:
        act(made.place, id, ActionCall("claim", Claim()), "budi")
    act(made.place, ids(made)[2], ActionCall("claim", Claim()), "sari")
    commits: list[int] = []
    whole = made.store.commit
    made.store.commit = lambda changes: (commits.append(len(changes.conversations)), whole(changes))[1]  # type: ignore[method-assign]
    said = Away(made.now, made.now + HOUR, "budi")
    assert len(leave([made.place], BUDI, said, True, True).released) == 2
    assert commits == [], "only a dry run"
    done = leave([made.place], BUDI, said, True, False)
    assert (len(done.released), commits) == (2, [2])
    assert made.store.holders("support") == {SARI: 1}
    assert all(made.store.receipts(one.id)[-1].steps[0].action == "release" for one in done.released)
