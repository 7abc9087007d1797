"""What somebody wrote anew, without the mail that was answered and without the signature."""

from __future__ import annotations

from functools import cache
from typing import Any

# mail-parser-reply is quadratic on long lines (9 to 30 KB held it for 2 to 8 s): only this much is ever given to it.
LINES = 400
LINE_CHARACTERS = 500

_QUOTED = r"(?:> ?)*"
# The library knows thirteen languages, not ours. Gmail, Outlook and Apple Mail as they write in Indonesian.
INDONESIAN = {
    "wrote_header": (
        rf"^({_QUOTED}(?:Pada|Pd)\s(?:tanggal\s)?(?:[^\n]{{1,200}}\n?[^\n]{{0,200}}?)\s?"
        r"(?:menulis|menuliskan|wrote)\s?:)$"
    ),
    "from_header": (
        rf"((?:(?:^|\n|\n{_QUOTED})[* ]*(?:Dari|Dikirim|Kepada|Ke|Perihal|Subjek|Tanggal|Cc|Tembusan)\s?:[ *]*"
        r"(?:\s{,2}).*){2,}(?:\n.*){,1})"
    ),
    "signatures": ["Terima kasih,", "Salam,", "Salam hormat", "Hormat saya", "Hormat kami", "Best regards"],
    "sent_from": "Dikirim dari|Terkirim dari|Dapatkan Outlook untuk",
    "disclaimers": ["Peringatan:", "Pemberitahuan Rahasia:", "Disclaimer:"],
}


@cache
def _reader() -> Any:
    from mailparser_reply import EmailReplyParser
    from mailparser_reply.constants import MAIL_LANGUAGES

    MAIL_LANGUAGES.setdefault("id", INDONESIAN)
    return EmailReplyParser(languages=["id", "en"])


def without_quotes(text: str) -> str:
    """The new words of `text` (at most 400 lines of 500 characters); all of it when nothing new is left."""
    lines = text.replace("\r\n", "\n").split("\n", LINES)[:LINES]
    capped = "\n".join(line[:LINE_CHARACTERS] for line in lines)
    try:
        replies = _reader().read(capped).replies
        body = str(replies[0].body) if replies else ""
    except Exception:  # a parser of prose made of regular expressions; its failure must not hide the mail
        body = ""
    kept = "\n".join(line for line in body.split("\n") if not line.startswith(">")).strip()
    return kept or capped.strip()
