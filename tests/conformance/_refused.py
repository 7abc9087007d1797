"""What rules.yaml or a template says of the keys that a case of recipients.yaml puts into it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from csmail import templates
from csmail.config.load import load
from csmail.errors import ConfigurationError
from csmail.model.desk import Desk
from csmail.wording.problems import told as worded

NAME = "answer"
# What the tables call `customer.name` is a flat name in our templates.
HOLE = re.compile(r"\{\{\s*\w+\.(\w+)\s*\}\}")
NAMES = {
    "name": "customer_name",
    "email": "customer",
    "address": "customer",
    "subject": "subject",
    "id": "conversation",
}
BODIES = ("text", "body")


def of_rule(action: str, keys: dict[str, Any], desk: Desk) -> tuple[str, ...]:
    """The problems of a rule that does `action` with these keys, at the desk of the case; none when it is sound."""
    others = {f"other{number}": {"address": spec} for number, spec in enumerate(desk.other_desks)}
    ours = {"address": desk.address, "aliases": list(desk.aliases), "plus_addresses": desk.plus_addresses}
    adapters = {"mailbox": {"kind": "memory"}, "transport": {"kind": "memory"}}
    desks = {name: {**one, **adapters} for name, one in {"support": ours, **others}.items()}
    rules = [{"name": "the one of the case", "then": [{action: keys}]}]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.yaml"
        (path.parent / "templates").mkdir()
        for name in (NAME, "escalation"):
            (path.parent / "templates" / f"{name}.en.txt").write_text("Halo", encoding="utf-8")
        # JSON is YAML: every string of a case stands in quotes, whatever is in it.
        path.write_text(json.dumps({"desks": desks, "rules": rules}), encoding="utf-8")
        try:
            load(path)
        except ConfigurationError as error:
            return tuple(map(worded, error.every))
    return ()


def rendered(template: Any, variables: dict[str, Any]) -> str:
    """The subject that a template file with these keys makes. Raises ConfigurationError when it is refused."""
    keys = template if isinstance(template, dict) else {"text": template}
    top = {name: _named(value) for name, value in keys.items() if name not in BODIES}
    text = next((str(keys[name]) for name in BODIES if name in keys), "Terima kasih.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{NAME}.en.txt"
        path.write_text(f"---\n{json.dumps(top)}\n---\n{_named(text)}", encoding="utf-8")
        return templates.open(Path(folder)).render(NAME, "en", variables).subject


def _named(value: Any) -> Any:
    return HOLE.sub(lambda hole: f"{{{{ {NAMES.get(hole[1], hole[1])} }}}}", value) if isinstance(value, str) else value
