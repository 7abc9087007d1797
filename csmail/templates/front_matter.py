"""The lines between `---` and `---` on top of a template: its subject, what it is for, the files that go with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from csmail.errors import ConfigurationError
from csmail.reason import Place, Problem, Reason
from csmail.templates import plain_lines

TOP = re.compile(r"---[ \t]*\r?\n(?P<top>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
PURPOSES = ("acknowledgement", "answer", "escalation", "forward", "snippet")
CONTEXTS = ("complaint", "refund", "question", "thanks")
KEYS = ("subject", "description", "when", "purpose", "context", "tags", "needs", "attach", "lint")
WITH_FILES = frozenset({"", "answer", "snippet"})
"""Purposes of texts that files go with; a machine that answers a forged sender sends him nothing."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a template says of itself, "" and nothing where it does not.

    `needs` are names that must have a value, `attach` names of files of the folder `attachments`; `skip` gives for
    codes of the lint why.
    """

    subject: str = ""
    description: str = ""
    when: str = ""
    purpose: str = ""
    context: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    skip: Mapping[str, str] = field(default_factory=dict)


def front_matter(text: str, file: str) -> FrontMatter:
    """What stands on top of `text`. Raises ConfigurationError with the line."""
    top = TOP.match(text)
    if not top:
        return FrontMatter()
    return _Lines(top["top"], file).read()


def wrong(text: str, file: str, key: str, why: Reason) -> ConfigurationError:
    """Something that is wrong with what stands at `key`, with its line."""
    top = TOP.match(text)
    return _Lines(top["top"] if top else "", file).wrong(why, key)


@dataclass(frozen=True, slots=True)
class _Lines:
    top: str
    file: str

    def read(self) -> FrontMatter:
        found = self._loaded()
        for key in found:
            if key not in KEYS:
                near = "".join(difflib.get_close_matches(str(key), KEYS, 1))
                raise self.wrong(Reason.of("unknown_key", word=str(key), near=near), str(key))
        return FrontMatter(
            subject=self._sentence("subject", found.get("subject", "")),
            description=self._sentence("description", found.get("description", "")),
            when=self._sentence("when", found.get("when", "")),
            purpose=self._choice("purpose", found.get("purpose", ""), PURPOSES),
            context=self._choice("context", found.get("context", ""), CONTEXTS),
            tags=self._list("tags", found.get("tags", [])),
            needs=self._list("needs", found.get("needs", [])),
            attach=self._files(found.get("attach", []), found.get("purpose", "")),
            skip=self._skip(found.get("lint", {})),
        )

    def _loaded(self) -> dict[Any, Any]:
        quick = plain_lines.read(self.top)
        if quick is not None:
            return dict(quick)
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            found = YAML(typ="safe", pure=True).load(self.top) or {}
        except RecursionError:
            raise self.wrong(Reason("too_deeply_nested")) from None
        except (YAMLError, ValueError, TypeError, ArithmeticError, AttributeError) as error:  # month 13, `!!set a`
            mark = getattr(error, "problem_mark", None)
            why = Reason.of("not_yaml", said=getattr(error, "problem", error))
            raise self.wrong(why, line=mark.line + 2 if mark else 1) from None
        if not isinstance(found, dict):
            raise self.wrong(Reason("lines_on_top_unclear"))
        return found

    def _sentence(self, key: str, value: Any) -> str:
        if not isinstance(value, str):
            raise self.wrong(Reason("lines_on_top_unclear"), key)
        if "\n" in value.strip() or "\r" in value.strip():
            raise self.wrong(Reason.of("more_than_one_line", key=key), key)
        return value

    def _choice(self, key: str, value: Any, known: Collection[str]) -> str:
        written = self._sentence(key, value)
        if written and written not in known:
            near = "".join(difflib.get_close_matches(written, known, 1))
            raise self.wrong(Reason.of("unknown_word", word=written, near=near, known=", ".join(known)), key)
        return written

    def _list(self, key: str, value: Any) -> tuple[str, ...]:
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise self.wrong(Reason("lines_on_top_unclear"), key)
        return tuple(words)

    def _files(self, value: Any, purpose: Any) -> tuple[str, ...]:
        """Names of files, each a plain one: nothing outside the folder, nothing hidden."""
        names = self._list("attach", value)
        for name in names:
            if not name or name.startswith(".") or set(name) & set("/\\\0") or not name.isprintable():
                raise self.wrong(Reason.of("attach_outside", file=name), "attach")
        if names and purpose not in WITH_FILES:
            raise self.wrong(Reason.of("attach_not_for", purpose=purpose), "attach")
        return tuple(dict.fromkeys(names))

    def _skip(self, value: Any) -> dict[str, str]:
        """Findings that are meant so, each with its reason; errors are never meant."""
        if value == {}:
            return {}
        from csmail.tone.lint import LEVELS

        skip = value.get("skip", {}) if isinstance(value, dict) and not value.keys() - {"skip"} else None
        if not isinstance(skip, dict):
            raise self.wrong(Reason("lines_on_top_unclear"), "lint")
        for code, why in skip.items():
            if code not in LEVELS:
                near = "".join(difflib.get_close_matches(str(code), LEVELS, 1))
                raise self.wrong(Reason.of("unknown_word", word=str(code), near=near), "lint")
            if LEVELS[code] == "error":
                raise self.wrong(Reason.of("lint_error_skipped", check=code), "lint")
            if not isinstance(why, str) or not why.strip():
                raise self.wrong(Reason.of("lint_skip_without_reason", check=code), "lint")
        return skip

    def wrong(self, why: Reason, key: str = "", line: int = 0) -> ConfigurationError:
        if not line:
            at = re.search(rf"^[\"']?{re.escape(key)}[\"']?[ \t]*:", self.top, re.MULTILINE) if key else None
            line = self.top.count("\n", 0, at.start()) + 2 if at else 1
        hint = Reason.of("lines_on_top", known=", ".join(KEYS))
        return ConfigurationError(Problem(Place(f"templates/{self.file}", line), why), hint)
