"""Indonesian or English, told by the small words that only one of the two has."""

from __future__ import annotations

import re
from functools import lru_cache

from csmail.mail.text.language_words import ENGLISH, INDONESIAN, LOANS, OTHERS, THANKS, TITLES
from csmail.mail.text.quotes import split
from csmail.mail.threading import subject as subjects

CHARACTERS = 800
# A lead this clear in the beginning settles it, for half the time: the words to come have to make up for it.
BEGINNING = 250
LEAD = 10
# On octets: lower case, and a space for everything in US-ASCII that no word holds; a fifth of the time of a pattern.
LETTERS = bytes(code if code > 127 or chr(code).isalpha() or chr(code) == "'" else 32 for code in range(256)).lower()
NAMED = re.compile(r"\S*(?:@|://|www\.)\S*")  # "support@toko.example" is no Indonesian
DRAWN_OUT = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)  # "tolooong", "makasiiih"
SHORT = 60
ASSENTING = THANKS | {b"ok", b"okay", b"a", b"lot", b"all", b"you"}
TELLING = INDONESIAN | ENGLISH | OTHERS | LOANS | TITLES
NO_SUFFIX = frozenset({b"kenya", b"tanya", *INDONESIAN})


def language(text: str, subject: str = "", names: tuple[str, ...] = (), answering: bool = False) -> str:
    """Either "id" or "en", "" when neither shows: the one with more distinct small words, quotes left out.

    `names` are what the desk is called; its words say nothing. The subject counts unless it is that of a mail answered
    or carried on (`answering`, or a prefix). Linear; looks at the first 800 characters of the sender's own. Malay,
    Javanese and Sundanese read as Indonesian.
    """
    answering = answering or subjects.is_prefixed(subject)
    own = split(text).own or ("" if answering else text)
    head = "" if answering else f"{subject[:200]}\n"
    unheard = _words_of(names)
    lead = _lead(head + own[:BEGINNING], unheard)
    if len(own) > BEGINNING and -LEAD < lead < LEAD:
        lead = _lead(head + own[:CHARACTERS], unheard)
    if not lead and DRAWN_OUT.search(own, 0, CHARACTERS):
        lead = _lead(DRAWN_OUT.sub(r"\1", head + own[:CHARACTERS]), unheard)
    if not lead and not answering and _only_thanks(own):
        return "en"
    return ("id" if lead > 0 else "en") if lead else ""


def _only_thanks(own: str) -> bool:
    if len(own) > SHORT:
        return False
    words = set(own.encode("utf-8", "replace").translate(LETTERS).replace(b"thank you", b"thanks").split())
    return bool(words) and words <= ASSENTING and not words.isdisjoint(THANKS)


def _in_nya(spaced: bytes) -> set[bytes]:
    """The words that end so, found without a look at every word."""
    return {before.rpartition(b" ")[2] + b"nya" for before in (spaced + b" ").split(b"nya ")[:-1]}


@lru_cache(maxsize=64)
def _words_of(names: tuple[str, ...]) -> frozenset[bytes]:
    return frozenset(" ".join(names).encode("utf-8", "replace").translate(LETTERS).split())


def _lead(text: str, unheard: frozenset[bytes]) -> int:
    """How much more is Indonesian (above 0) than English; 0 when neither shows or another language prevails."""
    if "@" in text or "://" in text or "www." in text:
        text = NAMED.sub(" ", text)
    octets = text.encode("utf-8", "replace")
    # "Thank you kak" is written by Indonesians: the two words are one loan.
    spaced = octets.translate(LETTERS).replace(b"thank you", b"thanks")
    words = set(spaced.split()) - unheard
    told = words & TELLING  # a few of the forty: the five questions are asked of these alone
    indonesian, english = len(told & INDONESIAN), len(told & ENGLISH)
    if b"nya" in octets:
        indonesian += len([word for word in _in_nya(spaced) & words if len(word) > 4 and word not in NO_SUFFIX])
    if len(told & OTHERS) > max(indonesian, english) or 2 * len(text) < len(octets):
        return 0
    loans, titles = len(told & LOANS), len(told & TITLES)
    if indonesian or titles:
        # People who write Indonesian mix English words in ("pls kak", "thx min"); hardly anybody the other way round.
        return 2 * (indonesian - english) + titles - min(loans, 1) or titles
    return -2 * english - loans if english or loans > 1 else 0
