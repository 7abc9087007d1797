"""Recognises the lines that introduce a quoted mail: "On … wrote:", a block From/Sent/To/Subject, a line of dashes.

They are many and none is standardised. Where it is doubtful whether a line is one, it is the sender's own: words of
ours that are kept cost a little, words of the customer that are cut cost the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from csmail.mail.text import quote_words as known

LONGEST = 400
ONCE = frozenset({"from", "to", "subject"})
WRAPPED = 4  # lines over which programs wrap an attribution
BLOCK = 24
LABEL = 28
INVISIBLE = {
    ord(mark): None for mark in "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
}
BRACKETED = re.compile(r"[<(\[](?:\s?(?:mailto:)?[^\s<>()\[\]@]{1,100}@[^\s<>()\[\]]{1,100}[>)\]]|mailto:)")
BARE = re.compile(r"[<(\[]*[^\s<>()\[\]@]{1,100}@[^\s<>()\[\]]{1,100}[>)\]]*")
AT_END = re.compile(r"[>)\]]\s?[:：]$")
DATE = re.compile(r"(?<!\d)\d{4}(?!\d)|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}")
TIME = re.compile(r"(?<![\d.:])\d{1,2}[.:h]\d{2}(?!\d)|\d{1,2}\s?[時点时点]|\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:[.'][^\W\d_]+)*")
RULER = re.compile(r"[\s>]*[-_=*–—#]{3,}\s*")
ENDS = (":", "：")


@dataclass(frozen=True, slots=True)
class Intro:
    """Where the quoted mail begins: the number of the line after the introduction; `forward`: it is carried on."""

    end: int
    forward: bool = False


def plain(line: str) -> str:
    """A line without marks for writing direction and without the asterisks of bold text."""
    return line.translate(INVISIBLE).strip(" \t\xa0*_")


def is_attribution(said: str, marked: bool) -> bool:
    """Whether `said` (one to four lines, joined) says that somebody wrote; `marked`: lines with ">" follow."""
    line = plain(said)
    dashed = line.startswith("--") and line.endswith("--")
    if not 8 <= len(line) <= LONGEST or not (dashed or line.endswith(ENDS)):
        return False
    named = BRACKETED.search(line) is not None
    dated, timed = DATE.search(line) is not None, TIME.search(line) is not None
    if not (dated or (named and (marked or timed))):
        return False
    verb = known.verbs().search(line)
    words = WORD.findall(BARE.sub(" ", line))
    if named:
        if not known.OWN_PRONOUNS.isdisjoint(words) or "I" in words:
            return False
        # Russian and Japanese have no verb there: the address stands last.
        told = verb is not None or dashed or AT_END.search(line) is not None
        return (dated and timed and (told or marked)) or (verb is not None and (dated or timed or marked))
    if verb is None or not (timed or marked) or not known.PRONOUNS.isdisjoint(map(str.lower, words)):
        return False
    small = verb.group().split()[0].lower() not in known.ENGLISH_OR_INDONESIAN
    return small or all(not word[0].islower() or word.lower() in known.SMALL for word in words)


def runs_on(line: str) -> bool:
    """Whether a line is an attribution with the beginning of the quote on it (Yahoo on a phone)."""
    if "@" not in line or len(line) > LONGEST * 5:
        return False
    for verb in known.verbs().finditer(line[:LONGEST]):
        end = verb.end() + len(line[verb.end() :]) - len(line[verb.end() :].lstrip())
        if line[end : end + 1] in ENDS and BRACKETED.search(line[: verb.start()]):
            return is_attribution(line[: end + 1], False)
    return False


def is_separator(line: str) -> bool | None:
    """Whether a known line of dashes introduces a mail carried on (True) or answered (False); None when it is none."""
    said = plain(line)
    if not 6 <= len(said) <= 90:
        return None
    core = said.strip("-_=* –—\u2010>").rstrip(":：").strip().lower().replace("’", "'")
    found = known.separators().get(core)
    dashed = said[:2] in ("--", "__", "==", "——", "––") or said.endswith("--")
    return found if dashed else None


def is_announcement(line: str) -> bool:
    """Whether a line says without dashes that a mail is carried on (Apple Mail); a header block has to follow."""
    return line.rstrip()[-1:] in ENDS and known.separators().get(plain(line).rstrip(":： ").lower(), False)


def label(line: str) -> tuple[str, str]:
    """Kind and value of a header line within a text ("Dari: Toko" is from, Toko), ("", "") when it is none."""
    at = min((place for mark in ENDS if (place := line.find(mark, 0, LABEL + 8)) >= 0), default=-1)
    if at < 0:
        return "", ""
    name = " ".join(line[:at].translate(INVISIBLE).strip(" \t\xa0*_|>").lower().split())
    kind = known.labels().get(name, "") if len(name) <= LABEL else ""
    return (kind, line[at + 1 :].strip(" \t\xa0*_")) if kind else ("", "")


def block(lines: Sequence[str], at: int, separated: bool = False) -> int:
    """The line after the block From/Sent/To/Subject that begins at `at`; `at` when none begins there.

    `separated`: a known line of dashes stands above.
    """
    found: dict[str, str] = {}
    end, kind = at, ""
    for number in range(at, min(at + BLOCK, len(lines))):
        here, value = label(lines[number]) if len(lines[number]) <= LONGEST * 5 else ("", "")
        if here:
            if here in found and here in ONCE:
                break
            kind, end = here, number + 1
            found.setdefault(here, value)
        elif not found:
            return at
        elif lines[number].strip():
            if not _continues(lines[number], kind, found):
                break
            found[kind] = f"{found[kind]} {lines[number].strip()}"
            end = number + 1
        elif number - end >= 1:
            break
    return end if _is_whole(found, separated) else at


def _continues(line: str, kind: str, found: dict[str, str]) -> bool:
    """Whether a line goes on with the value above: it was empty, or is a list of addresses."""
    return not found[kind] or (kind in ("to", "copy") and "@" in line and line.strip()[-1:] in ">;,")


def _is_whole(found: dict[str, str], separated: bool) -> bool:
    """A transfer slip has Dari, Ke and Tanggal too, a letter Perihal: programs write an address or a time of day."""
    if "from" not in found:
        return False
    if separated and len(found) > 1:
        return True
    if "sent" not in found:
        return False
    addressed, timed = "@" in found["from"], TIME.search(found["sent"]) is not None
    return "subject" in found and (addressed or timed)


def one_line_block(line: str) -> bool:
    """The same on a single line, as some converters of HTML leave it."""
    if len(line) > LONGEST * 2 or line.count(":") < 4 or label(line)[0] not in ("from", "sent"):
        return False
    found: dict[str, str] = {}
    last = ""
    for word in re.split(r"(\S+\s?[:：])(?=\s|$|\*)", line):
        kind, _ = label(word) if word.rstrip().endswith(ENDS) else ("", "")
        if kind:
            last = kind
            found.setdefault(kind, "")
        elif last:
            found[last] += word
    return {"from", "sent", "subject"} <= found.keys() and _is_whole(found, False)
