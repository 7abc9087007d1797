"""Conversations merged, split and opened to a stranger; later mail finds its place afterwards, in either store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csmail.desk.by_hand import accept, drafts, merge, split
from csmail.desk.by_hand.act import act
from csmail.desk.intake.poll import poll
from csmail.errors import Busy, Conflict, NotFound, Refused, UsageError
from csmail.mail import identity
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.ports import Store
from csmail.stores import memory, tinydb
from csmail.wording.reasons import words
from tests.factories import conversation, desk, said_in
from tests.workspace import Office, asked, mail, rule


@pytest.fixture(params=["memory", "tinydb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = (
        memory.open(memory.Settings(), tmp_path)
        if request.param == "memory"
        else tinydb.open(tinydb.Settings(), tmp_path)
    )
    yield made
    made.close()


def office_in(store: Any) -> Office:
    """A desk that drafts an answer to everything, after two mails of one customer about one matter."""
    made = Office(rules=(rule(asked("acknowledge"), asked("draft")),), store=store)
    poll(made.place)
    for number, subject in ((1, "Pesanan 12345"), (2, "Masih soal pesanan saya")):
        made.deliver(mail(number, Subject=subject))
    poll(made.place)
    return made


@pytest.fixture
def office(store: Store) -> Office:
    return office_in(store)


def said(made: Office, message_id: str) -> Message:
    message = made.store.message(made.store.known("support", [message_id])[message_id].message)
    assert message is not None
    return message


def lying(made: Office, message_id: str) -> str:
    return said(made, message_id).conversation


def both(made: Office) -> tuple[Conversation, Conversation]:
    return named(made, lying(made, "<m1@cust.example>")), named(made, lying(made, "<m2@cust.example>"))


def named(made: Office, id: str) -> Conversation:
    found = made.store.conversation(id)
    assert found is not None
    return found


def merged(made: Office) -> tuple[Conversation, Conversation]:
    first, second = both(made)
    merge.merge(made.place, first.id, second.id, "sari")
    return named(made, first.id), named(made, second.id)


def written(made: Office, number: int, **fields: str) -> Message:
    made.deliver(mail(number, **fields))
    poll(made.place)
    return said(made, f"<m{number}@cust.example>")


# --- merging


def test_messages_drafts_receipts_and_open_tasks_go_into_the_survivor(office: Office) -> None:
    first, second = both(office)
    office.store.commit(Changes(updated=tuple(one.moved("held", office.now) for one in office.store.tasks())))
    counts = len(said_in(office.store, first.id)) + len(said_in(office.store, second.id))
    survivor, empty = merged(office)
    assert len(said_in(office.store, survivor.id)) == counts
    assert said_in(office.store, empty.id) == ()
    assert len(list(office.store.drafts(survivor.id))) == 2
    assert {one.conversation for one in office.store.tasks()} == {survivor.id}
    assert [one.on for one in office.store.receipts(survivor.id)].count("arrival") == 2
    (told,) = office.store.receipts(empty.id)
    assert words(told.steps[0].did[0]) == f"merged {empty.id} into {survivor.id}: 2 messages, 1 draft, 3 tasks"


def test_the_survivor_keeps_what_either_knew(office: Office) -> None:
    first, second = both(office)
    changed = second.amended(tags=frozenset({"vip"}), priority="urgent", assignee="budi", needs=(Reason("look"),))
    office.store.commit(Changes(conversations=(first.amended(status="closed", closed_at=office.now), changed)))
    survivor, empty = merged(office)
    assert (survivor.tags, survivor.priority, survivor.assignee) == (frozenset({"vip"}), "urgent", "budi")
    assert (survivor.status, survivor.closed_at, survivor.needs) == ("open", None, (Reason("look"),))
    assert (survivor.merged, empty.merged_into, empty.status) == ((empty.id,), survivor.id, "closed")
    assert (survivor.acknowledged_at, empty.needs) == (first.acknowledged_at, ())


def test_later_mail_to_either_comes_to_the_survivor(office: Office) -> None:
    survivor, empty = merged(office)
    token = identity.reply_address(office.store.key(), empty.id, office.desk.address)
    assert written(office, 3, In_Reply_To="<m2@cust.example>", Subject="Re: Masih").conversation == survivor.id
    assert written(office, 4, To=token, Subject="Jawaban").conversation == survivor.id
    assert written(office, 5, Subject=f"Re: [#{empty.id}] apa kabar").conversation == survivor.id
    assert written(office, 6, In_Reply_To="<m1@cust.example>").conversation == survivor.id


def test_what_names_one_of_two_merged_conversations_contradicts_nothing(office: Office) -> None:
    _, empty = merged(office)
    written(office, 3, In_Reply_To="<m1@cust.example>", Subject=f"Re: [#{empty.id}] apa kabar")
    notes = office.store.receipts(said(office, "<m3@cust.example>").key)[0].notes
    assert "cross_reference" not in notes


def test_merged_conversations_are_acknowledged_once(office: Office) -> None:
    sent = len(office.transport.sent)
    _, empty = merged(office)
    written(office, 3, Subject=f"[#{empty.id}] lagi")
    assert len(office.transport.sent) == sent


def test_a_draft_of_the_merged_one_can_still_be_sent(office: Office) -> None:
    survivor, _ = merged(office)
    newest = next(
        one for one in office.store.drafts(survivor.id) if one.answers == said(office, "<m2@cust.example>").key
    )
    drafts.send(office.place, newest.id, "sari")
    assert named(office, survivor.id).answered_at == office.now
    assert lying(office, said(office, "<m2@cust.example>").message_id) == survivor.id


def test_an_action_on_the_merged_one_is_done_to_the_survivor(office: Office) -> None:
    survivor, empty = merged(office)
    act(office.place, empty.id, asked("tag", tags=("vip",)), "sari")
    assert (named(office, survivor.id).tags, named(office, empty.id).tags) == (frozenset({"vip"}), frozenset())


def test_a_chain_of_merges_leads_straight_to_the_last(office: Office) -> None:
    survivor, empty = merged(office)
    third = written(office, 3, Subject="Hal lain sama sekali").conversation
    merge.merge(office.place, third, empty.id, "sari")
    assert {named(office, survivor.id).merged_into, named(office, empty.id).merged_into} == {third}
    assert set(named(office, third).merged) == {survivor.id, empty.id}


def test_merging_twice_is_merging_once(office: Office) -> None:
    survivor, empty = merged(office)
    again = merge.merge(office.place, survivor.id, empty.id, "sari")
    assert (again.did, again.conversation.id) == ((), survivor.id)
    assert named(office, survivor.id).version == survivor.version


def test_a_rehearsal_says_the_same_and_changes_nothing(office: Office) -> None:
    first, second = both(office)
    rehearsed = merge.merge(office.place, first.id, second.id, "sari", dry_run=True)
    assert both(office) == (first, second)
    assert rehearsed.did == merge.merge(office.place, first.id, second.id, "sari").did


def test_different_customers_are_named_and_both_stay_within(office: Office) -> None:
    first, _ = both(office)
    other = written(office, 3, From="Lena <lena@cust.example>", Subject="Pesanan Jane").conversation
    done = merge.merge(office.place, first.id, other, "sari")
    assert [one.code for one in done.remarks] == ["customers_differ"]
    assert "lena@cust.example" in named(office, first.id).participants
    answer = written(office, 4, From="lena@cust.example", In_Reply_To="<m3@cust.example>")
    assert (answer.conversation, answer.quarantined) == (first.id, False)


def test_tags_of_each_are_mirrored_on_the_mails_of_the_other(office: Office) -> None:
    first, second = both(office)
    act(office.place, first.id, asked("tag", tags=("satu",)), "sari")
    act(office.place, second.id, asked("tag", tags=("dua",)), "sari")
    merged(office)
    poll(office.place)
    assert [flags >= {"satu", "dua"} for _, flags in keywords(office)] == [True, True]


def keywords(made: Office) -> list[tuple[int, frozenset[str]]]:
    from csmail.ports import Need

    uids = made.mailbox.uids("INBOX", 0)
    return [(raw.place.uid, raw.flags) for raw in made.mailbox.fetch("INBOX", uids, Need())]


def test_conversations_of_two_desks_are_not_merged(office: Office) -> None:
    first, _ = both(office)
    office.store.commit(Changes(conversations=(conversation(id="SALES2", desk="sales"),)))
    with pytest.raises(Refused, match="belongs to desk sales"):
        merge.merge(office.place, first.id, "SALES2", "sari")
    with pytest.raises(NotFound):
        merge.merge(office.place, "SALES2", first.id, "sari")


def test_while_the_outbox_is_under_way_nothing_is_moved(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from csmail import outbox
    from csmail.desk.by_hand import rearrange

    monkeypatch.setattr(rearrange, "LEASE_WAIT", timedelta(0))
    first, second = both(office)
    with office.store.lease(outbox.lease_name("support")), pytest.raises(Busy):
        merge.merge(office.place, first.id, second.id, "sari")
    assert both(office) == (first, second)


def test_a_mail_taken_in_meanwhile_makes_it_decide_again(office: Office) -> None:
    from csmail.desk.by_hand import rearrange

    first, second = both(office)
    tries = []

    def decide() -> rearrange.Rearranged:
        done = merge._decided(office.place, first.id, second.id, "sari")
        if not tries:
            tries.append(1)
            office.deliver(mail(3, In_Reply_To="<m2@cust.example>", Subject="Re: Masih soal pesanan saya"))
            poll_without_sending(office)
        return done

    rearrange.carried_out(office.place, decide, dry_run=False)
    assert lying(office, "<m3@cust.example>") == first.id


def poll_without_sending(made: Office) -> None:
    """Take in what is new; the outbox is ours just now."""
    from dataclasses import replace

    from csmail.desk.intake.poll import Pass

    Pass(replace(made.place, rules=())).run()


def test_what_keeps_changing_is_given_up_with_a_conflict(office: Office) -> None:
    from csmail.desk.by_hand import rearrange

    first, second = both(office)

    def decide() -> rearrange.Rearranged:
        done = merge._decided(office.place, first.id, second.id, "sari")
        office.store.commit(Changes(conversations=(named(office, first.id).amended(language="en"),)))
        return done

    with pytest.raises(Conflict):
        rearrange.carried_out(office.place, decide, dry_run=False)
    assert lying(office, "<m2@cust.example>") == second.id


# --- splitting


def test_a_merged_conversation_split_off_has_its_number_again(office: Office) -> None:
    survivor, empty = merged(office)
    done = split.split(office.place, survivor.id, [said(office, "<m2@cust.example>").key[:8]], "sari")
    revived = named(office, empty.id)
    assert (done.conversation.id, revived.merged_into, revived.status) == (empty.id, "", "open")
    assert named(office, survivor.id).merged == ()
    assert lying(office, "<m2@cust.example>") == empty.id
    assert [one.conversation for one in office.store.drafts(empty.id)] == [empty.id]
    assert written(office, 3, Subject=f"Re: [#{empty.id}]").conversation == empty.id


def test_a_mail_that_never_was_alone_gets_a_conversation_of_its_own(office: Office) -> None:
    first, _ = both(office)
    written(office, 3, In_Reply_To="<m1@cust.example>", Subject="Lain: faktur", Cc="lena@cust.example")
    before, sent = named(office, first.id), len(office.transport.sent)
    done = split.split(office.place, first.id, ["<m3@cust.example>"], "sari")
    fresh, left = named(office, done.conversation.id), named(office, first.id)
    assert fresh.id not in (first.id, before.id)
    assert (fresh.subject, fresh.status, fresh.acknowledged_at) == ("Lain: faktur", "open", before.acknowledged_at)
    assert "lena@cust.example" in fresh.participants
    assert before.participants - left.participants == {"lena@cust.example"}
    answer = written(office, 4, In_Reply_To="<m3@cust.example>", Subject="Re: Lain: faktur")
    assert answer.conversation == fresh.id
    assert len(office.transport.sent) == sent
    assert [one.on for one in office.store.receipts(fresh.id)].count("reply") == 2


def test_a_message_is_named_by_its_key_or_its_id_and_by_nothing_vague(office: Office) -> None:
    survivor, _ = merged(office)
    with pytest.raises(NotFound):
        split.split(office.place, survivor.id, ["<nobody@cust.example>"], "sari")
    with pytest.raises(NotFound):
        split.split(office.place, survivor.id, [said(office, "<m2@cust.example>").key[:3]], "sari")
    twin = Message("f" * 64, "support", "in", office.now, conversation=survivor.id)
    office.store.commit(Changes(messages=(twin, Message("f" * 63 + "0", "support", "in", office.now,
                                                        conversation=survivor.id))))  # fmt: skip
    with pytest.raises(UsageError, match="one of 2"):
        split.split(office.place, survivor.id, ["ffffff"], "sari")


def test_a_conversation_is_not_emptied_and_does_not_begin_with_our_own_mail(office: Office) -> None:
    first, _ = both(office)
    messages = said_in(office.store, first.id)
    with pytest.raises(Refused, match="no mail would be left"):
        split.split(office.place, first.id, [one.key for one in messages], "sari")
    ours = next(one for one in messages if one.direction == "out")
    with pytest.raises(UsageError, match="none of these was written to us"):
        split.split(office.place, first.id, [ours.key], "sari")


# --- accepting


def intruded(made: Office) -> tuple[Conversation, Message]:
    first, _ = both(made)
    mine = written(made, 3, From="Jane <jane@home.example>", In_Reply_To="<m1@cust.example>", Cc="eve@evil.example")
    return named(made, first.id), mine


def test_a_stranger_waits_outside_until_accepted(office: Office) -> None:
    before, message = intruded(office)
    assert (message.conversation, message.quarantined, message.visibility) == (before.id, True, "internal")
    assert before.needs == (Reason.of("stranger_wrote", sender="jane@home.example"),)
    accept.accept(office.place, before.id, "JANE@home.example", "sari")
    after, shown = named(office, before.id), said(office, "<m3@cust.example>")
    assert after.participants - before.participants == {"jane@home.example"}
    assert (after.needs, shown.quarantined, shown.visibility) == ((), False, "customer")
    assert office.store.receipts(before.id)[-1].steps[0].action == "conversations accept"
    again = written(office, 4, From="jane@home.example", In_Reply_To="<m1@cust.example>")
    assert (again.conversation, again.quarantined) == (before.id, False)


def test_who_was_put_into_cc_by_the_stranger_stays_outside(office: Office) -> None:
    before, _ = intruded(office)
    accept.accept(office.place, before.id, "jane@home.example", "sari")
    theirs = written(office, 4, From="eve@evil.example", In_Reply_To="<m3@cust.example>")
    assert theirs.quarantined


def test_accepting_reopens_what_was_closed(office: Office) -> None:
    first, _ = both(office)
    act(office.place, first.id, asked("close"), "sari")
    before, _ = intruded(office)
    assert before.status == "closed"
    assert accept.accept(office.place, before.id, "jane@home.example", "sari").conversation.status == "open"


def test_accepting_a_participant_changes_nothing_and_somebody_unheard_of_is_not_found(office: Office) -> None:
    before, _ = intruded(office)
    assert accept.accept(office.place, before.id, "jane@cust.example", "sari").did == ()
    with pytest.raises(NotFound) as error:
        accept.accept(office.place, before.id, "nobody@cust.example", "sari")
    assert error.value.hint == "waiting to be accepted: jane@home.example"


def test_a_stranger_split_off_is_the_customer_of_his_own_conversation(office: Office) -> None:
    before, message = intruded(office)
    done = split.split(office.place, before.id, [message.key], "sari")
    fresh = named(office, done.conversation.id)
    assert fresh.customer is not None
    assert fresh.customer.spec == "jane@home.example"
    assert not said(office, "<m3@cust.example>").quarantined
    assert named(office, before.id).needs == ()
    assert named(office, before.id).participants == before.participants


def test_a_desk_of_another_name_is_not_touched(office: Office) -> None:
    from dataclasses import replace

    first, second = both(office)
    with pytest.raises(NotFound):
        merge.merge(replace(office.place, desk=desk(name="sales")), first.id, second.id, "sari")
