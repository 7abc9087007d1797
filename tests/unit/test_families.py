"""Every adapter keeps the promises of its family: mypy says so of those named in `wiring`, this of those found."""

import ast
import dataclasses
import inspect
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from csmail import registry, wiring
from csmail.ports import Mailbox, Store, Transport, families
from csmail.ports.assistant import Assistant
from csmail.ports.families import FAMILIES, Family
from csmail.ports.lookup import Lookup
from csmail.ports.notice import Notifier
from csmail.reason import Reason

KINDS: dict[Family, tuple[type, type]] = {
    "mailboxes": (families.MailboxKind, Mailbox),
    "transports": (families.TransportKind, Transport),
    "stores": (families.StoreKind, Store),
    "lookups": (families.LookupKind, Lookup),
    "notices": (families.NoticeKind, Notifier),
    "assist": (families.AssistKind, Assistant),
}
MEMBERS = [(family, name) for family in FAMILIES for name in registry.names(family)]


def promised(port: type) -> set[str]:
    """What a Protocol and those it is made of name."""
    every = (set(vars(one)) | set(one.__annotations__) for one in port.__mro__ if getattr(one, "_is_protocol", False))
    return {name for names in every for name in names if not name.startswith("_")}


def parameters(function: Any) -> list[tuple[str, Any]]:
    return [(one.name, one.default) for one in inspect.signature(function).parameters.values() if one.name != "self"]


def opened(family: Family, name: str) -> type:
    """What `open` of a member says it returns: its class, or the port."""
    found: type = get_type_hints(registry.load(family, name).open)["return"]
    return found


def test_the_promises_are_read_as_they_stand() -> None:
    assert {"prepare", "report", "close"} == promised(Transport)
    assert {"Settings", "check", "open", "state"} == promised(families.StoreKind)
    assert {"commit", "conversations", "due", "backup", "remember"} < promised(Store)


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_a_member_has_settings_a_check_and_opens_what_its_family_promises(family: Family, name: str) -> None:
    module, (kind, port) = registry.load(family, name), KINDS[family]
    assert promised(kind) <= set(dir(module))
    assert dataclasses.is_dataclass(module.Settings)
    assert get_type_hints(module.check)["return"] == Reason | None
    assert [one for one, _ in parameters(module.open)] == [one for one, _ in parameters(getattr(kind, "open"))]  # noqa: B009
    assert opened(family, name) is port or promised(port) <= set(dir(opened(family, name)))


@pytest.mark.parametrize("name", registry.names("stores"))
def test_a_store_answers_every_question_of_the_port_itself_as_it_is_asked(name: str) -> None:
    store = opened("stores", name)
    for asked in promised(Store):
        ours = next(vars(one)[asked] for one in store.__mro__ if asked in vars(one))
        theirs = getattr(Store, asked)
        assert ours is not theirs, f"{name} leaves {asked} to the port, which answers None"
        assert parameters(ours) == parameters(theirs), asked


def test_mypy_is_shown_every_member_that_is_found() -> None:
    tree = ast.parse(Path(inspect.getfile(wiring)).read_text())
    shown: dict[str, set[str]] = {}
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Tuple):
            shown[node.target.id.lower()] = {names[one.id] for one in node.value.elts if isinstance(one, ast.Name)}
    assert shown == {family: set(registry.names(family)) for family in FAMILIES}


def test_only_a_store_whose_copies_can_be_put_back_says_so() -> None:
    able = {
        name for name in registry.names("stores")
        if isinstance(families.store_kind(name), families.RestorableStoreKind)
    }  # fmt: skip
    assert able == {"tinydb"}
