"""Mutation score of the modules that must not be wrong: `python -m tests.mutation [MODULE[:FUNCTION]…]`.

Prints each mutant that survived, then a table. Ends with 1 when a module scores below GATE. What was found of whole
modules is written into scores.yaml, which docs/testing.md shows (`make docs`).
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.running import work_through

HERE = Path(__file__).parent
GATE = 90.0
COUNTED = ("mutants", "killed", "survived", "equivalent")
Identity = tuple[str, str, str, str]


def read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load(HERE / name)


def equivalents() -> set[Identity]:
    """The mutants that do the same as the code, each with its reason in the file."""
    return {(one["module"], one["function"], one["was"], one["is_now"]) for one in read("equivalent.yaml") or []}


def chosen(asked: Sequence[str], plan: dict[str, str]) -> dict[str, list[Mutant]]:
    """The mutants that are asked for, by the tests that they meet."""
    found: dict[str, list[Mutant]] = {}
    for one in asked or plan:
        module, _, function = one.partition(":")
        found.setdefault(plan[module], []).extend(each for each in mutants(module) if function in ("", each.function))
    return found


def row(module: str, counts: Counter[str]) -> str:
    score = 100 * counts["killed"] / max(counts["killed"] + counts["survived"], 1)
    heard = [counts[name] for name in COUNTED]
    return "| {} | {} | {} | {} | {} | {:.1f} % |".format(f"`{module}`", *heard, score)


def keep(table: dict[str, Counter[str]], asked: Sequence[str]) -> None:
    """Write down what was found of whole modules; of the others what was there stays."""
    whole = {module: counts for module, counts in table.items() if module in asked or not asked}
    said = read("scores.yaml") | whole
    lines = [f"{module}: {{{_written(said[module])}}}" for module in read("plan.yaml") if module in said]
    head = (HERE / "scores.yaml").read_text(encoding="utf-8").partition("\n")[0]
    (HERE / "scores.yaml").write_text("\n".join((head, *lines, "")), encoding="utf-8")


def _written(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {counts[name]}" for name in COUNTED)


def main(asked: Sequence[str]) -> int:
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    same, began, table = equivalents(), time.monotonic(), defaultdict[str, Counter[str]](Counter)

    def tell(mutant: Mutant, ended: str) -> None:
        became = "survived" if ended == "survived" else "killed"
        table[mutant.module].update([became])
        if became == "survived":
            print(mutant.shown(), flush=True)

    for paths, every in chosen(asked, read("plan.yaml")).items():
        for mutant in every:
            table[mutant.module].update(["mutants"] + ["equivalent"] * (mutant.identity in same))
        work_through([one for one in every if one.identity not in same], paths.split(), tell)
        same -= {one.identity for one in every}
    for one in same if not asked else ():
        print(f"equivalent.yaml: there is no such mutant: {one}")
    print("\n| module | mutants | killed | survived | equivalent | score |\n| --- | --: | --: | --: | --: | --: |")
    print("\n".join(row(module, counts) for module, counts in table.items()))
    keep(table, asked)
    print(f"\nin {time.monotonic() - began:.0f} seconds")
    return int(any(GATE * one["survived"] > (100 - GATE) * one["killed"] for one in table.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
