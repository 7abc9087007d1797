"""Mail texts in a folder: `NAME.LANGUAGE.txt`, each with its subject on top if it has one of its own.

The text is plain; names in {{ double braces }} are filled in, once: what a customer wrote is a value and never read as
a template again. A file may open with a few lines between `---` and `---` that hold `subject:` and `description:`.
A name that begins with an underscore is a part for others to include.

| what can go wrong | what the user sees (ConfigurationError, nothing is sent) |
| --- | --- |
| no folder, no such template | where was looked, which templates there are |
| somebody else may write the folder or a file | its path and the chmod, see `writers` |
| the lines on top are no YAML, or hold another key | file and line, the two keys there are |
| not UTF-8, larger than 64 KiB, unreadable | the file |
| everything in the text itself | see `sandbox` |
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csmail import permissions
from csmail.errors import ConfigurationError
from csmail.ports import Rendered
from csmail.reason import Place, Problem, Reason

if TYPE_CHECKING:
    from csmail.templates.sandbox import Sandbox

FILE = re.compile(r"(?P<name>_?[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z]{2,3})\.txt", re.ASCII)
TOP = re.compile(r"---[ \t]*\r?\n(?P<top>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"\{[{%]")
"""A text instead of a name: no name of a template has a brace."""
NAMELESS = "text.{}.txt"
HOLES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
KEYS = ("subject", "description")
LARGEST_FILE = 64 * 1024
LONGEST_SUBJECT = 200

# What every template is given, with values to try it out. Not in acknowledgements: `text`; only in escalations and
# forwards: `to`, `within`, `reason`; only in escalations: `summary`, `receipt`, `last_messages`, `commands`; in the
# `digest` of many of them `count`, `lines`. Named
# groups of the rule (`order`) come on top.
EXAMPLE: Mapping[str, Any] = {
    "conversation": "K7F3Q2",
    "subject": "Pesanan 12345",
    "customer_name": "Rina Wijaya",
    "customer": "rina@customer.example",
    "desk_name": "Toko Melati",
    "desk_address": "support@toko.example",
    "agent": "Sari",
    "signature": "",
    "today": date(2026, 7, 6),
    "received_at": datetime(2026, 7, 6, 9, 5, tzinfo=UTC),
    "answer_within": "30 menit",
    "answer_by": "hari ini (Senin, 6 Juli) sebelum pukul 09.35 WIB",
    "text": "Halo, pesanan saya belum sampai.",
    "to": "lead@toko.example",
    "within": "2h",
    "reason": "refund",
    "summary": "Tag: refund\nYang menangani: belum ada",
    "receipt": "Jawaban pertama: terpakai 30 menit dari 30 menit, lewat waktu sejak Senin, 6 Juli 2026 09.35 WIB",
    **{
        f"answer_{number}": f"mailto:support@toko.example?subject=Nilai%20{number}%20%28K7F3Q2%29"
        for number in range(1, 6)
    },
    "count": "12",
    "lines": "K7F3Q2  Rina: Pesanan 12345 belum sampai\n    csmail conversations show K7F3Q2",
    "last_messages": "pelanggan: Halo, pesanan saya belum sampai.",
    "commands": "    csmail conversations show K7F3Q2\n    csmail why K7F3Q2\n    csmail reply K7F3Q2",
}


def open(folder: Path) -> FolderTemplates:
    """The templates of `folder`; files are read when first used. Raises ConfigurationError when there is no folder, or
    others may write there."""
    try:
        files = [path for path in folder.iterdir() if FILE.fullmatch(path.name) and path.is_file()]
        _refuse_others(folder, files)
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


class FolderTemplates:
    """The port `Templates` over one folder. A change of a file shows after the folder is opened again."""

    def __init__(self, folder: Path, files: Mapping[str, Path]) -> None:
        self._folder = folder
        self._files = dict(sorted(files.items()))
        self._tops: dict[str, dict[str, str]] = {}
        self._sandbox: Sandbox | None = None

    def names(self) -> tuple[str, ...]:
        """Sorted, without the parts that are only included."""
        return tuple(sorted({name.split(".")[0] for name in self._files if not name.startswith("_")}))

    def languages(self, name: str) -> tuple[str, ...]:
        """The languages that template `name` is written in."""
        return tuple(file.split(".")[1] for file in self._files if file.split(".")[0] == name)

    def render(self, name: str, language: str, variables: Mapping[str, Any]) -> Rendered:
        """Template `name` in `language`, else in English, else in the first language there is."""
        if INLINE.search(name):
            return self._inline(name, language, variables)
        found = self._language(name, language)
        file = f"{name}.{found}.txt"
        everything = {**variables, "language": found}
        text = self._fill(file, everything)
        subject = self._fill(f"{file}#subject", everything) if self._top(file).get("subject") else ""
        return Rendered(_tidy(text), " ".join(subject.split())[:LONGEST_SUBJECT], found)

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
        for language in self.languages(name):
            file = f"{name}.{language}.txt"
            for part in (file, f"{file}#subject"):
                found |= sandbox.undeclared(self._environment(), part)
        return found - {"language"}

    def description(self, name: str) -> str:
        """What the file says it is for; "" when it says nothing."""
        tops = (self._top(f"{name}.{language}.txt") for language in self.languages(name))
        return next((top["description"] for top in tops if top.get("description")), "")

    def text(self, name: str, language: str) -> str:
        """The file as it is written. Raises ConfigurationError."""
        return self._read(f"{name}.{self._language(name, language)}.txt")

    def _language(self, name: str, language: str) -> str:
        there = self.languages(name)
        if not there or name.startswith("_"):
            near = difflib.get_close_matches(name, self.names(), 1)
            known = Reason.of("templates_there_are", near="".join(near), known=", ".join(self.names()) or "-")
            raise ConfigurationError(Reason.of("no_such_template", folder=self._folder, name=name), known)
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
            return self._top(file.removesuffix("#subject")).get("subject", "")
        if file not in self._files:
            return None
        self._top(file)
        text = self._read(file)
        top = TOP.match(text)
        return text if not top else "{#" + "\n" * top[0].count("\n") + "-#}" + text[top.end() :]

    def _top(self, file: str) -> dict[str, str]:
        if file not in self._tops:
            top = TOP.match(self._read(file))
            self._tops[file] = _keys(top["top"], file) if top else {}
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


def _keys(top: str, file: str) -> dict[str, str]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    def wrong(why: Reason, line: int = 1) -> ConfigurationError:
        hint = Reason.of("lines_on_top", one=KEYS[0], other=KEYS[1])
        return ConfigurationError(Problem(Place(f"templates/{file}", line), why), hint)

    try:
        found = YAML(typ="safe", pure=True).load(top) or {}
    except RecursionError:
        raise wrong(Reason("too_deeply_nested")) from None
    except (
        YAMLError,
        ValueError,
        TypeError,
        ArithmeticError,
        AttributeError,
    ) as error:  # a date of month 13, `!!set a`
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise wrong(Reason.of("not_yaml", said=getattr(error, "problem", error)), line) from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise wrong(Reason("lines_on_top_unclear"))
    if broken := next((name for name, value in found.items() if "\n" in value.strip() or "\r" in value.strip()), ""):
        raise wrong(Reason.of("more_than_one_line", key=broken))
    if extra := sorted(str(key) for key in found if key not in KEYS):
        raise wrong(Reason.of("unknown_key", word=extra[0]))
    return found


def _tidy(text: str) -> str:
    """One empty line where a part that was left out leaves several; no white space at either end."""
    return HOLES.sub("\n\n", text).strip() + "\n"
