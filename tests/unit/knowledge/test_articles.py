"""Articles as files: what is read of them, what is said of wrong ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.knowledge.articles import FILE, BadArticle, anchor, parse
from csmail.model.knowledge import Section

WHOLE = """\
---
title: Pengembalian dana
aliases: [uang kembali, refund]
tags: [refund]
answers: [refund-steps]
reviewed: 2026-06-01
review_after: 180d
expires: 2027-01-01
audience: internal
owner: sari@toko.example
---
Dana kembali dalam 3 hari.

```
## bukan judul
```

## Kartu kredit ##
Bank perlu 14 hari.

## Kartu kredit
Sekali lagi.
"""


def test_an_article_is_read_whole() -> None:
    article = parse("knowledge/kembali-dana.id.md", WHOLE.encode())
    assert (article.id, article.language, article.title) == ("kembali-dana", "id", "Pengembalian dana")
    assert (article.aliases, article.tags, article.answers) == (
        ("uang kembali", "refund"),
        ("refund",),
        ("refund-steps",),
    )
    assert (article.audience, article.owner, article.expires) == ("internal", "sari@toko.example", date(2027, 1, 1))
    assert article.due_on == date(2026, 6, 1) + timedelta(days=180)
    assert article.sections == (
        Section("", "", "Dana kembali dalam 3 hari.\n\n```\n## bukan judul\n```"),
        Section("kartu-kredit", "Kartu kredit", "Bank perlu 14 hari."),
        Section("kartu-kredit-2", "Kartu kredit", "Sekali lagi."),
    )


def test_the_days_of_an_article_count_from_the_day_itself() -> None:
    article = parse("kembali-dana.id.md", WHOLE.encode())
    assert not article.due(date(2026, 11, 27))
    assert article.due(date(2026, 11, 28))
    assert not article.expired(date(2027, 1, 1))
    assert article.expired(date(2027, 1, 2))


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"Tanpa judul", 1, "article_without_top"),
        (b"---\ntags: [a]\n---\nx", 1, "article_without_title"),
        (b"---\ntitle: A\n---\n \n", 0, "article_empty"),
        (b"---\ntitle: A\ntag: [a]\n---\nx", 3, "article_key"),
        (b"---\ntitle: A\ntags: refund\n---\nx", 3, "list_of_words"),
        (b"---\ntitle: [A]\n---\nx", 2, "one_line_of_text"),
        (b"---\ntitle: A\nreviewed: kemarin\n---\nx", 3, "not_a_day"),
        (b"---\ntitle: A\nreview_after: lama\n---\nx", 3, "not_a_span"),
        (b"---\ntitle: A\naudience: semua\n---\nx", 3, "not_an_audience"),
        (b"---\ntitle: A\n  b: [\n---\nx", 3, "not_yaml"),
        (b"---\n- A\n---\nx", 1, "lines_on_top_unclear"),
        (b"---\ntitle: A\n---\n\xff", 0, "not_utf8"),
        (b"---\ntitle: A\n---\n" + b"x" * 65536, 0, "article_too_large"),
    ],
)
def test_a_wrong_article_is_named_with_its_line(data: bytes, line: int, code: str) -> None:
    with pytest.raises(BadArticle) as wrong:
        parse("knowledge/a.id.md", data)
    place = wrong.value.problem.place
    assert (place.file, place.line, wrong.value.problem.reason.code) == ("knowledge/a.id.md", line, code)


@given(st.binary(max_size=300).map(lambda tail: b"---\ntitle: A\n" + tail) | st.binary(max_size=200))
def test_any_octets_are_an_article_or_one_clear_problem(data: bytes) -> None:
    try:
        article = parse("a.id.md", data)
    except BadArticle:
        return
    assert article.title
    assert len({one.anchor for one in article.sections}) == len(article.sections)


def test_names_of_files_and_sections() -> None:
    assert FILE.fullmatch("kembali-dana.id.md")
    assert not any(map(FILE.fullmatch, ("Kembali.id.md", "a.id.txt", "a.md", "../a.id.md", "-a.id.md")))
    assert anchor("Kartu kredit & debit: 3D") == "kartu-kredit-debit-3d"
