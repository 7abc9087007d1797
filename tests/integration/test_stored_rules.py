"""A pass keeps its set of rules once, with the first commit that needs it, and receipts are explained from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.config.rules.stored import restored
from csmail.desk.intake.poll import poll
from csmail.model.changes import Changes
from csmail.wiring import Wiring
from tests.bench import corpus
from tests.bench.rules import ROOM


@pytest.mark.parametrize("whole", [True, False], ids=["rules read at once", "rules read when a mail comes"])
def test_the_rules_are_written_with_the_first_receipts_and_never_again(tmp_path: Path, whole: bool) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "rules.yaml").write_text(ROOM + corpus.rules())
    commits: list[Changes] = []
    with Wiring(load(tmp_path / "rules.yaml", rules=whole)) as wiring:
        place = wiring.desk("support")
        box = place.ways.mailbox()
        commit = wiring.store.commit
        poll(place)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                type(wiring.store), "commit", lambda _, changes: (commits.append(changes), commit(changes))[1]
            )
            for first in (0, 120):
                for number in range(first, first + 120):
                    box.deliver(corpus.mail(number), datetime.now(UTC))  # type: ignore[attr-defined]
                assert poll(place).taken_in == 120
        deciding = [one for one in commits if any(receipt.rules for receipt in one.receipts)]
        assert len(deciding) > 1
        assert [len(one.rules) for one in deciding] == [1] + [0] * (len(deciding) - 1)
        kept = wiring.store.rules(deciding[0].receipts[0].rules)
        assert kept is not None
        again = restored(kept)
        assert again is not None
        assert [rule.name for rule in again.rules] == [rule.name for rule in load(tmp_path / "rules.yaml").rules]
