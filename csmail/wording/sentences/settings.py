"""What is wrong with the settings of a mailbox, a transport or the store."""

from __future__ import annotations

SENTENCES = {
    "adapter_wrong": ("{way}: {why}", "{way}: {why}"),
    "correct_rules": ("correct it in rules.yaml", "perbaiki di rules.yaml"),
    "setting_empty": ("{key}: is empty", "{key}: kosong"),
    "password_or_oauth": ("give exactly one of password and oauth", "isi salah satu saja: password atau oauth"),
    "password_and_oauth": ("give password or oauth, not both", "isi password atau oauth, jangan dua-duanya"),
    "password_in_the_open": (
        "tls: none would send the password to {host} in the open; use implicit or starttls",
        "tls: none akan mengirim kata sandi ke {host} tanpa enkripsi; pakai implicit atau starttls",
    ),
    "tls_none_elsewhere": (
        "tls: none is only for a server on this machine",
        "tls: none hanya untuk server di komputer ini",
    ),
    "not_a_port": ("port: {port} is not a port", "port: {port} bukan nomor port"),
    "folders_empty": ("folders: name at least one", "folders: isi minimal satu"),
    "span_of_nothing": ("{keys}: give a span longer than 0s", "{keys}: isi jangka waktu lebih dari 0s"),
    "host_wrong": ("host: give the name of the server, without spaces", "host: isi nama server, tanpa spasi"),
    "connections_wrong": ("connections: give a number from 1 to 20", "connections: isi angka dari 1 sampai 20"),
    "hello_wrong": ("hello: give one host name in ASCII", "hello: isi satu nama host dalam ASCII"),
    "username_without_secret": (
        "username: there is no password or oauth for it",
        "username: password atau oauth-nya belum diisi",
    ),
    "secret_without_username": ("username: the secret needs one", "username: harus diisi karena ada kata sandi"),
    "path_empty": ("path: name a folder", "path: isi nama folder"),
}
