"""Domains that strangers share: what one of their users does says nothing about the others."""

from __future__ import annotations

import re

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


def is_shared(domain: str) -> bool:
    """Whether unrelated people have their mailbox at `domain`, given as `address.domain` spells it."""
    return domain in SHARED or FAMILIES.fullmatch(domain) is not None
