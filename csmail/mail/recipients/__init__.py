"""Whom an outgoing mail goes to, with the reason of every address used or left out (correct mail R, A, B, X).

`answer`, `acknowledgement`, `forward` and `requested` (what a person asks for by name) are the ways in. `target` is
whom a message asks to answer, `doubts` why a person should look first, `audience_builder` collects addresses with
their reasons, `difference` compares with our last mail.
"""

from csmail.mail.recipients.acknowledgement import acknowledgement, automatic_reply
from csmail.mail.recipients.answer import follow_up, reply, reply_all, requester, seen_by
from csmail.mail.recipients.forward import forward
from csmail.mail.recipients.requested import Wanted, replaced, with_additions

__all__ = [
    "Wanted",
    "acknowledgement",
    "automatic_reply",
    "follow_up",
    "forward",
    "replaced",
    "reply",
    "reply_all",
    "requester",
    "seen_by",
    "with_additions",
]
