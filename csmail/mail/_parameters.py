"""Parameters of Content-Type and Content-Disposition, read tolerantly from their raw values (RFC 2045, RFC 2231)."""

from __future__ import annotations

import re
from functools import lru_cache

from csmail.mail.words import clean, decode, text_of

NAME_CHARACTERS = 150
VALUE_CHARACTERS = 4096

# A value without quotes may hold spaces ("filename=my file.txt"), which nobody may write and many do.
PARAMETER = re.compile(
    r";[ \t\r\n]*([!#$%&'+\-^_`|~.0-9A-Za-z]{1,40})(?:\*(\d{1,3}))?(\*?)[ \t]*=[ \t]*"
    r"(?:\"((?:[^\"\\]|\\.){0,1000})\"|([^;\r\n]{0,1000}))",
    re.DOTALL,
)
OCTET = re.compile(r"%([0-9A-Fa-f]{2})")
# Internet Explorer sent whole paths, their backslashes not doubled: only a quote and a backslash are escaped.
PAIR = re.compile(r"\\([\"\\])")
FOLD = re.compile(r"[\r\n]+")
PATH = re.compile(r'[/\\:*?"<>|]+')


@lru_cache(maxsize=1024)
def parameter(value: str, name: str) -> str:
    """The parameter `name` of a field `value`, "" when missing; of plain and extended form the extended (RFC 2231)."""
    pieces: dict[int, tuple[str, bool]] = {}
    plain = ""
    for found, number, star, quoted, bare in PARAMETER.findall(value[:VALUE_CHARACTERS]):
        if found.lower() == name:
            # White space is named: to strip() the octets 85 and A0 are some, which end letters of raw UTF-8.
            given = PAIR.sub(r"\1", FOLD.sub("", quoted)) if quoted else bare.strip(" \t\r\n")
            if number or star:
                pieces.setdefault(int(number or 0), (given, bool(star)))
            else:
                plain = plain or given
    return _joined(pieces) if pieces else plain


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    """Continuations in their order, decoded by the charset that the first one names (RFC 2231 section 4.1)."""
    label = ""
    whole = ""
    for number in sorted(pieces):
        given, extended = pieces[number]
        if extended:
            if not label and given.count("'") >= 2:
                label, _, given = given.split("'", 2)
            given = OCTET.sub(lambda octet: chr(int(octet[1], 16)), given)
        whole += given
    try:
        return text_of(whole.encode("latin-1"), label) if label else whole
    except UnicodeEncodeError:
        return whole


def name_of(disposition: str, content_type: str) -> str:
    """The file name of a part to show: `filename`, else `name` (RFC 2183 section 2.3)."""
    return file_name(parameter(f";{disposition}", "filename") or parameter(content_type, "name"))


def is_attached(disposition: str, content_type: str) -> bool:
    """Whether the disposition makes the part a file; a file name alone does not (RFC 2183 section 2.1).

    What is neither `inline` nor `attachment` counts as `attachment` (section 2.8) where it names a file; text that
    names none is shown, because more writers spell the field wrongly than hide a file behind it.
    """
    kind = disposition.partition(";")[0].strip().lower()
    if kind in ("", "inline") or kind.startswith(("inline ", "filename")):
        return False
    return kind.startswith("attachment") or bool(name_of(disposition, content_type))


def file_name(raw: str) -> str:
    """A name to show, never a path: no separators, no controls, no leading dot or dash (threat 7)."""
    if not raw:
        return ""
    name = clean(decode(raw), 1000)
    return PATH.sub("_", name).lstrip("._- ")[-NAME_CHARACTERS:]
