"""Nobody can use a desk to send a stranger mail: forged senders get little, and nothing of the forger's words."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from datetime import timedelta

import pytest

from csmail.actions.reply import Reply
from csmail.desk.by_hand.act import act
from csmail.desk.limits import breaker
from csmail.model.task import Mail
from csmail.rules.rule import ActionCall
from tests.loops.post import Post, written
from tests.loops.robots import DESK
from tests.loops.world import World, broken_limits, office, sent

SPAM = "BELI-OBAT-MURAH"
WORDS = f"{SPAM} https://jahat.example/klik"


def forged(number: int, author: str, **fields: str) -> Post:
    """A mail whose every field that its writer chooses holds what he wants a stranger to read."""
    head = {
        "From": f'"{WORDS}" <{author}>',
        "To": DESK,
        "Subject": f"Re: refund {WORDS} {number}",
        "Message-ID": f"<{SPAM}.{number}@jahat.example>",
        "Date": "Mon, 06 Jul 2026 09:00:00 +0000",
        "Comments": WORDS,
        "Organization": WORDS,
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    return Post(author, DESK, written(head, f"{WORDS}\n\n{{{{ 7 * 7 }}}} {WORDS}"))


def visible(mail: Mail) -> str:
    """What a person sees of a mail, all of it decoded; ids for threading are no words (RFC 5322 section 3.6.4)."""
    parsed = email.message_from_bytes(mail.data, policy=email.policy.default)
    seen = [str(value) for name, value in parsed.items() if name not in ("In-Reply-To", "References")]
    return "\n".join([*seen, parsed.get_content()])


def flood(world: World, authors: list[str], at_once: int = 100, **fields: str) -> None:
    for number, author in enumerate(authors):
        world.deliver(forged(number, author, **fields))
        if number % at_once == at_once - 1:
            world.settle()
    world.settle()


def test_a_thousand_forged_senders_get_what_strangers_may_have_and_no_word_of_the_forger() -> None:
    here = office()
    world = World([here])
    flood(world, [f"korban{n}@d{n % 500}.example" for n in range(1000)])
    assert len(sent(here)) == here.desk.acknowledge.for_strangers == 75
    assert broken_limits(here) == []
    assert not [mail for mail, _ in here.transport.sent if SPAM in visible(mail)]
    stands = breaker(here.store, here.desk, here.now)
    assert (stands.open, stands.holds.count) == (True, 925)


def test_forged_senders_of_one_domain_get_what_a_domain_gets() -> None:
    here = office()
    flood(World([here]), [f"korban{n}@kantor.example" for n in range(200)])
    assert len(sent(here)) == here.desk.acknowledge.per_domain
    assert breaker(here.store, here.desk, here.now).reason() is None


def test_one_victim_gets_no_more_than_three_and_no_word_although_he_is_known_by_then() -> None:
    here = office()
    flood(World([here]), ["korban@gmail.com"] * 50, at_once=1)
    assert len(sent(here)) == here.desk.acknowledge.per_sender
    assert not [mail for mail, _ in here.transport.sent if SPAM in visible(mail)]


@pytest.mark.parametrize("then", ["acknowledge", "reply"])
@pytest.mark.parametrize("field", ["Reply_To", "Sender", "Cc", "Errors_To", "Return_Receipt_To", "Resent_From"])
def test_no_other_field_makes_a_victim(field: str, then: str) -> None:
    here = office(then=(then,))
    flood(World([here]), [f"x{n}@d{n}.example" for n in range(20)], **{field: "korban@lain.example"})
    reached = Counter(who for _, who in sent(here))
    assert "korban@lain.example" not in reached
    assert len(reached) == 20 or field == "Sender"


def test_a_customer_whom_a_person_answered_is_greeted_by_the_name_that_person_saw() -> None:
    here = office()
    world = World([here])
    world.write("Rina Wijaya <rina@gmail.com>", DESK)
    world.settle()
    (first,) = here.store.conversations()
    act(here.place, first.id, ActionCall("reply", Reply(text="Sudah dikirim.")), "sari")
    world.now += timedelta(days=2)
    world.deliver(forged(1, "rina@gmail.com"))
    world.settle()
    newest = visible(here.transport.sent[-1][0])
    assert "Rina Wijaya" in newest
    assert SPAM not in newest
