"""Parameters of Content-Type and Content-Disposition, read tolerantly from their raw values (RFC 2045, RFC 2231)."""

from __future__ import annotations

import re
from functools import lru_cache

from csmail.mail.mime.charset import clean, decode, text_of

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
COMMENT = re.compile(r"\([^()]{0,200}\)")
# The mechanisms that change octets, with what writers make of the names: a comment, a hyphen, a parameter, quotes.
MECHANISM = re.compile(r"[\s\"']*(?:(base[ _-]?64)|(quoted[ _-]?printable))(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=256)
def mechanism(given: str) -> str:
    """The transfer encoding that a field value names, in lower case; comments may stand in it (RFC 2045 section 6.1).

    "base64" and "quoted-printable" are also told from misspellings; what else is named comes back as it stands.
    """
    bare = given[:400]
    while "(" in bare:
        bare, count = COMMENT.subn(" ", bare)
        if not count:
            break
    found = MECHANISM.match(bare)
    if found is None:
        return bare.strip(" \t\r\n;,.").lower()
    return "base64" if found[1] else "quoted-printable"


def parameter(value: str, name: str) -> str:
    """The parameter `name` of a field `value`, "" when missing; of plain and extended form the extended (RFC 2231)."""
    return _found(value, name)[0]


@lru_cache(maxsize=1024)
def _found(value: str, name: str) -> tuple[str, bool]:
    """The parameter, and whether its charset was known, so that it is text and no octets any more."""
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
    return _joined(pieces) if pieces else (plain, False)


def _joined(pieces: dict[int, tuple[str, bool]]) -> tuple[str, bool]:
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
        return (text_of(whole.encode("latin-1"), label), True) if label else (whole, False)
    except UnicodeEncodeError:
        return whole, False


def name_of(disposition: str, content_type: str) -> str:
    """The file name of a part to show: `filename`, else `name` (RFC 2183 section 2.3)."""
    named, read = _found(f";{disposition}", "filename")
    if not named:
        named, read = _found(content_type, "name")
    return _harmless(named) if read else file_name(named)


@lru_cache(maxsize=1024)
def described(disposition: str, content_type: str) -> tuple[str, bool]:
    """The name of a part, and whether it is attached; mails repeat the same few values."""
    return name_of(disposition, content_type), is_attached(disposition, content_type)


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
    return _harmless(decode(raw)) if raw else ""


def _harmless(name: str) -> str:
    name = clean(name, 1000)
    return PATH.sub("_", name).lstrip("._- ")[-NAME_CHARACTERS:]
