"""Local parts and domains behind which nobody reads."""

from __future__ import annotations

import re
from functools import lru_cache

from csmail.mail._spec import key

SEPARATOR = r"[._-]?"
NO_REPLY = re.compile(
    rf"(?:.*[._-])?(?:no{SEPARATOR}repl(?:y|ies)|(?:do|can){SEPARATOR}not{SEPARATOR}reply|dont{SEPARATOR}reply"
    rf"|no{SEPARATOR}response|jangan{SEPARATOR}(?:di)?balas|tidak{SEPARATOR}dibalas|ne{SEPARATOR}pas{SEPARATOR}repondre"
    rf"|no{SEPARATOR}responder|nao{SEPARATOR}respond[ae]r?|nicht{SEPARATOR}antworten|non{SEPARATOR}rispondere)"
    r"(?:[._+=-].*)?"
)
# RFC 5230 section 4.6 and what postmasters really use; `postmaster` is a person until more is known (S-2).
ROBOT = re.compile(
    r"mailer[._-]?daemon|mail[._-]?daemon|listserv|list[._-]?server|majordomo|mailman|root|nobody"
    r"|owner-.*|.*-owner|.*-request|(?:.*[._+=-])?bounces?(?:[._+=-].*)?|microsoftexchange[0-9a-f]{32}"
)
LIST_OWNER = re.compile(r"owner-.+|.+-owner|.+-request")
# RFC 6761, RFC 6762, RFC 8375: names that no mail server on the Internet answers for.
UNROUTABLE = frozenset(
    {"localhost", "localdomain", "local", "invalid", "test", "lan", "internal", "home", "arpa", "onion"}
)


@lru_cache(maxsize=4096)
def is_noreply(spec: str) -> bool:
    """Whether the local part, as whole words, says that nobody reads here (R-10)."""
    return NO_REPLY.fullmatch(key(spec).rpartition("@")[0]) is not None


@lru_cache(maxsize=4096)
def is_robot(spec: str) -> bool:
    """Whether the local part is one that only programs use (correct-mail 10.2 row 11)."""
    return ROBOT.fullmatch(key(spec).rpartition("@")[0]) is not None


@lru_cache(maxsize=4096)
def is_list_owner(spec: str) -> bool:
    """Whether mail of a list comes from here; a mailer's own `bounces+1@` carries the mail of people as well."""
    return LIST_OWNER.fullmatch(key(spec).rpartition("@")[0]) is not None


@lru_cache(maxsize=4096)
def is_undeliverable(spec: str) -> bool:
    """Whether no mail can reach `spec`: a name without a public domain, an X.400 relic of Exchange (IMCEAEX)."""
    local, _, host = key(spec).rpartition("@")
    if host.startswith("["):
        return False
    return "." not in host or host.rpartition(".")[2] in UNROUTABLE or local.startswith(("imceaex-", "imcea"))
