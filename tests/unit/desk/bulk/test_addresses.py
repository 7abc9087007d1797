"""A list of addresses: each person once, nobody forgotten, everybody who is left out named with a reason."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csmail.desk import bulk_records as records
from csmail.desk.bulk.addresses import Row, lines
from csmail.desk.bulk.skips import Candidate, once_each
from csmail.desk.customers.find import Reach
from csmail.mail.address import key
from csmail.model.bulk import Bulk, Line
from csmail.stores.memory import MemoryStore
from tests.factories import NOW, desk

LOCALS = st.sampled_from(("rina", "RINA", "tono", "jane", "support", "sari", "", "no address", "a, b"))
HOSTS = st.sampled_from(("@x.example", "@X.example", "@toko.example"))
SPECS = st.one_of(st.builds(lambda local, host: local and f"{local}{host}", LOCALS, HOSTS), st.just(""))


KNOWN = {
    "rina@x.example": Reach("C1"),
    "tono@x.example": Reach("C1"),
    "jane@x.example": Reach("C2", left_alone_at=NOW),
}


def rows(specs: list[str]) -> list[Row]:
    return [Row(number, spec) for number, spec in enumerate(specs, 2)]


@given(st.lists(SPECS, max_size=30))
def test_every_row_has_one_line_and_no_person_gets_two_mails(specs: list[str]) -> None:
    found = list(lines(rows(specs), desk(), KNOWN))
    assert [line.line for line in found] == [row.line for row in rows(specs)]
    planned = [KNOWN.get(key(line.to), Reach(key(line.to))).customer for line in found if line.state == "planned"]
    assert len(planned) == len(set(planned))
    assert all((line.why is None) is (line.state == "planned") for line in found)
    for line in found:
        if line.why is not None and line.why.code in ("same_line", "same_customer"):
            assert int(line.why.fact("line")) < line.line


@given(st.lists(SPECS, max_size=30))
def test_nobody_of_the_house_and_nobody_left_alone_is_written_to(specs: list[str]) -> None:
    for line in lines(rows(specs), desk(), KNOWN):
        if line.state == "planned":
            assert "toko.example" not in key(line.to)
            assert key(line.to) != "jane@x.example"


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.booleans()), max_size=12))
def test_once_each_keeps_exactly_one_of_each_customer_who_has_any(found: list[tuple[str, int, bool]]) -> None:
    candidates = [
        Candidate(
            Line(to=who, conversation=f"C{number}", state="planned" if goes else "skipped"), who, NOW.replace(hour=at)
        )
        for number, (who, at, goes) in enumerate(found)
    ]
    kept = [line for line in once_each(candidates) if line.state == "planned"]
    assert sorted(line.to for line in kept) == sorted({who for who, _, goes in found if goes})


@given(st.lists(st.builds(Line, st.text(max_size=5), st.text(max_size=6), st.integers(0, 9)), max_size=1200))
def test_what_is_kept_of_a_bulk_is_read_back_as_it_was(kept: list[Line]) -> None:
    store = MemoryStore()
    made = Bulk("7Q2M", "support", "send", "sari", NOW, "news", count=len(kept))
    store.remember_all(records.begun(store, made, kept))
    assert records.find(store, "7q2m") == made
    assert list(records.lines(store, made)) == kept
    assert records.state(store, "7Q2M") == ("preparing", "")
