"""Why a password, a token or a command that says one cannot be had."""

from __future__ import annotations

SENTENCES = {
    "secret_empty": ("{owner}: the secret from {origin} is empty", "{owner}: kata sandi dari {origin} kosong"),
    "secret_command_ended": ("{owner}: {origin} ended with {status}", "{owner}: {origin} berakhir dengan {status}"),
    "secret_too_long": (
        "{owner}: {origin} says more than {most_bytes} bytes",
        "{owner}: keluaran {origin} lebih dari {most_bytes} bita",
    ),
    "secret_not_set": ("{owner}: {origin} is not set", "{owner}: {origin} belum diisi"),
    "secret_command_slow": (
        "{owner}: {origin} took longer than {seconds} seconds",
        "{owner}: {origin} lebih dari {seconds} detik",
    ),
    "secret_fails": ("{owner}: {origin}: {said}", "{owner}: {origin}: {said}"),
    "secret_unreadable": ("{owner}: cannot read {origin}: {said}", "{owner}: {origin} tidak bisa dibaca: {said}"),
    "secret_not_utf8": (
        "{owner}: the secret from {origin} is not UTF-8",
        "{owner}: kata sandi dari {origin} bukan UTF-8",
    ),
    "keyring_fails": ("{owner}: {origin}: {name}", "{owner}: {origin}: {name}"),
}
