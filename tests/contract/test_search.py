"""What a search finds, asked of every store there is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmail import registry
from csmail.model.address import Address
from csmail.model.changes import Changes, Rehomed
from csmail.ports import SearchLimit, Store
from tests.factories import NOW, conversation, message

BUDI = Address("Budi.Santoso@Toko-Maju.example", "Budi Santoso")
SAID = {
    "REFUND": ("Pengembalian dana", "Tolong kirimkan kembali uang saya, nomor order #12345-AB. Terima kasih!", BUDI),
    "CAFE22": (
        "Réservation au Café",
        "Straße 5, naïve façade—“déjà vu”",
        Address("zoe@cafe.example", "Zoë"),
    ),
    "ENGLSH": ("Where is my order?", "I can't find the parcel. Order 999 is late; thank you", Address("jo@x.example")),
    "SCRIPT": ("こんにちは注文の件", "商品が届きません。ไม่ได้รับสินค้า", Address("yuki@x.example", "山田")),
    "SIGNS2": ("100% off_line", "C++ or a_b [tag] 'quoted' \\ back", None),
}


def filled(store: Store) -> Store:
    for age, (id, (subject, text, who)) in enumerate(SAID.items()):
        tags, changed_at = frozenset({f"tag-{id[0]}"}), NOW - timedelta(hours=age)
        one = conversation(id=id, subject=subject, customer=who, tags=tags, changed_at=changed_at)
        said = message(
            key=f"k{id}", conversation=id, subject=subject, text=text, originators=(who,) if who else (),
            message_id=f"<{id}@x.example>",
        )  # fmt: skip
        store.commit(Changes(conversations=(one,), messages=(said,)))
    return store


@pytest.fixture(params=registry.names("stores"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    module = registry.load("stores", request.param)
    opened: Store = module.open(module.Settings(), tmp_path)
    yield filled(opened)
    opened.close()


def found(store: Store, text: str) -> list[str]:
    return [one.id for one in store.search(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dana pengembalian", ["REFUND"]),
        ("KIRIM", ["REFUND"]),
        ("uang refund", ["REFUND"]),
        ("order", ["REFUND", "ENGLSH"]),
        ("order find", ["ENGLSH"]),
        ("parcel where budi", []),
        ('"terima kasih"', ["REFUND"]),
        ('"kasih terima"', []),
        ('"order is my"', []),
        ('"is  my ORDER"', ["ENGLSH"]),
        ('late "thank you', ["ENGLSH"]),
        ("“where is my”", ["ENGLSH"]),
        ("cafe", ["CAFE22"]),
        ("CAFÉ reservation", ["CAFE22"]),
        ("strasse", ["CAFE22"]),
        ('"deja vu"', ["CAFE22"]),
        ("zoe", ["CAFE22"]),
        ("budi.santoso@toko-maju.example", ["REFUND"]),
        ("santoso@toko", ["REFUND"]),
        ("@toko-maju", ["REFUND"]),
        ("toko-maju.ex", ["REFUND"]),
        ("maju", ["REFUND"]),
        ("@x.example", ["ENGLSH", "SCRIPT"]),
        ("#12345", ["REFUND"]),
        ("12345-ab", ["REFUND"]),
        ("12345", ["REFUND"]),
        ("2345", []),
        ("engl", ["ENGLSH"]),
        ("cafe22", ["CAFE22"]),
        ("tag-c", ["CAFE22"]),
        ("can't", ["ENGLSH"]),
        ("注文", ["SCRIPT"]),
        ("届きません", ["SCRIPT"]),
        ("文注", []),
        ("สินค้า", ["SCRIPT"]),
        ("山田", ["SCRIPT"]),
        ("100%", ["SIGNS2"]),
        ("off_line", ["SIGNS2"]),
        ("line", ["SIGNS2"]),
        ("c++", ["SIGNS2"]),
        ("[tag]", ["SIGNS2"]),
        ("\\", ["SIGNS2"]),
        ("a_b tag", ["SIGNS2"]),
    ],
)
def test_every_word_and_phrase_stands_somewhere_at_the_beginning_of_a_word(
    store: Store, text: str, expected: list[str]
) -> None:
    assert found(store, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", '"', '""', '" "', "said:order", "order NOT parcel xyzzy", "NEAR(order parcel, 2) xyzzy", "^",
        "{said}: xyzzy", "xyzzy OR order", "(order", "*", "-order", "'; DROP TABLE search; --", '"xyzzy" "order',
        "\x00", "xy\x00zzy", "x" * 100_000, "\u0300", "order*xyzzy",
    ],
)  # fmt: skip
def test_no_sign_is_a_command(store: Store, text: str) -> None:
    assert found(store, text) == []
    assert found(store, "budi") == ["REFUND"]


PIECES = ["order", "Or", '"', "\u0301", "é", "注", "文", "a", "_", "-", "@", "#1", " ", "ß", "İ", "—", "AND", "*"]


@pytest.mark.parametrize("kind", registry.names("stores"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=12).map("".join), ask=st.data())
def test_whatever_words_were_written_are_found_again(
    tmp_path_factory: pytest.TempPathFactory, kind: str, text: str, ask: st.DataObject
) -> None:
    module = registry.load("stores", kind)
    store: Store = module.open(module.Settings(), tmp_path_factory.mktemp("state"))
    one = conversation(subject="", customer=None, tags=frozenset())
    store.commit(Changes(conversations=(one,), messages=(message(conversation=one.id, subject="", text=text),)))
    memory = registry.load("stores", "memory").open(None, tmp_path_factory.getbasetemp())
    memory.commit(Changes(conversations=(one,), messages=(message(conversation=one.id, subject="", text=text),)))
    asked = ask.draw(st.lists(st.sampled_from(PIECES), max_size=4).map("".join))
    assert found(store, asked) == found(memory, asked)
    for word in text.replace('"', " ").split():
        assert found(store, word) == found(memory, word)
    store.close()


def test_what_is_changed_is_found_by_its_new_words_alone(store: Store) -> None:
    one = store.conversation("REFUND")
    said = store.message("kENGLSH")
    assert one is not None
    assert said is not None
    changed = one.amended(subject="Ganti alamat", tags=frozenset({"alamat"}))
    store.commit(Changes(conversations=(changed,), messages=(replace(said, text="now in Bandung", subject="news"),)))
    assert found(store, "ganti") == found(store, "alamat") == ["REFUND"]
    assert found(store, "tag-r") == []
    assert found(store, "parcel") == []
    assert found(store, "bandung") == ["ENGLSH"]


def test_a_message_is_found_where_it_is_now(store: Store) -> None:
    store.commit(Changes(rehomed=(Rehomed(("kENGLSH",), "CAFE22"),)))
    assert found(store, "parcel") == ["CAFE22"]
    assert found(store, '"where is" reservation') == ["CAFE22"]
    store.commit(Changes(rehomed=(Rehomed(("kENGLSH",), "ENGLSH"),)))
    assert found(store, "parcel") == ["ENGLSH"]


def test_the_newest_change_comes_first_and_words_may_stand_in_several_messages(store: Store) -> None:
    more = message(key="k9", conversation="SIGNS2", text="Pesan order parcel", message_id="<9@x.example>")
    store.commit(Changes(messages=(more,)))
    assert found(store, "order") == ["REFUND", "ENGLSH", "SIGNS2"]
    assert found(store, "parcel off_line") == ["SIGNS2"]


def test_a_search_reads_as_many_as_it_may_the_newest_and_tells_that_there_are_more(store: Store) -> None:
    everything, some = SearchLimit(100), SearchLimit(1)
    newest = next(store.conversations()).id
    every = [one.id for one in store.search('"order"', everything)]
    assert (every, everything.reached) == (found(store, "order"), False)
    assert [one.id for one in store.search("%", SearchLimit(0))] == []
    assert {one.id for one in store.search("-", some)} <= {newest}
    assert some.reached
