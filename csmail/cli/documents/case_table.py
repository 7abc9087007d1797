"""Reads a table of cases that somebody wrote in YAML: a list, or a mapping with `cases`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csmail.errors import NotFound, UsageError
from csmail.reason import Reason


def entries(path: Path, shape: Reason) -> list[Any]:
    """The cases of the file. Raises NotFound without one; UsageError with `shape` as advice when there are none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        loaded = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotFound(
            Reason.of("file_fails", path=path, said=error.strerror), Reason("check_path_and_mode")
        ) from error
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(
            Reason.of("file_not_yaml", path=path, split=" ".join(str(error).split())[:200]), shape
        ) from error
    found = loaded.get("cases") if isinstance(loaded, dict) else loaded
    if not isinstance(found, list) or not found:
        raise UsageError(Reason.of("no_cases", path=path), shape)
    return found
