"""Our own automatic mail is known in whatever comes back without a mark."""

from datetime import timedelta

import pytest

from csmail.desk.intake import poll
from tests.factories import NOW, desk, said
from tests.workspace import Office, asked, mail, rule

OWN_WORDS = "acknowledgement in id for"


def acknowledged() -> tuple[Office, str, bytes]:
    """A desk that has acknowledged one mail, with the conversation and the bytes that left."""
    office = Office(rules=(rule(asked("acknowledge")),), desk=desk(display_name="Toko Melati"))
    poll.poll(office.place)
    office.deliver(mail(1))
    poll.poll(office.place)
    ((sent, _),) = office.transport.sent
    (conversation,) = office.store.conversations()
    office.later(timedelta(minutes=5))
    return office, conversation.id, sent.data


def answered(office: Office, body: str, **fields: str) -> str:
    """Why the mail that arrives now was not acknowledged; "" when it was."""
    before = len(office.transport.sent)
    fields = {"Subject": "Fwd", "From": "robot@far.example", **fields}
    office.deliver(mail(2, **fields), body)
    poll.poll(office.place)
    if len(office.transport.sent) > before:
        return ""
    newest = max(office.store.conversations(), key=lambda one: one.opened_at)
    (receipt,) = office.store.receipts(newest.id)
    return said(*(step.withheld for step in receipt.steps))


def header_of(sent: bytes, name: str) -> str:
    lines = sent.decode().replace("\r\n ", " ").split("\r\n")
    return next(line.partition(": ")[2] for line in lines if line.startswith(name))


def test_a_mail_that_brings_nothing_of_ours_is_acknowledged() -> None:
    office, _, _ = acknowledged()
    assert answered(office, "Halo, ada pertanyaan tentang 123456") == ""


def test_a_robot_that_forwards_our_mail_whole_inside_its_own_is_not_answered() -> None:
    office, conversation, sent = acknowledged()
    why = answered(office, sent.decode().replace("\r\n", "\n"), Content_Type="message/rfc822")
    assert why == f"own_message: it is a mail of ours, it brings our automatic mail of {conversation} back"


def test_a_bounce_in_prose_that_quotes_our_message_id_is_not_answered() -> None:
    office, _, sent = acknowledged()
    text = f"We could not do it.\n\n--- text of the mail ---\n\tMessage-ID: {header_of(sent, 'Message-ID')}\n"
    assert answered(office, text, From="jane@cust.example", Subject="Oops").startswith("own_message")


@pytest.mark.parametrize(
    "shape",
    ["{words}", "> {words}", "> > {words}", "| {words}", "KAMI TERIMA: {upper}", "baris\n{wrapped}\nakhir"],
)
def test_our_words_quoted_in_any_way_are_known(shape: str) -> None:
    office, conversation, _ = acknowledged()
    words = f"{OWN_WORDS} {conversation}"
    said = shape.format(words=words, upper=words.upper(), wrapped=words.replace(" in id", "\n> in id"))
    assert answered(office, f"Pesan Anda:\n{said}\n").startswith("own_message")


def test_a_bounce_that_says_nothing_but_our_subject_is_known() -> None:
    office, conversation, sent = acknowledged()
    subject = header_of(sent, "Subject")
    assert subject == f"Auto: Toko Melati ({conversation})"
    assert answered(office, "gagal", Subject=f"Gagal: {subject}").startswith("own_message")


def test_a_customer_who_only_names_the_conversation_is_answered() -> None:
    office, conversation, _ = acknowledged()
    assert answered(office, f"Nomor saya {conversation}, mengapa belum ada jawaban?") == ""


def test_what_a_person_wrote_to_the_customer_is_no_echo() -> None:
    from csmail.actions.reply import Reply
    from csmail.desk.by_hand.act import act
    from csmail.rules.rule import ActionCall

    office, conversation, _ = acknowledged()
    act(office.place, conversation, ActionCall("reply", Reply(text="Barang Anda dikirim besok pagi sekali.")), "sari")
    sent = office.transport.sent[-1][0]
    office.later(timedelta(minutes=5))
    quoted = f"Message-ID: {sent.message_id}\nBarang Anda dikirim besok pagi sekali. ({conversation})"
    assert answered(office, quoted) == ""


def test_an_id_that_only_looks_like_ours_proves_nothing() -> None:
    office, conversation, _ = acknowledged()
    forged = f"Message-ID: <cs.{conversation}.0123456789abcdef.0123456789abcdef0123@toko.example>"
    assert answered(office, forged) == ""
    assert office.now > NOW
