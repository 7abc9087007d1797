"""What is used up of the limits while a batch goes on."""

from dataclasses import replace
from datetime import timedelta

from csmail.desk.limits import Budget, Spent, addressee
from csmail.model.address import Address
from csmail.model.changes import Acknowledged, Changes, Standing
from csmail.model.desk import AcknowledgeLimits, Trust
from csmail.model.reason import Reason
from csmail.stores.memory import MemoryStore
from tests.factories import NOW, desk, message

HERE = "jane@cust.example"


def one(sender: str = HERE, minutes: int = 0, conversation: str = "A") -> Acknowledged:
    return Acknowledged("support", sender, NOW - timedelta(minutes=minutes), conversation)


def budget(*before: Acknowledged, limit: int = 100) -> tuple[Budget, list[Acknowledged]]:
    store, here = MemoryStore(), []
    store.commit(Changes(acknowledged=before))
    return Budget(store, desk(acknowledge=AcknowledgeLimits(per_hour=limit)), NOW, here), here


def test_the_window_counts_for_the_sender_and_the_hour_for_domain_and_desk() -> None:
    made, _ = budget(one(minutes=90), one(minutes=10), one("joe@cust.example", 5), one("x@else.example", 1))
    assert made.spent(HERE) == Spent(sender=2, domain=2, hour=3, sent=3, lately=1)


def test_what_the_batch_itself_adds_is_counted_once() -> None:
    made, here = budget(one(minutes=10))
    assert made.spent(HERE) == Spent(1, 1, 1, 1, 1)
    here.append(one("joe@cust.example", conversation="B"))
    assert made.spent(HERE) == Spent(1, 2, 2, 2, 1)
    assert made.spent(HERE) == Spent(1, 2, 2, 2, 1)
    here.append(one(conversation="C"))
    assert made.spent(HERE) == Spent(2, 3, 3, 3, 2)


def test_what_is_held_is_due_and_not_sent_and_a_known_customer_takes_nothing_from_strangers() -> None:
    held, known = replace(one(minutes=5), standing="held"), replace(one(minutes=6), standing="known")
    made, here = budget(held, known)
    assert made.spent(HERE) == Spent(sender=2, domain=1, hour=1, sent=1, lately=1)
    here += [replace(one("joe@cust.example"), standing="known"), replace(one("x@cust.example"), standing="held")]
    assert made.spent(HERE) == Spent(sender=2, domain=2, hour=2, sent=2, lately=1)


def test_the_alarm_is_given_by_the_first_hold_of_an_hour_and_then_no_more() -> None:
    def after(before: Standing, added: Standing) -> Reason | None:
        made, here = budget(replace(one("a@x.example", 1), standing=before), limit=3)
        here.append(replace(one("b@x.example"), standing=added))
        return made.alarm()

    assert after("", "") == after("", "known") == after("held", "held") == after("held", "") is None
    assert after("", "held") == after("known", "held") == Reason.of("acknowledgements_held_from_now", limit=3)


def test_the_customer_behind_a_trusted_form_is_whom_the_limits_count() -> None:
    form = desk(trust=Trust(forms=("form@web.example",)))
    told = message(originators=(Address("form@web.example"),), reply_to=(Address("Rina@Cust.example"),))
    assert addressee(told, form) == "rina@cust.example"
    assert addressee(told, desk()) == "form@web.example"
    assert addressee(message(originators=()), form) == ""
