"""Writes outgoing mail: bytes, fixed once; `second_reader` reads them again and compares the recipients.

Called by `desk.effects.letters`. Bcc is left out here (B-1). A field of the header belongs into `write`.
"""

from csmail.mail.compose.dated import dated
from csmail.mail.compose.write import File, Outgoing, as_mail, compose, references

__all__ = ["File", "Outgoing", "as_mail", "compose", "dated", "references"]
