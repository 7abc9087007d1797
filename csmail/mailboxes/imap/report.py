"""Says what an IMAP server can and cannot do for us."""

from __future__ import annotations

from csmail import redaction
from csmail.errors import NotFound
from csmail.mailboxes.imap import folders
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.settings import Settings
from csmail.ports import Report
from csmail.reason import Reason

CAPABILITIES = {
    "MOVE": ("move_there", "move_missing"),
    "UIDPLUS": ("uidplus_there", "uidplus_missing"),
    "IDLE": ("idle_there", "idle_missing"),
    "CONDSTORE": ("claim_there", "claim_missing"),
    "SPECIAL-USE": ("special_use_there", "special_use_missing"),
}
NOT_YET = Reason("folder_not_yet")


def report(session: Session, settings: Settings) -> Report:
    """One line a matter: login, capabilities, each folder, where drafts and sent mails go."""
    lines: dict[str, str | Reason] = {"login": _login(session, settings)}
    for name, (there, missing) in CAPABILITIES.items():
        lines[name] = Reason(there if name in session.offers else missing)
    for name in settings.folders:
        lines[f"folder {name}"] = _folder(session, name)
    lines["drafts"] = folders.found(session, "drafts", settings.drafts) or NOT_YET
    lines["sent"] = folders.found(session, "sent", settings.sent) or NOT_YET
    if not settings.file_sent:
        lines["sent"] = Reason("sent_by_server")
    return lines


def _login(session: Session, settings: Settings) -> Reason:
    who = {"username": redaction.hidden(settings.username), "host": settings.host}
    if settings.tls == "none":
        return Reason.of("logged_in_without_tls", **who)
    return Reason.of("logged_in", tls=f"TLS {session.wire.sock.version()}", **who)


def _folder(session: Session, name: str) -> Reason:
    try:
        folder = session.select(name, again=True)
    except NotFound as error:
        return Reason.of("folder_missing", said=redaction.hidden(error.message))
    if not folder.writable:
        return Reason("folder_read_only")
    return Reason("folder_mirrors_tags" if folder.keywords else "folder_no_keywords")
