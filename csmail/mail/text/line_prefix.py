"""Recognises what else stands before lines: the prompt of a console that somebody pasted, the initials of SuperCite."""

from __future__ import annotations

import re
from collections.abc import Sequence

NEAR = 40
FENCE = "```"
PROMPT = re.compile(r" {0,8}>>>(?: |\t|$)")
# Words that begin a sentence too (make, find, go) are left out: after ">" they are somebody's sentence.
_COMMANDS = (
    "npm|npx|yarn|pnpm|pip3?|python3?|pytest|node|git|docker(?:-compose)?|kubectl|helm|curl|wget|sudo|apt(?:-get)?|brew|"
    "composer|php|ssh|scp|rsync|ping|ipconfig|ifconfig|nslookup|tracert|traceroute|telnet|mysql|psql|sqlite3|openssl|"
    "systemctl|chmod|mkdir|cargo|rustc|gradle|mvn|java|adb|ls|dir|cd(?= [./~\\\\]|$)"
)
COMMAND = re.compile(
    rf"[$#%] \S|(?!.*\w[.?!,:]$)(?:{_COMMANDS})(?: [\w./~@:=\\$\"'-]\S*)*$"
    r"|import [\w.]+(?: as \w+|, ?[\w.]+)*;?$|from [\w.]+ import |(?:const|let|var) \w+ ?="
    r"|[\w.\[\]\"']+ ?(?:=|<-|\+=) ?\S+$|[\w.]+\([^()]*(?:\([^()]*\)[^()]*)*\)[;.]?$"
    r"|(?:SELECT|INSERT|UPDATE|DELETE|SHOW) "
    r"|(?:library|print|console\.log|require)\(|[A-Z]:\\"
)
LONGEST = 300
CITED = re.compile(r" {0,8}([A-Za-z][\w.-]{0,15}>)")


def is_prompt(lines: Sequence[str], answered: bool) -> bool:
    """Whether lines that begin with ">" were copied from a console; `answered`: a quote stands further above.

    No mail program begins with a quote three deep; behind one ">" the first line has to be a command.
    """
    first = lines[0].lstrip(" >\t")
    if len(first) > LONGEST:
        return False
    commanding = COMMAND.match(first.rstrip()) is not None
    if all(PROMPT.match(line) for line in lines if line.strip()):
        return commanding or not answered
    return commanding and not answered and not lines[0].lstrip(" ").startswith(">>")


def in_fence(above: Sequence[str]) -> bool:
    """Whether the lines above open a block of code as Markdown does, and do not close it."""
    return sum(line.startswith(FENCE) for line in above[-NEAR:]) % 2 == 1


def citing(lines: Sequence[str], at: int) -> str:
    """The initials with their ">" before the line at `at` and another one near it ("Toko>"), "" without.

    SuperCite and its like write them; one line alone may be anything.
    """
    found = CITED.match(lines[at]) if at < len(lines) else None
    if found is None:
        return ""
    several = sum(line.lstrip(" ").startswith(found[1]) for line in lines[at : at + NEAR]) > 1
    return found[1] if several else ""
