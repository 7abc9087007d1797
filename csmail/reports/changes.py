"""What customers write about more than before: words of subjects, and tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from csmail.reports.matter import Matter
from csmail.reports.period import Period

LEAST = 5
"""Fewer conversations are chance."""
TIMES = 2
MOST = 5
WORD = re.compile(r"[^\W\d_]{4,30}")
COMMON = frozenset({
    "about", "bagaimana", "belum", "dari", "dengan", "from", "have", "hello", "kapan", "karena", "kasih", "kepada",
    "mengenai", "mohon", "order", "pesan", "pesanan", "please", "question", "saya", "sudah", "tanya", "tentang",
    "terima", "tolong", "untuk", "what", "when", "where", "with", "yang", "your",
})  # fmt: skip
"""Words that say nothing of a matter, in both languages."""


@dataclass(frozen=True, slots=True)
class Change:
    """A word or a tag: the conversations opened with it, and what share in percent that is, now and before."""

    kind: Literal["word", "tag"]
    name: str
    now: int
    before: int
    share_now: float
    share_before: float


def changes(here: tuple[Sequence[Matter], Period], there: tuple[Sequence[Matter], Period]) -> tuple[Change, ...]:
    """What has at least LEAST conversations and TIMES the share of before, the greatest rise first."""
    found = [*_changed("tag", here, there), *_changed("word", here, there)]
    found.sort(key=lambda one: (one.share_before - one.share_now, one.kind, one.name))
    return tuple(found[:MOST])


def _changed(
    kind: Literal["word", "tag"], here: tuple[Sequence[Matter], Period], there: tuple[Sequence[Matter], Period]
) -> Iterable[Change]:
    (now, all_now), (before, all_before) = _counted(kind, *here), _counted(kind, *there)
    for name, count in now.items():
        share_now, share_before = _percent(count, all_now), _percent(before[name], all_before)
        if count >= LEAST and share_now >= TIMES * share_before:
            yield Change(kind, name, count, before[name], share_now, share_before)


def _counted(kind: str, matters: Sequence[Matter], period: Period) -> tuple[Counter[str], int]:
    opened = [one for one in matters if not one.spam and period.holds(one.opened_at)]
    if kind == "tag":
        return Counter(tag for one in opened for tag in one.conversation.tags), len(opened)
    return Counter(word for one in opened for word in _words(one.conversation.subject)), len(opened)


def _words(subject: str) -> frozenset[str]:
    return frozenset(WORD.findall(subject.lower())) - COMMON


def _percent(some: int, of: int) -> float:
    return round(100 * some / of, 1) if of else 0.0
