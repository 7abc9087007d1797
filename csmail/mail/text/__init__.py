"""The words of a mail: body, HTML as text, quotes, language.

`body_text` chooses the part that people read, `quotes` tells the sender's own words from what is quoted.
"""

from csmail.mail.text.body_text import (
    ATTACHMENTS,
    CHARACTERS,
    OCTETS,
    UNFINISHED,
    Body,
    body,
    body_of,
    is_text,
    language,
    leaves,
    without_quotes,
)

__all__ = [
    "ATTACHMENTS",
    "CHARACTERS",
    "OCTETS",
    "UNFINISHED",
    "Body",
    "body",
    "body_of",
    "is_text",
    "language",
    "leaves",
    "without_quotes",
]
