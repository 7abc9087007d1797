"""The parts of a mail: whatever its boundaries and file names are called, both readers see the same."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from csmail.mail.mime import structure
from csmail.mail.mime.parameters import file_name, is_attached, name_of, parameter
from csmail.mail.text import Body, body, leaves

BOUNDARY_CHARACTERS = "ab0-_=.'+:/?(), "
boundaries = st.text(BOUNDARY_CHARACTERS, min_size=1, max_size=20).filter(lambda one: not one.endswith(" "))
names = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co"], exclude_characters='"\\/:*?<>|;%='
    ),
    min_size=1, max_size=30,
).filter(lambda name: file_name(name) == name and name == name.strip("'()"))  # fmt: skip

MAIL = """Content-Type: multipart/mixed; boundary="{outer}"

preamble
--{outer}
Content-Type: multipart/alternative; boundary="{inner}"

--{inner}
Content-Type: text/plain; charset=utf-8

Halo kak
{line}
--{inner}
Content-Type: text/html; charset=utf-8

<p>Halo kak</p>
--{inner}--

--{outer}
Content-Type: application/pdf; name=faktur.pdf
Content-Disposition: attachment; filename=faktur.pdf

PDF
--{outer}--
epilogue
"""


def read(mail: str) -> Body:
    header, _, rest = mail.replace("\n", "\r\n").partition("\r\n\r\n")
    return body(header + "\r\n\r\n", rest.encode("utf-8"))


def clash(one: str, other: str) -> bool:
    """Whether a delimiter of the one can be read as a delimiter of the other (RFC 2046 forbids to write that)."""
    return one == other or one == f"{other}--" or other == f"{one}--"


@given(boundaries, st.one_of(boundaries, st.none()), st.text(BOUNDARY_CHARACTERS, max_size=8), st.booleans())
def test_alternatives_are_read_once_whatever_the_boundaries(
    one: str, other: str | None, more: str, turned: bool
) -> None:
    longer = other if other is not None else (one + more).rstrip()
    assume(not clash(one, longer))
    outer, inner = (longer, one) if turned else (one, longer)
    line = f"--{inner}x dan lagi" if not clash(f"{inner}x dan lagi", outer) else "x"
    seen = read(MAIL.format(outer=outer, inner=inner, line=line))
    assert seen.text.split() == ["Halo", "kak", *line.split()]
    assert [found.name for found in seen.attachments] == ["faktur.pdf"]


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("X", "X_alt"), ("X_alt", "X"), ("----=_N_47", "----=_N_47_alt"), ("b", "best"), ("=", "=="), ("a", "a-"),
        ("a", "a b"),
    ],
)  # fmt: skip
def test_a_boundary_may_begin_with_another(outer: str, inner: str) -> None:
    seen = read(MAIL.format(outer=outer, inner=inner, line="--"))
    assert seen.text.split() == ["Halo", "kak", "--"]
    assert len(seen.attachments) == 1


def test_a_line_of_the_text_may_begin_with_the_boundary() -> None:
    seen = read(MAIL.format(outer="b", inner="c", line="--best regards"))
    assert seen.text.split() == ["Halo", "kak", "--best", "regards"]


def test_a_nested_multipart_without_its_boundary_shows_its_text() -> None:
    seen = read(MAIL.format(outer="b", inner="c", line="x").replace("--c\n", "").replace("--c--\n", ""))
    assert "Halo kak" in seen.text
    assert [found.name for found in seen.attachments] == ["faktur.pdf"]


TWO_PARTS = (
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: {encoding}\n\nHalo\n--b\n"
    "Content-Type: application/octet-stream\nContent-Disposition: attachment; {parameter}\n\nD\n--b--\n"
)


def percent(name: str) -> str:
    return quote(name, safe="")


FORMS = {
    "raw octets in quotes": lambda name: f'filename="{name}"',
    "raw octets": lambda name: f"filename={name}",
    "percent signs (RFC 2231)": lambda name: f"filename*=utf-8''{percent(name)}",
    "continued": lambda name: f"filename*0*=utf-8''{percent(name[:4])};\n filename*1*={percent(name[4:])}",
    "an encoded word": lambda name: f'filename="=?utf-8?b?{b64encode(name.encode()).decode()}?="',
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(name=names)
def test_a_file_name_is_the_same_beside_any_text_and_in_both_readers(form: str, name: str) -> None:
    mails = [TWO_PARTS.format(encoding=one, parameter=FORMS[form](name)) for one in ("7bit", "quoted-printable")]
    assert [[found.name for found in read(mail).attachments] for mail in mails] == [[name], [name]]
    content = mails[0].replace("\n", "\r\n").encode("utf-8")
    quick, careful = (list(leaves(reader(content)[0])) for reader in (structure.tree, structure.careful))
    assert [part.name for part in quick] == [part.name for part in careful] == ["", name]


@pytest.mark.parametrize(
    ("disposition", "content_type", "name"),
    [
        ("attachment; filename=my file.txt", "", "my file.txt"),
        ('attachment; filename="a;b.txt"', "", "a;b.txt"),
        ('attachment; filename="say \\"hi\\".txt"', "", "say _hi_.txt"),
        ('attachment; filename="C:\\temp\\nota.txt"', "", "C_temp_nota.txt"),
        ('attachment; filename="a\r\n b.txt"', "", "a b.txt"),
        ("attachment; filename=x.txt; filename*=utf-8''%C3%A9.txt", "", "é.txt"),
        ("attachment; filename*=nota.txt", "", "nota.txt"),
        ("attachment; filename*1*=%E8.txt; filename*0*=iso-8859-1''%E9", "", "éè.txt"),
        ("attachment; filename*=gb2312''%B1%A8%BC%DB.txt", "", "报价.txt"),
        ("attachment; filename*=shift_jis''%93%FA%96%7B.txt", "", "日本.txt"),
        ('attachment; x="filename=evil.txt"; filename=good.txt', "", "good.txt"),
        (" ATTACHMENT ; FILENAME = nota.txt", "", "nota.txt"),
        ("filename=nota.txt", "", "nota.txt"),
        ("attachment; filename=", "application/pdf; name=nota.pdf", "nota.pdf"),
        ("", "application/pdf; charset=x; name=\"=?utf-8?q?f=C3=A9.pdf?=\"", "fé.pdf"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_part_is_found_in_every_form(disposition: str, content_type: str, name: str) -> None:
    assert name_of(disposition, content_type) == name


@pytest.mark.parametrize(
    ("disposition", "attached"),
    [
        ("", False), ("inline", False), ("inline; filename=a.txt", False), (" Inline ;filename=a.txt", False),
        ("attachment", True), ("ATTACHMENT; filename=a.txt", True), ("attachment ; x=y", True),
        ("form-data; filename=a.txt", True), ("form-data", False), ("filename=a.txt", False), (";", False),
    ],
)  # fmt: skip
def test_the_disposition_decides_what_is_attached(disposition: str, attached: bool) -> None:
    assert is_attached(disposition, "text/plain") is attached


def test_of_two_parameters_of_one_name_the_first_counts() -> None:
    assert parameter("text/plain; charset=utf-8; charset=utf-7", "charset") == "utf-8"
    assert parameter("text/plain", "charset") == ""


@given(boundaries, st.sampled_from(["", "; boundary=", '; boundary=""', "; boundary=another-one", '; boundary="never']))
def test_a_multipart_is_read_by_the_boundary_it_uses(used: str, announced: str) -> None:
    assume(used.strip() == used and "another-one" not in used)
    parts = (
        f"--{used}\nContent-Type: text/plain\n\nHalo kak\n--{used}\nContent-Type: application/pdf; name=a.pdf\n\nPDF\n"
    )
    found = read(f"Content-Type: multipart/mixed{announced}\n\n{parts}--{used}--\n")
    assert (found.text, [one.name for one in found.attachments]) == ("Halo kak", ["a.pdf"])
    assert found.defects == ("boundary_missing",)
