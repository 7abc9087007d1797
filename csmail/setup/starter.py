"""The files a new desk begins with: the shipped `rules.yaml` beside its templates.

| what can go wrong | what the user sees | what is kept |
| --- | --- | --- |
| one of the files is there already | which, nothing is overwritten (UsageError) | everything as it was |
| the folder cannot be written | which, and why (UsageError) | what was written until then |
"""

from __future__ import annotations

import os
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from csmail.errors import UsageError
from csmail.permissions import make_folder
from csmail.reason import Reason
from csmail.setup import own_rules
from csmail.setup.own_rules import Answers


def shipped(example: str = "") -> dict[str, str]:
    """Path below the desk's folder to text: `rules.yaml` and `templates/NAME.LANGUAGE.txt`; of an example its own
    `rules.yaml`, with the same texts."""
    root = _root()
    rules = root / "examples" / example if example else root
    texts = {"rules.yaml": (rules / "rules.yaml").read_text(encoding="utf-8")}
    files = sorted((root / "templates").iterdir(), key=lambda file: file.name)
    texts.update({f"templates/{file.name}": file.read_text(encoding="utf-8") for file in files if file.is_file()})
    return texts


def write(folder: Path, texts: dict[str, str]) -> tuple[Path, ...]:
    """Writes `texts` below `folder`, which is made when missing; all or, when one of them is there, none."""
    paths = refuse_to_overwrite(folder, texts)
    try:
        for path, text in zip(paths, texts.values(), strict=True):
            make_folder(path.parent, 0o755)
            # "x": nobody else's file is overwritten, also when it appears between the look above and now.
            with open(path, "x", encoding="utf-8", newline="\n", opener=_narrow) as file:
                file.write(text)
    except OSError as error:
        raise UsageError(
            Reason.of("file_unwritable", filename=error.filename, said=error.strerror), Reason("advice_other_folder")
        ) from None
    return paths


def own(texts: dict[str, str], answers: Answers) -> dict[str, str]:
    """`texts` with a `rules.yaml` of somebody's own, in which nothing is left to edit."""
    return {**texts, "rules.yaml": own_rules.own(texts["rules.yaml"], answers)}


def keep_password(folder: Path, password: str) -> None:
    """Writes the file `password`, which only its owner may read. Raises UsageError when it is there already."""
    path = folder / "password"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise UsageError(Reason.of("file_unwritable", filename=path, said=error.strerror)) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(password + "\n")


def _narrow(path: str, flags: int) -> int:
    """Whatever the umask: a file that everybody may write would be refused when it is read."""
    return os.open(path, flags, 0o644)


def refuse_to_overwrite(folder: Path, texts: dict[str, str]) -> tuple[Path, ...]:
    """The paths of `texts` below `folder`. Raises UsageError when one of them is there already."""
    paths = tuple(folder / name for name in texts)
    if there := [str(path) for path in paths if os.path.lexists(path)]:
        more = f" (with {len(there) - 1} more)" if len(there) > 1 else ""
        raise UsageError(Reason.of("files_there_already", there=there[0], more=more), "csmail init ANOTHER-FOLDER")
    return paths


def _root() -> Traversable:
    """A wheel holds the files in `csmail/_defaults`; an editable installation has them beside the package."""
    inside = resources.files("csmail") / "_defaults"
    return inside if inside.is_dir() else Path(__file__).parents[2]
