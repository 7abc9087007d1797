"""Writes the man pages, made from the help: `python -m tests.man FOLDER`.

`FOLDER/man1/csmail.1`, `csmail-COMMAND.1` for each command with those below it, `FOLDER/man5/csmail-rules.5` from the
reference of `rules.yaml`; the pages of section 1 in Indonesian too, below `FOLDER/id/`. Nothing of it is committed: a
package makes them when it is built.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from csmail.cli.app import EPILOG, HELP, PANELS, root
from csmail.config.docs.reference import reference
from csmail.wording.spoken import translated

TITLES = {
    "en": {},
    "id": {
        "NAME": "NAMA", "SYNOPSIS": "RINGKASAN", "DESCRIPTION": "KETERANGAN", "ARGUMENTS": "ARGUMEN",
        "OPTIONS": "PILIHAN", "COMMANDS": "PERINTAH", "EXAMPLES": "CONTOH", "EXIT STATUS": "KODE KELUAR",
        "ENVIRONMENT": "LINGKUNGAN", "FILES": "BERKAS", "SEE ALSO": "LIHAT JUGA",
    },
}  # fmt: skip
SHARED = frozenset({"config", "quiet", "json", "json_lines", "help"})
ENVIRONMENT = {
    "CSMAIL_CONFIG": ("the rules.yaml to use", "rules.yaml yang dipakai"),
    "CSMAIL_LANG": ("the language of help and screens: en, id", "bahasa petunjuk dan layar: en, id"),
    "CSMAIL_AGENT": ("who you are, for receipts and for `me`", "siapa Anda, untuk catatan dan untuk `me`"),
    "NO_COLOR": ("set: no colours", "diisi: tanpa warna"),
    "VISUAL": ("the editor; else EDITOR", "editornya; kalau kosong EDITOR"),
}


def pages() -> dict[str, str]:
    """Path to text of every page."""
    before = os.environ.get("CSMAIL_LANG")
    made = {"man5/csmail-rules.5": rules()}
    try:
        for language, folder in (("en", ""), ("id", "id/")):
            os.environ["CSMAIL_LANG"] = language
            made |= {f"{folder}man1/{name}.1": text for name, text in _commands(language)}
    finally:
        os.environ.pop("CSMAIL_LANG")
        if before is not None:
            os.environ["CSMAIL_LANG"] = before
    return made


def _commands(language: str) -> Iterator[tuple[str, str]]:
    group = root()
    whole: Mapping[str, Any] = group.whole()
    summaries = {name: one.help for name, one in group.commands.items()}
    titles = TITLES[language]
    yield "csmail", "\n".join(_first(group, summaries, titles, language))
    for name, command in whole.items():
        yield f"csmail-{name}", "\n".join(_page(name, command, summaries[name], titles))


def _first(group: Any, summaries: Mapping[str, str], titles: Mapping[str, str], language: str) -> Iterator[str]:
    yield from _head("csmail", translated(HELP), titles)
    yield from _section("SYNOPSIS", titles)
    yield ".B csmail"
    yield f"[{text(translated('Options').lower())}] {text(translated('COMMAND'))} ..."
    yield from _section("COMMANDS", titles)
    for panel, _ in PANELS.items():
        yield f".SS {text(translated(panel))}"
        for name in (name for name, place in group.table.items() if place.panel == panel):
            yield from _item(f"csmail\\-{text(name)}(1)", summaries[name])
    yield from _section("OPTIONS", titles)
    yield from _parameters(group.params, "option")
    yield from _section("EXIT STATUS", titles)
    yield text(translated(EPILOG).partition(": ")[2])
    yield from _section("ENVIRONMENT", titles)
    for name, words in ENVIRONMENT.items():
        yield from _item(f"\\fB{text(name)}\\fR", words[language == "id"])
    yield from _section("FILES", titles)
    yield from _item("\\fIrules.yaml\\fR", "--config, CSMAIL_CONFIG, ./rules.yaml, $XDG_CONFIG_HOME/csmail/rules.yaml")
    yield from _section("SEE ALSO", titles)
    yield "csmail\\-rules(5)"


def _page(name: str, command: Any, summary: str, titles: Mapping[str, str]) -> Iterator[str]:
    yield from _head(f"csmail-{name}", summary, titles)
    below = getattr(command, "commands", {})
    yield from _section("SYNOPSIS", titles)
    for path, one in _leaves(name, command):
        yield from (f".B csmail {text(path)}", _usage(one), ".br")
    yield from _section("DESCRIPTION", titles)
    yield from _said(command.help or summary)
    if below:
        yield from _section("COMMANDS", titles)
    for path, one in _leaves(name, command):
        if below:
            yield f".SS csmail {text(path)}"
            yield from _said(one.help or "")
        elif any(each.param_type_name == "argument" for each in one.params):
            yield from _section("ARGUMENTS", titles)
        yield from _parameters(one.params, "argument")
        if not below:
            yield from _section("OPTIONS", titles)
        yield from _parameters([each for each in one.params if each.name not in SHARED], "option")
        yield from _said(one.epilog or "")
    yield from _section("SEE ALSO", titles)
    yield "csmail(1), csmail\\-rules(5)"


def _leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if not below:
        yield path, command
    for name, one in (below or {}).items():
        yield from _leaves(f"{path} {name}", one)


def _usage(command: Any) -> str:
    named = [one for one in command.params if one.param_type_name == "argument"]
    words = (f"{one.metavar}..." if one.nargs == -1 else one.metavar for one in named)
    shown = (
        f"\\fI{text(word)}\\fR" if one.required else f"[\\fI{text(word)}\\fR]"
        for one, word in zip(named, words, strict=True)
    )
    return " ".join((*shown, text(translated("[OPTIONS]"))))


def _parameters(params: list[Any], kind: str) -> Iterator[str]:
    for one in params:
        if one.param_type_name == kind:
            names = [one.metavar] if kind == "argument" else [*one.opts, *one.secondary_opts]
            value = "" if kind == "argument" or one.is_flag else f" \\fI{text(_value(one))}\\fR"
            yield from _item(", ".join(f"\\fB{text(name)}\\fR" for name in names) + value, one.help or "")


def _value(option: Any) -> str:
    """What stands for its value: its own word, its choices, or what it is."""
    kind = option.type_descriptor.annotation
    if option.metavar:
        return str(option.metavar)
    if get_origin(kind) is Literal:
        return "|".join(get_args(kind))
    return translated("NUMBER" if kind is int else "FILE" if kind is Path else "TEXT")


def _head(name: str, summary: str, titles: Mapping[str, str]) -> Iterator[str]:
    yield f'.TH {name.upper()} 1 "" "csmail {version("csmail")}" "csmail"'
    yield from _section("NAME", titles)
    yield f"{text(name)} \\- {text(summary.rstrip('.'))}"


def _section(title: str, titles: Mapping[str, str]) -> Iterator[str]:
    yield f'.SH "{titles.get(title, title)}"'


def _said(said: str) -> Iterator[str]:
    for piece in filter(None, said.split("\n\n")):
        yield ".PP"
        yield text(" ".join(piece.split()))


def _item(tag: str, said: str) -> Iterator[str]:
    yield ".TP"
    yield tag
    yield text(" ".join(said.split()))


def text(said: str) -> str:
    """`said` so that roff shows it as it is: no request at the beginning of a line, no hyphen that is a dash."""
    plain = said.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return f"\\&{plain}" if plain.startswith(".") else plain


def rules() -> str:
    """`csmail-rules(5)`, from the reference of rules.yaml, whose headings, tables and code are all it has."""
    lines = [f'.TH CSMAIL\\-RULES 5 "" "csmail {version("csmail")}" "csmail"', '.SH "NAME"']
    lines.append("csmail\\-rules \\- the file rules.yaml, which holds a whole desk")
    code = False
    for line in reference().splitlines():
        if line.startswith("```"):
            code = not code
            lines.append(".nf" if code else ".fi")
        elif code:
            lines.append(text(line))
        elif heading := re.match(r"(#+) (.*)", line):
            lines.append(f'{".SH" if len(heading[1]) < 3 else ".SS"} "{text(heading[2]).replace(chr(34), "")}"')
        elif line.startswith("|"):
            lines += _row([cell.strip() for cell in line.strip("|").split(" | ")])
        elif line.strip():
            lines.append(text(line.replace("**", "")))
        else:
            lines.append(".PP")
    return "\n".join(lines)


def _row(cells: list[str]) -> list[str]:
    if set("".join(cells)) <= set("-: |"):
        return []
    first, *rest = (cell.replace("`", "").replace("\\|", "|") for cell in cells)
    return [".TP", f"\\fB{text(first)}\\fR", text("; ".join(filter(None, rest)) or "\\&")]


def main(folder: Path) -> None:
    for name, page in pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{page}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
