"""What an effect did is a code with its facts; the words are made for whoever reads the receipt."""

from __future__ import annotations

import typing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csmail.desk.effects.receipts import deed
from csmail.model import effects
from csmail.model.address import Address
from csmail.model.audience import Audience
from csmail.model.conversation import Reminder
from csmail.model.department import Inquiry
from csmail.model.duration import parse_span
from csmail.model.effects import Effect, Letter
from csmail.model.follow_up import FollowUp
from csmail.model.reason import Reason
from csmail.wording.reasons import words

JANE, OMAR, BOSS = (Address(f"{who}@cust.example") for who in ("jane", "omar", "boss"))
AUDIENCE = Audience("send", Address("support@toko.example"), (JANE, OMAR), (BOSS,))
REPLY = Letter("reply", AUDIENCE, "refund")
LIMIT = Reason.of("rate_limited", count=3, hours=24)
DUE = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
ASKED = Inquiry("gudang", "gudang@toko.example", "stok biru?", "sari", DUE, DUE)

TOLD: list[tuple[Effect, str, str, str]] = [
    (effects.Send(REPLY), "mail_queued",
     "queued the reply 'refund' to jane@cust.example, omar@cust.example; cc boss@cust.example",
     "balasan 'refund' untuk jane@cust.example, omar@cust.example; cc boss@cust.example masuk antrean kirim"),
    (effects.Send(Letter("acknowledgement", Audience("send", BOSS, (JANE,)), "acknowledgement"), LIMIT), "mail_held",
     "held the acknowledgement to jane@cust.example: this sender had enough acknowledgements for now: 3 in 24 h",
     "konfirmasi untuk jane@cust.example ditahan: pengirim ini sudah cukup menerima konfirmasi untuk saat ini: "
     "3 dalam 24 jam"),
    (effects.WriteDraft(REPLY, "sari"), "mail_drafted",
     "drafted the reply 'refund' to jane@cust.example, omar@cust.example; cc boss@cust.example",
     "draf balasan 'refund' disiapkan untuk jane@cust.example, omar@cust.example; cc boss@cust.example"),
    (effects.WriteDraft(replace(REPLY, audience=Audience("hold", BOSS), template=""), "sari"), "mail_drafted_to_nobody",
     "drafted the reply to nobody yet", "draf balasan disiapkan, penerimanya belum ditentukan"),
    (effects.Escalate("lead@toko.example", DUE), "escalated",
     "escalated to lead@toko.example, answer due 2026-11-27 09:30 UTC",
     "dieskalasi ke lead@toko.example, jawaban ditunggu sampai 2026-11-27 09:30 UTC"),
    (effects.Escalate("lead@toko.example", None), "escalated",
     "escalated to lead@toko.example", "dieskalasi ke lead@toko.example"),
    (effects.Notify("ops"), "told_chat", "told ops", "memberi tahu ops"),
    (effects.Inquire(ASKED), "department_asked",
     "asked gudang, due 2026-11-27 09:30 UTC", "bertanya ke gudang, ditunggu sampai 2026-11-27 09:30 UTC"),
    (effects.Inquire(replace(ASKED, again_at=DUE, due_at=None)), "department_asked_again",
     "asked gudang once more", "bertanya lagi ke gudang"),
    (effects.Inquire(replace(ASKED, again_at=DUE, silent_at=DUE)), "department_silent",
     "gudang is silent", "gudang tidak menjawab"),
    (effects.Tag(frozenset({"b", "a"}), frozenset({"c"})), "tagged",
     "tagged a, b; untagged c", "tag a, b dipasang; tag c dilepas"),
    (effects.Tag(remove=frozenset({"c"})), "untagged", "untagged c", "tag c dilepas"),
    (effects.Mark(frozenset({"\\Seen"}), frozenset()), "marked", "marked \\Seen", "tanda \\Seen dipasang"),
    (effects.Mark(frozenset(), frozenset({"\\Seen"})), "unmarked", "unmarked \\Seen", "tanda \\Seen dilepas"),
    (effects.SetStatus("closed"), "status_set", "set the status to closed", "status diubah menjadi ditutup"),
    (effects.SetPriority("high"), "priority_set", "set the priority to high", "prioritas diubah menjadi high"),
    (effects.SetTarget("first_response", parse_span("1d")), "target_set",
     "promised 1d for the first response", "menjanjikan 1d untuk jawaban pertama"),
    (effects.SetMood("neutral"), "mood_set", "set the mood to neutral", "suasana dicatat: neutral"),
    (effects.Snooze(DUE), "snoozed",
     "snoozed until 2026-11-27 09:30 UTC; a new mail, or half of a promise, lists it before",
     "ditunda sampai 2026-11-27 09:30 UTC; pesan baru atau separuh waktu janji membuatnya terlihat lebih awal"),
    (effects.Snooze(None), "listed_again", "listed again in csmail todo", "kembali terlihat di csmail todo"),
    (effects.Plan(FollowUp(DUE, "draft", "care-tips")), "follow_up_planned",
     "planned for 2026-11-27 09:30 UTC: draft care-tips", "direncanakan untuk 2026-11-27 09:30 UTC: draft care-tips"),
    (effects.Remind(Reminder(DUE, "call him", "sari")), "reminder_set",
     "set a reminder for 2026-11-27 09:30 UTC: call him", "pengingat dicatat untuk 2026-11-27 09:30 UTC: call him"),
    (effects.Remind(None), "reminders_dropped", "let go of its reminders", "pengingatnya dihapus"),
    (effects.Assign("sari"), "assigned", "assigned to sari", "ditugaskan ke sari"),
    (effects.Assign(""), "unassigned", "assigned to nobody", "tidak ditugaskan ke siapa pun"),
    (effects.Transfer("care"), "transferred", "handed over to desk care", "dialihkan ke care"),
    (effects.Transfer("care", "malam"), "transferred", "handed over to desk care: malam", "dialihkan ke care: malam"),
    (effects.AddNote("call her", "sari"), "note_added", "added a note by sari", "catatan ditambahkan oleh sari"),
    (effects.Move("Done"), "moved", "moved to Done", "dipindahkan ke Done"),
    (effects.AskPerson(Reason.of("check_draft_recipients", why="spam")), "person_asked",
     "asked for a person: check the recipients of the draft: it is spam",
     "perlu ditangani orang: periksa penerima draf ini: ini spam"),
]  # fmt: skip


@pytest.mark.parametrize(("effect", "code", "english", "indonesian"), TOLD)
def test_an_effect_is_kept_as_its_code_and_told_in_both_languages(
    effect: Effect, code: str, english: str, indonesian: str
) -> None:
    kept = deed(effect)
    assert kept.code == code
    assert (words(kept), words(kept, "id")) == (english, indonesian)


def test_no_kind_of_effect_is_forgotten() -> None:
    assert {type(effect) for effect, *_ in TOLD} == set(typing.get_args(Effect))


def test_what_a_hold_knows_stays_beside_what_the_mail_knows() -> None:
    kept = deed(effects.Send(REPLY, Reason.of("smtputf8_required", to="andré@cust.example")))
    assert kept.fact("to") == "jane@cust.example, omar@cust.example"
    assert (kept.fact("why"), kept.fact("why_to")) == ("smtputf8_required", "andré@cust.example")
