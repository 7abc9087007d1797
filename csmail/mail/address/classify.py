"""Addresses behind which nobody reads, and hosts where everybody may have one."""

from __future__ import annotations

import re
from functools import lru_cache

from csmail.model.address import key

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
# Providers that have a domain in many countries: yahoo.com, yahoo.co.id, hotmail.fr, live.com.au.
FAMILIES = re.compile(
    r"(?:yahoo|ymail|rocketmail|hotmail|outlook|live|msn|windowslive|gmx|yandex|aol|icloud|gmail|googlemail|zoho)"
    r"\.(?:com?\.)?[a-z]{2,3}"
)
SHARED = frozenset(
    {
        "me.com", "mac.com", "web.de", "t-online.de", "freenet.de", "mail.com", "email.com", "usa.com",
        "proton.me", "protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "tutamail.com", "tuta.com", "tuta.io",
        "fastmail.com", "fastmail.fm", "hushmail.com", "hey.com", "posteo.de", "mailbox.org", "disroot.org",
        "zohomail.com", "inbox.com", "rediffmail.com", "duck.com", "mozmail.com", "privaterelay.appleid.com",
        "mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ya.ru", "ukr.net", "i.ua", "abv.bg", "seznam.cz",
        "email.cz", "centrum.cz", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "libero.it", "virgilio.it", "tiscali.it",
        "alice.it", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "bbox.fr", "skynet.be", "telenet.be",
        "ziggo.nl", "kpnmail.nl", "planet.nl", "bluewin.ch", "sapo.pt", "terra.com.br", "uol.com.br", "bol.com.br",
        "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "139.com", "189.cn", "sina.com", "sina.cn",
        "sohu.com", "aliyun.com", "naver.com", "daum.net", "hanmail.net", "nate.com", "docomo.ne.jp", "ezweb.ne.jp",
        "softbank.ne.jp", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net",
        "charter.net", "shaw.ca", "rogers.com", "btinternet.com", "sky.com", "virginmedia.com", "bigpond.com",
        "optusnet.com.au", "xtra.co.nz", "singnet.com.sg", "streamyx.com", "telkom.net", "plasa.com", "indo.net.id",
        "cbn.net.id", "centrin.net.id", "rad.net.id", "indosat.net.id", "biz.net.id", "telkomsel.blackberry.com",
    }
)  # fmt: skip


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


def is_shared(domain: str) -> bool:
    """Whether unrelated people have their mailbox at `domain`, given as `address.domain` spells it."""
    return domain in SHARED or FAMILIES.fullmatch(domain) is not None
