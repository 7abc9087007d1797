"""The answers to a survey that its reader only has to send: one mailto: address a number."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

NUMBERS = (5, 4, 3, 2, 1)
WORD = {"id": "Nilai", "en": "Rating"}
"""What `tone.rating` reads in the subject of such an answer."""
LONGEST = 900
"""A line of a mail holds 998 octets (RFC 5322 section 2.1.1)."""


def answers(to: str, message_id: str, conversation: str, language: str) -> Mapping[str, str]:
    """`answer_5` to `answer_1` for the template.

    In-Reply-To is a field that RFC 6068 section 3 has for this; programs that leave it out still name the conversation
    in the subject, and in the address where the desk has reply tokens.
    """
    word = WORD.get(language, WORD["en"])
    thread = f"&In-Reply-To={quote(message_id, safe='')}"
    made = {}
    for number in NUMBERS:
        whole = f"mailto:{quote(to, safe='@+.-_=')}?subject={quote(f'{word} {number} ({conversation})', safe='')}"
        made[f"answer_{number}"] = f"{whole}{thread}" if len(whole + thread) < LONGEST else whole
    return made
