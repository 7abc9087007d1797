"""What a pass gives to agents: a batch counts what it gave, the oldest waits least, nobody overtakes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.claim import Claim
from csmail.desk.intake.poll import poll
from csmail.errors import Conflict
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.desk import Promises
from csmail.model.duration import parse_span
from csmail.model.hours import Hours, Shift
from csmail.model.team import Agent, AssignPolicy, Team
from csmail.rules.rule import ActionCall
from csmail.stores.memory import MemoryStore
from tests.factories import NOW, desk
from tests.workspace import Office, asked, mail, rule

SARI, BUDI = Agent("sari@toko.example", "Sari"), Agent("budi@toko.example", "Budi")
ANYBODY, ALWAYS = AssignPolicy(), Hours()
AUTO = (rule(asked("assign", to="auto")),)
FROM_TEN = Hours(week=((Shift(600, 1020),),) * 7)
"""Open from ten to five; the clock begins at nine."""


def office(*agents: Agent, policy: AssignPolicy = ANYBODY, hours: Hours = ALWAYS) -> Office:
    people = agents or (SARI, BUDI)
    team = Team(tuple(one.address for one in people), ("toko.example",), policy, people)
    promises = Promises(first_response=parse_span("30m"), next_response=parse_span("4h"))
    made = Office(AUTO, replace(desk(team=team), hours=hours, promises=promises))
    poll(made.place)
    return made


def write(made: Office, *numbers: int, sender: str = "c{}@cust.example", subject: str = "Pesanan {}") -> None:
    for number in numbers:
        made.deliver(mail(number, From=sender.format(number), Subject=subject.format(number)))


def holders(made: Office) -> dict[str, str]:
    """Who has the conversation of each customer."""
    return {one.customer.spec.partition("@")[0]: one.assignee for one in made.store.conversations() if one.customer}


def of(made: Office, customer: str) -> Conversation:
    return next(
        one for one in made.store.conversations() if one.customer and one.customer.spec.startswith(f"{customer}@")
    )


def test_a_batch_counts_what_it_has_just_given() -> None:
    made = office()
    write(made, *range(1, 8))
    poll(made.place)
    given = [holders(made)[f"c{number}"] for number in range(1, 8)]
    assert given == [SARI.address, BUDI.address] * 3 + [SARI.address]
    assert made.store.holders("support") == {SARI.address: 4, BUDI.address: 3}


def test_what_is_answered_counts_no_more_and_the_next_pass_knows_it() -> None:
    made = office()
    write(made, 1, 2, 3)
    poll(made.place)
    for customer in ("c1", "c3"):
        act(made.place, of(made, customer).id, asked("reply", text="Halo"), by="sari")
    made.later()
    write(made, 4)
    poll(made.place)
    assert holders(made)["c4"] == SARI.address


def test_the_receipt_says_how_the_agent_was_chosen() -> None:
    made = office()
    write(made, 1)
    poll(made.place)
    (receipt,) = made.store.receipts(of(made, "c1").id)
    (did,) = receipt.steps[0].did
    assert (did.code, did.fact("to"), did.fact("why")) == ("assigned", SARI.address, "agent_turn")


def test_where_nobody_is_there_it_waits_and_the_oldest_due_is_given_first_when_somebody_comes() -> None:
    made = office(replace(SARI, at_most=2), hours=FROM_TEN)
    for number in (1, 2, 3):
        write(made, number)
        poll(made.place)
        made.later(timedelta(minutes=10))
    assert set(holders(made).values()) == {""}
    assert [why.code for why in of(made, "c1").needs] == ["nobody_there"]
    made.now = NOW + timedelta(hours=1, minutes=5)
    write(made, 4)
    poll(made.place)
    assert holders(made) == {"c1": SARI.address, "c2": SARI.address, "c3": "", "c4": ""}
    assert of(made, "c1").needs == ()
    assert of(made, "c1").assigned_at == made.now
    assert [why.code for why in of(made, "c4").needs] == ["nobody_free"]
    act(made.place, of(made, "c1").id, asked("reply", text="Halo"), by="sari")
    made.later()
    poll(made.place)
    assert holders(made)["c3"] == SARI.address, "it is older than the fourth"
    assert holders(made)["c4"] == ""


def test_what_a_person_assigns_or_answers_waits_for_nobody_any_more() -> None:
    made = office(hours=FROM_TEN)
    write(made, 1, 2)
    poll(made.place)
    act(made.place, of(made, "c1").id, ActionCall("claim", Claim()), by="budi")
    act(made.place, of(made, "c2").id, asked("reply", text="Halo"), by="budi")
    assert [of(made, customer).needs for customer in ("c1", "c2")] == [(), ()]
    made.now = NOW + timedelta(hours=2)
    poll(made.place)
    assert holders(made) == {"c1": BUDI.address, "c2": ""}


def test_a_customer_keeps_his_last_agent_also_within_a_batch() -> None:
    made = office(policy=AssignPolicy(keep=True))
    write(made, 1, 2)
    poll(made.place)
    assert holders(made)["c2"] == BUDI.address
    made.later()
    for number in (7, 8, 9):
        write(made, number, sender="c2@cust.example")
        write(made, number + 10, sender="new@cust.example")
    poll(made.place)
    theirs = [one for one in made.store.conversations() if one.customer and one.customer.spec == "c2@cust.example"]
    assert {one.assignee for one in theirs} == {BUDI.address}
    new = [one for one in made.store.conversations() if one.customer and one.customer.spec == "new@cust.example"]
    assert len({one.assignee for one in new}) == 1


def test_what_an_agent_who_left_had_is_nobodys_and_asks_for_a_person() -> None:
    made = office()
    write(made, 1, 2)
    poll(made.place)
    made.later()
    made.place = replace(made.place, desk=replace(made.desk, team=Team((SARI.address,), profiles=(SARI,))))
    poll(made.place)
    left = of(made, "c2")
    assert (left.assignee, left.assigned_at) == ("", None)
    assert [(why.code, why.fact("agent")) for why in left.needs] == [("agent_left", BUDI.address)]
    assert [did.code for did in made.store.receipts(left.id)[-1].steps[0].did] == ["unassigned", "person_asked"]
    before = len(made.store.receipts(left.id))
    poll(made.place)
    assert len(made.store.receipts(left.id)) == before, "once"
    assert of(made, "c1").assignee == SARI.address


def test_another_spelling_of_an_address_is_no_agent_who_left() -> None:
    made = office()
    write(made, 1)
    poll(made.place)
    made.place = replace(made.place, desk=replace(made.desk, team=Team(("SARI@Toko.example", BUDI.address))))
    poll(made.place)
    assert of(made, "c1").assignee == SARI.address


def test_what_somebody_claims_meanwhile_stays_his() -> None:
    class Claimed(MemoryStore):
        """The moment before a commit somebody claims it."""

        claim = None

        def commit(self, changes: Changes) -> None:
            if self.claim and any(one.by == "csmail" for one in changes.receipts):
                claim, self.claim = self.claim, None
                claim()
            super().commit(changes)

    made = Office(AUTO, office(hours=FROM_TEN).desk, Claimed())
    poll(made.place)
    write(made, 1)
    poll(made.place)
    made.now = NOW + timedelta(hours=2)
    id = of(made, "c1").id
    made.store.claim = lambda: act(made.place, id, ActionCall("claim", Claim()), by="budi")
    poll(made.place)
    assert of(made, "c1").assignee == BUDI.address


def test_one_that_keeps_changing_is_left_to_the_next_pass() -> None:
    class Contended(MemoryStore):
        contended = True

        def commit(self, changes: Changes) -> None:
            if self.contended and any(one.by == "csmail" for one in changes.receipts):
                raise Conflict("somebody else changed it")
            super().commit(changes)

    made = Office(AUTO, office(hours=FROM_TEN).desk, Contended())
    poll(made.place)
    write(made, 1)
    poll(made.place)
    made.now = NOW + timedelta(hours=2)
    poll(made.place)
    assert of(made, "c1").assignee == ""
    made.store.contended = False
    poll(made.place)
    assert of(made, "c1").assignee == SARI.address


def test_a_rule_that_hears_of_time_gives_what_nobody_has() -> None:
    made = office()
    made.with_rules(rule(asked("assign", to="auto"), on="half"))
    write(made, 1, 2)
    poll(made.place)
    assert set(holders(made).values()) == {""}
    made.later(timedelta(minutes=16))
    poll(made.place)
    assert set(holders(made).values()) == {SARI.address, BUDI.address}, "what one was given counts for the next"
