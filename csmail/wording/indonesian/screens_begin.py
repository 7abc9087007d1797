"""What `csmail init` asks and says, and what comes next."""

from __future__ import annotations

ROWS = {
    "wrote {rules} and {count:text|texts} in {folder}": "{rules} dan {count} teks di {folder} sudah ditulis",
    "would write {rules} and {count:text|texts} in {folder}": "akan menulis {rules} dan {count} teks di {folder}",
    "What comes next": "Langkah berikutnya",
    "csmail reads the rules.yaml it stands beside": "csmail membaca rules.yaml di folder tempatnya dijalankan",
    "Five questions, and nothing is left to edit. Ctrl-C leaves everything as it is.": "Lima pertanyaan, lalu tidak ada lagi yang perlu diubah. Ctrl-C membiarkan semuanya seperti semula.",
    "1/5 Which address do your customers write to?": "1/5 Pelanggan menulis ke alamat mana?",
    "2/5 Which name do customers read?": "2/5 Nama apa yang dibaca pelanggan?",
    "3/5 Which language, id or en?": "3/5 Bahasa apa, id atau en?",
    "4/5 Looking for the servers of {domain} …": "4/5 Mencari server untuk {domain} …",
    "5/5 Who answers? Addresses with commas; - for you alone": "5/5 Siapa yang menjawab? Alamat dipisah koma; - kalau Anda sendiri",
    "Nothing was found. Your provider's help names them, as for any mail program.": "Tidak ditemukan. Lihat bantuan penyedia Anda, seperti untuk program email lain.",
    "    IMAP server, HOST or HOST:PORT": "    Server IMAP, HOST atau HOST:PORT",
    "    SMTP server, HOST or HOST:PORT": "    Server SMTP, HOST atau HOST:PORT",
    "    IMAP {imap}, SMTP {smtp} ({whence}). Right?": "    IMAP {imap}, SMTP {smtp} ({whence}). Benar?",
    "They could not be asked from here; csmail check does it later.": "Servernya tidak bisa dihubungi dari sini; nanti diperiksa csmail check.",
    "{name} wants an app password here, not the usual one: {place}": "{name} meminta kata sandi aplikasi di sini, bukan yang biasa: {place}",
    "Password of the mailbox (not shown; Enter: later)": "Kata sandi kotak surat (tidak ditampilkan; Enter: nanti)",
    "known of {name}": "diketahui dari {name}",
    "{name} takes in the mail of your domain": "{name} menerima email domain Anda",
    "your domain says so": "menurut domain Anda",
    "the usual names": "nama yang lazim",
    "as you said": "sesuai jawaban Anda",
    "edit the lines of rules.yaml marked EDIT: your address, your servers, your people": "ubah baris rules.yaml yang bertanda EDIT: alamat, server, dan orang-orang Anda",
    "the password never stands in the file": "kata sandi tidak pernah ditulis di file",
    "proves that all of it works; nothing is sent": "memastikan semuanya berfungsi; tidak ada yang dikirim",
    "the first pass: the desk begins with the mail that comes from now on": "putaran pertama: desk mulai dari email yang masuk sejak sekarang",
    "put csmail poll into cron, or leave csmail run running": "pasang csmail poll di cron, atau biarkan csmail run berjalan",
}
