"""What people and their editors leave in a file: values that no reader expects, octets that are no text."""

from __future__ import annotations

from hypothesis import strategies as st

NUMBERS = (
    "9" * 5000,
    "-" + "9" * 5000,
    "0." + "3" * 5000,
    "1e999999",
    "nan",
    "-1",
    "0x10",
    "1_000",
    "٣",
    "²",
    "1" * 310,
)
DATES = ("9999-12-31", "0001-01-01", "10000-01-01", "2026-13-45", "9999-12-31T23:59:59-14:00", "0001-01-01T00+14:00")
SPANS = ("9" * 5000 + "s", "99999999999w", "999999999d", "0s", "-1h", "1h" * 3000, "٣h")
PATHS = ("~nobody-of-this-name/x", "/dev/null", "/", ".", "..", "a" * 300, "/" * 5000, "/proc/self/mem", "\\0")
WORDS = (
    "", "~", "null", "true", "[]", "{}", "[[]]", "{a: b}", "&a *a", "*a", "!!python/object:x {}", "<<", "|", ">-",
    "? a",
    "'", '"', '"\\0"', '"\\ud800"', '"\\x9b"', "\t", "%", "@", "`", "# x", "- x", "a: b: c", "---", "...", "key: {",
    "\u202e", "\ufeff", "\u0085", "\u2028", "\U000e0041", "e\u0301", "😀", "*" * 5000, "(" * 500, "a" * 70_000,
    "(?P<a>",
    "{{", "{{ x }}", "{% include 'a' %}", "\\", "%s", "{0}", "{a.b}", "xn--a", "@", "a@", "a@b", "a@" + "b" * 300,
)  # fmt: skip
NASTY = NUMBERS + DATES + SPANS + PATHS + WORDS
OCTETS = (b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\r\n", b"\xff\xfe", b"\x1b[2J", b"\xc3")
DEEP = ("[" * 2000, "{a: " * 2000, "- " * 3000, "&a [*a]", "a: &x [1]\nb: [*x, *x]\n" * 3, "{% if true %}" * 2000)


def damaged(whole: str) -> st.SearchStrategy[bytes]:
    """`whole` as a person could leave it: a value exchanged, a line moved, octets in the midst of it."""
    lines = whole.split("\n")
    at = st.integers(0, len(lines) - 1)
    value = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))

    def exchanged(where: int, new: str) -> bytes:
        key, colon, _ = lines[where].partition(": ")
        return _joined(lines[:where], key + colon + new if colon else new, lines[where + 1 :])

    def inserted(where: int, new: bytes) -> bytes:
        octets = whole.encode()
        place = len(octets) * where // len(lines)
        return octets[:place] + new + octets[place:]

    def moved(where: int, to: int) -> bytes:
        rest = lines[:where] + lines[where + 1 :]
        return "\n".join([*rest[:to], lines[where], *rest[to:]]).encode()

    return st.one_of(
        st.builds(exchanged, at, value),
        st.builds(exchanged, at, value),
        st.builds(inserted, at, st.one_of(st.sampled_from(OCTETS), st.binary(max_size=8))),
        st.builds(lambda where, new: inserted(where, new.encode()), at, st.sampled_from(DEEP)),
        st.builds(moved, at, at),
        st.builds(lambda where: "\n".join(lines[:where]).encode(), at),
        st.sampled_from([each.encode("utf-8", "surrogatepass") for each in (*NASTY, *DEEP)]),
        st.binary(max_size=200),
    )


def _joined(before: list[str], line: str, after: list[str]) -> bytes:
    return "\n".join([*before, line, *after]).encode("utf-8", "surrogatepass")
