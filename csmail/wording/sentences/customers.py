"""Customers: who is one, what was done to their records, what cannot be done."""

from __future__ import annotations

SENTENCES = {
    "customers_keep_changing": ("these customers keep changing", "data pelanggan ini terus berubah"),
    "no_such_customer": ("there is no customer {written!r}", "tidak ada pelanggan {written!r}"),
    "works_here": (
        "{address} works here: she is not a customer",
        "{address} bekerja di sini, bukan pelanggan",
    ),
    "customer_forgotten": (
        "erased {customer}: {conversations:conversation|conversations}, {messages:message|messages}, "
        "{mails:mail|mails}, {drafts:draft|drafts}, {tasks:task|tasks}, {receipts:receipt|receipts}",
        "{customer} dihapus: {conversations} percakapan, {messages} pesan, {mails} email, {drafts} draf, "
        "{tasks} tugas, {receipts} catatan keputusan",
    ),
    "forgotten_again": (
        "from somebody who was forgotten: nothing of it is kept",
        "dari orang yang datanya sudah dihapus: isinya tidak disimpan",
    ),
    "mail_is_leaving": ("a mail is on its way out just now: task {task}", "sebuah email sedang dikirim: tugas {task}"),
    "answer_is_owed": ("{conversation} waits for an answer", "{conversation} masih menunggu jawaban"),
    "mail_is_queued": ("a mail waits to be sent: task {task}", "sebuah email masih menunggu dikirim: tugas {task}"),
    "advice_even_so": ("--even-so closes and drops it", "--even-so menutup dan membatalkannya"),
    "one_customer_already": ("that is one customer already", "keduanya sudah satu pelanggan"),
    "customers_merged": ("merged {merged} into {into}", "{merged} digabungkan ke {into}"),
    "customer_split": ("split {customer} off {of}", "{customer} dipisahkan dari {of}"),
    "not_merged": (
        "{address} belongs to a customer of its own",
        "{address} memang pelanggan tersendiri",
    ),
    "first_address": (
        "{address} is the address that the others were merged into",
        "{address} adalah alamat utama tempat alamat lain digabungkan",
    ),
    "advice_split_others": ("split the others off: {others}", "pisahkan alamat yang lain: {others}"),
    "customers_imported": (
        "imported {made:new customer|new customers}, completed {changed}",
        "{made} pelanggan baru dimasukkan, {changed} dilengkapi",
    ),
    "customer_imported": ("imported {customer} from a table", "{customer} dimasukkan dari tabel"),
    "import_without_address": ("there is no address", "tidak ada alamat email"),
    "import_no_address": ("{written!r} is not an address", "{written!r} bukan alamat email"),
    "import_yes_or_no": ("{column} is yes or no, not {written!r}", "{column} diisi ya atau tidak, bukan {written!r}"),
    "import_twice": ("{address} is in line {line} already", "{address} sudah ada di baris {line}"),
    "import_two_customers": (
        "these addresses are of two customers: {ids}",
        "alamat-alamat ini milik dua pelanggan: {ids}",
    ),
    "advice_import_columns": ("columns: {known}", "kolom: {known}"),
    "advice_import_again": (
        "nothing was taken in: correct these lines and try again",
        "belum ada yang dimasukkan: perbaiki baris ini lalu coba lagi",
    ),
    "advice_new_folder": ("name a folder that is not there yet", "sebutkan folder yang belum ada"),
    "sheet_line": ("{file}: line {line}: {why}", "{file}: baris {line}: {why}"),
    "sheet_too_large": ("{file} is larger than 256 MB", "{file} lebih besar dari 256 MB"),
    "sheet_unreadable": ("{file}: line {line}: {said}", "{file}: baris {line}: {said}"),
    "sheet_no_text": (
        "{file}: line {line} is no UTF-8 and no cp1252",
        "{file}: baris {line} bukan UTF-8 dan bukan cp1252",
    ),
    "sheet_column_twice": (
        "{file}: the column {column} stands twice",
        "{file}: kolom {column} ada dua kali",
    ),
    "sheet_column_missing": (
        "{file} has no column {column}; it has: {known}",
        "{file} tidak punya kolom {column}; yang ada: {known}",
    ),
    "customer_noted": ("added a note about {customer}[ by {by}]", "catatan tentang {customer} ditambahkan[ oleh {by}]"),
    "customer_tagged": ("tagged {customer} {tags}", "{customer} diberi tanda {tags}"),
    "customer_untagged": ("untagged {customer} {tags}", "tanda {tags} dilepas dari {customer}"),
    "customer_language": (
        "set the language of {customer} to {language}",
        "bahasa untuk {customer} ditetapkan: {language}",
    ),
    "customer_language_open": (
        "left the language of {customer} to her mails",
        "bahasa untuk {customer} mengikuti emailnya",
    ),
    "customer_left_alone": (
        "left {customer} alone: mails to many leave her out",
        "{customer} tidak diganggu lagi: tidak ikut dikirimi email massal",
    ),
    "customer_heard_again": (
        "let mails to many reach {customer} again",
        "{customer} boleh dikirimi email massal lagi",
    ),
}
