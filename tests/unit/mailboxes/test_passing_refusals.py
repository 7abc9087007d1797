"""A refusal that passes by itself is never told as a wrong password, nor the other way round."""

from __future__ import annotations

import pytest

from csmail.errors import NotFound, Refused, Unreachable
from csmail.mailboxes.imap.errors import passing, refused

PASSING = [
    "[ALERT] Too many simultaneous connections. (Failure)",
    "Too many simultaneous connections",
    "[LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
    "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
    "User is authenticated but not connected.",
    "[ALERT] Account exceeded command or bandwidth limits. (Failure)",
    "Account exceeded bandwidth limits. (Failure)",
    "[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
    "[THROTTLED] Please try again later (Failure)",
    "[UNAVAILABLE] Temporary authentication failure.",
    "Temporary authentication failure.",
    "[UNAVAILABLE] LOGIN Server error - Please try again later",
    "[INUSE] Mailbox in use",
    "[SERVERBUG] Internal error occurred. Refer to server log for more information.",
    "Server Unavailable. 15",
    "Server is unavailable, try again later",
    "Request is throttled. Suggested Backoff Time: 299961 milliseconds",
    "Session invalidated - AccessTokenExpired",
    "[LIMIT] LOGIN Rate limit hit.",
    "LOGIN Login fail. Login frequency limited. Please try later.",
    "[ALERT] Too many connections from your IP",
    "Too many login attempts, please retry in a few minutes",
    "Too many concurrent IMAP sessions",
    "Connection limit reached",
    "Service temporarily unavailable",
    "mailbox is locked by another session",
    "account in maintenance mode",
    "System is overloaded",
    "The server is too busy",
    "Connection is closed. 13",
    "Timeout waiting for the lock",
]
AT_LOGIN = ["System Error (Failure)", "Internal server error", "I/O error", "[ALERT] Temporary System Error"]
FOR_A_PERSON = [
    "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
    "[AUTHENTICATIONFAILED] Authentication failed, please try again later",
    "[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
    "[ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)",
    "[ALERT] Invalid credentials (Failure)",
    "AUTHENTICATE failed.",
    "LOGIN failed.",
    "[CONTACTADMIN] Your account has been suspended",
    "[EXPIRED] That password isn't any good any more.",
    "[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page",
    "Login failed: account disabled",
    "Invalid login or password, try again",
    "incorrect username or password. Please try again.",
    "SELECT Unsafe Login. Please contact kefu@188.com for help",
    "Permission denied",
    "",
]


@pytest.mark.parametrize("text", PASSING)
def test_what_passes_is_asked_again_whatever_was_asked(text: str) -> None:
    assert passing(text.encode(), login=True)
    error = refused(text.encode(), "support: imap.toko.example", "opening folder INBOX")
    assert isinstance(error, Unreachable)
    assert (error.exit_code, error.temporary) == (75, True)


@pytest.mark.parametrize("text", AT_LOGIN)
def test_a_broken_server_says_nothing_of_the_password(text: str) -> None:
    assert passing(text.encode(), login=True)


@pytest.mark.parametrize("text", FOR_A_PERSON)
def test_what_a_person_must_see_to_is_told_as_that(text: str) -> None:
    assert not passing(text.encode(), login=True)
    assert isinstance(refused(text.encode(), "w", "d"), Refused)


@pytest.mark.parametrize("command", ["append", "COPY", "MOVE"])
def test_a_full_mailbox_is_final_only_for_what_is_stored_there(command: str) -> None:
    full = b"[OVERQUOTA] Quota exceeded (mailbox for user is full)"
    error = refused(full, "w", "d", command)
    assert isinstance(error, Refused)
    assert "make room" in error.hint
    assert isinstance(refused(full, "w", "fetching mails", "FETCH"), Unreachable)


def test_a_folder_that_is_absent_stays_absent() -> None:
    assert isinstance(refused(b"[NONEXISTENT] try again later", "w", "d"), NotFound)
