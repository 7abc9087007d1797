"""Claims one mail on the server: who sets the keyword first has it.

| what happens | the answer |
| --- | --- |
| the keyword was not there, now it is | won |
| it is there already, whoever set it; somebody set it at the same moment | lost |
| the mail, or the numbering of its folder, is no more | gone |
| no CONDSTORE, no new keywords, read only, STORE refused | unavailable |
| flags of the mail keep changing under us | Unreachable: try again later |
| the connection breaks within STORE | the next try finds the keyword: lost, for nobody can tell whose it is |
"""

from __future__ import annotations

import re
from typing import Any

from csmail.errors import NotFound, Refused, Unreachable
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.shared.flags import keywords
from csmail.model.message import Place
from csmail.ports import Claim
from csmail.reason import Reason

TRIES = 5
SEEN = re.compile(rb"\bUID (\d{1,10})\b")
MODSEQ = re.compile(rb"\bMODSEQ \((\d+)\)")
FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)", re.IGNORECASE)


def claim(session: Session, at: Place, keyword: str) -> Claim:
    """RFC 7162 section 3.1.3: the server itself compares the mod-sequence and sets the keyword, as one step."""
    (word,) = keywords((keyword,))
    try:
        folder = session.select(at.folder)
    except NotFound:
        return "gone"
    if folder.uidvalidity != at.uidvalidity:
        return "gone"
    allowed = folder.keywords or word.encode() in session.permanent
    if "CONDSTORE" not in session.offers or not allowed or not folder.writable:
        return "unavailable"
    try:
        return _settled(session, at.uid, word)
    except Refused:
        # NOMODSEQ folders, and servers that list a permission they do not give: a fence that cannot be put up for
        # good must not keep every acknowledgement back.
        return "unavailable"


def _settled(session: Session, uid: int, word: str) -> Claim:
    stored = False
    for _ in range(TRIES):
        items = _of(uid, session.uid("claiming a mail", "FETCH", str(uid), "(FLAGS MODSEQ)"))
        if not items:
            return "gone"
        if _has(items, word):
            return "won" if stored else "lost"
        modseq = MODSEQ.search(items)
        if not modseq:
            return "unavailable"
        condition = f"(UNCHANGEDSINCE {modseq[1].decode()})"
        said = session.uid("claiming a mail", "STORE", str(uid), condition, "+FLAGS.SILENT", f"({word})")
        changed_meanwhile = bool(session.wire.untagged_responses.get("MODIFIED"))
        if not changed_meanwhile and _of(uid, said):
            return "lost" if _tells_of_another(session, uid, word, _of(uid, said)) else "won"
        # A server that says OK to a mail which is gone, and tells no new mod-sequence, is asked once more.
        stored = not changed_meanwhile
    raise Unreachable(Reason.of("claim_keeps_changing", where=session.where, uid=uid), Reason("advice_again"))


def _tells_of_another(session: Session, uid: int, word: str, said: bytes) -> bool:
    """Whether the answer to our STORE shows that somebody else changed the mail at the same moment.

    Dovecot 2.3.19 says OK to both of two that set the keyword within a millisecond, 24 of 800 times (measured), and
    tells flags to one of them: `.SILENT` keeps a server from telling us our own change. A server that tells it all the
    same is found out by a STORE that changes nothing.
    """
    if not FLAGS.search(said):
        return False
    again = session.uid("claiming a mail", "STORE", str(uid), "+FLAGS.SILENT", f"({word})")
    return not FLAGS.search(_of(uid, again))


def _of(uid: int, data: list[Any]) -> bytes:
    """What the server said of this mail; it may speak of others meanwhile."""
    for line in data:
        if isinstance(line, bytes) and any(int(one) == uid for one in SEEN.findall(line)):
            return line
    return b""


def _has(items: bytes, word: str) -> bool:
    found = FLAGS.search(items)
    return found is not None and word.encode().lower() in found[1].lower().split()
