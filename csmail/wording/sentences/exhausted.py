"""What this machine, or this process, has too little of."""

from __future__ import annotations

SENTENCES = {
    "too_many_files_here": (
        "this process has too many files and connections open",
        "proses ini membuka terlalu banyak file dan koneksi",
    ),
    "too_many_files": ("this machine has too many files open", "komputer ini membuka terlalu banyak file"),
    "out_of_memory": ("this machine is out of memory", "memori komputer ini habis"),
    "no_more_processes": ("this machine starts no more processes", "komputer ini tidak bisa menjalankan proses baru"),
    "no_more_threads": ("this machine starts no more threads", "komputer ini tidak bisa menjalankan thread baru"),
    "raise_limit": ("raise the limit: {how}", "naikkan batasnya: {how}"),
    "end_programs": (
        "end programs that hold many, then try again",
        "tutup program yang membuka banyak file, lalu coba lagi",
    ),
    "end_programs_or_raise_limit": (
        "end other programs, or raise the limit (ulimit -v, MemoryMax=)",
        "tutup program lain, atau naikkan batasnya (ulimit -v, MemoryMax=)",
    ),
    "same_in_a_minute": ("the same in a minute", "perintah yang sama sebentar lagi"),
    "look_at_file_and_disk": ("look at that file and its disk", "periksa file itu dan disknya"),
    "disk_full": ("the disk is full: {said}", "disk penuh: {said}"),
    "make_room": (
        "make room; nothing that was committed is lost",
        "kosongkan sebagian disk; tidak ada data tersimpan yang hilang",
    ),
    "output_unwritable": (
        "standard output cannot be written: {said}",
        "keluaran standar tidak bisa ditulis: {said}",
    ),
    "give_output_a_file": (
        "give it somewhere to go: > FILE, or > /dev/null",
        "beri tujuan: > FILE, atau > /dev/null",
    ),
}
