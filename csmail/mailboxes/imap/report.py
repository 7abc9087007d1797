"""Says in words what an IMAP server can and cannot do for us."""

from __future__ import annotations

from csmail import redaction
from csmail.errors import NotFound
from csmail.mailboxes.imap import folders
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.settings import Settings

CAPABILITIES = {
    "MOVE": ("mails are moved in one step", "missing: moving is copy, mark and remove"),
    "UIDPLUS": ("removes exactly what it should", "missing: removed mails stay, marked \\Deleted"),
    "IDLE": ("new mail is told at once", "missing: asked for every 15 seconds"),
    "CONDSTORE": (
        "an acknowledgement is claimed on the mail itself, so that no second installation sends it again",
        "missing: two installations on one mailbox, or a store put back from a copy, may acknowledge a mail twice",
    ),
    "SPECIAL-USE": ("drafts and sent are marked", "missing: drafts and sent are found by name"),
}
NOT_YET = "none yet: made when needed"


def report(session: Session, settings: Settings) -> dict[str, str]:
    """One line a matter: login, capabilities, each folder, where drafts and sent mails go."""
    wire = "TLS " + session.wire.sock.version() if settings.tls != "none" else "no TLS, this machine only"
    lines = {"login": f"{settings.username} at {settings.host} ({wire})"}
    for name, (there, missing) in CAPABILITIES.items():
        lines[name] = there if name in session.offers else missing
    for name in settings.folders:
        lines[f"folder {name}"] = _folder(session, name)
    lines["drafts"] = folders.found(session, "drafts", settings.drafts) or NOT_YET
    lines["sent"] = folders.found(session, "sent", settings.sent) or NOT_YET
    if not settings.file_sent:
        lines["sent"] = "left to the server (file_sent: false)"
    return {about: redaction.hidden(words) for about, words in lines.items()}


def _folder(session: Session, name: str) -> str:
    try:
        folder = session.select(name, again=True)
    except NotFound as error:
        return f"not there: {error.message}"
    if not folder.writable:
        return "read only: tags stay in the store"
    return "tags are mirrored as keywords" if folder.keywords else "no new keywords: tags stay in the store"
