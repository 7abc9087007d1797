"""Threat 17: another user of this machine decides neither what the desk does nor what customers read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from csmail import permissions
from csmail.cli.main import run
from csmail.errors import ConfigurationError
from csmail.setup import starter
from csmail.stores import tinydb
from csmail.stores.tinydb import locks
from csmail.transports import folder as out

STRANGER = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What `csmail init` writes, in a folder of ours."""
    starter.write(tmp_path / "desk", starter.shipped())
    return tmp_path / "desk"


def opened(path: str, mode: int) -> Callable[[Path], None]:
    return lambda desk: (desk / path).chmod(mode)


def given(path: str) -> Callable[[Path], None]:
    return lambda desk: os.chown(desk / path, STRANGER, STRANGER)


def linked(path: str, mode: int = 0o755) -> Callable[[Path], None]:
    """`path` is a link into a folder of `mode` outside of the desk."""

    def attack(desk: Path) -> None:
        elsewhere = desk.parent / "elsewhere"
        elsewhere.mkdir()
        (desk / path).rename(elsewhere / "there")
        (desk / path).symlink_to(elsewhere / "there")
        elsewhere.chmod(mode)

    return attack


def given_link(desk: Path) -> None:
    linked("templates")(desk)
    os.chown(desk / "templates", STRANGER, STRANGER, follow_symlinks=False)


def given_link_above(desk: Path) -> None:
    desk.rename(desk.with_name("elsewhere"))
    desk.symlink_to(desk.with_name("elsewhere"))
    os.chown(desk, STRANGER, STRANGER, follow_symlinks=False)


TEXT = "templates/acknowledgement.en.txt"
REFUSED = {
    "rules.yaml that everybody may write": opened("rules.yaml", 0o666),
    "its folder": opened(".", 0o777),
    "a folder above": opened("..", 0o777),
    "the folder of the templates": opened("templates", 0o777),
    "the folder of the templates, although it is sticky": opened("templates", 0o1777),
    "one template": opened(TEXT, 0o646),
    "one part of templates": opened("templates/_closing.id.txt", 0o666),
    "a template that is a link into a folder everybody may write": linked(TEXT, 0o777),
    "templates that are a link into such a folder": linked("templates", 0o777),
    "rules.yaml that is a link into such a folder": linked("rules.yaml", 0o777),
}
GIVEN = {
    "the folder": given("."),
    "a folder above": given(".."),
    "the folder of the templates": given("templates"),
    "one template": given(TEXT),
    "the link to the templates": given_link,
    "the link to the folder": given_link_above,
}
ALLOWED = {
    "as init wrote it": lambda desk: None,
    "a folder of the group": opened(".", 0o775),
    "templates of the group": opened("templates", 0o2775),
    "a template of the group": opened(TEXT, 0o664),
    "a sticky folder, as /tmp": opened(".", 0o1777),
    "a sticky folder above": opened("..", 0o1777),
    "a link into a sound folder": linked("templates"),
}


def asked(desk: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run([*words, "--config", str(desk / "rules.yaml")])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("name", REFUSED)
def test_what_everybody_may_write_is_refused_with_the_command_that_mends_it(
    name: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    REFUSED[name](desk)
    for words in (("rules", "check"), ("templates", "check"), ("poll",)):
        code, said = asked(desk, capsys, *words)
        assert (code, "may be written by every user" in said, "Traceback" in said) == (78, True, False), (words, said)


@needs_root
@pytest.mark.parametrize("name", GIVEN)
def test_what_belongs_to_a_stranger_is_refused(name: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    GIVEN[name](desk)
    code, said = asked(desk, capsys, "rules", "check")
    assert (code, f"belongs to another user (number {STRANGER})" in said) == (78, True), said


@pytest.mark.parametrize("name", ALLOWED)
def test_what_only_we_and_our_group_may_write_is_taken(
    name: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ALLOWED[name](desk)
    assert asked(desk, capsys, "rules", "check")[0] == 0
    assert asked(desk, capsys, "templates", "check")[0] == 0


@needs_root
def test_a_desk_of_somebody_whose_file_was_named_is_his_as_a_whole(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A container runs as root on a folder of user 1000: naming rules.yaml means to trust its owner."""
    for path in (desk, *desk.rglob("*")):
        os.chown(path, STRANGER, STRANGER)
    assert asked(desk, capsys, "rules", "check")[0] == 0


def test_a_file_system_that_nobody_may_write_is_taken(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kubernetes mounts a ConfigMap read-only, its folder with mode 0777."""
    desk.chmod(0o777)
    assert asked(desk, capsys, "rules", "check")[0] == 78
    real = os.statvfs(desk)
    fields = list(real)
    fields[8] |= os.ST_RDONLY  # f_flag
    monkeypatch.setattr(permissions.os, "statvfs", lambda path: os.statvfs_result(fields))
    assert asked(desk, capsys, "rules", "check")[0] == 0


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> set[tuple[bool, int]]:
    seen = [path.lstat().st_mode for path in (folder, *folder.rglob("*"))]
    return {(stat.S_ISDIR(mode), stat.S_IMODE(mode)) for mode in seen}


@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o077])
def test_all_of_the_state_is_ours_alone_whatever_the_umask(mask: int, tmp_path: Path) -> None:
    with umask(mask):
        store = tinydb.open(tinydb.Settings(path="deep/state"), tmp_path)
        with store.lease("pass-support"):
            pass
        store.backup(tmp_path / "deep/state/copy.db")
        store.close()
    assert modes(tmp_path / "deep") == {(True, 0o700), (False, 0o600)}


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_a_state_folder_made_anew_under_a_running_desk_is_ours_alone(mask: int, tmp_path: Path) -> None:
    state = tmp_path / "deep" / "state"
    with umask(mask), locks.lease(state, "pass-support", timedelta(0)):
        (tmp_path / "deep").rename(tmp_path / "gone")
        with locks.lease(state, "outbox-support", timedelta(0)):
            pass
    assert modes(tmp_path / "deep") == {(True, 0o700), (False, 0o600)}


def test_a_state_folder_that_became_somebody_elses_is_refused_at_the_next_lease(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with locks.lease(state, "pass-support", timedelta(0)):
        state.chmod(0o777)
        with pytest.raises(Exception, match="can be read by others"), locks.lease(state, "x", timedelta(0)):
            pass


def test_mails_for_a_pick_up_and_a_new_desk_are_wider_but_never_for_everybody_to_write(tmp_path: Path) -> None:
    with umask(0):
        out.open(out.Settings(path=str(tmp_path / "way/out")), "support").report()
        starter.write(tmp_path / "desk", starter.shipped())
    assert modes(tmp_path / "way") == {(True, 0o750)}
    assert modes(tmp_path / "desk") == {(True, 0o755), (False, 0o644)}


def test_a_link_is_as_good_as_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "wide").mkdir()
    (tmp_path / "wide").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path / "wide")
    with pytest.raises(ConfigurationError, match="every user"):
        permissions.refuse_entry(tmp_path / "link", permissions.trusted(), sticky=False)
