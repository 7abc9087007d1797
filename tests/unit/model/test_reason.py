"""A reason: a code and its facts."""

from __future__ import annotations

from csmail.model.reason import Reason


def test_facts_are_kept_in_order_and_empty_ones_left_out() -> None:
    reason = Reason.of("refused", to="a@x.example", said="", reply=550)
    assert reason.evidence == (("to", "a@x.example"), ("reply", "550"))
    assert reason.fact("reply") == "550"
    assert reason.fact("said") == ""


def test_reasons_are_equal_by_code_and_facts() -> None:
    assert Reason.of("too_old", at="x") == Reason("too_old", (("at", "x"),))
    assert Reason.of("too_old") != Reason.of("clock_wrong")
