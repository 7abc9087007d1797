"""The store's log lost, cut, garbled: what was acknowledged is there, or it is said how many commits are missing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from csmail.errors import StoreError
from tests.faults import witness
from tests.faults.shares import SEED, share
from tests.faults.witness import COUNT, HOME, Crash, judge

FRAME = 24 + 4096


def log_of(path: Path) -> Path:
    return path.with_name("csmail.db-wal")


def test_a_log_that_nobody_touched_is_read(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.state, tmp_path / "place")
    assert log_of(path).stat().st_size > 20 * FRAME
    assert judge(tmp_path / "place", crash.said, COUNT) == ("whole", "")


def test_a_cut_log_is_noticed_wherever_it_is_cut(crash: Crash, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    size = log_of(crash.state / "csmail.db").stat().st_size
    edges = {place + near for place in range(32, size, FRAME) for near in (-1, 0, 1)}
    everywhere = sorted(edges | {0, *(chance.randrange(size) for _ in range(200))})
    for place in chance.sample(everywhere, share(30, len(everywhere))):
        path = witness.copied(crash.state, tmp_path / "place")
        with log_of(path).open("r+b") as file:
            file.truncate(place)
        verdict, said = judged(tmp_path / "place", crash, f"log cut at {place} of {size}")
        assert (verdict, "missing" in said) == ("refused", True), f"log cut at {place} of {size}: {verdict}, {said}"
        with pytest.raises(StoreError, match="missing"):
            witness.opened(tmp_path / "place")


def test_a_flipped_bit_in_the_log_is_noticed(crash: Crash, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    for _ in range(share(30, 1000)):
        path = witness.copied(crash.state, tmp_path / "place")
        content = bytearray(log_of(path).read_bytes())
        place, bit = chance.randrange(len(content)), chance.randrange(8)
        content[place] ^= 1 << bit
        log_of(path).write_bytes(content)
        judged(tmp_path / "place", crash, f"bit {bit} of octet {place} of the log, CSMAIL_SEED={SEED}")


def judged(place: Path, crash: Crash, what: str) -> tuple[str, str]:
    try:
        return judge(place, crash.said, COUNT)
    except Exception as error:
        raise AssertionError(f"{what}: {error!r}") from error


def log_removed(path: Path, crash: Crash) -> None:
    log_of(path).unlink()


def log_of_another_day(path: Path, crash: Crash) -> None:
    shutil.copy(log_of(crash.older_log / "csmail.db"), log_of(path))


def older_store(path: Path, crash: Crash) -> None:
    log_of(path).unlink()
    shutil.copy(crash.older / "csmail.db", path)


def older_store_under_the_log(path: Path, crash: Crash) -> None:
    shutil.copy(crash.older_log / "csmail.db", path)


LOSSES = (log_removed, log_of_another_day, older_store, older_store_under_the_log)


@pytest.mark.parametrize("lose", LOSSES)
def test_lost_commits_are_told_with_the_way_on_and_a_copy_helps(crash: Crash, tmp_path: Path, lose: object) -> None:
    path = witness.copied(crash.state, tmp_path)
    lose(path, crash)  # type: ignore[operator]
    with pytest.raises(StoreError) as failure:
        witness.read_and_write(tmp_path)
    assert "csmail store restore" in failure.value.hint
    assert failure.value.exit_code == 74
    store = witness.put_back(tmp_path, crash.copy)
    assert store.conversation(f"C{COUNT - 1:05}") is not None
    store.close()


def test_from_what_is_left_of_the_store_itself_one_can_go_on(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.state, tmp_path)
    log_of(path).unlink()
    with pytest.raises(StoreError, match="commits are missing"):
        witness.opened(tmp_path)
    store = witness.put_back(tmp_path, path)
    assert store.conversation(f"C{HOME - 1:05}") is not None
    assert store.conversation(f"C{COUNT - 1:05}") is None
    store.close()


def test_what_the_log_still_holds_is_not_lost_when_one_goes_on(crash: Crash, tmp_path: Path) -> None:
    path = witness.copied(crash.state, tmp_path)
    with log_of(path).open("r+b") as file:
        file.truncate(log_of(path).stat().st_size - FRAME)
    store = witness.put_back(tmp_path, path)
    assert store.conversation(f"C{COUNT - 2:05}") is not None
    store.close()
