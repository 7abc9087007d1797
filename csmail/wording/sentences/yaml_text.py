"""What is wrong with the text of a YAML file, before anybody looks at what it says."""

from __future__ import annotations

SENTENCES = {
    "not_yaml": ("not valid YAML: {said}", "bukan YAML yang benar: {said}"),
    "character_not_in_yaml": (
        "the character {character} may not stand in YAML",
        "karakter {character} tidak boleh ada dalam YAML",
    ),
    "character_not_in_value": (
        "the character {character} may not stand in a value",
        "karakter {character} tidak boleh ada dalam nilai",
    ),
    "second_document": (
        "a second document begins here: one file holds one",
        "dokumen kedua dimulai di sini: satu file hanya memuat satu dokumen",
    ),
    "nested_too_deep": ("nested deeper than {limit}", "bersarang lebih dari {limit} tingkat"),
    "too_many_aliases": ("more than {limit} aliases", "lebih dari {limit} alias"),
    "alias_of_nothing": ("*{alias} stands for nothing above", "*{alias} tidak merujuk ke apa pun di atasnya"),
    "alias_of_itself": ("*{alias} holds itself", "*{alias} memuat dirinya sendiri"),
    "too_many_values": (
        "more than {limit} values when aliases are followed",
        "lebih dari {limit} nilai setelah alias diikuti",
    ),
    "merge_key": (
        "the merge key << belongs to YAML 1.1: write the keys out",
        "kunci gabung << hanya ada di YAML 1.1: tulis kunci-kuncinya satu per satu",
    ),
    "key_twice": (
        "the key {key!r} stands here twice (first in line {line})",
        "kunci {key!r} tertulis dua kali (pertama di baris {line})",
    ),
    "key_not_a_word": ("a key must be a word", "kunci harus berupa kata"),
    "tagged_value": (
        "tags such as {tag} are not read: write plain values",
        "tag seperti {tag} tidak dibaca: tulis nilai biasa",
    ),
    "byte_not_utf8": ("the byte {byte} is not UTF-8", "bita {byte} bukan UTF-8"),
    "not_utf8": ("is not UTF-8", "bukan UTF-8"),
    "too_deeply_nested": ("too deeply nested", "bersarang terlalu dalam"),
}
