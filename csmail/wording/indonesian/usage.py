"""What typer says of a wrong command line: its English sentences, which have no codes, and ours for them.

Typer translates some of them by gettext and composes others; its messages are the only thing there is to go by. A
test provokes each; one that is not here stays English.
"""

from __future__ import annotations

import re

SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(english, re.DOTALL), indonesian)
    for english, indonesian in (
        (r"Missing command\.?", r"perintahnya belum disebut"),
        (r"Missing (?:argument|parameter) ?(?P<name>.*?)\.?", r"argumen \g<name> belum diisi"),
        (r"Missing option ?(?P<name>.*?)\.?", r"pilihan \g<name> belum diisi"),
        (
            r"No such command (?P<name>'.*')\. Did you mean (?P<near>.*)\?",
            r"tidak ada perintah \g<name>; maksudnya \g<near>?",
        ),
        (r"No such command (?P<name>'.*')\.", r"tidak ada perintah \g<name>"),
        (
            r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.*)\)",
            r"tidak ada pilihan \g<name> (mungkin: \g<near>)",
        ),
        (r"No such option: (?P<name>.*)", r"tidak ada pilihan \g<name>"),
        (r"Option (?P<name>'.*') does not take a value\.", r"pilihan \g<name> tidak memakai nilai"),
        (r"Option (?P<name>'.*') requires .*", r"pilihan \g<name> perlu nilai"),
        (r"Argument (?P<name>'.*') takes (?P<count>\d+) values\.", r"argumen \g<name> perlu \g<count> nilai"),
        (r"Got unexpected extra argument(?:\(s\)|s?) \((?P<rest>.*)\)", r"ada argumen yang tidak dikenal: \g<rest>"),
        (
            r"Invalid value for (?P<name>'.*?'(?: / '.*?')*): (?P<value>.*) is not one of (?P<choices>.*)",
            r"nilai \g<name> salah: \g<value> bukan salah satu dari \g<choices>",
        ),
        (
            r"Invalid value for (?P<name>'.*?'(?: / '.*?')*): (?P<value>.*) is not a whole number",
            r"nilai \g<name> salah: \g<value> bukan bilangan bulat",
        ),
        (
            r"Invalid value for (?P<name>'.*?'(?: / '.*?')*): (?P<value>.*) is less than (?P<end>.*)",
            r"nilai \g<name> salah: \g<value> terlalu kecil, paling sedikit \g<end>",
        ),
        (
            r"Invalid value for (?P<name>'.*?'(?: / '.*?')*): (?P<value>.*) is more than (?P<end>.*)",
            r"nilai \g<name> salah: \g<value> terlalu besar, paling banyak \g<end>",
        ),
        (r"Invalid value(?: for (?P<name>'.*?'(?: / '.*?')*))?: (?P<why>.*)", r"nilai \g<name> salah: \g<why>"),
    )
)


def said(message: str) -> str:
    """The message of an error that typer raised, in Indonesian where it is known."""
    words = " ".join(message.split())
    for english, indonesian in SENTENCES:
        found = english.fullmatch(words)
        if found:
            return " ".join(found.expand(indonesian).split())
    return words
