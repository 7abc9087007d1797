"""Header words as people read them: encoded-words decoded, nothing left that could break a line or a terminal."""

from __future__ import annotations

import base64
import binascii
import codecs
import io
import re
from functools import lru_cache

# Charsets mail is really written in. An allow-list, because codecs.lookup also knows zlib_codec (a bomb), idna and
# unicode_escape, none of which is a charset (reliability threat 8).
NAMES = (
    "ascii utf-8 utf-7 utf-16 utf-16-be utf-16-le utf-32 iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6"
    " iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 cp1250 cp1251"
    " cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852 cp866 cp874 cp932 cp949 cp950 koi8-r koi8-u"
    " mac-roman gb2312 gbk gb18030 big5 big5hkscs hz shift_jis euc_jp iso2022_jp iso2022_jp_1 iso2022_jp_2"
    " iso2022_jp_3 iso2022_jp_ext euc_kr iso2022_kr johab tis-620"
)
CHARSETS = frozenset(NAMES.split())
# What writers mean by these labels is the Windows superset (WHATWG Encoding, table of labels).
MEANT = {"ascii": "utf-8", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
SPOKEN = {"iso-8859-8-i": "iso8859-8", "ks_c_5601-1987": "cp949", "unicode-1-1-utf-7": "utf-7", "x-gbk": "gb18030"}

WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
GAP = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,40}\?[bBqQ]\?)")
HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# The reader of text files, without state since each call is final: 4 microseconds for 5 KB, `replace` needs 12.
ANY_LINE_END = io.IncrementalNewlineDecoder(None, translate=True)
LONE_CR = re.compile(r"\r(?!\n)")
SPACES = re.compile(" {2,}")


@lru_cache(maxsize=256)
def codec(label: str) -> str:
    """The codec that reads `label`, "" when it is no charset of mail."""
    wanted = label.strip(" \"'").lower()
    try:
        name = codecs.lookup(SPOKEN.get(wanted, wanted)).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return MEANT.get(name, name) if name in CHARSETS else ""


def text_of(data: bytes, label: str = "") -> str:
    """`data` in the charset `label`; UTF-8, then Windows-1252, then latin-1 where the label is missing or lies."""
    for name in (codec(label) if label else "", "utf-8", "cp1252"):
        if not name:
            continue
        try:
            return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    return data.decode("latin-1")


def prose(data: bytes, label: str = "") -> str:
    """A body in the charset `label`; a character cut in two at the end is left out, line ends become LF.

    One bad octet in UTF-8 must not turn the rest into "Ã©": it is replaced where the good characters prevail.
    """
    for name in (codec(label) if label else "", "utf-8"):
        if not name:
            continue
        try:
            return lines(data.decode(name))
        except (UnicodeError, ValueError):
            pass
        try:
            return lines(codecs.getincrementaldecoder(name)().decode(data))
        except (UnicodeError, ValueError):
            continue
    patched = data.decode("utf-8", "replace")
    bad = patched.count("\ufffd")
    good = len(patched.encode("utf-8", "replace")) - len(patched) - 2 * bad
    return lines(patched if good > bad else text_of(data, label))


def lines(text: str) -> str:
    """`text` with LF as line end."""
    return ANY_LINE_END.decode(text, final=True)


def harmless(text: str) -> str:
    """`text` without what no store can keep: NUL, and surrogates, which UTF-7 and UTF-16 can smuggle in."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        return UNSTORABLE.sub("", text)
    return text.replace("\0", "")


def native(value: str) -> str:
    """`value`, decoded as latin-1 from the wire, read as the UTF-8 it may have been (RFC 6532)."""
    if value.isascii():
        return value
    try:
        return text_of(value.encode("latin-1"))
    except UnicodeEncodeError:
        return value


def decode(value: str) -> str:
    """`value` with its encoded-words decoded (RFC 2047), tolerant of bad charsets and split characters."""
    if "=?" not in value:
        return native(value)
    # White space between two encoded-words is not shown (RFC 2047 section 6.2).
    joined = GAP.sub(r"\1", value)
    out: list[str] = []
    held: list[bytes] = []
    label = ""
    end = 0
    for match in WORD.finditer(joined):
        charset, encoding, payload = match.group(1).lower(), match.group(2), match.group(3)
        if held and (match.start() != end or charset != label):
            out.append(text_of(b"".join(held), label))
            held = []
        if match.start() != end:
            out.append(native(joined[end : match.start()]))
        # Writers cut characters in two between words of the same charset: join the bytes first, decode afterwards.
        held.append(_payload(encoding, payload))
        label, end = charset, match.end()
    out.append(text_of(b"".join(held), label))
    out.append(native(joined[end:]))
    return "".join(out)


def _payload(encoding: str, payload: str) -> bytes:
    data = payload.encode("latin-1", "replace")
    if encoding in "qQ":
        return HEX.sub(lambda found: bytes.fromhex(found.group(1).decode()), data.replace(b"_", b" "))
    core = data.partition(b"=")[0]
    try:
        # A lone sextet at the end carries no octet; missing padding is common.
        return base64.b64decode(core[: len(core) - (len(core) % 4 == 1)] + b"==")
    except (binascii.Error, ValueError):
        return data


def clean(text: str, limit: int = 1000) -> str:
    """One harmless line of at most `limit` characters: H-8, against header injection and terminal escapes."""
    cut = text[: limit * 4]
    if not cut.isprintable():
        cut = BIDI.sub("", CONTROLS.sub(" ", cut))
    single = SPACES.sub(" ", cut) if "  " in cut else cut
    return single.strip()[:limit].rstrip()
