"""`mood` in rules.yaml: words of the desk's own reach every desk, and mistakes are told with their places."""

from __future__ import annotations

import pytest

from csmail.model.desk import MoodWords
from tests.unit.config.conftest import DESK, Loaded, Told


def test_words_of_the_file_reach_the_desk_also_when_rules_are_not_read(loaded: Loaded) -> None:
    config = loaded(DESK + "mood: {upset: [zonk*, tidak amanah], not: lampu darurat}\n")
    words = MoodWords(("zonk*", "tidak amanah"), ("lampu darurat",))
    assert [one.desk.mood_words for one in config.desks.values()] == [words] * len(config.desks)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{upset: []}", "expected words: [kapok, tidak amanah]"),
        ("{upset: ['*']}", "has no word in it"),
        ("{not: [one two three four five six seven eight nine]}", "a phrase has at most 8 words"),
        ("{angry: [zonk]}", "unknown key 'angry'"),
        ("{upset: [zonk], not: [zonk]}", "'zonk' stands under upset too"),
    ],
)
def test_a_mistake_is_told_with_its_place(given: str, why: str, told: Told) -> None:
    problems = told(f"{DESK}mood: {given}\n")
    assert [why in one and ": mood" in one for one in problems] == [True], problems
