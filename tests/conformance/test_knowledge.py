"""The table knowledge.yaml: its articles as files of a folder, its questions asked as those of customers are."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from csmail.knowledge import ArticleFolder
from csmail.knowledge import open as open_folder
from csmail.ports.knowledge import Question
from tests.conformance._cases import table

FOLDER = Path(os.environ.get("CSMAIL_CONFORMANCE") or Path(__file__).parent)
FIRST, THREE = 0.85, 0.95
TODAY = date(2026, 7, 6)
ON_TOP = ("tags", "answers", "reviewed", "review_after", "expires", "audience", "owner")

pytestmark = pytest.mark.skipif(not (FOLDER / "knowledge.yaml").exists(), reason="there is no table knowledge.yaml")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> ArticleFolder:
    folder = tmp_path_factory.mktemp("knowledge")
    for article in table("knowledge.yaml")["articles"]:
        for language in article["title"]:
            _write(folder, article, language)
    return open_folder(folder, None, {})


def _write(folder: Path, article: Mapping[str, Any], language: str) -> None:
    top = {key: str(article[key]) if key == "review_after" else article[key] for key in ON_TOP if key in article}
    top |= {"title": article["title"][language], "aliases": article.get("aliases", {}).get(language, [])}
    with (folder / f"{article['id']}.{language}.md").open("w", encoding="utf-8") as file:
        file.write("---\n")
        YAML(typ="safe").dump(top, file)
        file.write(f"---\n{article['body'][language]}")


def suggested(articles: ArticleFolder, case: Mapping[str, Any]) -> Sequence[str]:
    asked = Question(case["question"], case.get("language", "id"))
    return [hit.article.id for hit in articles.suggest(asked, TODAY, 3)]


def test_the_right_article_comes_first_or_among_three(articles: ArticleFolder) -> None:
    tried = [(case, suggested(articles, case)) for case in table("knowledge.yaml")["cases"] if case["right"]]
    not_first = [(case["id"], found) for case, found in tried if not {*found[:1]} & {*case["right"]}]
    missed = [(case["id"], found) for case, found in tried if not {*found} & {*case["right"]}]
    assert len(tried) - len(not_first) >= FIRST * len(tried), not_first
    assert len(tried) - len(missed) >= THREE * len(tried), missed


def test_nothing_is_suggested_where_nothing_fits(articles: ArticleFolder) -> None:
    asked = [case for case in table("knowledge.yaml")["cases"] if not case["right"]]
    assert not [case["id"] for case in asked if suggested(articles, case)]


def test_what_is_suggested_says_which_words_of_the_question_hit(articles: ArticleFolder) -> None:
    hits = articles.suggest(Question("Berapa ongkir ke Medan?", "id"), TODAY, 3)
    assert [(hit.cited, hit.words) for hit in hits][:1] == [("ongkos-kirim", ("ongkir",))]
