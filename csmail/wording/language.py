"""Which language the person at this terminal, or the reader of this log, chose."""

from __future__ import annotations

import os

LANGUAGES = ("en", "id")
CHOICES = ("CSMAIL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """What is shown is said in: `CSMAIL_LANG`, else that of the locale, the first that is set (POSIX, 8.2)."""
    chosen = next(filter(None, map(os.environ.get, CHOICES)), "")
    code = chosen.replace("-", "_").partition(".")[0].partition("_")[0].lower()
    return code if code in LANGUAGES else "en"
