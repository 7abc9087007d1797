"""What is wrong with a template, and what to try."""

from __future__ import annotations

SENTENCES = {
    "no_templates": ("{folder}: no templates there ({said})", "{folder}: tidak ada templat di sana ({said})"),
    "init_writes_templates": (
        "csmail init writes rules.yaml and templates/ to begin with",
        "buat rules.yaml dan templates/ yang pertama dengan csmail init",
    ),
    "no_such_template": ("{folder}: there is no template {name!r}", "{folder}: tidak ada templat {name!r}"),
    "templates_there_are": (
        "[did you mean {near}? ]templates there are: {known}",
        "[maksudnya {near}? ]templat yang ada: {known}",
    ),
    "text_and_markdown": (
        "there is {first} too: a text is written in one of the two, not in both",
        "sudah ada {first}: satu teks ditulis dengan salah satu cara saja, tidak keduanya",
    ),
    "html_too_large": ("its HTML grew over {limit} KiB", "HTML-nya melebihi {limit} KiB"),
    "markdown_unknown": ("Markdown of a kind that is not known: {kind}", "bentuk Markdown tidak dikenal: {kind}"),
    "markdown_ignored": (
        "{found}: customers read it as it is written here (no HTML, no images, links are https: or mailto:)",
        "{found}: pelanggan membacanya apa adanya (tanpa HTML, tanpa gambar, tautan hanya https: atau mailto:)",
    ),
    "template_without_html": (
        "{name} is plain text; a file {name}.LANGUAGE.md is Markdown and has HTML as well",
        "{name} teks biasa; yang punya HTML adalah berkas Markdown, {name}.BAHASA.md",
    ),
    "attach_outside": (
        "{file!r} cannot be attached: only names of files in templates/attachments",
        "{file!r} tidak bisa dilampirkan: hanya nama berkas di templates/attachments",
    ),
    "attach_not_for": (
        "files go with answers and snippets, not with a text for: {purpose}",
        "lampiran hanya untuk jawaban dan cuplikan, bukan untuk: {purpose}",
    ),
    "attach_missing": (
        "there is no templates/attachments/{file}[, did you mean {near}?]",
        "tidak ada templates/attachments/{file}[, maksudnya {near}?]",
    ),
    "attach_is_link": (
        "{file} is a link: put the file itself into templates/attachments",
        "{file} hanya tautan: taruh berkasnya sendiri di templates/attachments",
    ),
    "attach_no_file": ("{file} is not a file", "{file} bukan berkas"),
    "attach_too_large": ("{file} is larger than {megabytes} MB", "{file} lebih besar dari {megabytes} MB"),
    "wording_number_wrong": (
        "further wordings of {first} are numbered from 2 to {last}",
        "susunan kata lain untuk {first} dinomori 2 sampai {last}",
    ),
    "wording_without_first": (
        "there is no {first} beside it: the first wording has no number",
        "{first} belum ada: susunan kata yang pertama tidak bernomor",
    ),
    "no_such_wording": (
        "{name} has no wording {number}; there are: {known}",
        "{name} tidak punya susunan kata {number}; yang ada: {known}",
    ),
    "template_unreadable": ("cannot be read: {said}", "tidak bisa dibaca: {said}"),
    "check_its_mode": ("check its mode", "periksa izin aksesnya"),
    "template_too_large": ("larger than {limit} KiB", "lebih besar dari {limit} KiB"),
    "template_is_a_page": ("a template is a text of a page", "templat adalah teks sepanjang satu halaman"),
    "lines_on_top": (
        "between --- and --- stand, one a line: {known}",
        "di antara --- dan --- hanya boleh ada, satu per baris: {known}",
    ),
    "lines_on_top_unclear": (
        "the lines on top cannot be understood",
        "baris-baris di bagian atas tidak bisa dimengerti",
    ),
    "more_than_one_line": ("{key} has more than one line", "{key} lebih dari satu baris"),
    "lint_error_skipped": (
        "{check} is an error: it cannot be skipped",
        "{check} adalah kesalahan, jadi tidak bisa dilewati",
    ),
    "lint_skip_without_reason": (
        "say why {check} is skipped here",
        "tulis alasannya mengapa {check} dilewati di sini",
    ),
    "included_missing": ("there is no template {name!r} to include", "tidak ada templat {name!r} untuk disertakan"),
    "template_fails": ("cannot be filled: {said}", "tidak bisa diisi: {said}"),
    "template_not_understood": ("{said}", "templat tidak bisa dimengerti: {said}"),
    "unknown_filter": ("{said}", "filter tidak dikenal: {said}"),
    "unknown_test": ("{said}", "test tidak dikenal: {said}"),
    "filters_there_are": ("filters there are: {known}", "filter yang ada: {known}"),
    "tests_there_are": ("tests there are: {known}", "test yang ada: {known}"),
    "undefined_name": (
        "{name} is not defined[ (did you mean {near}?)]",
        "{name} tidak dikenal[ (maksudnya {near}?)]",
    ),
    "names_there_are": ("names there are: {known}", "nama yang ada: {known}"),
    "template_grew": ("the text grew over {limit} KiB", "teksnya melebihi {limit} KiB"),
    "fix_that_template": (
        "fix that template, then: csmail templates check",
        "perbaiki templat itu, lalu: csmail templates check",
    ),
    "templates_check_shows_all": (
        "csmail templates check shows every problem",
        "csmail templates check menampilkan semua masalah",
    ),
    "only_numbers": ("{operator} is for numbers up to {limit}", "{operator} hanya untuk angka sampai {limit}"),
    "join_is_for_lists": (
        "join is for lists, with at most 20 characters between",
        "join hanya untuk daftar, dengan pemisah paling panjang 20 karakter",
    ),
    "loop_in_a_loop": ("a loop holds no further loop", "di dalam loop tidak boleh ada loop lagi"),
    "index_not_a_number": ("only numbers stand in square brackets", "di dalam kurung siku hanya boleh ada angka"),
    "template_reaches_in": (
        "templates may not say .{name}: only facts (order.status) and loop.index, loop.first and the like have a dot",
        "templat tidak boleh memakai .{name}: hanya fakta (order.status) dan loop.index, loop.first yang bertitik",
    ),
    "template_joins": (
        "templates may not say concat: write the pieces beside each other: {example}",
        "templat tidak boleh memakai ~: tulis bagian-bagiannya berdampingan: {example}",
    ),
    "template_calls": (
        "templates may not say call: use a filter: {example}",
        "templat tidak boleh memanggil fungsi: pakai filter: {example}",
    ),
    "template_assigns": (
        "templates may not say assign: name the value in the rule instead",
        "templat tidak boleh memakai set: beri nama nilainya di aturan",
    ),
    "template_reckons": (
        "templates may not say {node}: arithmetic is + - * / //",
        "templat tidak boleh memakai {node}: hitungan yang ada + - * / //",
    ),
    "template_may_not_say": (
        "templates may not say {node}: templates hold text, {names}, if, for and include",
        "templat tidak boleh memakai {node}: isi templat adalah teks, {names}, if, for dan include",
    ),
    "loop_includes": ("a loop includes nothing", "di dalam loop tidak boleh ada include"),
    "part_includes": ("a part includes nothing", "potongan tidak boleh menyertakan potongan lain"),
    "includes_no_part": (
        "only a part is included, by its name in quotes: {example}",
        "yang bisa disertakan hanya potongan, dengan namanya di antara tanda kutip: {example}",
    ),
}
