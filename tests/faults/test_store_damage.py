"""The store's file cut and garbled: whoever writes had read what was written, or is refused."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from csmail.stores import tinydb
from tests.faults import witness
from tests.faults.shares import SEED, share
from tests.faults.witness import COUNT, Reading, judge

PAGE = 4096


@dataclass(frozen=True)
class Original:
    """A closed store, a copy of it, all that can be read of it."""

    state: Path
    copy: Path
    said: Reading


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    folder = tmp_path_factory.mktemp("original")
    store = tinydb.open(witness.SETTINGS, folder)
    witness.fill(store, 0, COUNT)
    store.backup(folder / "copy.db")
    said = witness.read(store, COUNT)
    store.close()
    return Original(folder / "state", folder / "copy.db", said)


def test_a_store_that_nobody_touched_is_whole(original: Original, tmp_path: Path) -> None:
    assert all(original.said.values()), "a road that tells nothing proves nothing"
    witness.copied(original.state, tmp_path / "place")
    assert judge(tmp_path / "place", original.said, COUNT) == ("whole", "")


def test_a_flipped_bit_is_noticed_or_harmless_wherever_it_is(original: Original, tmp_path: Path) -> None:
    chance, found = random.Random(SEED), Counter[str]()
    for _ in range(share(60, 2000)):
        path = witness.copied(original.state, tmp_path / "place")
        content = bytearray(path.read_bytes())
        place, bit = chance.randrange(len(content)), chance.randrange(8)
        content[place] ^= 1 << bit
        path.write_bytes(content)
        verdict, _ = judged(tmp_path / "place", original, f"bit {bit} of octet {place}, CSMAIL_SEED={SEED}")
        found[verdict] += 1
    assert found["refused"] >= share(8, 500), f"hardly a flip was noticed: {found}"


def judged(place: Path, original: Original, what: str) -> tuple[str, str]:
    try:
        return judge(place, original.said, COUNT)
    except Exception as error:
        raise AssertionError(f"{what}: {error!r}") from error


def test_a_cut_file_is_noticed_wherever_it_is_cut(original: Original, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    size = (original.state / "csmail.db").stat().st_size
    edges = {place + near for place in range(0, size + 1, PAGE) for near in (-1, 0, 1)}
    everywhere = sorted((edges | {chance.randrange(size) for _ in range(200)}) & set(range(size)))
    for place in chance.sample(everywhere, share(30, len(everywhere))):
        path = witness.copied(original.state, tmp_path / "place")
        with path.open("r+b") as file:
            file.truncate(place)
        verdict, said = judged(tmp_path / "place", original, f"cut at {place}")
        assert verdict == "refused", f"cut at {place}"
        assert "damaged" in said
        assert path.stat().st_size == place, "it was changed"


def test_a_page_of_another_day_or_of_nothing_is_noticed(original: Original, tmp_path: Path) -> None:
    """What a disk does that forgets a write, or gives back zeros."""
    chance = random.Random(SEED)
    size = (original.state / "csmail.db").stat().st_size
    for _ in range(share(15, 200)):
        path = witness.copied(original.state, tmp_path / "place")
        content = bytearray(path.read_bytes())
        source, target = chance.randrange(0, size, PAGE), chance.randrange(0, size, PAGE)
        page = content[source : source + PAGE] if chance.random() < 0.5 else bytes(PAGE)
        content[target : target + PAGE] = page
        path.write_bytes(content)
        judged(tmp_path / "place", original, f"page {target // PAGE} from {source // PAGE}, CSMAIL_SEED={SEED}")


def test_a_copy_put_back_over_any_damage_makes_a_good_store(original: Original, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    for _ in range(share(3, 50)):
        path = witness.copied(original.state, tmp_path / "place")
        content = bytearray(path.read_bytes())
        start = chance.randrange(len(content))
        content[start:] = chance.randbytes(len(content) - start)
        path.write_bytes(content)
        store = witness.put_back(tmp_path / "place", original.copy)
        assert store.message("k1") == original.said["messages"][1][0]
        store.close()
