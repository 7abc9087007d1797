"""Who is meant by a name, what is wrong with what the file says of agents, which moment was typed."""

from __future__ import annotations

SENTENCES = {
    "agent_twice": ("{agent} is an agent twice: write one entry", "{agent} dua kali menjadi agen: tulis satu saja"),
    "agent_unclear": (
        "{to!r} may be one of several agents: {agents}",
        "{to!r} bisa berarti beberapa agen: {agents}",
    ),
    "agents_are": ("[agents: {agents}]", "[agen: {agents}]"),
    "list_expected": ("expected a list: {written}", "di sini harus ada daftar: {written}"),
    "moment_hint": (
        "write it like 17:00, mon 9, tomorrow, 2026-12-24, 2026-12-24 13:00, 3d",
        "tulis misalnya 17:00, senin 9, besok, 2026-12-24, 2026-12-24 13:00, 3d",
    ),
    "moment_over": ("{written!r}: that is over already", "{written!r}: itu sudah lewat"),
    "name_is_address": (
        "a name is what customers read, not an address: write Budi",
        "nama adalah yang dibaca pelanggan, bukan alamat: tulis Budi",
    ),
    "name_reserved": (
        "{name} means something else on the command line: {names}",
        "{name} punya arti lain di baris perintah: {names}",
    ),
    "no_such_agent": ("there is no agent {to!r}", "tidak ada agen {to!r}"),
    "nobody_of_the_team": ("{by} is not an agent", "{by} bukan agen"),
    "moment_unclear": ("{written!r} is not a time of day", "{written!r} bukan jam"),
    "say_who_you_are": (
        "--by NAME, or CSMAIL_BY=NAME, says who you are",
        "sebutkan diri Anda dengan --by NAMA atau CSMAIL_BY=NAMA",
    ),
    "write_the_address": ("write the address", "tulis alamatnya"),
}
