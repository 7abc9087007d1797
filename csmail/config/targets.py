"""Refuses targets of escalations or forwards that are addresses of a desk here: each mail would come back (X-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csmail.config.part import Part
from csmail.mail import address
from csmail.model.desk import Desk

ACTIONS = ("escalate", "forward")


def refuse_own(whole: Part, desks: Iterable[Desk]) -> None:
    """Note every target that belongs to one of `desks`, in whatever form; `whole` is the whole file."""
    known = tuple(desks)
    for target in _targets(whole):
        spec = target.node.text or ""
        if any(address.is_own(spec, desk) for desk in known):
            target.problem(f"{spec} is an address of a desk here: the mail would come back to us")


def _targets(whole: Part) -> Iterator[Part]:
    desks = whole.child("desks")
    for name in (desks.node.entries or ()) if desks is not None else ():
        yield from whole.every("desks", name, "escalation", "*", "to")
    for action in ACTIONS:
        for part in whole.every("rules", "*", "then", "*", action):
            yield from part.every("to", "*") if part.node.entries is not None else part.items()
