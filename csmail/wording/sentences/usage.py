"""What a command line, a condition or an edited text asks for that cannot be done."""

from __future__ import annotations

SENTENCES = {
    "command_missing": ("a command is missing", "perintahnya belum disebut"),
    "bug_of_ours": ("this is a bug of csmail: {error}", "ini kesalahan program csmail: {error}"),
    "report_bug": (
        "report the lines above with csmail {version}, Python {python}, {system}; "
        "look them through first, they may name an address",
        "laporkan baris di atas dengan csmail {version}, Python {python}, {system}; "
        "periksa dulu, mungkin ada alamat di dalamnya",
    ),
    "draft_without_gap": ("the draft has no gap to fill", "draf itu tidak punya bagian kosong untuk diisi"),
    "no_such_line": (
        "{at!r} is not a line of the text, which has {lines}",
        "{at!r} bukan baris teksnya, yang ada {lines}",
    ),
    "not_a_snippet": ("{name!r} is not a snippet", "{name!r} bukan cuplikan"),
    "words_twice": ("the words are there twice: bare and as --text", "tulisannya ada dua: langsung dan lewat --text"),
    "asked_together": (
        "--mine, --of and --unassigned cannot be asked together",
        "--mine, --of, dan --unassigned tidak bisa dipakai sekaligus",
    ),
    "words_missing": ("the words are missing", "tulisannya belum diisi"),
    "not_one_of": ("{name}: {wrong!r} is not one of {choices}", "{name}: {wrong!r} bukan salah satu dari {choices}"),
    "parameter_needed": ("{name} is missing: {help}", "{name} belum diisi: {help}"),
    "no_such_thing": ("there is no {what} {unknown!r}", "tidak ada {what} {unknown!r}"),
    "no_such_cause": ("there is no cause {cause!r}", "tidak ada sebab {cause!r}"),
    "nobody_to_ask": ("nobody can be asked here", "tidak ada orang yang bisa ditanya di sini"),
    "no_desk_of_this_name": ("there is no desk {name!r}", "tidak ada desk {name!r}"),
    "moment_too_far": ("{span!r}: that is more than ten years", "{span!r}: itu lebih dari sepuluh tahun"),
    "between_too_far": (
        "from {start} to {end}: that is more than ten years",
        "dari {start} sampai {end}: itu lebih dari sepuluh tahun",
    ),
    "mail_file_unreadable": ("{place}: {fault}", "{place}: {fault}"),
    "task_not_in_doubt": ("task {id} is not in doubt: it is {state}", "tugas {id} tidak meragukan: keadaannya {state}"),
    "say_which_task": ("say which task, and what became of it", "sebutkan tugas yang mana, dan bagaimana hasilnya"),
    "nothing_to_do_with_task": (
        "nothing can be done with a task that is {state}",
        "tidak ada yang bisa dilakukan dengan tugas yang {state}",
    ),
    "two_beginnings": (
        "--from-beginning and --since cannot both be given",
        "--from-beginning dan --since tidak bisa dipakai bersamaan",
    ),
    "taken_in_already": ("this very mail was taken in already", "email ini sudah pernah masuk"),
    "no_such_command": ("there is no command {name!r} with a document", "tidak ada perintah {name!r} dengan dokumen"),
    "store_cannot_be_put_back": (
        "a store of kind {kind} cannot be put back",
        "penyimpanan jenis {kind} tidak bisa dipulihkan",
    ),
    "set_needs_value": ("--set {value}: write NAME=VALUE", "--set {value}: tulis NAMA=NILAI"),
    "no_such_message": ("there is no message {wanted}", "tidak ada pesan {wanted}"),
    "no_cases": ("{path} has no cases", "{path} tidak berisi contoh"),
    "case_without_mood": (
        "{path}: case {number} has no mood: {moodname}",
        "{path}: contoh {number} tidak punya suasana hati: {moodname}",
    ),
    "case_without_text": ("{path}: case {number} has no text", "{path}: contoh {number} tidak punya teks"),
    "file_fails": ("{path}: {said}", "{path}: {said}"),
    "file_not_yaml": ("{path} cannot be read as YAML: {split}", "{path} tidak bisa dibaca sebagai YAML: {split}"),
    "no_desk": ("there is no desk in the configuration", "tidak ada desk dalam konfigurasi"),
    "several_desks": ("there are several desks: {desks}", "ada beberapa desk: {desks}"),
    "no_empty_line": (
        "there is no empty line between the headers and the text",
        "tidak ada baris kosong antara header dan isi",
    ),
    "from_is_fixed": ("From cannot be changed here", "From tidak bisa diubah di sini"),
    "text_empty": ("the text is empty: nothing was changed", "isinya kosong: tidak ada yang diubah"),
    "not_a_draft_header": (
        "line {number}: {line!r} is not a header of a draft",
        "baris {number}: {line!r} bukan header draf",
    ),
    "header_twice": ("line {number}: {title} is there twice", "baris {number}: {title} tertulis dua kali"),
    "no_such_conversation": ("there is no conversation {written!r}", "tidak ada percakapan {written!r}"),
    "no_such_draft": ("there is no draft {written!r}", "tidak ada draf {written!r}"),
    "no_such_task": ("there is no task {written!r} in the outbox", "tidak ada tugas {written!r} di kotak keluar"),
    "id_too_short": (
        "{written!r} is too short for a command that changes something (at least {least} characters): {some}",
        "{written!r} terlalu pendek untuk perintah yang mengubah sesuatu (minimal {least} karakter): {some}",
    ),
    "id_of_several": ("{written!r} may be one of {count}: {some}", "{written!r} bisa berarti {count} hal: {some}"),
    "file_over_limit": ("{path} is larger than {limit} MB", "{path} lebih besar dari {limit} MB"),
    "no_such_field": ("there is no field {name!r}", "tidak ada kolom {name!r}"),
    "not_a_condition": ("{written!r} is not a condition", "{written!r} bukan syarat"),
    "sign_not_asked": (
        "{name} {sign} cannot be asked: it is {articles}",
        "{name} {sign} tidak bisa ditanyakan: jenisnya {articles}",
    ),
    "condition_without_value": ("{written!r} lacks a value", "{written!r} belum punya nilai"),
    "no_order": ("{name} has no order", "{name} tidak punya urutan"),
    "yes_or_no": ("{name} is yes or no, not {value!r}", "{name} berisi yes atau no, bukan {value!r}"),
    "no_such_choice": ("there is no {name} {word!r}", "tidak ada {name} {word!r}"),
    "not_a_date_or_time": ("{value!r} is not a date or time: {said}", "{value!r} bukan tanggal atau jam: {said}"),
    "tries_given_up": ("given up after {tries} tries", "berhenti setelah {tries} kali mencoba"),
    "stdin_twice": (
        "standard input is asked for twice: for the ids and for the words",
        "masukan standar diminta dua kali: untuk id dan untuk tulisannya",
    ),
    "unknown_field": ("there is no field {written!r} here", "tidak ada field {written!r} di sini"),
    "no_ids_here": ("what this command prints has no ids", "keluaran perintah ini tidak punya id"),
    "no_document_here": (
        "this command prints no document to choose from",
        "perintah ini tidak mencetak dokumen yang bisa dipilih",
    ),
    "editor_needs_terminal": (
        "there is no terminal for an editor here",
        "tidak ada terminal untuk membuka editor",
    ),
    "no_editor": ("no editor was found", "editor tidak ditemukan"),
    "editor_failed": (
        "the editor {command} ended with {returncode}; nothing was changed",
        "editor {command} berakhir dengan {returncode}; tidak ada yang diubah",
    ),
    "text_or_file": ("--text and --file cannot both be given", "--text dan --file tidak bisa dipakai bersamaan"),
    "text_empty_undone": ("the text is empty: nothing was done", "isinya kosong: tidak ada yang dilakukan"),
    "text_over_limit": ("{source} is larger than {limit} KiB", "{source} lebih besar dari {limit} KiB"),
    "editor_not_started": (
        "the editor {command} cannot be started: {said}",
        "editor {command} tidak bisa dijalankan: {said}",
    ),
    "text_not_utf8": ("{source} is not UTF-8 text (octet {start})", "{source} bukan teks UTF-8 (bita {start})"),
    "variable_unreadable": ("{name} cannot be read: {said}", "{name} tidak bisa dibaca: {said}"),
    "given_twice": ("{name} is given twice", "{name} disebut dua kali"),
    "not_a_day": ("{written!r} is not a date", "{written!r} bukan tanggal"),
    "files_there_already": (
        "{there}{more} is there already: nothing was written",
        "{there}{more} sudah ada: tidak ada yang ditulis",
    ),
    "file_unwritable": ("{filename}: cannot be written: {said}", "{filename}: tidak bisa ditulis: {said}"),
    "demo_needs_pymap": ("the demo needs pymap: {said}", "demo memerlukan pymap: {said}"),
    "demo_needs": (
        "the demo needs {missing}, which csmail itself does not",
        "demo memerlukan {missing}, yang tidak dipakai csmail sendiri",
    ),
    "demo_servers": ("the demo's servers cannot start: {said}", "server demo tidak bisa dijalankan: {said}"),
}
