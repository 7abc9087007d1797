"""Following up: silence, what is planned for later, how satisfied customers are."""

from __future__ import annotations

SENTENCES = {
    "asked_how_satisfied": (
        "the customer was asked in this conversation already",
        "pelanggan sudah pernah ditanya di percakapan ini",
    ),
    "follow_up_lost": (
        "what the rule {rule!r} planned for now is not in rules.yaml any more: {action}[ {parameters}]",
        "yang direncanakan aturan {rule!r} untuk saat ini sudah tidak ada di rules.yaml: {action}[ {parameters}]",
    ),
    "no_customer_to_ask": ("there is no customer to ask", "tidak ada pelanggan yang bisa ditanya"),
    "no_person_answered": ("no person has answered here", "belum ada orang yang membalas di sini"),
    "asks_nobody": (
        "there is nobody {written!r} to ask: {known}",
        "{written!r} tidak bisa ditanya; yang bisa: {known}",
    ),
    "not_closed": (
        "{conversation} is not closed: csmail close {conversation}",
        "{conversation} belum ditutup: csmail close {conversation}",
    ),
    "survey_planned_already": ("the survey is planned already", "surveinya sudah direncanakan"),
    "surveyed_lately": (
        "the customer was asked on {at} already: once in 30 days is enough",
        "pelanggan sudah ditanya pada {at}: cukup sekali dalam 30 hari",
    ),
    "follow_up_planned_already": ("planned already", "sudah direncanakan"),
    "waits_by_itself": (
        "{action} waits by itself: write it beside `later`, not in it",
        "{action} sudah menunggu sendiri: tulis di samping `later`, bukan di dalamnya",
    ),
    "later_is_now": ("nothing is later in no time: write it like 14d", "tidak ada jarak waktunya: tulis misalnya 14d"),
    "silence_needs_after": (
        "say after how long a silence: after: {example}",
        "sebutkan sesudah berapa lama tidak ada kabar: after: {example}",
    ),
    "after_without_silence": ("it belongs to on: silence", "hanya berlaku bersama on: silence"),
    "silence_out_of_range": (
        "a silence lasts longer than nothing and at most ten years",
        "lamanya harus lebih dari nol dan paling lama sepuluh tahun",
    ),
    "values_must_rise": ("the values must rise", "nilainya harus makin besar"),
    "goodbye_answers_nobody": (
        "a goodbye is sent when time passes, not when a mail comes: on: silence",
        "ucapan penutup dikirim saat waktu berlalu, bukan saat email datang: on: silence",
    ),
    "rated": ("rated {rating} of 5", "nilai {rating} dari 5"),
    "rated_low": ("the customer was not satisfied: {rating} of 5", "pelanggan tidak puas: nilai {rating} dari 5"),
    "rating_unclear": (
        "the customer answered the survey, and it is not clear with what",
        "pelanggan menjawab survei, tetapi nilainya tidak jelas",
    ),
    "rating_not_counted": ("no rating is counted: {why}", "tidak dihitung sebagai nilai: {why}"),
    "rating_nothing_new": ("nothing new is written in it", "tidak ada tulisan baru"),
    "rating_no_rating": ("it names no number from 1 to 5", "tidak menyebut angka 1 sampai 5"),
    "rating_ambiguous": ("it can be read in several ways", "bisa dibaca lebih dari satu cara"),
    "rating_out_of_range": ("the number is not one from 1 to 5", "angkanya di luar 1 sampai 5"),
    "rating_opted_out": ("the customer wants to be asked no more", "pelanggan tidak mau ditanya lagi"),
    "rating_not_human": ("a machine wrote it", "ditulis oleh mesin"),
    "rating_not_the_customer": (
        "nothing shows that the customer wrote it",
        "tidak terbukti ditulis oleh pelanggannya",
    ),
    "rating_answered_already": (
        "the first answer is more than a day old, and stands",
        "jawaban pertama sudah lebih dari sehari, dan itu yang berlaku",
    ),
    "rating_too_late": ("it came more than 30 days after the survey", "datang lebih dari 30 hari sesudah survei"),
    "ask_needs_closing": (
        "it can be asked when a conversation is closed: on: closed",
        "hanya bisa ditanyakan saat percakapan ditutup: on: closed",
    ),
}
