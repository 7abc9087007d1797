"""What a person still has to fill in before words may leave."""

from __future__ import annotations

import re

from csmail.model.effects import Letter
from csmail.model.reason import Reason

GAP = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]|⟦[^⟦⟧\n]{1,200}⟧")


def incomplete(letter: Letter, words: str) -> Reason | None:
    """Why words with a gap cannot leave; None when they have none."""
    gap = next(iter(gaps(words)), "")
    if gap.startswith("⟦"):
        return Reason.of("fact_missing", fact=gap.strip("⟦⟧"))
    return Reason.of("template_gaps", template=letter.template, gap=gap) if gap else None


def gaps(words: str) -> tuple[str, ...]:
    """What a person still has to fill in, `[[how long this takes]]`, and facts that are missing, `⟦order.status⟧`.

    What a customer wrote, quoted, does not count.
    """
    ours = "\n".join(line for line in words.splitlines() if not line.startswith(">"))
    return tuple(GAP.findall(ours))
