"""Approvals bit by bit: what each refusal says, what a seal holds, what was heard, whose hand a draft is in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from csmail.desk import mirror_state
from csmail.desk.by_hand import approval, claims, draft_deeds, drafts
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.approval import Despite, Terms
from csmail.errors import CsmailError
from csmail.mail.order import SKEW
from csmail.model.changes import Changes
from csmail.model.courtesy import DraftPolicy
from csmail.model.draft_life import Approval, Claim
from csmail.model.duration import Span
from csmail.model.message import Message
from csmail.model.mirror import Conclusion
from csmail.model.promise import Promise
from csmail.model.reason import Reason
from csmail.model.task import Draft, Mail
from csmail.outbox import seal
from csmail.stores.memory import MemoryStore
from csmail.wording.answer_by import answer_by
from tests.factories import NOW, message
from tests.unit.desk.test_draft_life import DRAFT, EYES, office, one, only
from tests.unit.desk.test_drafts import edited
from tests.workspace import Office, asked

SECOND = timedelta(seconds=1)
LINT = "Halo Jane,\n\nTerima kasih. Itu salah Anda sendiri.\n\nSalam,\nToko"
GAPS = "Halo Jane,\n\nTerima kasih, tiba [[kapan]].\n\nSalam,\nToko"
FILE = "Halo Jane,\n\nTerima kasih, kami lampirkan notanya.\n\nSalam,\nToko"


def rewritten(made: Office, text: str) -> None:
    drafts.edit(made.place, one(made).id, edited(text=text), "budi")


def elsewhere(made: Office) -> None:
    told = (Conclusion("editing", one(made).id),)
    mirror_state.remember(made.store, "support", mirror_state.MirrorState("Drafts", told=told))


def asked_again(made: Office) -> None:
    made.store.commit(
        Changes(messages=(message(key="m2", conversation=only(made).id, received_at=made.now + SECOND, text="?"),))
    )


def noted(made: Office) -> None:
    made.later()
    act(made.place, only(made).id, asked("note", text="Tunggu"), "lina")


def bare(made: Office) -> None:
    draft = one(made)
    made.store.commit(Changes(drafts=(replace(draft, audience=replace(draft.audience, to=(), cc=(), bcc=())),)))


def promising(made: Office) -> None:
    due = made.now + SECOND
    words = answer_by(due, made.now, "id").sentence
    rewritten(made, f"Halo Jane,\n\nTerima kasih, kami jawab {words}.\n\nSalam,\nToko")
    promise = Promise("next_response", made.now, Span(SECOND), due, "k")
    made.store.commit(Changes(drafts=(replace(one(made), promise=promise),)))
    made.later()


Setup = Callable[[Office], object]
REFUSALS: dict[str, tuple[Setup, Terms, Reason, str, int]] = {
    "decided": (
        lambda made: drafts.reject(made.place, one(made).id, "budi"), Terms(),
        Reason.of("draft_decided", id="ID", state="rejected", decided_by="budi"), "csmail drafts show ID", 75,
    ),
    "claimed": (
        lambda made: draft_deeds.claim(made.place, one(made).id, "budi"), Terms(),
        Reason.of("draft_claimed", id="ID", by="budi", until="09:30"), "csmail drafts claim ID --take", 75,
    ),
    "edited_elsewhere": (
        elsewhere, Terms(), Reason.of("being_edited_elsewhere", draft="ID"), "csmail drafts show ID", 75,
    ),
    "conflict": (
        lambda made: rewritten(made, "Halo"), Terms(edition=1),
        Reason.of("draft_other_edition", id="ID", edition=1, now=2, by="budi"), "csmail drafts show ID", 75,
    ),
    "past": (
        lambda made: None, Terms(send_at=NOW - SECOND), Reason.of("send_at_past", id="ID"),
        "a later moment: --at 'besok 09:00'", 2,
    ),
    "too_far": (
        lambda made: None, Terms(send_at=NOW + timedelta(days=30) + SECOND),
        Reason.of("send_at_too_far", id="ID", days=30), "", 2,
    ),
    "spam": (
        lambda made: act(made.place, only(made).id, asked("spam"), "budi"), Terms(),
        Reason.of("draft_in_spam_conversation", id="ID", conversation="CONVERSATION"), "csmail reopen CONVERSATION", 69,
    ),
    "nobody": (bare, Terms(), Reason.of("draft_without_recipients", id="ID"), "csmail drafts edit ID", 69),
    "stale": (
        asked_again, Terms(),
        Reason.of("draft_out_of_date", id="ID").because(Reason.of("wrote_again", sender="jane@cust.example")),
        "read what is new, then edit, or --despite-news", 69,
    ),
    "note_added": (
        noted, Terms(), Reason.of("draft_out_of_date", id="ID").because(Reason.of("note_since", by="lina")),
        "read what is new, then edit, or --despite-news", 69,
    ),
    "gaps": (
        lambda made: rewritten(made, GAPS), Terms(), Reason.of("draft_has_gaps", id="ID", left="[[kapan]]"),
        "csmail drafts edit ID", 69,
    ),
    "attachment_forgotten": (
        lambda made: rewritten(made, FILE), Terms(),
        Reason.of("draft_stopped_by_lint", id="ID", found='3: attachment.forgotten "kami lampirkan"'), "", 69,
    ),
    "lint": (
        lambda made: rewritten(made, LINT), Terms(),
        Reason.of("draft_stopped_by_lint", id="ID", found='3: blame.customer "salah Anda"'), "", 69,
    ),
    "promise_passed": (promising, Terms(), Reason.of("draft_promise_passed", id="ID"), "csmail drafts edit ID", 69),
}  # fmt: skip


READ = Reason.of("advice_read_or_despite", option="--despite-news")
ADVICE = {"past": Reason("advice_later_moment"), "stale": READ, "note_added": READ}
EDIT = Reason


def refused(deed: Callable[[], object]) -> CsmailError:
    with pytest.raises(CsmailError) as told:
        deed()
    return told.value


@pytest.mark.parametrize("code", REFUSALS)
def test_each_refusal_says_what_it_is_about_and_what_to_try(code: str) -> None:
    made = office()
    setup, terms, reason, hint, exit_code = REFUSALS[code]
    setup(made)
    error = refused(lambda: drafts.approve(made.place, one(made).id, "sari", terms=terms))
    names = {"ID": one(made).id, "CONVERSATION": only(made).id}

    def named(text: str) -> str:
        for name, value in names.items():
            text = text.replace(name, value)
        return text

    wanted = Reason(reason.code, tuple((name, named(fact)) for name, fact in reason.evidence))
    assert (error.code, error.exit_code, error.reason) == (code, exit_code, wanted)
    if hint.startswith("csmail"):
        assert error.hint == named(hint)
    else:
        assert error.advice == ADVICE.get(code, Reason.verbatim("")) or error.advice == EDIT.of(
            "advice_edit_or_despite", id=one(made).id, option="--despite-lint"
        )


def test_the_second_pair_is_asked_for_by_name() -> None:
    made = office(EYES)
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "budi")
    drafts.approve(made.place, one(made).id, "sari")
    error = refused(lambda: drafts.approve(made.place, one(made).id, "sari", Despite(True, True, True)))
    assert (error.code, error.exit_code) == ("four_eyes", 69)
    assert error.reason == Reason.of("four_eyes_by_another", id=one(made).id, by="sari")
    assert error.advice == Reason("ask_a_colleague")


PASSED: dict[str, tuple[Setup, Reason]] = {
    "stale": (asked_again, Reason("draft_despite_news").because(Reason.of("wrote_again", sender="jane@cust.example"))),
    "note_added": (noted, Reason("draft_despite_news").because(Reason.of("note_since", by="lina"))),
    "gaps": (lambda made: rewritten(made, GAPS), Reason.of("draft_despite_gaps", left="[[kapan]]")),
    "attachment_forgotten": (
        lambda made: rewritten(made, FILE),
        Reason.of("draft_despite_lint", found='3: attachment.forgotten "kami lampirkan"'),
    ),
    "lint": (
        lambda made: rewritten(made, LINT), Reason.of("draft_despite_lint", found='3: blame.customer "salah Anda"')
    ),
}  # fmt: skip
DESPITE = {"stale": Despite(news=True), "note_added": Despite(news=True), "gaps": Despite(gaps=True)}


@pytest.mark.parametrize("code", PASSED)
def test_what_is_let_pass_is_written_down_with_what_it_was(code: str) -> None:
    made = office()
    setup, passed = PASSED[code]
    setup(made)
    despite = DESPITE.get(code, Despite(lint=True))
    found = approval.checked(made.place, one(made), "sari", despite)
    assert found.passed == (passed,)
    others = replace(
        Despite(True, True, True), **{name: False for name in ("news", "lint", "gaps") if getattr(despite, name)}
    )
    assert refused(lambda: approval.checked(made.place, one(made), "sari", others)).code == code
    drafts.approve(made.place, one(made).id, "sari", despite)
    receipts = [step for receipt in made.store.receipts(only(made).id) for step in receipt.steps]
    assert any(passed in step.did for step in receipts)


@pytest.mark.parametrize(
    "terms", [Terms(send_at=NOW), Terms(send_at=NOW + timedelta(days=30)), Terms(edition=1), Terms(edition=0)]
)
def test_now_and_in_thirty_days_are_still_moments(terms: Terms) -> None:
    made = office()
    assert drafts.approve(made.place, one(made).id, "sari", terms=terms).draft.state == "approved"


def test_a_conversation_that_is_gone_asks_for_nobody() -> None:
    made = office(EYES)
    alone = replace(one(made), conversation="GONE00", answers="")
    made.store.commit(Changes(drafts=(alone,)))
    assert approval.checked(made.place, one(made), "sari").enough


def test_own_notes_and_those_of_the_author_are_no_news() -> None:
    made = office()
    rewritten(made, "Halo Jane,\n\nTerima kasih, sudah kami kirim.\n\nSalam,\nToko")
    for by in ("budi", "sari"):
        made.later()
        act(made.place, only(made).id, asked("note", text="hm"), by)
    assert approval.checked(made.place, one(made), "sari").passed == ()
    assert refused(lambda: approval.checked(made.place, one(made), "lina")).code == "note_added"


def test_a_gap_in_the_subject_of_the_customer_is_hers() -> None:
    made = office()
    conversation = replace(only(made), subject="[[x]]")
    made.store.commit(Changes(conversations=(conversation,)))
    drafts.edit(made.place, one(made).id, edited(subject="Re: [[x]]"), "budi")
    assert drafts.approve(made.place, one(made).id, "sari").draft.state == "approved"
    made = office()
    drafts.edit(made.place, one(made).id, edited(subject="Re: [[y]]"), "budi")
    assert refused(lambda: drafts.approve(made.place, one(made).id, "sari")).reason.fact("left") == "[[y]]"


def test_gaps_that_are_let_pass_are_not_stopped_by_the_lint_again_and_other_placeholders_are() -> None:
    made = office()
    rewritten(made, GAPS.replace("tiba", "{{ nama }} tiba"))
    assert refused(lambda: approval.checked(made.place, one(made), "sari", Despite(gaps=True))).code == "lint"


def test_warnings_are_told_and_stop_a_strict_desk_alone() -> None:
    text = "Halo Jane,\n\nTerima kasih, nggak apa-apa.\n\nSalam,\nToko"
    made = office()
    rewritten(made, text)
    found = drafts.approve(made.place, one(made).id, "sari").found
    assert [each.code for each in found if each.level == "warning"] == ["slang.word"]
    strict = office(DraftPolicy(lint="strict"))
    rewritten(strict, text)
    assert refused(lambda: drafts.approve(strict.place, one(strict).id, "sari")).code == "lint"


def test_the_promise_that_is_still_said_goes_with_the_mail() -> None:
    made = office()
    promising(made)
    made.now -= timedelta(minutes=1)
    found = approval.checked(made.place, one(made), "sari")
    assert found.promise is not None
    assert found.promise.mail == found.mail.key
    made.now += SECOND
    assert refused(lambda: approval.checked(made.place, one(made), "sari")).code == "promise_passed"
    rewritten(made, "Halo Jane,\n\nTerima kasih.\n\nSalam,\nToko")
    assert approval.checked(made.place, one(made), "sari").promise is None


def test_several_things_are_told_in_one_line() -> None:
    made = office()
    rewritten(made, GAPS.replace("tiba", "[[apa]] tiba"))
    assert refused(lambda: approval.checked(made.place, one(made), "sari")).reason.fact("left") == "[[apa]], [[kapan]]"
    found = approval.checked(made.place, one(made), "sari", Despite(gaps=True))
    assert found.passed[0].fact("left") == "[[apa]], [[kapan]]"
    rewritten(made, LINT.replace("sendiri", "sendiri. Itu kesalahan Anda"))
    said = refused(lambda: approval.checked(made.place, one(made), "sari")).reason.fact("found")
    assert said == '3: blame.customer "salah Anda", 3: blame.customer "kesalahan Anda"'
    made = office()
    act(made.place, only(made).id, asked("tag", tags=("complaint",)), "budi")
    rewritten(made, "Halo Jane,\n\nSudah kami kirim.\n\nSalam,\nToko")
    assert refused(lambda: approval.checked(made.place, one(made), "sari")).reason.fact("found") == "1: apology.missing"


def test_a_gap_that_nobody_let_pass_is_the_lints_where_the_customer_wrote_it() -> None:
    made = office()
    rewritten(made, "Halo Jane,\n\nTerima kasih.\n\n> kapan [[x]]?\n\nSalam,\nToko")
    assert approval.checked(made.place, one(made), "sari").passed == ()


def test_what_was_said_inside_does_not_leave() -> None:
    made = office()
    secret = "Pelanggan ini sering mengeluh, jangan beri potongan harga lagi kepadanya ya."
    act(made.place, only(made).id, asked("note", text=secret), "sari")
    made.later()
    rewritten(made, f"Halo Jane,\n\nTerima kasih.\n\n> {secret}\n\nSalam,\nToko")
    error = refused(lambda: approval.checked(made.place, one(made), "sari", Despite(True, True, True)))
    assert (error.code, error.exit_code, error.reason.code) == ("quotes_a_note", 69, "quotes_a_note")
    assert error.hint == f"csmail drafts edit {one(made).id}"


def test_a_note_at_the_very_moment_of_the_draft_is_no_news() -> None:
    made = office()
    act(made.place, only(made).id, asked("note", text="hm"), "lina")
    assert one(made).changed_at == made.now
    assert approval.checked(made.place, one(made), "sari").passed == ()


def test_a_rule_that_bears_the_name_of_a_person_is_no_pair_of_eyes() -> None:
    made = office(EYES)
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "budi")
    made.store.commit(Changes(drafts=(replace(one(made), author="sari"),)))
    assert not approval.checked(made.place, one(made), "sari").enough


def test_approvals_count_although_colleagues_chat_where_notes_are_chatter() -> None:
    for notes, count in (("ignore", 1), ("stop", 0)):
        made = office(replace(EYES, notes=notes))  # type: ignore[arg-type]
        act(made.place, only(made).id, asked("tag", tags=("refund",)), "budi")
        drafts.approve(made.place, one(made).id, "sari")
        noted(made)
        assert len(approval.counted(made.place, one(made))) == count


def test_where_notes_are_chatter_they_are_no_news() -> None:
    made = office(DraftPolicy(notes="ignore"))
    noted(made)
    assert approval.checked(made.place, one(made), "sari").passed == ()


def test_each_approval_names_who_when_and_which_edition() -> None:
    made = office(EYES)
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "tono")
    drafts.approve(made.place, one(made).id, "sari")
    first = made.now
    made.later()
    drafts.approve(made.place, one(made).id, "budi")
    said = [(each.by, each.at, each.edition) for each in one(made).approvals]
    assert said == [("sari", first, 1), ("budi", made.now, 1)]
    assert len({each.seal for each in one(made).approvals}) == 1
    assert one(made).decided_by == "budi"


def test_whoever_is_enough_alone_approves_at_once_beside_an_older_approval() -> None:
    made = office(EYES)
    act(made.place, only(made).id, asked("tag", tags=("refund",)), "tono")
    drafts.approve(made.place, one(made).id, "sari")
    act(made.place, only(made).id, asked("untag", tags=("refund",)), "tono")
    made.later()
    again = drafts.approve(made.place, one(made).id, "sari").draft
    assert (again.state, [each.by for each in again.approvals]) == ("approved", ["sari"])


MAIL = Mail("key", "<a@b>", "support@toko.example", ("jane@cust.example",), "x")


def reckoned(draft: Draft, mail: Mail, said: seal.Heard, approvers: Iterable[str]) -> str:
    """The seal as its page says it, written a second time."""
    audience, without = draft.audience, set(approvers)
    whom = [f"{role}:{each.spec}" for role in ("to", "cc", "bcc") for each in getattr(audience, role)]
    digest = hashlib.sha256()
    for group in (
        ["csmail-seal-1", draft.desk, draft.conversation, draft.answers],
        sorted(each.key for each in said.shown),
        sorted(each.key for each in said.notes if each.author not in without),
        sorted(whom),
        [mail.sender, mail.key],
    ):
        digest.update(len(group).to_bytes(8, "big"))
        for field in group:
            octets = field.encode("utf-8", "surrogateescape")
            digest.update(len(octets).to_bytes(8, "big"))
            digest.update(octets)
    return digest.hexdigest()


def test_a_seal_is_reckoned_as_the_page_says() -> None:
    people = DRAFT.audience.to
    draft = replace(DRAFT, answers="a\udcff", audience=replace(DRAFT.audience, cc=people, bcc=people))
    notes = tuple(message(key=key, direction="note", author=by) for key, by in (("n2", "budi"), ("n1", "lina")))
    said = seal.Heard((message(key="m2"), message(key="m1")), notes)
    for approvers in ((), ("budi",), ("budi", "lina")):
        assert seal.seal(draft, MAIL, said, approvers) == reckoned(draft, MAIL, said, approvers)


def heard(*said: Message, **policy: Any) -> seal.Heard:
    store = MemoryStore()
    store.commit(Changes(messages=tuple(replace(each, conversation=DRAFT.conversation) for each in said)))
    return seal.heard(store, replace(DRAFT, changed_at=NOW), **policy)


def at(when: datetime, key: str, **changes: Any) -> Message:
    return message(key=key, received_at=when, message_id=f"<{key}@cust.example>", **changes)


def shown(*said: Message) -> set[str]:
    return {each.key for each in heard(*said).shown}


def test_of_what_was_said_before_the_draft_the_newest_counts_and_all_that_came_since() -> None:
    old, older = at(NOW - SKEW - SECOND, "old"), at(NOW - SKEW - 2 * SECOND, "older")
    edge, since, later = at(NOW - SKEW, "edge"), at(NOW, "since"), at(NOW + SECOND, "later")
    assert shown(older, old) == {"old"}
    assert shown(older, old, edge) == {"edge"}
    assert shown(older, old, since, later) == {"since", "later"}
    assert shown(old, edge, since) == {"edge", "since"}
    assert shown(older, at(old.received_at, "robot", kind="auto_reply")) == {"older"}, "one is always looked for"


def test_only_what_people_said_and_customers_saw_counts() -> None:
    asked_ = at(NOW, "asked")
    others = (
        at(NOW + SECOND, "robot", kind="auto_reply"), at(NOW + SECOND, "bounce", kind="bounce"),
        at(NOW + SECOND, "news", kind="notification"), at(NOW + SECOND, "inside", visibility="internal"),
        at(NOW + SECOND, "machine", direction="out", automatic=True),
        at(NOW + SECOND, "unsent", direction="out", visibility="unsent"),
        at(NOW + SECOND, DRAFT.mail, direction="out"),
    )  # fmt: skip
    assert shown(asked_, *others) == {"asked"}
    assert shown(asked_, at(NOW + SECOND, "ours", direction="out")) == {"asked", "ours"}
    assert shown(asked_, at(NOW + SECOND, "list", kind="list")) == {"asked", "list"}


def test_notes_of_colleagues_count_from_the_moment_of_the_draft() -> None:
    notes = (
        at(NOW - SECOND, "before", direction="note", author="lina"), at(NOW, "then", direction="note", author="lina"),
        at(NOW + SECOND, "after", direction="note", author="lina"), at(NOW + SECOND, "nobody", direction="note"),
    )  # fmt: skip
    assert {each.key for each in heard(at(NOW, "asked"), *notes).notes} == {"then", "after"}
    assert heard(at(NOW, "asked"), *notes, notes=False).notes == ()


def standing(*approvals: Approval) -> Draft:
    return replace(DRAFT, edition=2, approvals=approvals)


def test_an_approval_counts_for_its_edition_under_its_seal_alone() -> None:
    said = seal.Heard((message(key="m1"),), ())
    sealed = seal.seal(standing(), MAIL, said, ())
    good, old, other = (Approval("sari", NOW, number, mark) for number, mark in ((2, sealed), (1, sealed), (2, "x")))
    assert seal.counting(standing(good, old, other), MAIL, said) == (good,)


def test_approvals_are_renewed_when_another_joins_and_his_notes_came_after_them() -> None:
    note = message(key="n1", direction="note", author="budi", received_at=NOW)
    other = message(key="n2", direction="note", author="lina", received_at=NOW)
    said = seal.Heard((message(key="m1"),), (note, other))

    def given(when: datetime, edition: int = 2, known: seal.Heard = said) -> Approval:
        return Approval("sari", when, edition, seal.seal(standing(), MAIL, known, {"sari"}))

    without = replace(said, notes=(other,))
    before, with_note = given(NOW - SECOND, known=without), given(NOW)
    wanted = seal.seal(standing(), MAIL, said, {"sari", "budi"})
    for kept in (before, with_note):
        assert seal.renewed(standing(kept), MAIL, said, "budi") == (replace(kept, seal=wanted),)
    gone = (
        given(NOW - SECOND, 1, without), Approval("sari", NOW, 2, "x"), given(NOW - SECOND),
        given(NOW, known=without), given(NOW - SECOND, known=replace(said, notes=(note,))),
    )  # fmt: skip
    for each in gone:
        assert seal.renewed(standing(each), MAIL, said, "budi") == ()


HELD = replace(DRAFT, claim=Claim("budi", NOW + timedelta(minutes=30)))


def test_a_lease_holds_until_its_moment_and_says_until_when_in_the_zone_of_the_desk() -> None:
    last = NOW + timedelta(minutes=30)
    assert claims.holder(HELD, last - SECOND) == HELD.claim
    assert claims.holder(HELD, last) is None
    assert claims.taken(HELD, "budi", NOW, "Asia/Jakarta") is None
    error = claims.taken(HELD, "sari", NOW, "Asia/Jakarta")
    assert error is not None
    assert error.reason == Reason.of("draft_claimed", id=DRAFT.id, by="budi", until="16:30")
    assert (error.hint, error.code) == (f"csmail drafts claim {DRAFT.id} --take", "claimed")


def test_only_an_open_editor_keeps_the_next_one_shut() -> None:
    assert claims.open_already(DRAFT, NOW, "UTC") is None
    assert claims.open_already(HELD, NOW, "UTC") is None
    editing = replace(HELD, claim=replace(HELD.claim, editing=True))  # type: ignore[type-var]
    error = claims.open_already(editing, NOW, "Asia/Jakarta")
    assert error is not None
    assert error.reason == Reason.of("draft_open_already", id=DRAFT.id, by="budi", until="16:30")
    assert (error.hint, error.code) == (f"csmail drafts edit {DRAFT.id} --take", "claimed")
    assert claims.open_already(editing, NOW + timedelta(minutes=30), "UTC") is None


def test_an_edition_of_the_holder_renews_and_one_from_elsewhere_takes_nothing() -> None:
    span, later = timedelta(minutes=10), NOW + timedelta(minutes=5)
    editing = replace(HELD, claim=Claim("budi", NOW + span, editing=True))
    assert claims.after_edition(HELD, "budi", later, span) == Claim("budi", later + span)
    assert claims.after_edition(HELD, "mailprogram", later, span) == HELD.claim
    assert claims.after_edition(editing, "budi", later, span) is None
    assert claims.after_edition(editing, "mailprogram", later, span) == editing.claim
    assert claims.after_edition(DRAFT, "budi", later, span) is None
    assert claims.claimed(HELD, "sari", NOW, span).claim == Claim("sari", NOW + span)
    assert claims.opened(HELD, "budi", NOW, span) is HELD
    assert claims.opened(DRAFT, "sari", NOW, span).claim == Claim("sari", NOW + span, editing=True)
