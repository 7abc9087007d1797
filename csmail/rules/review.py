"""Works out again what a receipt does not hold: which rules missed on what, and what was seen."""

from __future__ import annotations

from collections.abc import Sequence

from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.receipt import Receipt
from csmail.rules import facts
from csmail.rules.explanation import Explanation, explanation
from csmail.rules.index import indexed
from csmail.rules.rule import Rule


def review(receipt: Receipt, rules: Sequence[Rule], message: Message, desk: Desk) -> Explanation:
    """What deciding about this message told, from the rules it was decided by, as they were then.

    Conditions are pure, and whether a rule hit stands in the receipt: no action is asked anything.
    """
    asked = indexed(rules, receipt.on, receipt.desk).asked
    numbers = {rule.name: number for number, rule in enumerate(asked)}
    hits = [numbers[name] for name in receipt.hits if name in numbers]
    if hits and asked[hits[-1]].stop:
        asked = asked[: hits[-1] + 1]
    met = zip((0, *(number + 1 for number in hits)), facts.situations(receipt, message, desk), strict=False)
    return explanation(asked, tuple(met), receipt.hits)
