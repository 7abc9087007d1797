"""One mail that arrives twice, once changed on its way, is one matter and is acknowledged once."""

from __future__ import annotations

import pytest

from csmail.desk.intake.poll import poll
from tests.factories import desk, said_in
from tests.workspace import Office, asked, mail, rule

WORDS = "Halo, pesanan saya belum sampai.\nSudah dua minggu.\n\nJane"
FOOTER = "\n_______________________________________________\nToko mailing list\nhttps://lists.example/toko\n"
LIST = {"List-Id": "<toko.lists.example>", "List-Post": "<mailto:toko@lists.example>"}
CHANGED = {
    "a footer of a list": (WORDS + FOOTER, LIST),
    "a footer and a tag before the subject": (WORDS + FOOTER, {"Subject": "[Toko] Pesanan 12345", **LIST}),
    "a footer and no list field": (WORDS + FOOTER, {}),
    "a gateway's tag": (WORDS, {"Subject": "[EXTERNAL] Pesanan 12345"}),
    "a gateway's tag without brackets": (WORDS, {"Subject": "EXTERNAL: Pesanan 12345"}),
    "a gateway's warning": (f"CAUTION: This email originated from outside of the organization.\n\n{WORDS}", {}),
    "a warning in Indonesian": (f"[Hati-hati: surel eksternal]\n\n{WORDS}", {}),
    "a disclaimer": (f"{WORDS}\n\nDisclaimer: this mail is confidential.", {"Subject": "***SPAM?*** Pesanan 12345"}),
    "other white space": (WORDS.replace("\n", "  \n"), {}),
    "less": (WORDS.partition("Sudah")[0], {}),
}
ACKNOWLEDGED = rule(asked("acknowledge"), asked("draft"))


def office() -> Office:
    made = Office(rules=(ACKNOWLEDGED,), desk=desk())
    poll(made.place)
    return made


def delivered(made: Office, body: str, fields: dict[str, str], apart: bool = True) -> None:
    made.deliver(mail(1, **{"Subject": "Pesanan 12345", "Cc": "toko@lists.example", **fields}), body)
    if apart:
        made.later()
        poll(made.place)


@pytest.mark.parametrize("apart", [True, False], ids=["two passes", "one pass"])
@pytest.mark.parametrize("name", CHANGED)
def test_the_changed_copy_of_a_mail_is_one_more_sighting(name: str, apart: bool) -> None:
    made = office()
    body, fields = CHANGED[name]
    delivered(made, WORDS, {}, apart)
    delivered(made, body, fields, apart)
    made.later()
    report = poll(made.place)
    assert len(list(made.store.conversations())) == 1
    assert len(made.transport.sent) == 1
    assert len(list(made.store.drafts())) == 1
    assert report.taken_in == (0 if apart else 1)
    (account,) = [one for one in made.store.accounts("support", "INBOX") if one.why == "copy"]
    assert account.uids == ((2, 2),)


@pytest.mark.parametrize("apart", [True, False], ids=["two passes", "one pass"])
@pytest.mark.parametrize("name", CHANGED)
def test_who_came_through_a_list_first_is_told_once_the_mail_itself_comes(name: str, apart: bool) -> None:
    made = office()
    body, fields = CHANGED[name]
    delivered(made, body, fields, apart)
    delivered(made, WORDS, {}, apart)
    made.later()
    poll(made.place)
    assert len(list(made.store.conversations())) == 1
    assert len(made.transport.sent) == 1
    (conversation,) = made.store.conversations()
    assert any("dua minggu" in one.text for one in said_in(made.store, conversation.id))


@pytest.mark.parametrize("more", ["Tolong kirim uangnya.", "Nomor saya 0812.", "Salam"])
def test_other_words_under_the_same_id_are_kept_beside_it_and_not_acknowledged_again(more: str) -> None:
    made = office()
    delivered(made, WORDS, {})
    delivered(made, f"{WORDS}\n{more}", {})
    (conversation,) = made.store.conversations()
    said = [one.text for one in said_in(made.store, conversation.id) if one.direction == "in"]
    assert len(said) == 2
    assert more in said[1]
    assert len(made.transport.sent) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "eve@evil.example"},
        {"Date": "Mon, 06 Jul 2026 09:00:01 +0000"},
        {"Subject": "Lain sekali"},
        {"Message-ID": "<m2@cust.example>"},
    ],
    ids=str,
)
def test_another_mail_under_a_known_id_is_another_matter(fields: dict[str, str]) -> None:
    made = office()
    delivered(made, WORDS, {})
    delivered(made, WORDS + FOOTER, fields)
    assert len(list(made.store.conversations())) == 2


def test_a_mail_sent_ahead_under_the_same_id_hides_no_word_of_the_true_one() -> None:
    for ahead in ("Jane", "", "Halo, pesanan saya", "Sudah dua minggu. Jane", "Halo"):
        made = office()
        delivered(made, ahead, {})
        delivered(made, WORDS, {})
        texts = [one.text for each in made.store.conversations() for one in said_in(made.store, each.id)]
        assert any("Sudah dua minggu" in text and "belum sampai" in text for text in texts), ahead
