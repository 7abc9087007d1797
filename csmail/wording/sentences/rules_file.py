"""What is wrong with a rule, its conditions, its patterns or its actions."""

from __future__ import annotations

SENTENCES = {
    "rule_expected": ("expected a rule: name, when, then", "di sini harus ada aturan: name, when, then"),
    "rule_without_name": (
        "name is missing: it is what `csmail why` calls the rule",
        "name belum diisi: dengan nama itu `csmail why` menyebut aturannya",
    ),
    "rule_without_actions": ("then is missing: a list of actions", "then belum diisi: daftar tindakan"),
    "rule_name_taken": ("{rule} is called {name!r} already", "nama {name!r} sudah dipakai {rule}"),
    "template_missing": (
        "no template {name!r} in {folder}[, did you mean {near!r}?][; there are: {known}]",
        "templat {name!r} tidak ada di {folder}[, maksudnya {near!r}?][; yang ada: {known}]",
    ),
    "actions_expected": ("expected at least one action", "minimal harus ada satu tindakan"),
    "action_expected": ("expected an action", "di sini harus ada tindakan"),
    "one_action_expected": (
        "expected one action after a dash, not {count}: {names}",
        "satu tanda hubung hanya untuk satu tindakan, bukan {count}: {names}",
    ),
    "parameter_missing": ("{names} missing: {help}", "{names} belum diisi: {help}"),
    "no_parameter_expected": (
        "this action takes no parameter: write its name alone",
        "tindakan ini tidak punya parameter: tulis namanya saja",
    ),
    "parameter_by_hand_only": (
        "can only be given by a person, on the command line",
        "hanya bisa diisi oleh orang, lewat baris perintah",
    ),
    "copy_is_visible": (
        "visible to everyone who gets this mail; a copy nobody sees is bcc",
        "terlihat oleh semua penerima email ini; tembusan yang tidak terlihat adalah bcc",
    ),
    "escalates_to_itself": (
        "{address} is the desk itself: nobody would be told",
        "{address} adalah desk itu sendiri: tidak ada yang akan diberi tahu",
    ),
    "sends_to_itself": (
        "{address} is an address of a desk here: the mail would come back to us",
        "{address} adalah alamat desk di sini: emailnya akan kembali ke kita",
    ),
    "condition_expected": ("expected at least one condition", "minimal harus ada satu syarat"),
    "list_of_conditions_expected": (
        "expected a list, each condition after a dash: keys beside each other must all hold",
        "di sini harus ada daftar, tiap syarat sesudah tanda hubung: kunci yang berdampingan berlaku semuanya",
    ),
    "word_expected": ("expected at least one word", "minimal harus ada satu kata"),
    "pattern_expected": (
        "expected words, or exactly one of {forms}",
        "isi dengan kata-kata, atau tepat satu dari {forms}",
    ),
    "not_a_party": (
        "{written!r} is not an address: write name@domain, @domain or @*.domain",
        "{written!r} bukan alamat email: tulis nama@domain, @domain atau @*.domain",
    ),
    "header_field_expected": ("expected the name of a field: {example}", "isi dengan nama header: {example}"),
    "one_of_expected": ("expected at least one of {known}", "isi minimal satu dari {known}"),
    "count_expected": ("expected a number: 2", "isi dengan angka: 2"),
    "size_expected": ("expected a size: 100K, 5M, 1G", "isi dengan ukuran: 100K, 5M, 1G"),
    "bounds_expected": ("expected {over}, {under} or both", "isi dengan {over}, {under} atau keduanya"),
    "auth_expected": ("expected dmarc, spf or dkim: {example}", "isi dengan dmarc, spf atau dkim: {example}"),
    "customer_expected": ("expected addresses, domains or {example}", "isi dengan alamat email, domain atau {example}"),
    "not_a_mood": ("{written} is not a mood: {known}", "{written} bukan suasana hati: {known}"),
    "pattern_looks_around": (
        "looks ahead or behind, which cannot be done in linear time",
        "pola melihat ke depan atau ke belakang, yang tidak bisa dikerjakan dalam waktu linear",
    ),
    "pattern_refers_back": (
        "refers back to a group, which cannot be done in linear time",
        "pola merujuk kembali ke grup, yang tidak bisa dikerjakan dalam waktu linear",
    ),
    "pattern_repeats_too_often": ("repeats more than 1000 times", "pola mengulang lebih dari 1000 kali"),
    "pattern_grows_too_large": (
        "grows too large when its repeats are written out",
        "pola menjadi terlalu besar bila ulangannya dijabarkan",
    ),
    "pattern_too_long": ("is longer than {limit} characters", "pola lebih panjang dari {limit} karakter"),
    "not_a_pattern": ("is not a regular expression: {said}", "bukan ekspresi reguler: {said}"),
    "empty_word": ("an empty word would hit everything", "kata kosong akan cocok dengan semua email"),
    "not_a_tag": (
        "{tag!r} is not a tag: use letters a to z, digits, '-', '_', '.' or '+'",
        "{tag!r} bukan tag: pakai huruf a sampai z, angka, '-', '_', '.' atau '+'",
    ),
    "option_wrong": ("{option}: {why}", "{option}: {why}"),
    "transfer_handed_on": (
        "the rule {rule!r} below may hand it on to {to} at once: write `stop: true` here",
        "aturan {rule!r} di bawah bisa langsung mengalihkannya lagi ke {to}: tulis `stop: true` di sini",
    ),
    "transfer_in_circle": (
        "{desk} and {other} have the same hours and hand over to each other at {on}: it would go in a circle",
        "{desk} dan {other} punya jam kerja yang sama dan saling mengalihkan saat {on}: percakapan hanya berputar",
    ),
    "transfer_outside": (
        "visible outside: the people of {there} work at {domains}, which is not in the internal_domains of {home}",
        "terlihat pihak luar: orang {there} memakai {domains}, yang tidak ada di internal_domains {home}",
    ),
    "transfer_to_itself": (
        "it is served by {desk} already: nothing would happen",
        "sudah dilayani {desk}: tidak akan terjadi apa-apa",
    ),
}
