"""Header words as people read them: encoded-words decoded, nothing left that could break a line or a terminal."""

from __future__ import annotations

import base64
import binascii
import codecs
import io
import re
from functools import lru_cache

from csmail.mail.mime.charset_guess import LATIN, guess
from csmail.wording.harmless import harmless

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
OF_SEVERAL_OCTETS = "utf-8 gb18030 big5 big5hkscs cp950 cp932 cp949 shift_jis euc_jp euc_kr johab"
SEVERAL_OCTETS = frozenset(OF_SEVERAL_OCTETS.split())
# What writers mean by these labels is the Windows superset (WHATWG Encoding, table of labels).
MEANT = {"ascii": "utf-8", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
SPOKEN = {"iso-8859-8-i": "iso8859-8", "ks_c_5601-1987": "cp949", "unicode-1-1-utf-7": "utf-7", "x-gbk": "gb18030"}

# A question mark within a word should be =3F and often is not: a word ends at "?=" that no two hexadecimal digits
# follow within it. It never reaches into the next word, so that half of them cost one walk.
WORD = re.compile(
    r"=\?(?P<charset>[^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?(?:[bB]\?(?P<base64>[^?]*)"
    r"|(?P<q>[qQ])\?(?P<quoted>(?:[^?=]|=(?!\?)|=(?=\?=)|\?(?!=)|\?(?==[0-9A-Fa-f]{2}[^?\s]{0,75}\??\?=))*))\?="
)
GAP = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,40}\?[bBqQ]\?)")
HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
# What shows as a space; the ideographic one is wider and stays as it is written.
BLANKS = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u2800]")
WIDE_BLANK = re.compile("\u3000")
# What shows as nothing: soft hyphen, grapheme joiner, fillers, zero-width space, word joiner, byte order mark.
UNSEEN = re.compile("[\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb]")
# A non-joiner that parts no letters fills up the preview texts of newsletters.
STRAY = re.compile(r"(?<!\w)\u200c|\u200c(?!\w)")
# What shapes its neighbours: joiners, marks of direction, variants, tags.
SHAPING = re.compile("[\u061c\u200c-\u200f\u202a-\u202e\u2066-\u206f\ufe00-\ufe0f\U000e0000-\U000e01ef]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# The reader of text files, without state since each call is final: 4 microseconds for 5 KB, `replace` needs 12.
ANY_LINE_END = io.IncrementalNewlineDecoder(None, translate=True)
LONE_CR = re.compile(r"\r(?!\n)")
SPACES = re.compile(" {2,}")
BLANK = 64 * 1024
CLEARLY = 4
CUT = 4096  # octets; nobody fetches less of a longer body
COUNTED = 8192  # octets looked at to see whether the good characters prevail


@lru_cache(maxsize=256)
def codec(label: str) -> str:
    """The codec that reads `label`, "" when it is no charset of mail."""
    # Behind a space stands what somebody forgot to part from it: a comment, the next parameter.
    wanted = label.strip(" \"'").partition(" ")[0].lower()
    try:
        name = codecs.lookup(SPOKEN.get(wanted, wanted)).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return MEANT.get(name, name) if name in CHARSETS else ""


def text_of(data: bytes, label: str = "", hint: str = "") -> str:
    """`data` in the charset `label`; UTF-8, the charset `hint`, then the likeliest one where it is missing or lies."""
    for name in _candidates(data, label, hint):
        try:
            return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    return _repaired(data, codec(label))


def prose(data: bytes, label: str = "", hint: str = "") -> str:
    """A body in the charset `label`; a character cut in two at the end is left out, line ends become LF.

    One bad octet in UTF-8 must not turn the rest into "Ã©": it is replaced where the good characters prevail.
    """
    for name in _candidates(data, label, hint):
        try:
            return lines(data.decode(name))
        except (UnicodeError, ValueError):
            pass
        try:
            whole = codecs.getincrementaldecoder(name)().decode(data)
        except (UnicodeError, ValueError):
            continue
        # "caf\xe9" is no UTF-8 cut in its last character, unless other characters, or the cut, say so.
        if label or len(data) >= CUT or not whole.isascii():
            return lines(whole)
    return lines(_repaired(data, "utf-8", codec(label)))


def _candidates(data: bytes, label: str, hint: str) -> tuple[str, ...]:
    """The codecs to try in turn, strictly."""
    named = codec(label) if label else ""
    if named and named != "utf-8":
        return (named, "utf-8", codec(hint)) if hint else (named, "utf-8")
    if b"\x1b$" in data and data.isascii():
        # ISO-2022 needs no eighth bit, so mail programs of the time sent it as US-ASCII (RFC 1468, RFC 1557).
        return ("iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp_2", "utf-8")
    if not named and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16", "utf-8")
    return ("utf-8", codec(hint)) if hint and codec(hint) else ("utf-8",)


def _repaired(data: bytes, *names: str) -> str:
    """What does not decode strictly in any of these: replaced where the good characters prevail, else guessed."""
    for name in names:
        share = _share(data, name)
        # Octets of GBK make letters of UTF-8 now and then; a text of UTF-8 makes many times more.
        if share > CLEARLY or (share > 1 and guess(data) == LATIN):
            return data.decode(name, "replace")
    name = guess(data)
    try:
        return data.decode(name, "strict" if name == LATIN else "replace")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _share(data: bytes, name: str) -> float:
    """How many good characters come on one that does not decode; 0 for charsets of one octet, which know no bad one."""
    if name not in SEVERAL_OCTETS:
        return 0
    sample = data[:COUNTED].decode(name, "replace")
    bad = sample.count("\ufffd")
    return (sum(character > "\x7f" for character in sample) - bad) / max(bad, 1)


def lines(text: str) -> str:
    """`text` with LF as line end."""
    return ANY_LINE_END.decode(text, final=True)


def storable(text: str) -> str:
    """`text` without what no store can keep: NUL, and surrogates, which UTF-7 and UTF-16 can smuggle in."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        return UNSTORABLE.sub("", text)
    return text.replace("\0", "")


def legible(text: str) -> str:
    """`text` with plain spaces for those that only look so, and without soft hyphens and zero-width characters.

    Joiners, marks of direction and variants stay: they shape what is shown (Persian, Indic scripts, emoji).
    """
    if text.isascii():
        return text
    plain = BLANKS.sub(" ", UNSEEN.sub("", text))
    return STRAY.sub("", plain) if "\u200c" in plain else plain


def matched(text: str) -> str:
    """`text` as words and patterns see it: nothing in it that a reader does not see, one kind of space."""
    if text.isascii():
        return text
    return WIDE_BLANK.sub(" ", SHAPING.sub("", legible(text)))


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing."""
    return (
        not text or text.isspace() or (not text.isascii() and not matched(text[:BLANK]).strip() and len(text) < BLANK)
    )


def native(value: str, hint: str = "") -> str:
    """`value`, decoded as latin-1 from the wire, read as the UTF-8 it may have been (RFC 6532), else as guessed."""
    if value.isascii() and "\x1b" not in value:
        return value
    try:
        return text_of(value.encode("latin-1"), "", hint)
    except UnicodeEncodeError:
        return value


def decode(value: str, hint: str = "") -> str:
    """`value` with its encoded-words decoded (RFC 2047), tolerant of bad charsets and split characters.

    `hint` is the charset of raw octets between them that are no UTF-8 (that of the body, say).
    """
    if "=?" not in value:
        return native(value, hint)
    # White space between two encoded-words is not shown (RFC 2047 section 6.2).
    joined = GAP.sub(r"\1", value)
    out: list[str] = []
    held: list[bytes] = []
    label = ""
    end = 0
    for match in WORD.finditer(joined):
        charset, encoding, payload = match["charset"].lower(), match["q"] or "b", match["quoted"] or match["base64"]
        if held and (match.start() != end or charset != label):
            out.append(text_of(b"".join(held), label))
            held = []
        if match.start() != end:
            out.append(native(joined[end : match.start()], hint))
        # Writers cut characters in two between words of the same charset: join the bytes first, decode afterwards.
        held.append(_payload(encoding, payload or ""))
        label, end = charset, match.end()
    out.append(text_of(b"".join(held), label))
    out.append(native(joined[end:], hint))
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
    if not (cut.isascii() and cut.isprintable()):
        cut = harmless(legible(CONTROLS.sub(" ", cut)))
    single = SPACES.sub(" ", cut) if "  " in cut else cut
    return single.strip()[:limit].rstrip()
