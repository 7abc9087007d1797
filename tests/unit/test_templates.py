"""Templates: languages, names, bounds; mail text is only ever a value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csmail import templates
from csmail.errors import ConfigurationError
from csmail.wording import dates_and_money

SHIPPED = Path(__file__).parents[2] / "templates"
Folder = Callable[..., templates.FolderTemplates]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    def write(**files: str) -> templates.FolderTemplates:
        for name, text in files.items():
            (tmp_path / f"{name.replace('__', '.')}.txt").write_text(text, encoding="utf-8")
        return templates.open(tmp_path)

    return write


def test_the_language_asked_for_is_used(folder: Folder) -> None:
    desk = folder(hello__id="Halo {{ name }}", hello__en="Hello {{ name }}")
    assert desk.render("hello", "id", {"name": "Sari"}).text == "Halo Sari\n"
    assert desk.render("hello", "en", {"name": "Sari"}).text == "Hello Sari\n"


def test_english_stands_in_for_a_language_that_is_not_there(folder: Folder) -> None:
    found = folder(hello__id="Halo", hello__en="Hello").render("hello", "de", {})
    assert (found.text, found.language) == ("Hello\n", "en")


def test_any_language_is_better_than_none(folder: Folder) -> None:
    assert folder(hello__id="Halo").render("hello", "en", {}).language == "id"


def test_what_a_customer_wrote_is_never_read_as_a_template(folder: Folder) -> None:
    hostile = "{{ 7*7 }}{% for x in y %}{# #}{{ self.__init__ }}"
    desk = folder(hello__en='---\nsubject: "{{ subject }}"\n---\n{{ text }}|{{ text | quote }}')
    found = desk.render("hello", "en", {"text": hostile, "subject": hostile})
    assert found.text == f"{hostile}|> {hostile}\n"
    assert found.subject == hostile
    again = folder(again__en="{{ text }}").render("again", "en", {"text": found.text.strip()})
    assert again.text == found.text, "rendered twice is rendered once"


def test_markup_in_a_value_is_left_alone(folder: Folder) -> None:
    assert folder(hello__en="{{ text }}").render("hello", "en", {"text": "<b> & 'c'"}).text == "<b> & 'c'\n"


def test_a_subject_is_one_short_line(folder: Folder) -> None:
    desk = folder(hello__en='---\nsubject: "{{ subject }}"\n---\nHello')
    found = desk.render("hello", "en", {"subject": "a\r\nBcc: victim@x.example " + "b" * 500})
    assert "\n" not in found.subject
    assert "\r" not in found.subject
    assert len(found.subject) == 200


def test_an_undefined_name_is_told_with_place_and_the_names_there_are(folder: Folder) -> None:
    desk = folder(hello__en="---\ndescription: x\n---\nHello\n\n{{ custmer }}")
    with pytest.raises(ConfigurationError) as caught:
        desk.render("hello", "en", {"customer": "a", "agent": "b"})
    assert caught.value.message == "templates/hello.en.txt:6: custmer is not defined (did you mean customer?)"
    assert "names there are: agent, customer" in caught.value.hint
    assert "agent, customer, language" in caught.value.hint


def test_an_undefined_name_in_a_part_names_the_part(folder: Folder) -> None:
    desk = folder(_closing__en="Bye\n{{ who }}", hello__en='Hello\n{% include "_closing" %}')
    with pytest.raises(ConfigurationError, match=r"templates/_closing\.en\.txt:2: who is not defined"):
        desk.render("hello", "en", {})


def test_a_guarded_name_may_be_missing(folder: Folder) -> None:
    desk = folder(hello__en="Hello{% if order is defined %} {{ order }}{% endif %}{{ note | default('.') }}")
    assert desk.render("hello", "en", {}).text == "Hello.\n"
    assert desk.variables("hello") == {"order", "note"}


def test_variables_are_found_in_parts_subjects_and_every_language(folder: Folder) -> None:
    desk = folder(
        _closing__en="{{ agent }}",
        hello__en='---\nsubject: "{{ subject }}"\n---\n{% include "_closing" %}',
        hello__id="{% for line in lines %}{{ loop.index }}{{ line }}{% endfor %}",
    )
    assert desk.variables("hello") == {"agent", "subject", "lines"}


def test_parts_are_no_templates(folder: Folder) -> None:
    desk = folder(_closing__en="Bye", hello__en="Hello")
    assert desk.names() == ("hello",)
    with pytest.raises(ConfigurationError, match="there is no template '_closing'"):
        desk.render("_closing", "en", {})


def test_a_template_that_is_not_there_is_told_with_the_nearest(folder: Folder) -> None:
    with pytest.raises(ConfigurationError) as caught:
        folder(acknowledgement__en="x").render("acknowledgment", "en", {})
    assert caught.value.hint.startswith("did you mean acknowledgement?")


@pytest.mark.parametrize("name", ["../secret", "../../etc/passwd", "/etc/passwd", "", ".", "a\0b"])
def test_nothing_outside_the_folder_can_be_named(folder: Folder, tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "secret.en.txt").write_text("secret", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="there is no template"):
        folder(hello__en="x").render(name, "en", {})


@pytest.mark.parametrize("path", ["_../../secret", "../secret.en.txt", "_/etc/passwd.txt"])
def test_nothing_outside_the_folder_can_be_included(folder: Folder, tmp_path: Path, path: str) -> None:
    (tmp_path.parent / "secret.en.txt").write_text("secret", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        folder(hello__en='{% include "' + path + '" %}').render("hello", "en", {})


BOMBS = [
    "{{ 'x' * 10**8 }}", "{{ 'x' * 100000000 }}", "{{ 9**9**9 }}", "{{ '%100000000d' % 1 }}", "{{ 'x' ~ text }}",
    "{{ text | center(100000000) }}", "{{ text | indent(100000000) }}", "{{ text | replace('a', text) }}",
    "{{ text.ljust(100000000) }}", "{{ '{:>100000000}'.format(1) }}", "{{ text | join(text) }}",
    "{% set a = text ~ text %}{{ a }}", "{% with a = text %}{{ a }}{% endwith %}", "{{ range(10**7) | list }}",
    "{% for a in text %}{% for b in text %}{% endfor %}{% endfor %}", "{% for a in text %}{{ text }}{% endfor %}",
    "{% include 'bomb.en.txt' %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ lipsum(100000) }}",
    "{% for a in text recursive %}{{ loop(text) }}{% endfor %}", "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ text | truncate(1, true, text * 3) }}", "{{ 10**400 }}", "{{ 1 / 0 }}", "{{ 'a' + 'b' }}",
]  # fmt: skip
ESCAPES = [
    "{{ ''.__class__ }}", "{{ text['__class__'] }}", "{{ text | attr('__class__') }}", "{{ cycler.__init__ }}",
    "{{ self.__init__.__globals__ }}", "{{ dict(a=1) }}", "{{ namespace() }}", "{{ text.upper() }}",
    "{% import 'x' as y %}", "{% extends '_x' %}", "{% block b %}{% endblock %}", "{{ [1] | map('upper') }}",
    "{{ text | map(attribute='__class__') | list }}", "{{ {'a': 1} }}", "{% filter upper %}x{% endfilter %}",
]  # fmt: skip


@pytest.mark.parametrize("template", BOMBS + ESCAPES)
def test_a_template_that_would_swell_or_reach_out_is_refused(folder: Folder, template: str) -> None:
    with pytest.raises(ConfigurationError, match=r"templates/bomb\.en\.txt"):
        folder(bomb__en=template).render("bomb", "en", {"text": "a" * 60_000})


def test_a_part_includes_nothing(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match=r"templates/_a\.en\.txt:1: a part includes nothing"):
        folder(_a__en='{% include "_a" %}', hello__en='{% include "_a" %}').render("hello", "en", {})


def test_a_text_over_64_kibibytes_is_refused(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="grew over 64 KiB"):
        folder(hello__en="{{ text }}{{ text }}").render("hello", "en", {"text": "a" * 40_000})


def test_only_plain_values_go_in(folder: Folder) -> None:
    desk = folder(hello__en="{{ x }}")
    for value in (object(), ["a"], {"a": 1}, None, (1,), Path("a"), folder):
        with pytest.raises(TypeError, match="template variable 'x'"):
            desk.render("hello", "en", {"x": value})


def test_a_syntax_error_names_file_and_line(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match=r"templates/hello\.en\.txt:2: "):
        folder(hello__en="Hello\n{% if x %}").render("hello", "en", {"x": 1})


def test_an_unknown_filter_tells_which_there_are(folder: Folder) -> None:
    with pytest.raises(ConfigurationError) as caught:
        folder(hello__en="{{ x | rupee }}").render("hello", "en", {"x": 1})
    assert "rupiah" in caught.value.hint


@pytest.mark.parametrize(
    ("top", "words"),
    [
        ("subjct: x", "unknown key 'subjct'"),
        ("subject: [a]", "cannot be understood"),
        ("just words", "cannot be understood"),
        ('subject: "Hi\\r\\nBcc: spy@other.example"', "subject has more than one line"),
        ("subject: a: b", "hello.en.txt:2"),
        ("subject: a\nsubject: b", "hello.en.txt"),
    ],
)
def test_lines_on_top_that_cannot_be_read_are_told(folder: Folder, top: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        folder(hello__en=f"---\n{top}\n---\nHello").render("hello", "en", {})


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "hello.en.txt").write_bytes(b"caf\xe9")
    with pytest.raises(ConfigurationError, match="is not UTF-8"):
        templates.open(tmp_path).render("hello", "en", {})


def test_a_file_that_is_too_large_is_told(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="larger than 64 KiB"):
        folder(hello__en="x" * 70_000).render("hello", "en", {})


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no templates there") as caught:
        templates.open(tmp_path / "nowhere")
    assert "csmail init" in caught.value.hint


def test_dates_times_and_sums_are_said_in_the_language_of_the_template(folder: Folder) -> None:
    words = "{{ today | date }} / {{ at | time }} / {{ sum | rupiah }} / {{ tags | join }}"
    desk = folder(hello__en=words, hello__id=words)
    values = {
        "today": date(2026, 7, 6),
        "at": datetime(2026, 7, 6, 14, 5, tzinfo=UTC),
        "sum": 1250000,
        "tags": ("a", "b"),
    }
    assert desk.render("hello", "id", values).text == "Senin, 6 Juli 2026 / 14.05 / Rp1.250.000 / a, b\n"
    assert desk.render("hello", "en", values).text == "Monday, 6 July 2026 / 14:05 / IDR 1,250,000 / a, b\n"


@pytest.mark.parametrize(
    ("length", "indonesian", "english"),
    [
        (timedelta(minutes=30), "30 menit", "30 minutes"),
        (timedelta(hours=1), "1 jam", "1 hour"),
        (timedelta(days=1, hours=2), "1 hari 2 jam", "1 day 2 hours"),
        (timedelta(0), "", ""),
        (-timedelta(hours=3), "", ""),
    ],
)
def test_a_span_is_said_in_words(length: timedelta, indonesian: str, english: str) -> None:
    assert dates_and_money.span(length, "id") == indonesian
    assert dates_and_money.span(length, "en") == english


def test_every_shipped_template_is_there_in_both_languages() -> None:
    desk = templates.open(SHIPPED)
    assert {name: desk.languages(name) for name in desk.names()} == dict.fromkeys(desk.names(), ("en", "id"))
    assert all(desk.description(name) for name in desk.names())


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_shipped_template_renders_with_the_example_values(language: str) -> None:
    desk = templates.open(SHIPPED)
    for name in desk.names():
        found = desk.render(name, language, templates.EXAMPLE)
        assert len(found.text) > 100
        assert "\n\n\n" not in found.text
        assert "{" not in found.text + found.subject


@pytest.mark.parametrize("name", ["acknowledgement", "refund-received", "complaint-received"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_an_acknowledgement_carries_no_words_of_the_sender(name: str, language: str) -> None:
    """Zendesk's relay spam of 2025: a subject or a name of the sender's choice, mailed to a victim."""
    desk = templates.open(SHIPPED)
    promises = {"answer_by", "answer_within"}
    assert desk.variables(name) <= {"conversation", "customer_name", "signature", "desk_name"} | promises
    found = desk.render(name, language, {**templates.EXAMPLE, "customer_name": "", "subject": "BUY"})
    assert found.subject, "a subject of its own, not the sender's"
    assert "BUY" not in found.subject + found.text
