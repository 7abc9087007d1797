"""How an extra is installed into the very Python that runs: one command that can be pasted."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit


def installing(extra: str) -> str:
    """`pip install '/home/sari/csmail[demo]'`: by the pip of this Python, from where csmail itself was installed."""
    beside = Path(sys.executable).parent
    on_path = shutil.which("pip")
    pip = "pip" if on_path and Path(on_path).parent == beside else f"{shlex.quote(sys.executable)} -m pip"
    return f"{pip} install {shlex.quote(f'{_source()}[{extra}]')}"


def _source() -> str:
    """The folder that pip was given, while it is still there (PEP 610); else the name in the registry."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        said = json.loads(distribution("csmail").read_text("direct_url.json") or "{}")
        address = urlsplit(str(said.get("url", "")))
    except (PackageNotFoundError, ValueError, AttributeError):
        return "csmail"
    folder = Path(unquote(address.path))
    return str(folder) if address.scheme == "file" and (folder / "pyproject.toml").is_file() else "csmail"
