"""Receipts as documents, with what they do not hold worked out again: which rules missed, what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import reason
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt

if TYPE_CHECKING:
    from csmail.config.rules.stored import Restored
    from csmail.desk.intake.report import Arrived
    from csmail.desk.workspace import Workspace
    from csmail.ports import Store
    from csmail.rules.explanation import Explanation


def shown(store: Store, receipts: Sequence[Receipt]) -> tuple[shapes.ReceiptLine, ...]:
    """Each receipt, explained from the rules and the mail that the store keeps; says so where one is gone."""
    rules: dict[str, Restored | Reason] = {}
    return tuple(_line(one, _explained(store, one, rules) if one.rules else None) for one in receipts)


def of_arrival(arrived: Arrived, workspace: Workspace) -> shapes.ReceiptLine:
    """The receipt of a mail that was just taken in, by the rules that are at work."""
    if not arrived.receipt.rules:
        return build.receipt(arrived.receipt)
    from csmail.rules.review import review

    return _line(arrived.receipt, review(arrived.receipt, workspace.rules, arrived.message, workspace.desk))


def _explained(store: Store, one: Receipt, known: dict[str, Restored | Reason]) -> Explanation | Reason:
    from csmail.rules.review import review

    if one.rules not in known:
        known[one.rules] = _restored(store, one.rules)
    rules, message = known[one.rules], store.message(one.message)
    if isinstance(rules, Reason):
        return rules
    if message is None or one.desk not in rules.desks:
        return Reason("mail_is_gone")
    return review(one, rules.rules, message, rules.desks[one.desk])


def _restored(store: Store, hash: str) -> Restored | Reason:
    from csmail.config.rules.stored import restored

    kept = store.rules(hash)
    if kept is None:
        return Reason("rules_are_gone")
    return restored(kept) or Reason("rules_not_understood")


def _line(one: Receipt, found: Explanation | Reason | None) -> shapes.ReceiptLine:
    match found:
        case None:
            return build.receipt(one)
        case Reason():
            return build.receipt(one, unexplained=reason(found))
        case _:
            return build.receipt(one, misses=found.misses, seen=found.seen)
