"""What customers write to a survey is read as one number, as none, or as something for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.tone.rating import Rating, read

READ = [
    ("Halo kak, 5", 5), ("- 5", 5), ("(5)", 5), ("5 ⭐", 5), ("⭐ 5", 5), ("★ ★ ★", 3), ("٥", 5), ("5 !!!", 5),
    ("I'd rate it 4", 4), ("Jawaban: 4", 4), ("pilih 3", 3), ("Nilai: lima", 5), ("bintang lima", 5), ("4 (empat)", 4),
    ("5/5 mantap", 5), ("8/10 mantap", 4), ("4 dari 5", 4), ("9/10", 5), ("5/10", 3), ("100/100", 5),
    ("5, bagus", 5), ("3 cukup", 3), ("saya sangat puas", 5), ("Sangat tidak puas", 1), ("kurang memuaskan", 2),
    ("very dissatisfied", 1), ("quite satisfied", 4), ("So so", 3), ("👎", 2), ("👍🏽", 4), ("5\n5", 5),
    ("Sangat Puas\nTerima kasih", 5), ("5 kak, makasih ya", 5), ("lima dong", 5),
]  # fmt: skip
UNREAD = [
    ("3 dari 5 barang belum sampai", "no_rating", True), ("5/10 saya kirim barangnya", "no_rating", True),
    ("Terima kasih 5 hari lalu sudah dibantu", "no_rating", True), ("kasih 3 hari lagi", "no_rating", True),
    ("Jl. Melati No 5", "no_rating", True), ("Barangnya beda warna dari pesanan", "no_rating", True),
    ("nilai pesanan 250000 belum masuk", "no_rating", True), ("Thanks for your help!", "no_rating", False),
    ("Pelayanannya ramah sekali", "no_rating", False), ("4-5", "ambiguous", False), ("3½", "ambiguous", False),
    ("3 1/2", "ambiguous", False),
    ("1, sangat puas", "ambiguous", False), ("5, good", "ambiguous", False), ("4 or 5", "ambiguous", False),
    ("11/10", "out_of_range", False), ("100", "out_of_range", False), ("-1", "out_of_range", False),
    ("Please stop asking", "opted_out", False), ("ga usah kirim email ini lagi", "opted_out", False),
    ("no more surveys", "opted_out", False), ("   ", "nothing_new", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_one_number_however_it_is_written(text: str, value: int) -> None:
    found = read(text)
    assert (found.value, found.why, found.asks) == (value, "", False)


@pytest.mark.parametrize(("text", "why", "asks"), UNREAD)
def test_what_is_no_rating_says_why_and_whether_it_wants_something(text: str, why: str, asks: bool) -> None:
    found = read(text)
    assert (found.value, found.why, found.asks) == (None, why, asks)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("5, tidak ada masalah", False), ("5, tolong dipertahankan", False), ("4, maaf salah pencet tadi", False),
        ("4, kapan refund saya masuk?", True), ("1\nBarang masih rusak", True), ("5, but where is my invoice", True),
    ],
)  # fmt: skip
def test_words_beside_a_number_ask_for_something_or_do_not(text: str, asks: bool) -> None:
    assert read(text).asks == asks


def test_a_complaint_that_says_stop_is_no_wish_to_be_asked_no_more() -> None:
    text = "Tolong jangan kirim barang rusak lagi ke saya, saya kecewa dan minta refund segera ya, sudah dua minggu."
    assert read(text).why == "no_rating"
    assert read(text).asks


@given(st.integers(1, 5), st.sampled_from(["Nilai", "Rating"]), st.sampled_from(["", "Makasih!", "terima kasih ya"]))
def test_the_digit_of_a_prepared_answer_counts_unless_another_one_is_written(number: int, word: str, said: str) -> None:
    subject = f"{word} {number} (K7F3Q2)"
    assert read(said, subject).value == number
    assert read(said).value is None
    other = number % 5 + 1
    assert read(str(other), subject).why == "ambiguous"


@given(st.text(max_size=300))
def test_whatever_is_written_is_a_number_from_one_to_five_or_none_with_a_reason(text: str) -> None:
    found = read(text)
    assert isinstance(found, Rating)
    assert (found.value is None) == bool(found.why)
    assert found.value in (None, 1, 2, 3, 4, 5)


@given(
    st.integers(1, 5), st.sampled_from(["{}", "{}.", " {} ", "Nilai {}", "{}/5", "{} bintang", "Halo,\n{}", "{} kak"])
)
def test_every_way_to_write_a_number_means_that_number(number: int, way: str) -> None:
    assert read(way.format(number)).value == number
