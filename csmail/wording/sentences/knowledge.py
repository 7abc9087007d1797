"""What is wrong with an article, and what to try."""

from __future__ import annotations

SENTENCES = {
    "no_articles": ("{folder}: no articles there ({said})", "{folder}: tidak ada artikel di sana ({said})"),
    "no_knowledge": ("there are no articles: no folder {folder}", "belum ada artikel: folder {folder} tidak ada"),
    "advice_knowledge_folder": (
        "lay articles there, ID.LANGUAGE.md, or name their folder: {example}",
        "taruh artikel di sana, ID.BAHASA.md, atau sebutkan foldernya: {example}",
    ),
    "no_such_article": ("there is no article {name!r}", "tidak ada artikel {name!r}"),
    "article_unreadable": ("cannot be read: {said}", "tidak bisa dibaca: {said}"),
    "article_too_large": ("larger than {limit} KiB", "lebih besar dari {limit} KiB"),
    "article_without_top": (
        "begins without lines between --- and ---, at least title: …",
        "tidak diawali baris di antara --- dan ---, paling sedikit title: …",
    ),
    "article_empty": ("has no text", "tidak ada isinya"),
    "article_without_title": ("has no title", "belum ada title"),
    "article_key": (
        "unknown key {word!r}[: did you mean {near}?] (known: {known})",
        "kunci {word!r} tidak dikenal[: maksudnya {near}?] (yang ada: {known})",
    ),
    "one_line_of_text": ("expected one line of text", "isi dengan satu baris teks"),
    "list_of_words": ("expected a list: [refund, returns]", "isi dengan daftar: [refund, retur]"),
    "not_an_audience": (
        "{written!r} is not known: customer or internal",
        "{written!r} tidak dikenal: customer atau internal",
    ),
    "article_answer_missing": (
        "answers with {name!r}, which is not a template",
        "menjawab dengan {name!r}, yang bukan templat",
    ),
    "article_internal": (
        "{name} is for us alone: it stands in no mail",
        "{name} hanya untuk orang dalam: tidak boleh masuk email",
    ),
    "source_changed": (
        "{source} says something else since it was cited",
        "isi {source} sudah berubah sejak dikutip",
    ),
    "article_suggested": (
        "article {cited}: {title} ({words}); csmail drafts cite puts it in",
        "artikel {cited}: {title} ({words}); masukkan dengan csmail drafts cite",
    ),
    "article_suggested_inside": (
        "article {cited}: {title} ({words}); for us alone",
        "artikel {cited}: {title} ({words}); hanya untuk orang dalam",
    ),
    "articles_read": ("{count:article|articles}", "{count} artikel"),
    "articles_due": (
        "{count:article is|articles are} due to be looked over",
        "{count} artikel sudah waktunya diperiksa lagi",
    ),
    "article_expired": ("expired on {day}: it is not suggested", "kedaluwarsa {day}: tidak disarankan lagi"),
    "article_due": (
        "looked over on {reviewed}, due since {day}",
        "terakhir diperiksa {reviewed}, jatuh tempo sejak {day}",
    ),
    "article_link_broken": ("links to {to}, which is not there", "menautkan ke {to} yang tidak ada"),
    "article_one_language": ("is not written in {language}", "belum ada dalam bahasa {language}"),
    "article_named_twice": ("{name!r} names {other} too", "{name!r} juga dipakai {other}"),
    "case_without_question": ("{path}: case {number} has no question", "{path}: kasus {number} tidak punya question"),
    "case_without_right": (
        "{path}: case {number} has no list `right`; [] when nothing answers it",
        "{path}: kasus {number} tidak punya daftar `right`; [] kalau tidak ada yang menjawab",
    ),
    "search_without_fts5": ("this Python's SQLite has no FTS5", "SQLite pada Python ini tidak punya FTS5"),
}
