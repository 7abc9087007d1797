"""Mail texts in a folder, each with its subject on top if it has one of its own; which files are texts says `files`.

Names in {{ double braces }} are filled in, once: what a customer wrote is a value and never read as a template again. A
file may open with a few lines between `---` and `---`, see `front_matter`. What is written in Markdown becomes a text
and HTML.

| what can go wrong | what the user sees (ConfigurationError, nothing is sent) |
| --- | --- |
| no folder, no such template | where was looked, which templates there are |
| the lines on top are no YAML, or hold another key | file and line, the keys there are |
| a file that goes with it is missing or cannot go | file and line, see `attachments` |
| not UTF-8, larger than 64 KiB, unreadable | the file |
| everything in the text itself | see `sandbox` |
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csmail.errors import ConfigurationError
from csmail.ports import FIRST, Earlier, Gap, Rendered
from csmail.reason import BadValue, Place, Problem, Reason
from csmail.templates import files
from csmail.templates.attachments import attached
from csmail.templates.front_matter import TOP, FrontMatter, front_matter, wrong
from csmail.templates.wordings import chosen

if TYPE_CHECKING:
    from csmail.templates.sandbox import Sandbox

INLINE = re.compile(r"\{[{%]")
"""A text instead of a name: no name of a template has a brace."""
NAMELESS = "text.{}.txt"
HOLES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
LARGEST_FILE = 64 * 1024
LARGEST_MARKDOWN = 128 * 1024
"""Characters of a text that is filled in, in which every mark of a value has a backslash before it."""
LONGEST_SUBJECT = 200
CLOSING = "_closing"


def open(folder: Path) -> FolderTemplates:
    """The templates of `folder`; files are read when first used. Raises ConfigurationError when there is no folder, or
    others may write there."""
    try:
        return FolderTemplates(folder, files.found(folder))
    except OSError as error:
        why = Reason.of("no_templates", folder=folder, said=error.strerror)
        raise ConfigurationError(why, Reason("init_writes_templates")) from None


@dataclass(slots=True)
class _Choice:
    """Which wordings one text takes of itself and of its parts: each by what the customer has read; `closing` is the
    file of the part that ends letters."""

    groups: files.Groups
    earlier: Earlier | None
    several: list[str] = field(default_factory=list)
    closing: str = ""

    def __call__(self, first: str) -> str:
        name, language, *_ = first.split(".")
        kind = files.is_markdown(first)
        there = self.groups.get(name, {}).get(language, ())
        those = tuple(one for one in there if files.is_markdown(one) is kind)
        file = chosen(those, self.earlier) if those and self.earlier is not None else first
        self.several.extend((file,) if len(those) > 1 and self.earlier is not None else ())
        self.closing = file if name == CLOSING else self.closing
        return file


class FolderTemplates:
    """The port `Templates` over one folder. A change of a file shows after the folder is opened again."""

    def __init__(self, folder: Path, found: Mapping[str, Path]) -> None:
        self._folder = folder
        self._files = found
        self._groups = files.grouped(found)
        self._tops: dict[str, FrontMatter] = {}
        self._sandboxes: dict[bool, Sandbox] = {}

    def names(self) -> tuple[str, ...]:
        """Sorted, without the parts that are only included."""
        return tuple(name for name in self._groups if not name.startswith("_"))

    def languages(self, name: str) -> tuple[str, ...]:
        """The languages that template `name` is written in."""
        return tuple(self._groups.get(name, {}))

    def wordings(self, name: str, language: str) -> tuple[str, ...]:
        """The files of `name` in that language, that without a number first."""
        return self._groups.get(name, {}).get(language, ())

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        """Template `name` in `language`, else in English, else in the first language there is.

        Of several wordings the one that the customer has read least.
        """
        if INLINE.search(name):
            return self._inline(name, language, variables)
        choice = _Choice(self._groups, earlier)
        made = self._rendered(choice(self.wordings(name, self._language(name, language))[0]), variables, choice)
        return replace(made, wording=tuple(dict.fromkeys(choice.several)))

    def render_wording(self, file: str, variables: Mapping[str, Any]) -> Rendered:
        """This very file, with the first wording of its parts. Raises ConfigurationError."""
        return self._rendered(file, variables, _Choice(self._groups, None))

    def closing(
        self, language: str, variables: Mapping[str, Any], wording: Sequence[str] = (), markdown: bool = False
    ) -> str:
        """The closing alone, that of `wording` where it is among them; "" where there is none in that language.

        Raises ConfigurationError.
        """
        there = self.wordings(CLOSING, language)
        file = next((one for one in wording if one in there), there[0] if there else "")
        everything = {**variables, "language": language}
        return _tidy(self._fill(file, everything, markdown)) if file else ""

    def _rendered(self, file: str, variables: Mapping[str, Any], choice: _Choice) -> Rendered:
        top, found = self._top(file), file.split(".")[1]
        markdown = files.is_markdown(file)
        missing = tuple(name for name in top.needs if _is_missing(variables.get(name)))
        everything = {**variables, "language": found, **{name: _gap(name) for name in missing}}
        with self._environment(markdown).choosing(choice):
            text = _tidy(self._fill(file, everything, markdown))
        subject = self._fill(f"{file}#subject", everything) if top.subject else ""
        made = Rendered(
            text, " ".join(subject.split())[:LONGEST_SUBJECT], found, missing=missing, attach=self._attached(file),
            closing=self._closing(choice.closing, text, everything, markdown),
        )  # fmt: skip
        return _in_both(made, file) if markdown else made

    def _closing(self, file: str, text: str, variables: Mapping[str, Any], markdown: bool) -> str:
        """The closing that the text ends with, as it was filled in."""
        said = _tidy(self._fill(file, variables, markdown)) if file else ""
        return said if said and text.endswith(said) else ""

    def _attached(self, file: str) -> tuple[Path, ...]:
        names = self._top(file).attach
        try:
            return attached(self._folder, names) if names else ()
        except BadValue as error:
            raise wrong(self._read(file), file, "attach", error.reason) from None

    def _inline(self, text: str, language: str, variables: Mapping[str, Any]) -> Rendered:
        """A text that was given in the place of a name."""
        from csmail.templates import sandbox

        file = NAMELESS.format(language)
        alone = sandbox.environment({file: text}.get)
        return Rendered(_tidy(sandbox.fill(alone, file, {**variables, "language": language})), "", language)

    def variables(self, name: str) -> frozenset[str]:
        """Every name that `name` uses in any language, guarded by `is defined` or not. Raises ConfigurationError."""
        from csmail.templates import sandbox

        found: frozenset[str] = frozenset()
        for file in (file for language in self.languages(name) for file in self.wordings(name, language)):
            found |= sandbox.undeclared(self._environment(files.is_markdown(file)), file)
            found |= sandbox.undeclared(self._environment(), f"{file}#subject")
        return found - {"language"}

    def description(self, name: str) -> str:
        """What the file says it is for; "" when it says nothing."""
        return next((top.description for top in self.tops(name) if top.description), "")

    def tops(self, name: str) -> tuple[FrontMatter, ...]:
        """What the first wording in each language says of itself. Raises ConfigurationError."""
        return tuple(self._top(self.wordings(name, language)[0]) for language in self.languages(name))

    def top(self, file: str) -> FrontMatter:
        """What a file says of itself. Raises ConfigurationError."""
        return self._top(file)

    def text(self, name: str, language: str, number: int = 1) -> str:
        """The file as it is written. Raises ConfigurationError."""
        return self._read(self.wording(name, language, number))

    def wording(self, name: str, language: str, number: int) -> str:
        """The file of that wording. Raises ConfigurationError when there is none."""
        there = self.wordings(name, self._language(name, language))
        for file in there:
            if files.number(file) == number:
                return file
        known = ", ".join(str(files.number(file)) for file in there)
        raise ConfigurationError(Reason.of("no_such_wording", name=name, number=number, known=known))

    def with_parts(self, file: str) -> tuple[str, ...]:
        """A file with the parts that it includes. Raises ConfigurationError."""
        from csmail.templates import sandbox

        parts = sandbox.parts(self._environment(files.is_markdown(file)), file)
        return (file, *(part for part in parts if part in self._files))

    def source(self, file: str) -> str:
        """A file of the folder as it is written. Raises ConfigurationError."""
        return self._read(file)

    def languages_of(self, name: str) -> tuple[str, ...]:
        """The languages of a template that is there. Raises ConfigurationError when it is not."""
        there = self.languages(name)
        if not there or name.startswith("_"):
            near = difflib.get_close_matches(name, self.names(), 1)
            known = Reason.of("templates_there_are", near="".join(near), known=", ".join(self.names()) or "-")
            raise ConfigurationError(Reason.of("no_such_template", folder=self._folder, name=name), known)
        return there

    def _language(self, name: str, language: str) -> str:
        there = self.languages_of(name)
        return next((wanted for wanted in (language, "en") if wanted in there), there[0])

    def _fill(self, file: str, variables: Mapping[str, Any], markdown: bool = False) -> str:
        from csmail.templates import sandbox

        largest = LARGEST_MARKDOWN if markdown else sandbox.LARGEST
        return sandbox.fill(self._environment(markdown), file, variables, largest)

    def _environment(self, markdown: bool = False) -> Sandbox:
        if markdown not in self._sandboxes:
            from csmail.templates import sandbox

            self._sandboxes[markdown] = sandbox.environment(self._source, markdown)
        return self._sandboxes[markdown]

    def _source(self, file: str) -> str | None:
        """What jinja2 sees: the lines on top become a comment of as many lines, so that line numbers stay true."""
        if file.endswith("#subject"):
            return self._top(file.removesuffix("#subject")).subject
        if file not in self._files:
            return None
        self._top(file)
        text = self._read(file)
        top = TOP.match(text)
        return text if not top else "{#" + "\n" * top[0].count("\n") + "-#}" + text[top.end() :]

    def _top(self, file: str) -> FrontMatter:
        if file not in self._tops:
            self._tops[file] = front_matter(self._read(file), file)
        return self._tops[file]

    def _read(self, file: str) -> str:
        place = Place(f"templates/{file}")
        try:
            data = self._files[file].read_bytes()
        except OSError as error:
            why = Problem(place, Reason.of("template_unreadable", said=error.strerror))
            raise ConfigurationError(why, Reason("check_its_mode")) from None
        if len(data) > LARGEST_FILE:
            why = Problem(place, Reason.of("template_too_large", limit=LARGEST_FILE // 1024))
            raise ConfigurationError(why, Reason("template_is_a_page"))
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise ConfigurationError(Problem(place, Reason("not_utf8")), Reason("save_as_utf8")) from None


def _is_missing(value: object) -> bool:
    return value is None or value == "" or isinstance(value, Gap)


def _tidy(text: str) -> str:
    """One empty line where a part that was left out leaves several; no white space at either end."""
    return HOLES.sub("\n\n", text).strip() + "\n"


def _gap(name: str) -> str:
    """What is left to fill in; a plain value would be escaped in Markdown."""
    from csmail.templates.filters import Verbatim

    return Verbatim(f"[[{name}]]")


def _in_both(made: Rendered, file: str) -> Rendered:
    """What was filled in as Markdown, as text and HTML. Raises ConfigurationError."""
    from csmail import markdown

    try:
        page = markdown.page(made.text, made.language)
    except BadValue as error:
        why = Problem(Place(f"templates/{file}"), error.reason)
        raise ConfigurationError(why, Reason("template_is_a_page")) from None
    return replace(made, text=page.text, html=page.html, source=made.text)
