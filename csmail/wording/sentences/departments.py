"""Asking departments of the house, and what comes of it."""

from __future__ import annotations

SENTENCES = {
    "asked_department_already": (
        "{department} was asked already and has not answered yet",
        "{department} sudah ditanya dan belum menjawab",
    ),
    "copied_outside": (
        "{author} answered inside with a copy to {to}: read what was said there",
        "{author} menjawab ke dalam dengan tembusan ke {to}: baca dulu isinya",
    ),
    "department_answered": ("{department} answered ({author})", "{department} sudah menjawab ({author})"),
    "department_asked": ("asked {department}[, due {due}]", "bertanya ke {department}[, ditunggu sampai {due}]"),
    "department_asked_again": (
        "asked {department} once more[, due {due}]",
        "bertanya lagi ke {department}[, ditunggu sampai {due}]",
    ),
    "department_is_desk": (
        "{address} is a desk: transfer instead",
        "{address} adalah sebuah meja: pakai transfer",
    ),
    "department_name_wrong": (
        "{name!r} cannot name a department: small letters, digits, - and _; satisfaction is taken",
        "{name!r} tidak bisa jadi nama bagian: pakai huruf kecil, angka, - dan _; satisfaction sudah dipakai",
    ),
    "department_outside": (
        "visible outside: {address} reads what is asked inside",
        "terlihat di luar: {address} membaca pertanyaan ke dalam",
    ),
    "department_silent": ("{department} is silent", "{department} tidak menjawab"),
    "nothing_expected": ("no answer is expected any more", "jawabannya sudah tidak ditunggu"),
    "question_missing": ("what is the question?", "pertanyaannya apa?"),
    "quotes_a_note": (
        "it quotes what was said inside[ by {author}]: {line!r}; write it in your own words",
        "ada kutipan dari catatan dalam[ oleh {author}]: {line!r}; tulis dengan kata-kata sendiri",
    ),
}
