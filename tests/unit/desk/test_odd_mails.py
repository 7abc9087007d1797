"""Odd mails on the whole road: what is readable in them is met by rules, what is not asks for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmail.desk.intake.poll import poll
from csmail.model.conversation import Conversation
from csmail.rules import patterns
from csmail.rules.conditions import Matches
from csmail.rules.fields import Lenses
from tests.factories import said
from tests.workspace import Office, asked, rule

CORPUS = Path(__file__).parents[2] / "corpus"
PATTERNS = {
    "refund": patterns.words(["refund", "scam", "lawyer", "uang kembali"]),
    "order": patterns.regex(r"pesanan\s*#?(?P<order>\d{5,})"),
    "chinese": patterns.regex("退款"),
    "japanese": patterns.regex("返金"),
    "russian": patterns.words(["заказ", "верните"]),
}


def taken_in(name: str) -> Conversation:
    """The conversation that a mail of the corpus opens at a desk whose rules tag by words of the text."""
    lens = Lenses().of("body")
    office = Office(
        rules=tuple(
            rule(asked("tag", tags=(tag,)), name=tag, when=Matches("body", ((lens, lens.patterns.add(pattern)),)))
            for tag, pattern in PATTERNS.items()
        )
    )
    poll(office.place)
    content = (CORPUS / f"{name}.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    office.mailbox.deliver(content, office.now)
    poll(office.place)
    (conversation,) = office.store.conversations()
    return conversation


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("smime-signed", {"refund"}), ("smime-signed-streamed", {"refund"}), ("smime-signed-multipart", {"refund"}),
        ("smime-compressed", {"refund"}), ("body-named-inline", {"refund"}), ("body-named-html", set()),
        ("invisible-text-zero-width", {"refund"}), ("invisible-nbsp-order", {"order"}),
        ("invisible-soft-hyphens", {"refund"}), ("invisible-zero-width-in-words", {"refund"}),
        ("flowed-delsp-cjk", {"japanese"}), ("meta-charset-http-equiv", {"chinese"}),
        ("unlabelled-gb2312", {"chinese"}), ("unlabelled-big5", {"chinese"}), ("unlabelled-koi8-r", {"russian"}),
        ("unlabelled-shift-jis", {"japanese"}), ("uuencoded-text", {"refund", "order"}),
        ("uuencoded-text-in-text", {"refund", "order"}), ("hidden-preheader", set()), ("hidden-by-class", set()),
        ("hidden-font-size-taken-back", set()), ("hidden-off-screen", set()), ("hidden-white-on-white", set()),
    ],
)  # fmt: skip
def test_rules_meet_what_a_reader_sees(name: str, tags: set[str]) -> None:
    conversation = taken_in(name)
    assert conversation.tags == tags
    assert conversation.needs == ()


@pytest.mark.parametrize(
    "name",
    [
        "smime-encrypted", "smime-encrypted-within-signed", "pgp-encrypted", "pgp-encrypted-by-exchange",
        "pgp-encrypted-inline", "protected-by-microsoft", "smime-damaged",
    ],
)  # fmt: skip
def test_what_nobody_here_can_read_asks_for_a_person(name: str) -> None:
    conversation = taken_in(name)
    assert conversation.status == "open"
    assert len(conversation.needs) == 1
    assert "mail program" in said(*conversation.needs)


@pytest.mark.parametrize("name", ["smime-signed-file", "smime-certificates-only", "pgp-quoted", "smime-clear-signed"])
def test_what_hides_nothing_asks_for_nobody(name: str) -> None:
    assert taken_in(name).needs == ()
