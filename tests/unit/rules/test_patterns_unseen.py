"""What a reader does not see does not keep a rule from hitting."""

from __future__ import annotations

import pytest

from csmail.rules.patterns import PatternSet, normal, regex, words


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (words(["refund"]), "mau re\u00adfund"), (words(["refund"]), "mau r\u200be\u200bfund"),
        (words(["refund"]), "mau\u00a0refund\u00a0dong"), (words(["uang kembali"]), "uang\u202fkembali"),
        (words(["uang kembali"]), "uang\u3000kembali"), (words(["refund"]), "re\u2060fund\ufeff"),
        (words(["refund"]), "\u202arefund\u202c"), (words(["re\u00adfund"]), "refund"),
        (words(["❤️ toko"]), "❤ toko"), (words(["\u0645\u06cc\u200c\u062e\u0648"]), "\u0645\u06cc\u062e\u0648"),
        (regex(r"pesanan\s*#?\d{5}"), "pesanan\u00a012345"), (regex(r"order\s+no"), "order\u2009no"),
    ],
)  # fmt: skip
def test_unseen_characters_and_odd_spaces_match_as_they_look(expression: str, text: str) -> None:
    patterns = PatternSet()
    number = patterns.add(expression)
    assert patterns.hits(normal(text)) == {number}


def test_what_a_pattern_captures_has_plain_spaces() -> None:
    patterns = PatternSet()
    number = patterns.add(regex(r"pesanan\s(?P<order>\d+\s\d+)"))
    assert patterns.captures(number, normal("pesanan\u00a012\u202f345")) == (("order", "12 345"),)
