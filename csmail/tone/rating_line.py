"""Reads what one line of an answer to a survey says: a number, stars, a short phrase, or nothing of the kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from csmail.tone.words import ratings as known

Reading = int | Literal["ambiguous", "out_of_range"]
LEAST, MOST = 1, 5

DIGIT = r"(?<![\w.,/:-])(-?\d{1,2}(?:[.,]\d+)?)(?![\w/:-]|[.,]\d)"
WORD = rf"\b({'|'.join(known.NUMBERS)})\b"
NUMBER = rf"(?:{DIGIT}|{WORD})"
GIVEN = re.compile(
    rf"\b{known.GIVING}\b\W{{0,3}}(?:(?:you|kalian|toko ini|dari|saya|aku|angka|bintang|it|a|an|is)\W{{1,3}})*{NUMBER}"
    rf"(?!\s*{known.UNIT}\b)",
    re.I,
)
BARE = r"(?<![\w.,/-])(?<!tanggal )(?<!tgl )(?<!pada )(?<!on )(?<!jam )(\d{1,3})\s*"
OF_MANY = re.compile(
    rf"{BARE}(?:/\s*(5|10|100)(?![\w/]|[.,]\d)(?!\s+{known.DATED}\b)"
    rf"|(?:dari|out of|of)\s*(5|10|100)(?![\w/]|[.,]\d)"
    rf"(?=\s*(?:[^\w\s]|$|(?:{known.FILLER}|{known.THANKS}|{known.FOR})\b)))",
    re.I,
)
"""4/5, 4 dari 5; what is counted ("3 of 5 parcels") or a date ("5/10 saya kirim") is no rating."""
STARS = re.compile(rf"(?:{NUMBER}[ -]?(?:bintang|stars?)\b|\b(?:bintang|stars?) {NUMBER})", re.I)
DRAWN = re.compile("[★⭐🌟✭][\ufe0f]?")
HOLLOW = "☆✩"
BETWEEN = re.compile(rf"{NUMBER}\s*(?:-|–|sampai|sampe|s/d|atau|or|to|dan|and)\s*{NUMBER}", re.I)
AT_ONCE = re.compile(rf"^{NUMBER}\s*(?:$|[,;:!?.)\-–—]+(?=\s|$)|(?=\s*{known.THANKS}\b)|(?=\s+{known.FILLER}\b))", re.I)
PAIRED = re.compile(rf"^{NUMBER}\W+(.+)$", re.I)
EACH = re.compile(rf"{DIGIT}(?=\s*(?:untuk|utk|buat|for)\b)", re.I)
"""A number for each of several things."""
LARGE = re.compile(r"^-?\d{3,}\W*$")
LONE = re.compile(rf"^{NUMBER}\W*$", re.I)
THUMBS = {"👍": 4, "👎": 2, "😍": 5, "😊": 4, "🙂": 4, "😐": 3, "🙁": 2, "😡": 1, "😠": 1}
PHRASES = tuple((re.compile(rf"^{pattern}$", re.I), value) for pattern, value in known.PHRASES)
AROUND = re.compile(rf"^(?:{known.BEFORE} )+|(?: {known.FILLER})+$", re.I)
THANKED = re.compile(rf"^{known.THANKS}\b[^\d\n?]{{0,40}}$", re.I)
UNCLEAR = re.compile(rf"^{known.UNCLEAR}\W*$", re.I)
BROKEN = re.compile(r"^\W*(?:\d\s*[-–~]\s*\d|\d?\s*\d[⁄/]2|\d (?:and a half|setengah))\W*$", re.I)
"""4-5, 3½ (which is folded to 31⁄2), 3 1/2."""
OWN = re.compile(known.OWN, re.I)


def read(line: str, first: bool) -> tuple[list[Reading], str]:
    """What one line says, and what is left of it; `first`: nothing was said before."""
    if between := BETWEEN.search(line):
        low, high = _numbers(between)
        if low is not None and high is not None and low != high and "/" not in between[0]:
            return ["ambiguous"], line
    if UNCLEAR.match(line) or BROKEN.match(line) or len(EACH.findall(line)) > 1:
        return ["ambiguous"], line
    if LARGE.match(line):
        return ["out_of_range"], line
    if any(star in line for star in HOLLOW) or DRAWN.search(line):
        return _drawn(line)
    for pattern, reading in ((OF_MANY, _of_many), (STARS, _plain), (GIVEN, _plain)):
        if match := pattern.search(line):
            rest = _joined(line[: match.start()], line[match.end() :])
            return [reading(match), *_others(rest)], rest
    return _short(line, first)


def _drawn(line: str) -> tuple[list[Reading], str]:
    """Stars are counted; one star beside a number is the word for it."""
    stars, rest = DRAWN.findall(line), DRAWN.sub("", line).strip(HOLLOW + " .,!-")
    if len(stars) == 1 and LONE.match(rest):
        return [reading(_number(rest))], ""
    return [reading(str(len(stars)))], rest


def _short(line: str, first: bool) -> tuple[list[Reading], str]:
    """A number alone, one at the very beginning, or a phrase that is a rating by itself."""
    if LONE.match(line):
        return [reading(_number(line))], ""
    paired = PAIRED.match(line)
    if paired and (value := _phrase(paired[paired.lastindex or 0])) is not None:
        number, phrase = reading(_number(line)), paired[paired.lastindex or 0]
        return ([number] if _agree(number, value, phrase) else [number, value]), ""
    if first and (match := AT_ONCE.match(line)):
        rest = line[match.end() :].strip(" ,;:!.-–—")
        told = line[match.end() :].strip(" ,;:-–—")
        number = reading(_number(line))
        others = [one for one in _others(rest) if not _agree(number, one, rest)]
        return [number, *others], "" if _is_nothing(rest) else told
    thumbs = [value for sign, value in THUMBS.items() if sign in line]
    if thumbs and not re.search(r"\w", line):
        return [*thumbs], ""
    value = _phrase(line)
    return ([value], "") if value is not None else ([], line)


def _agree(number: Reading, word: Reading, phrase: str) -> bool:
    """Whether a word beside a number says the same: "5, bagus" is no contradiction, "5, tidak puas" is one."""
    if not isinstance(number, int) or not isinstance(word, int) or re.search(r"\d", phrase):
        return number == word
    apart = abs(number - word)
    return apart == 0 or (apart == 1 and OWN.fullmatch(phrase.strip(" .!")) is None)


def _others(rest: str) -> list[Reading]:
    """Another rating in what is left of a line: "untuk barang, 2 untuk pengiriman"."""
    more = [
        reading(found) for found in re.findall(rf"(?:^|[,;.]\s*){DIGIT}(?=\s*(?:untuk|utk|buat|for|$))", rest, re.I)
    ]
    value = _phrase(rest)
    return [*more, *([value] if value is not None else [])]


def _phrase(line: str) -> int | None:
    words = " ".join(re.sub(r"[^\w' ]+", " ", line).split())
    words = re.sub(rf" {known.THANKS}(?: {known.FILLER})*$", "", words, flags=re.I)
    if words.lower() in known.NUMBERS and line.endswith(")"):
        return known.NUMBERS[words.lower()]
    bare = AROUND.sub("", AROUND.sub("", words))
    return next((value for pattern, value in PHRASES if pattern.match(bare) or pattern.match(words)), None)


def _is_nothing(rest: str) -> bool:
    return not rest or bool(THANKED.match(rest)) or bool(re.fullmatch(rf"(?:{known.FILLER}\W*)+", rest, re.I))


def _joined(before: str, after: str) -> str:
    """What stands around a rating, without the words that only lead to it."""
    before = re.sub(rf"(?:\b{known.BEFORE}\b\W*)+$", "", before, flags=re.I).strip(" ,;:-–—")
    after = after.strip(" ,;:!.-–—")
    return " ".join(one for one in (before, "" if _is_nothing(after) else after) if one.strip(" .!"))


def _numbers(match: re.Match[str]) -> tuple[str | None, str | None]:
    groups = [one for one in match.groups() if one is not None]
    return (groups[0], groups[1]) if len(groups) == 2 else (None, None)


def _number(line: str) -> str:
    match = re.match(NUMBER, line, re.I)
    return next(_groups(match)) if match else ""


def _groups(match: re.Match[str]) -> Iterator[str]:
    return (one for one in match.groups() if one is not None)


def _plain(match: re.Match[str]) -> Reading:
    return reading(next(_groups(match)))


def _of_many(match: re.Match[str]) -> Reading:
    given, of = int(match[1]), int(match[2] or match[3])
    if given > of:
        return "out_of_range"
    return max(LEAST, -(-given * MOST // of)) if of != MOST else reading(match[1])


def reading(written: str) -> Reading:
    """What a number that somebody wrote comes to."""
    number = known.NUMBERS.get(written.lower())
    if number is None:
        if not re.fullmatch(r"-?\d+", written):
            return "ambiguous"  # a half
        number = int(written)
    return number if LEAST <= number <= MOST else "out_of_range"
