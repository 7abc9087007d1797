"""YAML events from the parser in C, for texts that it reads exactly as the parser in Python does.

10,000 rules take 2.9 s of the processor with the parser in Python, 0.6 s with this one. It is libyaml and knows 1.1:
what the two read differently (found by putting some 100,000 texts to both) is in doubt, and the parser in Python reads
it.

| in doubt | why |
| --- | --- |
| tabs, CR, NEL, line and paragraph separators, a BOM inside | other ends of lines, other white space |
| directives, documents one after the other, keys after `?` | versions differ |
| a value that is not written, block scalars, tags, anchors, aliases | other places, other names, other errors |
| whatever it refuses | the other's messages and places are ours |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

DOUBTFUL = re.compile(r"[\t\r\x85\u2028\u2029\ufeff]|^(?:%|---|\.\.\.)|(?:^|[\s,\[{])\?", re.MULTILINE)
BLOCKS = ("|", ">")


class InDoubt(Exception):
    """The parser in Python has to read this text."""


def events(text: str) -> Iterator[Any]:
    """The events of `text`. Raises InDoubt, perhaps after some of them."""
    if DOUBTFUL.search(text):
        raise InDoubt
    try:
        from _ruamel_yaml import CParser
    except ImportError:  # where no wheel of it is to be had
        raise InDoubt from None
    from ruamel.yaml.error import YAMLError

    try:
        parser = CParser(text)
        while event := parser.get_event():
            if _doubtful(event):
                raise InDoubt
            yield event
    except (YAMLError, UnicodeEncodeError):
        raise InDoubt from None


def _doubtful(event: Any) -> bool:
    kind = type(event).__name__
    if kind == "ScalarEvent":
        written = event.style not in BLOCKS and (event.value or event.style)
        return not written or event.tag is not None or event.anchor is not None
    begins = kind in ("MappingStartEvent", "SequenceStartEvent")
    return kind == "AliasEvent" or (begins and (event.tag is not None or event.anchor is not None))
