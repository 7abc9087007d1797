"""What to change when a server cannot be trusted, or does not let us in: for mailboxes and transports alike."""

from __future__ import annotations

import ssl

from csmail.reason import Reason

# Where a password for programs is made, by the end of the host's name; read in the providers' help in November 2026.
APP_PASSWORDS = {
    "gmail.com": ("Gmail", "https://myaccount.google.com/apppasswords"),
    "googlemail.com": ("Gmail", "https://myaccount.google.com/apppasswords"),
    "mail.yahoo.com": ("Yahoo", "https://login.yahoo.com/account/security"),
    "mail.me.com": ("iCloud", "https://account.apple.com"),
    "zoho.com": ("Zoho", "https://accounts.zoho.com"),
    "fastmail.com": ("Fastmail", "https://app.fastmail.com/settings/security"),
}
TOKENS_ONLY = ("office365.com", "outlook.com")
"""Microsoft's: passwords of IMAP are refused there since 2022, those of SMTP from the end of 2026."""
# X509_V_ERR_* of OpenSSL's x509_vfy.h.
EXPIRED, NOT_YET = 10, 9
NO_ISSUER = frozenset({2, 18, 19, 20, 21})
OTHER_NAME = frozenset({62, 64})


def app_password(host: str) -> tuple[str, str] | None:
    """Who keeps this server, and where a password for programs is made; None where the usual one is taken."""
    name = host.lower().rstrip(".")
    ends = (end for end in APP_PASSWORDS if name == end or name.endswith(f".{end}"))
    return APP_PASSWORDS.get(next(ends, ""))


def for_login(host: str, token: bool) -> Reason:
    """After a refused login; `token`: by OAuth."""
    known = app_password(host)
    if known and not token:
        return Reason.of("advice_app_password", name=known[0], page=known[1])
    if host.lower().endswith(TOKENS_ONLY) and not token:
        return Reason("advice_tokens_only")
    return Reason("advice_username_token" if token else "advice_username_password")


def for_certificate(error: ssl.SSLCertVerificationError, host: str) -> Reason:
    """After a certificate that was not believed."""
    if error.verify_code == EXPIRED:
        return Reason("advice_renew_certificate")
    if error.verify_code == NOT_YET:
        return Reason("advice_clock")
    if error.verify_code in OTHER_NAME:
        return Reason.of("advice_certified_name", host=host)
    return Reason("advice_own_authority" if error.verify_code in NO_ISSUER else "advice_authority")
