"""Several wordings of one text: which is taken, and that nobody reads the same twice in a row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail import templates
from csmail.errors import ConfigurationError
from csmail.ports import Earlier, Gap
from csmail.templates.wordings import chosen

FILES = ("a.id.txt", "a.id.2.txt", "a.id.4.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, file in enumerate(FILES, 1):
        (tmp_path / file).write_text(f'---\nsubject: "S{number}"\n---\n{{% include "_part" %}} text {number}')
    (tmp_path / "_part.id.txt").write_text("part 1")
    (tmp_path / "_part.id.2.txt").write_text("part 2")
    (tmp_path / "b.id.txt").write_text("alone")
    return tmp_path


@given(
    st.integers(1, 9), st.lists(st.sampled_from(FILES), max_size=12), st.lists(st.sampled_from(FILES), max_size=12),
    st.text(max_size=6),
)  # fmt: skip
def test_the_least_used_is_taken_and_deciding_twice_takes_the_same(
    letters: int, here: list[str], elsewhere: list[str], conversation: str
) -> None:
    for _ in range(letters):
        earlier = Earlier(conversation, tuple(here), tuple(elsewhere))
        taken = chosen(FILES, earlier)
        assert taken == chosen(FILES, earlier)
        used = Counter((*here, *elsewhere))
        assert used[taken] == min(used[file] for file in FILES)
        equal = [file for file in FILES if used[file] == used[taken]]
        if here and here[-1] in equal and len(equal) > 1:
            assert taken != here[-1]
        here = [*here, taken]


def test_conversations_begin_with_different_wordings() -> None:
    begun = {chosen(FILES, Earlier(f"K7F3{number:02}")) for number in range(40)}
    assert begun == set(FILES)


def test_a_text_of_one_wording_names_none(folder: Path) -> None:
    found = templates.open(folder).render("b", "id", {})
    assert (found.text, found.wording) == ("alone\n", ())


def test_a_text_and_its_parts_are_chosen_each_and_kept(folder: Path) -> None:
    desk = templates.open(folder)
    here: tuple[str, ...] = ()
    read = []
    for _ in range(6):
        found = desk.render("a", "id", {}, Earlier("K7F3Q2", here))
        text, part = found.wording
        assert found.text == f"part {2 if '.2.' in part else 1} text {FILES.index(text) + 1}\n"
        assert found.subject == f"S{FILES.index(text) + 1}"
        here = (*here, *found.wording)
        read.append(found.text)
    assert len(set(read)) == 6, "three texts by two parts"


def test_languages_are_told_once_and_gaps_in_the_numbers_are_fine(folder: Path) -> None:
    desk = templates.open(folder)
    assert (desk.names(), desk.languages("a"), desk.wordings("a", "id")) == (("a", "b"), ("id",), FILES)
    assert desk.text("a", "id", 4).endswith("text 3")
    assert desk.render_wording("a.id.2.txt", {}).text == "part 1 text 2\n"
    with pytest.raises(ConfigurationError, match="has no wording 3; there are: 1, 2, 4"):
        desk.text("a", "id", 3)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("a.id.10.txt", "numbered from 2 to 9"), ("a.id.1.txt", "numbered from 2 to 9"),
        ("a.id.02.txt", "numbered from 2 to 9"), ("c.id.2.txt", "there is no c.id.txt beside it"),
        ("_part.en.2.txt", "there is no _part.en.txt beside it"),
    ],
)  # fmt: skip
def test_an_odd_number_is_told_with_its_file(file: str, why: str, folder: Path) -> None:
    (folder / file).write_text("x")
    with pytest.raises(ConfigurationError, match=why) as caught:
        templates.open(folder)
    assert caught.value.place.file == f"templates/{file}"


def test_a_name_that_is_needed_and_empty_becomes_a_gap(tmp_path: Path) -> None:
    (tmp_path / "a.id.txt").write_text("---\nneeds: [order, courier]\n---\nPesanan {{ order }}, {{ courier }}")
    desk = templates.open(tmp_path)
    found = desk.render("a", "id", {"order": "", "courier": Gap("courier")})
    assert (found.text, found.missing) == ("Pesanan [[order]], [[courier]]\n", ("order", "courier"))
    found = desk.render("a", "id", {"order": "12345", "courier": "JNE"})
    assert (found.text, found.missing) == ("Pesanan 12345, JNE\n", ())
