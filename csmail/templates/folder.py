"""Mail texts in a folder: `NAME.LANGUAGE.txt`, each with its subject on top if it has one of its own.

`NAME.LANGUAGE.2.txt` to `.9.txt` are further wordings of the same.

The text is plain; names in {{ double braces }} are filled in, once: what a customer wrote is a value and never read as
a template again. A file may open with a few lines between `---` and `---`, see `front_matter`.
A name that begins with an underscore is a part for others to include.

| what can go wrong | what the user sees (ConfigurationError, nothing is sent) |
| --- | --- |
| no folder, no such template | where was looked, which templates there are |
| wording 10, a wording beside no `NAME.LANGUAGE.txt` | the file, and what there may be |
| somebody else may write the folder or a file | its path and the chmod, see `writers` |
| the lines on top are no YAML, or hold another key | file and line, the keys there are |
| not UTF-8, larger than 64 KiB, unreadable | the file |
| everything in the text itself | see `sandbox` |
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csmail import permissions
from csmail.errors import ConfigurationError
from csmail.ports import FIRST, Earlier, Gap, Rendered
from csmail.reason import Place, Problem, Reason
from csmail.templates.front_matter import TOP, FrontMatter, front_matter
from csmail.templates.wordings import chosen

if TYPE_CHECKING:
    from csmail.templates.sandbox import Sandbox

FILE = re.compile(
    r"(?P<name>_?[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z]{2,3})(?:\.(?P<number>[0-9]{1,9}))?\.txt", re.ASCII
)
LAST_WORDING = 9
INLINE = re.compile(r"\{[{%]")
"""A text instead of a name: no name of a template has a brace."""
NAMELESS = "text.{}.txt"
HOLES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
LARGEST_FILE = 64 * 1024
LONGEST_SUBJECT = 200


def open(folder: Path) -> FolderTemplates:
    """The templates of `folder`; files are read when first used. Raises ConfigurationError when there is no folder, or
    others may write there."""
    try:
        files = [path for path in folder.iterdir() if FILE.fullmatch(path.name) and path.is_file()]
        _refuse_others(folder, files)
        _refuse_odd_wordings(sorted(path.name for path in files))
    except OSError as error:
        why = Reason.of("no_templates", folder=folder, said=error.strerror)
        raise ConfigurationError(why, Reason("init_writes_templates")) from None
    return FolderTemplates(folder, {path.name: path for path in files})


def _refuse_others(folder: Path, files: Iterable[Path]) -> None:
    """A template decides what customers read: whoever owns the desk's folder may write it, and nobody else."""
    owners = permissions.trusted(folder.absolute().parent.stat().st_uid)
    permissions.refuse_others(folder, owners, sticky=False)
    for path in files:
        permissions.refuse_entry(path, owners)


def _refuse_odd_wordings(files: Sequence[str]) -> None:
    """Further wordings are numbered from 2 to 9, beside one without a number."""
    for file in files:
        found = FILE.fullmatch(file)
        number = found["number"] if found else None
        if found is None or number is None:
            continue
        first = f"{found['name']}.{found['language']}.txt"
        if not (number.isdecimal() and str(int(number)) == number and 2 <= int(number) <= LAST_WORDING):
            why = Reason.of("wording_number_wrong", first=first, last=LAST_WORDING)
            raise ConfigurationError(Problem(Place(f"templates/{file}"), why), Reason("templates_check_shows_all"))
        if first not in files:
            why = Reason.of("wording_without_first", first=first)
            raise ConfigurationError(Problem(Place(f"templates/{file}"), why), Reason("templates_check_shows_all"))


class FolderTemplates:
    """The port `Templates` over one folder. A change of a file shows after the folder is opened again."""

    def __init__(self, folder: Path, files: Mapping[str, Path]) -> None:
        self._folder = folder
        self._files = dict(sorted(files.items()))
        self._tops: dict[str, FrontMatter] = {}
        self._sandbox: Sandbox | None = None

    def names(self) -> tuple[str, ...]:
        """Sorted, without the parts that are only included."""
        return tuple(sorted({name.split(".")[0] for name in self._files if not name.startswith("_")}))

    def languages(self, name: str) -> tuple[str, ...]:
        """The languages that template `name` is written in."""
        return tuple(dict.fromkeys(file.split(".")[1] for file in self._files if file.split(".")[0] == name))

    def wordings(self, name: str, language: str) -> tuple[str, ...]:
        """The files of `name` in that language, that without a number first."""
        first = f"{name}.{language}.txt"
        further = (f"{name}.{language}.{number}.txt" for number in range(2, LAST_WORDING + 1))
        return tuple(file for file in (first, *further) if file in self._files)

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        """Template `name` in `language`, else in English, else in the first language there is.

        Of several wordings the one that the customer has read least.
        """
        if INLINE.search(name):
            return self._inline(name, language, variables)
        found = self._language(name, language)
        several: list[str] = []

        def choose(first: str) -> str:
            base, spoken, *_ = first.split(".")
            files = self.wordings(base, spoken) or (first,)
            file = chosen(files, earlier)
            several.extend((file,) if len(files) > 1 else ())
            return file

        made = self._rendered(choose(f"{name}.{found}.txt"), variables, choose)
        return replace(made, wording=tuple(dict.fromkeys(several)))

    def render_wording(self, file: str, variables: Mapping[str, Any]) -> Rendered:
        """This very file, with the first wording of its parts. Raises ConfigurationError."""
        return self._rendered(file, variables, lambda first: first)

    def _rendered(self, file: str, variables: Mapping[str, Any], choose: Callable[[str], str]) -> Rendered:
        found = file.split(".")[1]
        missing = tuple(name for name in self._top(file).needs if _is_missing(variables.get(name)))
        everything = {**variables, "language": found, **{name: f"[[{name}]]" for name in missing}}
        with self._environment().choosing(choose):
            text = self._fill(file, everything)
            subject = self._fill(f"{file}#subject", everything) if self._top(file).subject else ""
        return Rendered(_tidy(text), " ".join(subject.split())[:LONGEST_SUBJECT], found, missing=missing)

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
            for part in (file, f"{file}#subject"):
                found |= sandbox.undeclared(self._environment(), part)
        return found - {"language"}

    def description(self, name: str) -> str:
        """What the file says it is for; "" when it says nothing."""
        tops = (self.top(f"{name}.{language}.txt") for language in self.languages(name))
        return next((top.description for top in tops if top.description), "")

    def top(self, file: str) -> FrontMatter:
        """What a file says of itself. Raises ConfigurationError."""
        return self._top(file)

    def text(self, name: str, language: str, number: int = 1) -> str:
        """The file as it is written. Raises ConfigurationError."""
        return self._read(self.wording(name, language, number))

    def wording(self, name: str, language: str, number: int) -> str:
        """The file of that wording. Raises ConfigurationError when there is none."""
        files = self.wordings(name, self._language(name, language))
        for file in files:
            if number == 1 or file.split(".")[2] == str(number):
                return file
        known = ", ".join(file.split(".")[2] for file in files[1:])
        raise ConfigurationError(
            Reason.of("no_such_wording", name=name, number=number, known=f"1, {known}" if known else "1")
        )

    def files(self, file: str) -> tuple[str, ...]:
        """A file with the parts that it includes. Raises ConfigurationError."""
        from csmail.templates import sandbox

        return (file, *(part for part in sandbox.parts(self._environment(), file) if part in self._files))

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

    def _fill(self, file: str, variables: Mapping[str, Any]) -> str:
        from csmail.templates import sandbox

        return sandbox.fill(self._environment(), file, variables)

    def _environment(self) -> Sandbox:
        if self._sandbox is None:
            from csmail.templates import sandbox

            self._sandbox = sandbox.environment(self._source)
        return self._sandbox

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
