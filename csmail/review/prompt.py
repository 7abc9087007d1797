"""The line that is typed into: a pure editor of one line."""

from __future__ import annotations

from typing import Literal

from csmail.review.view import Prompt

LONGEST = 4_000
Became = Literal["typed", "done", "left"]


def pressed(prompt: Prompt, key: str) -> Became:
    """What a key makes of the line: still typed, done (Enter), or left (Esc)."""
    match key:
        case "enter":
            return "done"
        case "escape" | "ctrl+c":
            return "left"
        case "backspace" | "ctrl+h":
            _replace(prompt, prompt.place - 1, prompt.place, "")
        case "delete" | "ctrl+d":
            _replace(prompt, prompt.place, prompt.place + 1, "")
        case "ctrl+u":
            _replace(prompt, 0, prompt.place, "")
        case "ctrl+k":
            _replace(prompt, prompt.place, len(prompt.text), "")
        case "ctrl+w":
            before = prompt.text[: prompt.place].rstrip()
            _replace(prompt, before.rfind(" ") + 1, prompt.place, "")
        case "left" | "right" | "home" | "end" | "ctrl+a" | "ctrl+e":
            _move(prompt, key)
        case _ if len(key) == 1:
            insert(prompt, key)
    return "typed"


def insert(prompt: Prompt, text: str) -> None:
    """Words typed or pasted, on one line."""
    words = "".join(one if one.isprintable() else " " for one in text)
    _replace(prompt, prompt.place, prompt.place, words[: max(LONGEST - len(prompt.text), 0)])


def _move(prompt: Prompt, key: str) -> None:
    steps = {"left": prompt.place - 1, "right": prompt.place + 1, "home": 0, "ctrl+a": 0}
    prompt.place = max(0, min(steps.get(key, len(prompt.text)), len(prompt.text)))


def _replace(prompt: Prompt, start: int, end: int, text: str) -> None:
    start, end = max(start, 0), min(end, len(prompt.text))
    prompt.text = prompt.text[:start] + text + prompt.text[end:]
    prompt.place = start + len(text)
