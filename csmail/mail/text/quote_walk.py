"""Goes through the lines of a text and tells those of the sender from those that are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from csmail.mail.text import line_prefix
from csmail.mail.text import quote_words as known
from csmail.mail.text.quote_intro import (
    ENDS,
    RULER,
    WRAPPED,
    block,
    is_announcement,
    is_attribution,
    is_separator,
    one_line_block,
    runs_on,
)

SIGNATURE = "-- "  # RFC 3676 section 4.3; without the space it is a line that people draw
NOT_QUOTED = frozenset(".:_(0123456789=<-")  # ">.<", ">:(", ">3 hari", "><": a single such line is no quote
NEAR = 12
CITED = 20  # people of whom one mail quotes
ANNOUNCED = 2000
CLUE = re.compile(r"\d|@")
# Only a line with one of these can begin or introduce a quote: most lines are never looked at.
DRAWN = ("--", "__", "==", "——", "––")
MARK = re.compile("[>:：]")
SIGN = re.compile("[>:：]|" + "|".join(DRAWN))


def is_plain(text: str) -> bool:
    """Whether nothing in `text` can begin a quote or a signature."""
    # One by one: a generator costs twice as much, and every mail is asked. A single character is found in a small part
    # of the time that two take, so the first of two is looked for alone: 0.2 us a text instead of 6.
    if ":" in text or ">" in text or "：" in text or ("-" in text and "--" in text):
        return False
    if ("_" in text and "__" in text) or ("=" in text and "==" in text):
        return False
    return not ("—" in text and "——" in text) and not ("–" in text and "––" in text)


@dataclass(slots=True, init=False)
class Walk:
    """One pass over the lines: `current` is the block of own lines that is growing, `blocks` those that ended."""

    lines: list[str]
    blocks: list[list[str]]
    current: list[str]
    forward: bool
    several: bool  # whether more than one line begins with ">"
    cited: tuple[str, ...]  # the initials before lines that are quoted
    introduced: int  # the line below the last introduction

    def __init__(self, text: str) -> None:
        self.lines, self.blocks, self.current, self.forward = text.split("\n"), [], [], False
        self.cited, self.introduced = (), -1
        self.several = text.count("\n>") + text.startswith(">") > 1
        at = 0
        for number in _signed(text):
            if number >= at:
                self.current += self.lines[at:number]
                at = self._step(number)
        self.current += self.lines[at:]

    def _step(self, at: int) -> int:
        """Take the line (or the lines) at `at`; the number of the next one."""
        line = self.lines[at]
        if line[:1] == ">" or line.lstrip(" ")[:1] == ">":
            return self._quoted(at)
        if self.cited and line.lstrip(" ").startswith(self.cited):
            return self._cited(at)
        bare = line.rstrip(" \t\xa0*_\u200e\u200f\u202c")
        if bare[-1:] in ENDS and self._attributed(at):
            return self._rest(at + 1)
        if ":" in line or "：" in line:
            if end := self._block(at):
                return self._rest(end)
            if runs_on(line):
                self._close()
                return len(self.lines)
        if bare[-2:] == "--" or bare[-1:] in (":", "=", "_", "—"):
            carried = is_separator(line)
            if carried is not None or (bare[:2] == "--" and self._attributed(at)):
                self.forward = self.forward or bool(carried)
                end = block(self.lines, _next(self.lines, at + 1), True)
                return self._rest(max(end, at + 1))
        self.current.append(line)
        return at + 1

    def _quoted(self, at: int) -> int:
        """Lines with ">": a quote, with the attribution above it and the blank lines within."""
        end = last = at
        while end < len(self.lines) and (self.lines[end].lstrip(" ")[:1] == ">" or not self.lines[end].strip()):
            last = end if self.lines[end].strip() else last
            end += 1
        if self.lines[last].rstrip()[-1:] in ENDS and is_attribution(self.lines[last].lstrip(" >"), True):
            self._cite(self._citing(last + 1))
        if not self._drop_attribution() and self._is_own(at, last):
            self.current += self.lines[at : last + 1]
            return last + 1
        self._close()
        return last + 1

    def _cited(self, at: int) -> int:
        """Lines with the initials of whom they quote, and the blank lines within."""
        end = last = at
        while end < len(self.lines):
            line = self.lines[end].lstrip(" ")
            if line.strip() and not line.startswith(self.cited):
                break
            last = end if line.strip() else last
            end += 1
        self._close()
        return last + 1

    def _citing(self, at: int) -> str:
        return line_prefix.citing(self.lines, _next(self.lines, at))

    def _cite(self, initials: str) -> None:
        if initials and initials not in self.cited and len(self.cited) < CITED:
            self.cited += (initials,)

    def _is_own(self, at: int, last: int) -> bool:
        """Whether lines with ">" below no attribution are the sender's own."""
        if at == last and self._is_lone(self.lines[at].strip()):
            return True
        if at == self.introduced:
            return False
        lines = self.lines[at : last + 1]
        return line_prefix.in_fence(self.current) or line_prefix.is_prompt(lines, bool(self.blocks))

    def _is_lone(self, line: str) -> bool:
        """Whether a single line with ">" is the sender's own: "> 5 buah" means more than five."""
        more_than = not self.several and line[1:].lstrip()[:1].isdigit()
        return more_than or line[1:2] in NOT_QUOTED or line.startswith(">From ")

    def _drop_attribution(self) -> bool:
        own = self.current
        end = len(own)
        while end and not own[end - 1].strip():
            end -= 1
        count = _attribution(own[max(end - WRAPPED, 0) : end], min(end, WRAPPED), True)
        if count:
            del own[end - count :]
            self._drop_rulers()
        return count > 0

    def _drop_rulers(self) -> None:
        """Take away what stands directly above an introduction: blank lines, lines drawn, known lines of dashes."""
        own = self.current
        while own and (not own[-1].strip() or RULER.fullmatch(own[-1]) or self._separates(own[-1])):
            if own[-1] == SIGNATURE:
                break
            own.pop()

    def _separates(self, line: str) -> bool:
        carried = True if is_announcement(line) else is_separator(line)
        self.forward = self.forward or bool(carried)
        return carried is not None

    def _attributed(self, at: int) -> bool:
        """Whether the own lines end, with the line at `at`, in an attribution; it is taken away."""
        initials = self._citing(at + 1)
        above = [*self.current[1 - WRAPPED :], self.lines[at]]
        count = _attribution(above, min(len(self.current) + 1, WRAPPED), bool(initials))
        if count > 1:
            del self.current[1 - count :]
        if count:
            self._cite(initials)
            self._drop_rulers()
        return count > 0

    def _block(self, at: int) -> int:
        """The line after a header block at `at`, 0 without one."""
        above = next((line for line in reversed(self.current[-3:]) if line.strip()), "")
        carried = True if is_announcement(above) else is_separator(above)
        end = block(self.lines, at, carried is not None)
        if end == at and not one_line_block(self.lines[at]):
            return 0
        self.forward = self.forward or bool(carried)
        self._drop_rulers()
        return max(end, at + 1)

    def _rest(self, at: int) -> int:
        """The line to go on at after an introduction: the end, unless the quote is marked or answered within."""
        self._close()
        start = _next(self.lines, at)
        self.introduced = start
        if start < len(self.lines) and (self._is_marked(start) or self._is_answered_within()):
            return start
        return len(self.lines)

    def _is_marked(self, start: int) -> bool:
        line = self.lines[start].lstrip(" ")
        if line[:1] == ">" or (self.cited and line.startswith(self.cited)):
            return True
        # A greeting may stand between the attribution and the marked lines of one who answers below.
        for number in range(start, min(start + NEAR, len(self.lines))):
            if self.lines[number].lstrip(" ")[:1] == ">":
                above = [line for line in self.lines[start:number] if line.strip()]
                return not _attribution(above, len(above), True)
        return False

    def _is_answered_within(self) -> bool:
        own = "\n".join(line for found in self.blocks[-1:] for line in found)
        return len(own) < ANNOUNCED and known.announcing().search(own) is not None

    def _close(self) -> None:
        self.blocks.append(self.current)
        self.current = []


def _signed(text: str) -> Iterator[int]:
    """The numbers of the lines with a sign of a quote, in order."""
    number = at = 0
    before = -1
    pattern = SIGN if any(sign in text for sign in DRAWN) else MARK
    for sign in pattern.finditer(text):
        number += text.count("\n", at, sign.start())
        at = sign.start()
        if number != before:
            before = number
            yield number


def _next(lines: list[str], at: int) -> int:
    """The first line from `at` on that is not blank."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _attribution(lines: list[str], end: int, marked: bool) -> int:
    """How many of the lines before `end` are an attribution; 0 when they are none."""
    if CLUE.search(" ".join(lines[-WRAPPED:])) is None:
        return 0
    for count in range(1, min(WRAPPED, end) + 1):
        if not lines[-count].strip() or len(lines[-count]) > 300:
            return 0
        if is_attribution(" ".join(lines[-count:]), marked):
            return count
    return 0
