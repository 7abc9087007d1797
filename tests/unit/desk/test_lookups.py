"""Facts of the shop reach drafts and replies by hand, for their owner alone; what is missing is a gap."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from csmail.actions.catalog import catalog
from csmail.desk.by_hand import drafts, refresh
from csmail.desk.by_hand.act import act
from csmail.desk.customers.by_hand import Asker
from csmail.desk.customers.find import by_address
from csmail.desk.customers.merge import merge
from csmail.desk.fact_sources import A_PASS, FAILURES, REST, Lookups, Source
from csmail.desk.intake.poll import poll
from csmail.desk.lookups.facts import ahead, sheets
from csmail.errors import ConfigurationError, Refused, Unreachable
from csmail.model.desk import Trust
from csmail.model.lookup import LookupTerms
from csmail.model.task import Draft
from csmail.ports import FIRST, Earlier, FactSheet, FactTable, Rendered
from csmail.ports.lookup import Lookup, Row
from csmail.reason import Reason
from csmail.rules.conditions import Matches
from csmail.rules.fields import Lenses
from csmail.rules.rule import ActionCall, Rule
from csmail.templates.sandbox import environment, fill, undeclared
from tests.factories import desk
from tests.workspace import Office, asked, mail, rule

JANE = "jane@cust.example"
PASSED = "mx.toko.example; dmarc=pass header.from=cust.example; spf=pass; dkim=pass"
TERMS = LookupTerms("order", owner="email", fields={"status": "status", "total": "total"})
ROWS = {
    "12345": [{"number": "12345", "status": "dikirim", "email": "Jane@Cust.example", "total": ""}],
    "22222": [{"number": "22222", "status": "lunas", "email": "victim@other.example"}],
    "33333": [{"number": "33333", "email": JANE}, {"number": "33333", "email": JANE}],
    "44444": [{"number": "44444", "status": "⟦x⟧ [[y]]\x1b[31m" + "z" * 900, "email": JANE}],
}


class Orders(Lookup):
    """Rows by number; remembers what it was asked, fails when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fault: Exception | None = None
        self.wait: Callable[[], object] = lambda: None

    @property
    def asks(self) -> str:
        return "orders"

    def ask(self, value: str, timeout: timedelta) -> Sequence[Row]:
        self.asked.append(value)
        self.wait()
        if self.fault:
            raise self.fault
        return ROWS.get(value, [])


class Texts:
    """Two texts that say facts, filled by the product's sandbox."""

    SAID: ClassVar = {
        "order-status": "Pesanan {{ order.status }}, total {{ order.total }}.",
        "polite": "{% if order.status %}Pesanan {{ order.status }}.{% else %}Sebentar.{% endif %}",
        "plain": "Halo.",
    }

    def __init__(self) -> None:
        self._sandbox = environment({f"{name}.id.txt": text for name, text in self.SAID.items()}.get)

    def render(self, name: str, language: str, variables: dict, earlier: Earlier = FIRST) -> Rendered:  # type: ignore[type-arg]
        return Rendered(fill(self._sandbox, f"{name}.id.txt", {**variables, "language": "id"}), language="id")

    def names(self) -> tuple[str, ...]:
        return tuple(self.SAID)


def finding(*then: ActionCall) -> Rule:
    lens = Lenses().of("subject")
    number = lens.patterns.add("(?P<order>[0-9]{5})")
    return rule(*then, when=Matches("subject", ((lens, number),)))


def looked_up(lookups: Lookups, made: Office, rules: Any, situation: Any, audience: Any, said: Any) -> Any:
    found = sheets(situation, audience, lookups, made.store, rules)
    ahead(found, said)
    return found


def shop(*then: ActionCall, terms: LookupTerms = TERMS, trust: Trust | None = None) -> tuple[Office, Orders]:
    made = Office(desk=replace(desk(), trust=trust or Trust(authserv_ids=("mx.toko.example",))))
    orders = Orders()
    lookups = Lookups({"order": Source(terms, orders)}, made.store, lambda: made.now)
    rules = (finding(*then),) if then else (finding(asked("draft", template="order-status")),)
    made.place = replace(
        made.place, templates=Texts(), rules=rules, lookups=lookups,
        facts=lambda *asked: looked_up(lookups, made, rules, *asked),
    )  # fmt: skip
    poll(made.place)
    return made, orders


def drafted(made: Office, number: int = 1, order: str = "12345", **fields: str) -> Draft:
    header = {"Subject": f"Pesanan {order}", "Authentication_Results": PASSED, **fields}
    made.deliver(mail(number, **header))
    poll(made.place)
    return list(made.store.drafts())[-1]


def test_the_owner_of_an_order_is_told_and_an_empty_field_is_a_gap() -> None:
    made, orders = shop()
    assert drafted(made).text.strip() == "Pesanan dikirim, total ⟦order.total: kosong⟧."
    assert orders.asked == ["12345"]


def test_a_draft_with_a_gap_cannot_be_sent_and_the_gap_is_named() -> None:
    made, _ = shop()
    draft = drafted(made)
    with pytest.raises(Refused) as refused:
        drafts.send(made.place, draft.id, "sari")
    assert (refused.value.exit_code, refused.value.reason.code) == (69, "draft_has_gaps")
    assert "order.total" in refused.value.message


@pytest.mark.parametrize(
    ("order", "fields", "code"),
    [
        ("99999", {}, "order 99999 tidak ditemukan"),
        ("22222", {}, "bukan pemiliknya"),
        ("33333", {}, "order 33333 ada lebih dari satu"),
        ("12345", {"Reply_To": "attacker@evil.example"}, "belum pasti"),
        ("12345", {"From": "victim@other.example"}, "bukan pemiliknya"),
        ("12345", {"Authentication_Results": "mx.toko.example; dmarc=fail; dkim=pass"}, "belum pasti"),
        ("12345", {"Authentication_Results": "mx.toko.example; spf=fail; dkim=pass"}, "belum pasti"),
        ("12345", {"Authentication_Results": "mx.evil.example; dmarc=pass"}, "belum pasti"),
        ("12345", {"Authentication_Results": ""}, "belum pasti"),
        ("12345", {"From": f"{JANE}, other@cust.example", "Sender": JANE}, "belum pasti"),
    ],
)
def test_nobody_else_is_told_and_the_gap_says_why_without_a_word_of_the_row(
    order: str, fields: dict[str, str], code: str
) -> None:
    made, _ = shop()
    text = drafted(made, order=order, **fields).text
    assert f"⟦order.status: {code}" in text
    assert not any(word in text for word in ("dikirim", "lunas", "victim"))


def test_whom_nobody_vouches_for_is_told_only_where_the_file_says_so() -> None:
    made, _ = shop(trust=Trust(unauthenticated=True))
    assert "Pesanan dikirim" in drafted(made, Authentication_Results="").text


def test_a_public_fact_is_told_to_everybody() -> None:
    made, _ = shop(terms=replace(TERMS, owner="", public=True))
    assert "Pesanan lunas" in drafted(made, order="22222", Authentication_Results="").text


def test_another_address_of_the_customer_counts_once_a_mail_from_it_was_proven() -> None:
    made, _ = shop()
    drafted(made, 1, "99999", From="jane@home.example", Authentication_Results="mx.toko.example; dmarc=fail")
    drafted(made, 2, "99999")
    asker = Asker((made.place,), "sari")
    jane = lambda: by_address(made.store, JANE)  # noqa: E731
    home = lambda: by_address(made.store, "jane@home.example")  # noqa: E731
    merge(asker, jane, home)  # type: ignore[arg-type]
    passed = "mx.toko.example; dmarc=pass header.from=home.example"
    assert "bukan pemiliknya" in drafted(made, 3, "22222", From="jane@home.example", Authentication_Results=passed).text
    assert "Pesanan dikirim" in drafted(made, 4, From="jane@home.example", Authentication_Results=passed).text


def test_a_value_is_text_and_can_neither_look_like_a_gap_nor_hide_one() -> None:
    made, _ = shop()
    text = drafted(made, order="44444").text
    assert "(x) ((y))" in text
    assert "\x1b" not in text
    assert len(text) < 700


def test_a_text_may_ask_whether_a_fact_is_there() -> None:
    made, _ = shop(asked("draft", template="polite"))
    assert drafted(made).text.strip() == "Pesanan dikirim."
    assert drafted(made, 2, "99999").text.strip() == "Sebentar."


def test_no_automatic_mail_is_told_a_fact_and_nothing_is_asked_for_one_that_says_none() -> None:
    made, orders = shop(asked("reply", template="order-status"))
    made.deliver(mail(Subject="Pesanan 12345", Authentication_Results=PASSED))
    poll(made.place)
    assert (made.transport.sent, orders.asked) == ([], [])
    made, orders = shop(asked("draft", template="plain"))
    drafted(made)
    assert orders.asked == []


def test_a_reply_by_hand_is_told_what_any_rule_finds_in_the_mail() -> None:
    made, _ = shop()
    draft = drafted(made)
    reply = catalog()["reply"](template="polite")
    act(made.place, draft.conversation, ActionCall("reply", reply), "sari")
    assert any("dikirim" in one.content for one, _ in made.transport.sent)


def test_an_answer_is_believed_for_a_while_and_asked_for_again_after_that() -> None:
    made, orders = shop()
    for number in range(3):
        drafted(made, number)
    assert orders.asked == ["12345"]
    made.later(TERMS.keep)
    drafted(made, 9)
    assert orders.asked == ["12345", "12345"]


def test_a_source_that_fails_five_times_rests_and_is_asked_again_after_that() -> None:
    made, orders = shop()
    orders.fault = Unreachable(Reason.of("lookup_status", where="orders", status=500))
    for number in range(FAILURES + 2):
        text = drafted(made, number, order=f"1000{number}").text
    assert "gagal lima kali" in text
    assert len(orders.asked) == FAILURES
    assert made.place.lookups is not None
    assert [why.code for why in made.place.lookups.resting()] == ["lookup_rests"]
    orders.fault = None
    made.later(REST)
    assert "dikirim" in drafted(made, 20).text
    assert made.place.lookups.resting() == ()


def test_a_source_that_never_answers_costs_its_time_out_and_a_pass_no_more_than_its_share() -> None:
    import threading

    made, orders = shop(terms=replace(TERMS, timeout=timedelta(seconds=0.05)))
    over = threading.Event()
    orders.wait = lambda: over.wait(30)
    assert "tidak menjawab tepat waktu" in drafted(made).text
    lookups = made.place.lookups
    assert lookups is not None
    lookups.begin()
    lookups._left = timedelta(0)
    assert lookups.ask("order", "1").why == Reason.of("lookup_not_asked", name="order")
    assert timedelta(0) < A_PASS
    over.set()


def test_what_was_missing_is_filled_in_later_and_what_was_edited_stays() -> None:
    made, orders = shop()
    orders.fault = Unreachable(Reason.of("lookup_status", where="orders", status=500))
    draft = drafted(made)
    assert "⟦order.status: orders menjawab 500⟧" in draft.text
    edited = replace(draft, text=f"Halo Jane!\n{draft.text}")
    orders.fault = None
    filled = refresh.refreshed(made.place, edited, "sari")
    assert filled.strip() == "Halo Jane!\nPesanan dikirim, total ⟦order.total: orders menjawab 500⟧."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ lookup('order', '12345').status }}", "dikirim"),
        ("{{ lookup('order', 12345).status }}", "dikirim"),
        ("{{ lookup('order', '12345') }}", "status: dikirim"),
        ("{% if lookup('order', '99999').status %}ada{% else %}belum{% endif %}", "belum"),
        ("{{ lookup('order', '99999').status }}", "⟦order 99999.status: order 99999 tidak ditemukan⟧"),
        ("{{ lookup('order', '22222').status }}", "⟦order 22222.status: bukan pemiliknya⟧"),
        ("{{ lookup('order', '99999') }}", "⟦order 99999.status: order 99999 tidak ditemukan⟧"),
        ("{{ lookup('stok', '1').left }}", "⟦lookup: tidak ada lookup 'stok'.left⟧"),
        (
            "{{ lookup('order', customer).status }}",
            "⟦order jane@cust.example.status: order jane@cust.example tidak ditemukan⟧",
        ),
    ],
)
def test_a_value_may_be_looked_up_by_hand(text: str, said: str) -> None:
    made, _ = shop(asked("draft", template="by-hand"))
    made.place = replace(made.place, templates=Written(text))
    assert drafted(made).text == said


class Written(Texts):
    """One text, whatever its name."""

    def __init__(self, text: str) -> None:
        self._sandbox = environment({"by-hand.id.txt": text}.get)

    def variables(self, name: str) -> frozenset[str]:
        return undeclared(self._sandbox, f"{name}.id.txt")


@pytest.mark.parametrize(
    "text",
    [
        "{{ lookup('order') }}", "{{ lookup('order', value='1') }}", "{{ lookup(*order) }}", "{{ look('order', '1') }}",
        "{{ lookup('order', lookup('order', '1')) }}", "{{ lookup('order', 'x' * 9) }}",
        "{{ lookup('order', '1').status.upper() }}", "{{ 'x'.upper() }}", "{{ lookup.ask('order', '1') }}",
    ],
)  # fmt: skip
def test_nothing_else_may_be_called(text: str) -> None:
    sandbox = environment({"t.id.txt": text}.get)
    table = FactTable(lambda name, value: FactSheet(name, {"status": value}))
    with pytest.raises(ConfigurationError):
        fill(sandbox, "t.id.txt", {"lookup": table, "order": ("order", "1"), "language": "id"})


def test_what_a_hand_asked_for_is_filled_in_later_as_well() -> None:
    made, orders = shop(asked("draft", template="by-hand"))
    made.place = replace(made.place, templates=Written("{{ lookup('order', '12345').status }}"))
    orders.fault = Unreachable("down")
    draft = drafted(made)
    assert draft.text.startswith("⟦order 12345.status")
    orders.fault = None
    made.later(timedelta(minutes=10))
    assert refresh.refreshed(made.place, draft, "sari@toko.example") == "dikirim"


@pytest.mark.parametrize(
    ("cc", "said"),
    [
        ("", "dikirim"),
        ("sari@toko.example", "dikirim"),
        ("stranger@other.example", "⟦order.status: stranger@other.example juga membacanya⟧"),
        ("jane@other.example", "⟦order.status: jane@other.example juga membacanya⟧"),
        ("sari@toko.example, b@c.example", "⟦order.status: b@c.example juga membacanya⟧"),
    ],
)
@pytest.mark.parametrize("name", ["order.status", "lookup('order', '12345').status"])
def test_facts_of_one_customer_are_not_told_to_others_who_read_the_mail(cc: str, said: str, name: str) -> None:
    made, _ = shop(asked("draft", template="by-hand"))
    made.place = replace(made.place, templates=Written("{{ %s }}" % name))  # noqa: UP031  braces
    assert drafted(made, Cc=cc).text == said.replace("order.", "order." if name[0] == "o" else "order 12345.")


def test_another_address_of_the_same_customer_may_read_it() -> None:
    made, _ = shop(asked("draft", template="by-hand"))
    made.place = replace(made.place, templates=Written("{{ order.status }}"))
    drafted(made, 1, From="jane@home.example")
    drafted(made, 2)
    jane, home = (by_address(made.store, one) for one in (JANE, "jane@home.example"))
    merge(Asker((made.place,), "sari"), lambda: jane, lambda: home)  # type: ignore[arg-type, return-value]
    assert drafted(made, 3, Cc="jane@home.example").text == "dikirim"


@pytest.mark.parametrize("public", [True, False])
def test_what_is_public_is_told_to_everybody(public: bool) -> None:
    terms = replace(TERMS, owner="" if public else "email", public=public)
    made, _ = shop(asked("draft", template="by-hand"), terms=terms)
    made.place = replace(made.place, templates=Written("{{ order.status }}"))
    assert (drafted(made, Cc="stranger@other.example").text == "dikirim") is public


class Together(Orders):
    """Answers when all have been asked, and not before."""

    def __init__(self, barrier: threading.Barrier) -> None:
        super().__init__()
        self.wait = lambda: barrier.wait(5)


def test_several_sources_are_asked_side_by_side() -> None:
    made, _ = shop(asked("draft", template="by-hand"))
    barrier = threading.Barrier(3)
    sources = {
        name: Source(replace(TERMS, name=name, key="order"), Together(barrier)) for name in ("order", "parcel", "stock")
    }
    lookups = Lookups(sources, made.store, lambda: made.now)
    made.place = replace(
        made.place, lookups=lookups, templates=Written("{{ order.status }} {{ parcel.status }} {{ stock.status }}"),
        facts=lambda *asked: looked_up(lookups, made, made.place.rules, *asked),
    )  # fmt: skip
    assert drafted(made).text == "dikirim dikirim dikirim"


def test_a_text_asks_for_what_it_says_alone() -> None:
    made, _ = shop(asked("draft", template="by-hand"))
    every = {name: Orders() for name in ("order", "parcel", "stock")}
    sources = {name: Source(replace(TERMS, name=name, key="order"), one) for name, one in every.items()}
    lookups = Lookups(sources, made.store, lambda: made.now)
    made.place = replace(
        made.place, lookups=lookups, templates=Written("{{ order.status }} {{ parcel.status }}"),
        facts=lambda *asked: looked_up(lookups, made, made.place.rules, *asked),
    )  # fmt: skip
    drafted(made)
    assert [len(one.asked) for one in every.values()] == [1, 1, 0]
