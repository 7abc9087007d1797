"""Patterns over mail text, matched by RE2 in linear time whatever a mail holds.

This is the only module that names RE2 (reliability.md, threat 1: one rule with `(a+)+$` under `re` stands still for
9 seconds on 28 characters). All patterns of all rules about one field are matched in a single pass: 400 patterns over
2 kB cost 4 microseconds together, 2.8 ms one by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import re2

from csmail.mail.mime.charset import matched
from csmail.reason import BadValue, Reason

SET_SIZE = 500
# A set of more falls over (20 ms a mail at 10,000), so then RE2 looks for words that each pattern needs before it tries
# the few whose words occur: 18 us a mail at 10,000. One filter holds the words of some 10,000 patterns of usual length.
FILTER_SIZE = 10_000
LONGEST = 1000
SET_MEMORY = 64 * 1024 * 1024
PATTERN_MEMORY = 1024 * 1024  # for the program of one pattern; 500 of them stay within what a set can search fast
CAPTURED = 200

# What stands beside a whole word: neither letter nor digit. RE2's \b knows ASCII only, and \pL\pN\pM in each pattern
# costs 2.2 ms to compile (600 ranges; 125 ms for 50 rules). These ranges cost 0.05 ms. Scripts that are not named
# here count as letters.
BESIDE = (
    r"[\x00-/:-@\[-`{-\x{A9}\x{AB}-\x{B1}\x{B4}\x{B6}-\x{B8}\x{BB}\x{BF}\x{D7}\x{F7}\x{37E}\x{387}\x{55A}-\x{55F}"
    r"\x{589}\x{5BE}\x{5C0}\x{5C3}\x{5F3}\x{5F4}\x{60C}\x{61B}\x{61F}\x{66A}-\x{66D}\x{6D4}\x{964}\x{965}\x{E3F}"
    r"\x{2000}-\x{206F}\x{20A0}-\x{20CF}\x{2190}-\x{245F}\x{2500}-\x{2BFF}\x{3000}-\x{3004}\x{3008}-\x{3020}\x{3030}"
    r"\x{30FB}\x{FE10}-\x{FE1F}\x{FE30}-\x{FE6F}\x{FF01}-\x{FF0F}\x{FF1A}-\x{FF20}\x{FF3B}-\x{FF40}\x{FF5B}-\x{FF65}"
    r"\x{FFE0}-\x{FFFF}\x{1F000}-\x{1FAFF}]"
)
NAMED = re.compile(r"\(\?P?<")
NAME = re.compile(r"\(\?P?<([A-Za-z_]\w*)>")
REASONS = (
    (re.compile(r"invalid perl operator: \(\?(=|!|<)"), Reason("pattern_looks_around")),
    (re.compile(r"invalid escape sequence: \\[1-9k]"), Reason("pattern_refers_back")),
    (re.compile(r"invalid repetition size"), Reason("pattern_repeats_too_often")),
    (re.compile(r"pattern too large"), Reason("pattern_grows_too_large")),
)


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.log_errors = False  # RE2 would write to stderr
    options.max_mem = memory
    return options


def fault(expression: str) -> Reason | None:
    """Why `expression` cannot be a pattern; None when it can."""
    try:
        re2.compile(expression, _options(PATTERN_MEMORY))
    except re2.error as error:
        said = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        return next((why for found, why in REASONS if found.search(said)), Reason.of("not_a_pattern", said=said))
    return None


def regex(expression: str) -> str:
    """A pattern as its author wrote it, case ignored. Raises BadValue."""
    why = Reason.of("pattern_too_long", limit=LONGEST) if len(expression) > LONGEST else fault(expression)
    if why:
        raise BadValue(why)
    return f"(?i){expression}"


def words(alternatives: Iterable[str]) -> str:
    """Any of these words or phrases: whole words, case ignored, any white space between them.

    `*` at the beginning or end of one lets the word run on there. Raises BadValue when one is empty.
    """
    return f"(?i)(?:{'|'.join(_word(one) for one in alternatives)})"


def _word(written: str) -> str:
    text = written.strip()
    inner = text.removeprefix("*").removesuffix("*").strip()
    if not inner:
        raise BadValue(Reason("empty_word"))
    literal = r"\s+".join(re2.escape(part) for part in normal(inner).split())
    left = "" if text.startswith("*") or not inner[0].isalnum() else f"(?:^|{BESIDE})"
    right = "" if text.endswith("*") or not inner[-1].isalnum() else f"(?:$|{BESIDE})"
    return f"{left}{literal}{right}"


def equals(alternatives: Iterable[str]) -> str:
    """The whole field is one of these texts, case and outer white space ignored."""
    literals = (r"\s+".join(re2.escape(part) for part in normal(one).split()) for one in alternatives)
    return rf"(?im)^\s*(?:{'|'.join(literals)})\s*$"


def glob(alternatives: Iterable[str]) -> str:
    """One line of the field is one of these: `*` stands for anything, `?` for one character, case ignored."""
    shapes = (re2.escape(normal(one.strip())).replace(r"\*", "[^\n]*").replace(r"\?", "[^\n]") for one in alternatives)
    return f"(?im)^(?:{'|'.join(shapes)})$"


def ends(literals: Iterable[str]) -> str:
    """One line of the field ends in one of these texts, exactly."""
    return f"(?m)(?:{'|'.join(re2.escape(one) for one in literals)})$"


def normal(text: str) -> str:
    """Composed characters (NFC), so that a letter is written in one way, and none that UTF-8 cannot write.

    Nothing that a reader does not see, and one kind of space: RE2's `\\s` and a whole word know US-ASCII only.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", matched(text)).encode("utf-8", "replace").decode("utf-8")


Compiled = tuple[Sequence[int], "re2.Set | re2.Filter"]
"""The numbers of patterns, and RE2's matcher of all of them."""


class PatternSet:
    """Patterns that are matched together; compiled when first matched."""

    def __init__(self) -> None:
        self._expressions: list[str] = []
        self._numbers: dict[str, int] = {}
        self._single: dict[int, re2._Regexp] = {}
        self._named: set[int] = set()

    def __len__(self) -> int:
        return len(self._expressions)

    def add(self, expression: str) -> int:
        """The number of this pattern in what `hits` answers. `expression` is one of the functions' above."""
        number = self._numbers.setdefault(expression, len(self._expressions))
        if number < len(self._expressions):
            return number
        self._expressions.append(expression)
        self.__dict__.pop("_sets", None)
        if NAMED.search(expression):
            self._named.add(number)
        return number

    def named(self, number: int) -> bool:
        """Whether pattern `number` has named groups."""
        return number in self._named

    def names(self, number: int) -> frozenset[str]:
        """The named groups that pattern `number` has."""
        return frozenset(NAME.findall(self._expressions[number]))

    def hits(self, text: str) -> frozenset[int]:
        """The numbers of all patterns that occur in `text`."""
        data = text.encode("utf-8")
        found: list[int] = []
        for numbers, compiled in self._sets:
            if hits := compiled.Match(data):
                found += [numbers[hit] for hit in hits]
        return frozenset(found)

    @cached_property
    def _sets(self) -> tuple[Compiled, ...]:
        total = len(self._expressions)
        if total <= SET_SIZE:
            return tuple(self._compiled(range(total), re2.Set))
        parts = [range(start, min(start + FILTER_SIZE, total)) for start in range(0, total, FILTER_SIZE)]
        filters = [one for part in parts for one in self._compiled(part, re2.Filter)]
        return tuple(one for numbers, together in filters for one in self._split(numbers, together))

    def _split(self, numbers: Sequence[int], together: re2.Filter) -> Iterator[Compiled]:
        """The patterns without a word that each of their hits has go into sets: a filter tries them one by one."""
        wordless = {numbers[hit] for hit in together.Match(b"", potential=True) or ()}
        if not wordless:
            yield numbers, together
            return
        rest = [number for number in numbers if number not in wordless]
        if rest:
            yield from self._compiled(rest, re2.Filter)
        apart = sorted(wordless)
        for start in range(0, len(apart), SET_SIZE):
            yield from self._compiled(apart[start : start + SET_SIZE], re2.Set)

    def _compiled(self, numbers: Sequence[int], kind: type[re2.Set | re2.Filter]) -> Iterator[Compiled]:
        """These patterns together, or in several parts when they are too large for one."""
        together = re2.Set.SearchSet(_options(SET_MEMORY)) if kind is re2.Set else re2.Filter()
        options = () if kind is re2.Set else (_options(PATTERN_MEMORY),)
        for number in numbers:
            together.Add(self._expressions[number], *options)
        try:
            together.Compile()
        except re2.error:
            if len(numbers) == 1:
                raise
            middle = len(numbers) // 2
            yield from self._compiled(numbers[:middle], kind)
            yield from self._compiled(numbers[middle:], kind)
        else:
            yield numbers, together

    def around(self, number: int, text: str, width: int) -> str:
        """The part of `text` where pattern `number` hits, about `width` octets; "" when it does not."""
        data = text.encode("utf-8")
        found = self._alone(number).search(data)
        if not found:
            return ""
        start = max(0, found.start() - width // 3)
        return data[start : max(found.end(), start + width)].decode("utf-8", "ignore")

    def captures(self, number: int, text: str) -> tuple[tuple[str, str], ...]:
        """The named groups of pattern `number` in `text`, each on one line and cut to 200 characters."""
        if number not in self._named:
            return ()
        found = self._alone(number).search(text.encode("utf-8"))
        named: dict[bytes, bytes | None] = found.groupdict() if found else {}
        texts = ((name, value.decode("utf-8", "ignore")) for name, value in named.items() if value is not None)
        return tuple((name.decode("utf-8"), " ".join(value.split())[:CAPTURED]) for name, value in texts)

    def _alone(self, number: int) -> re2._Regexp:
        """One pattern over octets: over text, RE2 counts characters up to each group, 8 microseconds in 2 kB."""
        if number not in self._single:
            self._single[number] = re2.compile(self._expressions[number].encode("utf-8"), _options(SET_MEMORY))
        return self._single[number]
