"""The breaker as a person sees it."""

from datetime import timedelta

from csmail.desk.intake import poll
from csmail.desk.limits import Breaker, breaker
from csmail.model.desk import AcknowledgeLimits
from csmail.model.reason import Reason
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule


def office(limit: int = 3) -> Office:
    limits = AcknowledgeLimits(per_hour=limit)
    made = Office(rules=(rule(asked("acknowledge")),), desk=desk(acknowledge=limits))
    poll.poll(made.place)
    return made


def strangers(office: Office, first: int, count: int) -> poll.PassReport:
    for number in range(first, first + count):
        office.deliver(mail(number, From=f"a{number}@d{number}.example"))
    return poll.poll(office.place)


def stands(office: Office) -> Breaker:
    return breaker(office.store, office.desk, office.now)


def test_a_quiet_desk_says_nothing() -> None:
    here = office()
    assert strangers(here, 1, 2).problems == []
    assert (stands(here).due, stands(here).open, stands(here).reason()) == (2, False, None)


def test_what_is_due_beyond_the_limit_is_held_and_a_person_is_told_once() -> None:
    here = office()
    (told,) = strangers(here, 1, 8).problems
    assert told == Reason.of("acknowledgements_held_from_now", limit=3)
    assert len(here.transport.sent) == 3
    assert stands(here).holds.count == 5
    assert stands(here).reason() == Reason.of("acknowledgements_stopped", due=8, limit=3, held=5)
    here.later(timedelta(minutes=1))
    assert strangers(here, 9, 2).problems == []
    assert len(here.transport.sent) == 3


def test_it_stays_open_while_the_flood_goes_on() -> None:
    here = office()
    sent = []
    for number in range(24):  # one every five minutes, for two hours: twelve an hour
        strangers(here, number, 1)
        sent.append(len(here.transport.sent))
        here.later(timedelta(minutes=5))
    assert sent[-1] == 3


def test_it_shuts_by_itself_when_the_hour_is_quieter_and_keeps_what_it_held_for_a_person() -> None:
    here = office()
    strangers(here, 1, 8)
    here.later(timedelta(minutes=61))
    assert stands(here).reason() == Reason.of("acknowledgements_resumed", held=5)
    assert strangers(here, 9, 1).problems == []
    assert len(here.transport.sent) == 4
    assert stands(here).holds.count == 5


def test_one_flooding_sender_does_not_open_it() -> None:
    here = office(limit=5)
    for number in range(20):
        here.deliver(mail(number, Subject=f"Nomor {number}"))
    assert poll.poll(here.place).problems == []
    assert len(here.transport.sent) == 3
    assert (stands(here).due, stands(here).open, stands(here).reason()) == (3, False, None)


def test_a_limit_that_is_just_reached_is_told_before_anything_is_held() -> None:
    here = office()
    assert strangers(here, 1, 3).problems == []
    assert stands(here).reason() == Reason.of("acknowledgements_stopped", due=3, limit=3, held=0)
