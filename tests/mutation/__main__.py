"""Mutation score of the modules that must not be wrong: `python -m tests.mutation [MODULE[:FUNCTION]…]`.

Prints each mutant that survived, then a table. Ends with 1 when a module scores below GATE.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.running import work_through

HERE = Path(__file__).parent
GATE = 90.0
Identity = tuple[str, str, str, str]


def read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load(HERE / name)


def equivalents() -> set[Identity]:
    """The mutants that do the same as the code, each with its reason in the file."""
    return {(one["module"], one["function"], one["was"], one["is_now"]) for one in read("equivalent.yaml") or []}


def measured(module: str, function: str, paths: Sequence[str], same: set[Identity]) -> Counter[str]:
    every = [one for one in mutants(module) if function in ("", one.function)]
    met = [one for one in every if one.identity not in same]
    counts: Counter[str] = Counter(mutants=len(every), equivalent=len(every) - len(met))

    def tell(mutant: Mutant, ended: str) -> None:
        counts["survived" if ended == "survived" else "killed"] += 1
        counts["stopped"] += ended in ("took too long", "died")
        if ended == "survived":
            print(mutant.shown(), flush=True)

    work_through(met, paths, tell)
    if not function:
        for one in same - {mutant.identity for mutant in every}:
            if one[0] == module:
                print(f"equivalent.yaml: there is no such mutant: {one}")
    return counts


def main(asked: Sequence[str]) -> int:
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    plan, same = read("plan.yaml"), equivalents()
    wanted = [one.partition(":")[::2] for one in asked] or [(module, "") for module in plan]
    rows, worst, began = [], 100.0, time.monotonic()
    for module, function in wanted:
        counts = measured(module, function, plan[module].split(), same)
        score = 100 * counts["killed"] / max(counts["killed"] + counts["survived"], 1)
        worst = min(worst, score)
        heard = [counts[name] for name in ("mutants", "killed", "survived", "equivalent")]
        rows.append("| {} | {} | {} | {} | {} | {:.1f} % |".format(f"`{module}`", *heard, score))
        print(rows[-1], f"({counts['stopped']} of them stopped)", flush=True)
    print("\n| module | mutants | killed | survived | equivalent | score |\n| --- | --: | --: | --: | --: | --: |")
    print("\n".join(rows))
    print(f"\nin {time.monotonic() - began:.0f} seconds")
    return int(worst < GATE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
