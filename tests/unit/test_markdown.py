"""Markdown as a text and as HTML: both say the same, and no value brings markup of its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmail import markdown
from csmail.markdown import escaped, ignored, page, unescaped
from csmail.reason import BadValue

TAG = re.compile(r"</?[a-z0-9]+")
HREF = re.compile(r'href="([^"]*)"')
MARKS = st.text(st.sampled_from("ab1 \n\t\r*_`~[]()<>!#+-=.:&;/\\|\"'{}$^@,?h%é🌸\u202e"), max_size=40)
HOSTILE = [
    "[x](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>", "<a@evil.example>",
    "**b** _i_ `c`", "# heading\n## another", "heading\n===", "- list\n- list", "1. list", "    code", "```\ncode\n```",
    "> quote", "<b>x</b><script>y</script>", "&lt;b&gt; &#60;", "[x]: https://evil.example", "a\\", "---", "\t\tcode",
    "\n\n# heading", "![[x](https://a.example)](https://b.example)", "a  \nb", "* * *", "~~~", "|a|b|\n|-|-|",
    "\x0b# x", "\u2028# x", "x\r# y", "<!-- x", "[[tanggal]]", "{{ 7*7 }}",
]  # fmt: skip
AROUND = [
    "{}", "Halo {},\n\nterima kasih.", "- {}\n- b", "1. {}", "> {}", "**a** {} *b*", "# {}", "a **{}** b",
    "[{}](https://toko.example)", "[a](https://toko.example) {}", "a\n{}\nb", "`a` {}",
]  # fmt: skip


def shown(html: str) -> str:
    return html.partition("<body")[2].partition("\n")[2]


@pytest.mark.parametrize("around", AROUND)
@settings(max_examples=15)
@given(value=st.one_of(st.sampled_from(HOSTILE), MARKS))
def test_no_value_brings_markup_of_its_own(around: str, value: str) -> None:
    neutral, made = page(around.format("kata")), page(around.format(escaped(value)))
    expected = {*TAG.findall(shown(neutral.html)), "<p", "</p", "<br"}
    assert set(TAG.findall(shown(made.html))) <= expected
    assert set(HREF.findall(made.html)) <= set(HREF.findall(neutral.html))


@settings(max_examples=50)
@given(value=st.one_of(st.sampled_from(HOSTILE), MARKS))
def test_the_text_says_what_the_value_says(value: str) -> None:
    said = page(f"Kata: {escaped(value)} akhir").text
    assert said.split() == f"Kata: {value} akhir".split()
    assert unescaped(escaped(value)).split() == value.split()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Halo **Rina** *dan* `kode`", "Halo Rina dan kode"),
        ("[lacak](https://toko.example/l)", "lacak <https://toko.example/l>"),
        ("[https://toko.example](https://toko.example)", "https://toko.example"),
        ("<https://toko.example/a?b=1&c=2>", "https://toko.example/a?b=1&c=2"),
        ("<bantuan@toko.example>", "bantuan@toko.example"),
        ("[tulis](mailto:a@toko.example)", "tulis <mailto:a@toko.example>"),
        ("# Judul\n\nisi", "Judul\n\nisi"),
        ("- a\n- b", "- a\n- b"),
        ("* a\n* b", "- a\n- b"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("0. nol", "0. nol"),
        ("1. a\n\n   lagi\n2. b", "1. a\n\n   lagi\n\n2. b"),
        ("- a\n  - b\n    1. c", "- a\n  - b\n    1. c"),
        ("> kutip\n>\n> dua", "> kutip\n>\n> dua"),
        ("a\nb\\\nc", "a\nb\nc"),
        ("a\n\n---\n\nb", "a\n\n---\n\nb"),
        ("    kode", "kode"),
        ("```\nkode\n```", "kode"),
        ("[[berapa hari]] dan ⟦order.status⟧", "[[berapa hari]] dan ⟦order.status⟧"),
        ("&amp; &copy;", "& ©"),
        ("-", "-"),
    ],
)
def test_whoever_reads_the_text_alone_need_not_know_markdown(source: str, text: str) -> None:
    assert page(source).text == text + "\n"


def test_the_html_is_one_page_without_anything_from_elsewhere() -> None:
    html = page("Halo [a](https://toko.example) ![b](https://toko.example/b.png) <img src=x>", "id").html
    assert html.startswith('<!doctype html>\n<html lang="id">\n<head><meta charset="utf-8"></head>')
    assert not re.search(r"<(img|link|script|style|iframe|object)|<[^>]*(src=|url\()", html)
    assert "&lt;img src=x&gt;" in html
    assert '!<a href="https://toko.example/b.png">b</a>' in html


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "ftp://a.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "a.html",
        "#a",
        "vbscript:x",
        "file:///etc/passwd",
        "JAVASCRIPT:x",
        "https:",
        "mailto:",
        "java\tscript:x",
        "&#106;avascript:x",
    ],
)
def test_other_links_stay_as_they_are_written(url: str) -> None:
    made = page(f"[lihat]({url})")
    assert "href" not in made.html
    assert "lihat" in made.text


def test_what_its_author_meant_otherwise_is_told_and_nothing_else() -> None:
    source = "<b>x</b> ![a](https://a.example) [b](http://b.example) <https://c.example> <d@e.example> \\<i\\> a < b"
    assert list(ignored(source)) == ["<b>", "</b>", "![", "](http://b.example)"]
    assert list(ignored(escaped(source))) == []


def test_html_that_grows_too_large_is_refused() -> None:
    with pytest.raises(BadValue) as told:
        page("&" * 60_000)
    assert told.value.reason.code == "html_too_large"


def test_a_token_that_nobody_knows_is_never_passed_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "BLOCKS", markdown.BLOCKS - {"hr"})
    monkeypatch.setattr(markdown, "WITHIN", markdown.WITHIN - {"em_open"})
    for source in ("a\n\n---", "*a*"):
        with pytest.raises(BadValue) as told:
            page(source)
        assert told.value.reason.code == "markdown_unknown"


@pytest.mark.parametrize("piece", ["*", "[", "[a](", "> ", "- ", "`", "<", "a**b", "![[", "\\", "_*", "[](<", "1. "])
def test_no_text_nests_too_deep(piece: str) -> None:
    assert page(piece * (20_000 // len(piece))).html
