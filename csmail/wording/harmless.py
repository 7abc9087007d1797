"""Text of strangers, made harmless before it leaves for a person, a terminal or a log.

A subject can clear the screen, set the title or write the clipboard (OSC 52); what turns the reading direction makes
`gpj.exe` read as a picture; tag characters carry words that a person never sees and a machine obeys.

| what stands there | removed | drawn | named |
| --- | --- | --- | --- |
| line feed, tab | kept | kept | kept |
| other C0 controls, DEL | gone, a lone CR is a line end | U+2400 ... | U+2400 ... |
| C1 controls: 8-bit terminals obey them, in UTF-8 too | gone | `\\x9b` | `\\x9b` |
| line and paragraph separator | a space | a space | a space |
| lone surrogate, which nothing can encode; noncharacter | U+FFFD | U+FFFD | U+FFFD |
| bidi controls (UAX 9), invisible and tag characters | gone | gone | `<U+202E>` |
| joiners in emoji, and in scripts that need them (Persian, Hindi) | kept | kept | kept |
| joiners elsewhere; variation selectors in a row, which carry octets that nobody sees | gone | gone | `<U+200D>` |
"""

from __future__ import annotations

import re
from typing import Literal

How = Literal["removed", "drawn", "named"]

PASSES = 5
PICTURES = 0x2400  # U+2400..U+241F draw the C0 controls, U+2421 draws DEL
CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
SEPARATORS = "\u2028\u2029"
UNENCODABLE = "\ud800-\udfff\ufffe\uffff"
# Default_Ignorable_Code_Point (Unicode DerivedCoreProperties) but for joiners and variation selectors.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
# After these a joiner shapes what is seen: Arabic to Sinhala, Myanmar, Khmer and Mongolian letters; pictures with their
# variation selector or tone of skin.
JOINING = (
    "\u0600-\u06ff\u0700-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u18af\ua840-\ua8ff"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
PICTURED = "\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff"
IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
FOUND = re.compile(
    f"[{CONTROLS}{SEPARATORS}{UNENCODABLE}{INVISIBLE}]|(?<![{JOINING}])\u200c|(?<![{JOINING}{PICTURED}])\u200d"
    f"|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]|(?<![{IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
)


def harmless(text: str, how: How = "removed") -> str:
    """`text` in which nothing acts and nothing hides; line ends become LF."""
    plain = text.replace("\r\n", "\n") if "\r" in text else text
    if plain.isascii() and plain.isprintable():
        return plain
    if how == "removed":
        plain = plain.replace("\r", "\n")
    change = {"removed": _removed, "drawn": _drawn, "named": _named}[how]
    # What goes may have stood between two variation selectors, which are a row now.
    for _ in range(PASSES):
        plain, count = FOUND.subn(change, plain)
        if not count:
            break
    return plain


def _removed(found: re.Match[str]) -> str:
    code = ord(found[0])
    return " " if code in (0x2028, 0x2029) else "\ufffd" if _unencodable(code) else ""


def _drawn(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20 or code == 0x7F:
        return "\u2421" if code == 0x7F else chr(PICTURES + code)
    return f"\\x{code:02x}" if 0x80 <= code < 0xA0 else _removed(found)


def _named(found: re.Match[str]) -> str:
    return _drawn(found) or f"<U+{ord(found[0]):04X}>"


def _unencodable(code: int) -> bool:
    return 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)
