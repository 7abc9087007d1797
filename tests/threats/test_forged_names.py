"""Who knows a customer's address and subject, and no more, reads none of our answers (correct-mail R-9, A-10, T-13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csmail.desk.by_hand import accept
from csmail.desk.by_hand.act import Acted, act
from csmail.desk.intake.poll import poll
from csmail.model.conversation import Conversation
from csmail.model.desk import Trust
from csmail.model.task import Draft, Mail
from tests.factories import desk, said, said_in
from tests.workspace import Office, asked, mail, rule

JANE, EVE, MALLORY = "jane@cust.example", "eve@evil.example", "mallory@evil.example"
SUBJECT = "Pesanan 12345 belum sampai"


@dataclass
class Shop:
    """Jane wrote and was answered; `forged` puts in what somebody writes under her name."""

    office: Office = field(default_factory=Office)
    ids: list[str] = field(default_factory=list)
    number: int = 1

    def __post_init__(self) -> None:
        poll(self.office.place)
        self.written(Cc="rudi@cust.example")
        (self.first,) = self.office.store.conversations()
        self.answer()

    @property
    def id(self) -> str:
        return self.first.id

    @property
    def ours(self) -> str:
        """The Message-ID of our newest answer."""
        sent = [one for one in said_in(self.office.store, self.id) if one.direction == "out"]
        return sent[-1].message_id if sent else ""

    def conversation(self) -> Conversation:
        found = self.office.store.conversation(self.id)
        assert found is not None
        return found

    def written(self, **fields: str) -> None:
        self.office.later(timedelta(minutes=5))
        self.office.deliver(mail(self.number, **fields), f"Mail {self.number}")
        self.number += 1
        poll(self.office.place)

    def forged(self, **fields: str) -> str:
        id = f"<forged{self.number}@evil.example>"
        self.ids.append(id)
        self.written(**{"Subject": f"Re: {SUBJECT}", "Message_ID": id} | fields)
        return id

    def answer(self, whom: str = "all", **more: object) -> Acted:
        self.office.later(timedelta(minutes=5))
        return act(self.office.place, self.id, asked("reply", text="Sedang kami cek.", whom=whom, **more), "sari")

    def draft(self) -> None:
        act(self.office.place, self.id, asked("draft", text="Sedang kami cek."), "sari")

    def sent(self) -> list[Mail]:
        """Every mail of Jane's conversation that left."""
        ours = {one.key for one in said_in(self.office.store, self.id) if one.direction == "out"}
        return [one for one, _ in self.office.transport.sent if one.key in ours]

    def readers(self) -> set[str]:
        return {spec for one in self.sent() for spec in one.recipients}


WEAK = {
    "the subject": {},
    "our number in the subject": {"Subject": "Tanya [#{id}]"},
    "an id that nobody has seen": {"In-Reply-To": "<never@cust.example>"},
    "the id of another forged mail": {"In-Reply-To": "{forged}"},
}


@pytest.mark.parametrize("evidence", WEAK)
@pytest.mark.parametrize("field", ["Cc", "To", "Reply-To"])
def test_a_newcomer_named_by_a_mail_that_proves_nothing_waits_for_a_person(evidence: str, field: str) -> None:
    shop = Shop()
    before = shop.forged()
    named = {"Cc": EVE, "To": f"support@toko.example, {EVE}", "Reply-To": EVE}[field]
    given = {name: text.format(id=shop.id, forged=before) for name, text in WEAK[evidence].items()}
    shop.forged(**given | {field: named})
    acted = shop.answer()
    assert acted.step.withheld
    assert EVE not in shop.readers() | shop.conversation().participants
    assert EVE in said(*shop.conversation().needs)
    shop.answer(anyway=True)
    assert EVE not in shop.readers()


def test_saying_it_twice_makes_an_answering_address_no_better_known() -> None:
    shop = Shop()
    first = shop.forged(Reply_To=EVE)
    shop.forged(Reply_To=EVE)
    assert shop.answer("sender").step.withheld
    shop.forged(Reply_To=EVE, In_Reply_To=first)
    assert shop.answer("sender").step.withheld
    assert EVE not in shop.readers()


OTHER_DOUBTS = {
    "passed on by a mailbox": {"To": JANE, "X-Forwarded-For": EVE},
    "forged, says our server": {"Authentication-Results": "mx.toko.example; dmarc=fail header.from=cust.example"},
}


@pytest.mark.parametrize("doubt", OTHER_DOUBTS)
@pytest.mark.parametrize("proven", [False, True])
def test_a_new_answering_address_is_suggested_to_nobody_however_else_the_mail_is_doubted(
    doubt: str, proven: bool
) -> None:
    shop = Shop(Office(desk=desk(trust=Trust(authserv_ids=("mx.toko.example",)))))
    cites = {"In_Reply_To": shop.ours} if proven else {"In_Reply_To": ""}
    shop.forged(Reply_To=EVE, **OTHER_DOUBTS[doubt] | cites)
    shop.answer("sender")
    shop.draft()
    shop.answer("sender", anyway=True)
    assert EVE not in shop.readers()
    for draft in shop.office.store.drafts(shop.id):
        assert EVE not in draft.audience.envelope


def test_the_one_beside_her_in_from_is_no_author_of_hers() -> None:
    shop = Shop()
    shop.forged(From=f"{JANE}, {EVE}", Subject=f"Re: [#{shop.id}]")
    assert shop.answer("sender").step.withheld
    assert EVE not in shop.readers()


def test_our_own_address_in_from_opens_no_door() -> None:
    shop = Shop()
    shop.forged(From="support@toko.example", To=JANE, Cc=EVE, Subject=f"Re: [#{shop.id}]")
    shop.answer()
    assert EVE not in shop.readers()


def test_a_person_lets_the_named_one_in() -> None:
    shop = Shop()
    shop.forged(Cc=EVE)
    accept.accept(shop.office.place, shop.id, EVE, "sari")
    assert not shop.conversation().needs
    assert not shop.answer().step.withheld
    assert EVE in shop.readers()


def test_an_answer_to_our_mail_brings_people_in_and_says_so() -> None:
    shop = Shop()
    shop.written(Subject=f"Re: {SUBJECT}", In_Reply_To=shop.ours, Cc="rudi@cust.example, lina@cust.example")
    acted = shop.answer()
    assert not acted.step.withheld
    assert "lina@cust.example" in shop.readers()


def test_she_who_loses_every_id_is_answered_as_long_as_she_names_nobody_new() -> None:
    shop = Shop()
    shop.written(Subject=f"Re: {SUBJECT}", Cc="rudi@cust.example")
    assert not shop.answer().step.withheld
    assert not shop.conversation().needs


def test_she_may_add_somebody_before_she_is_answered_by_answering_herself() -> None:
    shop = Shop()
    shop.written(Subject=f"Re: {SUBJECT}", In_Reply_To="<m1@cust.example>", Cc="lina@cust.example")
    assert not shop.answer().step.withheld
    assert "lina@cust.example" in shop.readers()


FIELDS = st.fixed_dictionaries(
    {
        "From": st.sampled_from([JANE, f"{JANE}, {EVE}", EVE, "support@toko.example", "sari@toko.example"]),
        "Subject": st.sampled_from([f"Re: {SUBJECT}", "Tanya [#{id}]", f"Re: {SUBJECT} ({{id}})", "Re: Lain"]),
    },
    optional={
        "To": st.sampled_from([f"support@toko.example, {EVE}", f"{JANE}, {EVE}", EVE]),
        "Cc": st.sampled_from([EVE, f"{JANE}, {MALLORY}", "support@toko.example"]),
        "Reply-To": st.sampled_from([EVE, JANE, f"{JANE}, {MALLORY}"]),
        "In-Reply-To": st.sampled_from(["{own}", "<never@cust.example>", "<M2@CUST.EXAMPLE.invalid>"]),
        "References": st.sampled_from(["{own} <other@cust.example>", "<never@cust.example> {own}"]),
        "Mail-Followup-To": st.just(EVE),
        "List-Id": st.just("<list.evil.example>"),
        "X-Original-From": st.just(EVE),
        "Message-ID": st.just("<never@cust.example>"),
        "X-Forwarded-To": st.just("support@toko.example"),
        "Authentication-Results": st.just("mx.toko.example; dmarc=fail header.from=cust.example"),
    },
)
STEPS = st.lists(
    st.one_of(
        FIELDS.map(lambda fields: ("forge", fields)),
        FIELDS.map(lambda fields: ("forge", fields)),
        st.sampled_from([("answer", "all"), ("answer", "sender"), ("write", "proven"), ("write", "weak")]),
    ),
    min_size=1,
    max_size=6,
)


def forge(shop: Shop, fields: dict[str, str]) -> None:
    own = shop.ids[-1] if shop.ids else "<nothing@evil.example>"
    shop.forged(**{name.replace("-", "_"): text.format(id=shop.id, own=own) for name, text in fields.items()})


def under_his_own_name(shop: Shop, draft: Draft) -> bool:
    """Whether it answers nobody but the author of a mail that failed authentication: that is told first."""
    answered = shop.office.store.message(draft.answers)
    authors = {one.spec for one in answered.originators} if answered else set()
    return draft.audience.reason == "authentication_failed" and set(draft.audience.envelope) <= authors


@given(STEPS)
@example(
    [
        ("forge", {"From": JANE, "Subject": f"Re: {SUBJECT}", "Message-ID": "<never@cust.example>", "Cc": EVE}),
        (
            "forge",
            {
                "From": EVE,
                "Subject": f"Re: {SUBJECT}",
                "In-Reply-To": "<never@cust.example>",
                "Authentication-Results": "mx.toko.example; dmarc=fail header.from=cust.example",
            },
        ),
    ]
)
@example(
    [
        ("forge", {"From": JANE, "Subject": f"Re: {SUBJECT}"}),
        (
            "forge",
            {
                "From": "support@toko.example",
                "Subject": f"Re: {SUBJECT}",
                "In-Reply-To": "{own}",
                "Authentication-Results": "mx.toko.example; dmarc=fail header.from=cust.example",
                "To": f"support@toko.example, {EVE}",
            },
        ),
    ]
)
def test_over_any_forgeries_whoever_no_person_let_in_gets_no_answer(steps: list[tuple[str, object]]) -> None:
    answers = (asked("draft", whom="all"), asked("reply", template="answer"))
    believing = desk(trust=Trust(authserv_ids=("mx.toko.example",)))
    shop = Shop(Office(rules=(rule(*answers, on="reply"),), desk=believing))
    for kind, what in steps:
        if kind == "forge":
            assert isinstance(what, dict)
            forge(shop, what)
        elif kind == "write":
            cites = {"In_Reply_To": shop.ours} if what == "proven" else {}
            shop.written(Subject=f"Re: {SUBJECT}", **cites)
        else:
            shop.answer(str(what))
    shop.answer("all")
    shop.answer("sender")
    evil = {EVE, MALLORY}
    assert not evil & shop.readers()
    for draft in shop.office.store.drafts(shop.id):
        # The answer to a stranger under his own name is a draft that asks a person: he is all there is to suggest.
        alone = draft.audience.reason == "unknown_sender_in_thread" or under_his_own_name(shop, draft)
        assert alone or not evil & set(draft.audience.envelope)
