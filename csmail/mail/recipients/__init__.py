"""Whom an outgoing mail goes to, with the reason of every address used or left out (correct mail R, A, B, X).

`answer` is the way in. `target` is whom a message asks to answer, `doubts` why a person should look first,
`audience_builder` collects addresses with their reasons, `difference` compares with our last mail.
"""

from csmail.mail.recipients.answer import (
    acknowledgement,
    automatic_reply,
    compose_new,
    follow_up,
    forward,
    replaced,
    reply,
    reply_all,
    requester,
    seen_by,
    with_additions,
)

__all__ = [
    "acknowledgement",
    "automatic_reply",
    "compose_new",
    "follow_up",
    "forward",
    "replaced",
    "reply",
    "reply_all",
    "requester",
    "seen_by",
    "with_additions",
]
