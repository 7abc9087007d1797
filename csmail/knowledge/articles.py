"""Reads an article: `ID.LANGUAGE.md`, with lines on top between `---` and `---`, then Markdown.

| what can be wrong | what is told |
| --- | --- |
| not UTF-8, larger than 64 KiB, unreadable | the file |
| no lines on top, no title, an unknown key, a value of another kind | file and line, the keys there are |
| nothing below them | the file |
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from csmail.model import duration
from csmail.model.knowledge import Article, Section
from csmail.reason import BadValue, Place, Problem, Reason

FILE = re.compile(r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z]{2,3})\.md", re.ASCII)
TOP = re.compile(r"\A---[ \t]*\n(?P<top>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"## +(?P<title>.*?)(?: +#+)?\s*")
FENCE = re.compile(r" {0,3}(```|~~~)")
LARGEST = 64 * 1024
LONGEST_TITLE = 200


class BadArticle(Exception):
    """An article that cannot be read, with what is wrong with it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason.code)
        self.problem = problem


def parse(file: str, data: bytes) -> Article:
    """The article in `data`; `file` is its name, which FILE fits. Raises BadArticle."""
    text = _decoded(file, data)
    top = TOP.match(text)
    if top is None:
        raise BadArticle(Problem(Place(file, 1), Reason("article_without_top")))
    known = _fields(file, top["top"])
    found = FILE.fullmatch(file.rpartition("/")[2])
    assert found is not None
    whole = text[top.end() :]
    if not whole.strip():
        raise BadArticle(Problem(Place(file), Reason("article_empty")))
    return Article(id=found["id"], language=found["language"], sections=tuple(_sections(whole)), **known)


def anchor(heading: str) -> str:
    """How a section is named after `#`: `Kartu kredit` is `kartu-kredit`."""
    return "-".join(re.findall(r"\w+", heading.lower()))


def _decoded(file: str, data: bytes) -> str:
    if len(data) > LARGEST:
        raise BadArticle(Problem(Place(file), Reason.of("article_too_large", limit=LARGEST // 1024)))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadArticle(Problem(Place(file), Reason("not_utf8"))) from None


def _sections(text: str) -> Iterator[Section]:
    """Cut at headings of level 2 (CommonMark 4.2), those within a fenced block aside; two of one name are numbered."""
    heading, fenced = "", ""
    lines: list[str] = []
    taken: dict[str, int] = {}

    def section() -> Section:
        name = anchor(heading)
        taken[name] = taken.get(name, 0) + 1
        return Section(name if taken[name] == 1 else f"{name}-{taken[name]}", heading, "\n".join(lines).strip())

    for line in text.split("\n"):
        fence = FENCE.match(line)
        if fence and (not fenced or fence[1] == fenced):
            fenced = "" if fenced else fence[1]
        begins = None if fenced else HEADING.fullmatch(line)
        if begins is None:
            lines.append(line)
            continue
        if heading or any(map(str.strip, lines)):
            yield section()
        heading, lines = begins["title"], []
    yield section()


def _fields(file: str, top: str) -> dict[str, Any]:
    entries = _entries(file, top)
    lines = {key: number for number, key in _keys(top)}

    def wrong(key: str, reason: Reason) -> BadArticle:
        return BadArticle(Problem(Place(file, lines.get(key, 1)), reason))

    for key in entries:
        if key not in READERS:
            near = difflib.get_close_matches(str(key), READERS, 1)
            known = ", ".join(READERS)
            raise wrong(str(key), Reason.of("article_key", word=key, near="".join(near), known=known))
    found: dict[str, Any] = {}
    for key, value in entries.items():
        try:
            found[key] = READERS[key](value)
        except BadValue as error:
            raise wrong(key, error.reason) from None
    if "title" not in found:
        raise wrong("title", Reason("article_without_title"))
    return found


def _keys(top: str) -> Iterator[tuple[int, str]]:
    """Each key with its line in the file, of which the first is `---`."""
    for number, line in enumerate(top.split("\n"), 2):
        if line[:1].strip() and ":" in line:
            yield number, line.partition(":")[0].strip()


def _entries(file: str, top: str) -> Mapping[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(top) or {}
    except (YAMLError, ValueError, TypeError, ArithmeticError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or error
        raise BadArticle(Problem(Place(file, mark.line + 2 if mark else 1), Reason.of("not_yaml", said=said))) from None
    if not isinstance(found, dict):
        raise BadArticle(Problem(Place(file, 1), Reason("lines_on_top_unclear")))
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\n" in value.strip() or not value.strip():
        raise BadValue(Reason("one_line_of_text"))
    return value.strip()[:LONGEST_TITLE]


def _list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str | int | float) for one in value):
        raise BadValue(Reason("list_of_words"))
    return tuple(str(one).strip() for one in value)


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadValue(Reason.of("not_a_day", written=value)) from None


def _span(value: Any) -> Any:
    return duration.parse(str(value))


def _audience(value: Any) -> Any:
    if value not in ("customer", "internal"):
        raise BadValue(Reason.of("not_an_audience", written=value))
    return value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "aliases": _list,
    "tags": _list,
    "answers": _list,
    "reviewed": _day,
    "review_after": _span,
    "expires": _day,
    "audience": _audience,
    "owner": _text,
}
