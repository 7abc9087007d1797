"""What a mail server does, or does not, that keeps us from reading or sending."""

from __future__ import annotations

SENTENCES = {
    "claim_keeps_changing": (
        "{where}: mail {uid} keeps changing while it is claimed",
        "{where}: email {uid} terus berubah saat akan ditandai",
    ),
    "tls_not_expected": (
        "{where}: this port begins with TLS, and `tls: {tls}` does not expect that",
        "{where}: port ini dimulai dengan TLS, sedangkan `tls: {tls}` tidak mengharapkannya",
    ),
    "login_ascii_only": (
        "{where}: the server knows LOGIN only, which carries plain ASCII only",
        "{where}: server hanya mengenal LOGIN, yang hanya menerima huruf ASCII biasa",
    ),
    "already_logged_in": (
        "{where}: the server greets us as already logged in (PREAUTH)",
        "{where}: server menganggap kita sudah masuk (PREAUTH)",
    ),
    "starttls_missing": ("{where}: the server offers no STARTTLS", "{where}: server tidak menyediakan STARTTLS"),
    "starttls_refused": ("{where}: the server refuses STARTTLS: {said}", "{where}: server menolak STARTTLS: {said}"),
    "starttls_tampered": (
        "{where}: something spoke between STARTTLS and TLS: tampering",
        "{where}: ada data yang disisipkan antara STARTTLS dan TLS",
    ),
    "not_this_machine": (
        "{where}: is {peer}, not this machine: no password without TLS",
        "{where}: ini {peer}, bukan komputer ini: kata sandi tidak dikirim tanpa TLS",
    ),
    "no_login_now": ("{where}: cannot log in now: {written}", "{where}: belum bisa masuk sekarang: {written}"),
    "turned_away": ("{where}: turns us away: {said}", "{where}: server menolak koneksi kita: {said}"),
    "authority_unreadable": ("{where}: ca_file {ca_file}: {said}", "{where}: sertifikat di ca_file {ca_file}: {said}"),
    "no_xoauth2": ("{where}: the server takes no XOAUTH2 tokens", "{where}: server tidak menerima token XOAUTH2"),
    "no_password_taken": (
        "{where}: the server takes no password here",
        "{where}: server tidak menerima kata sandi di sini",
    ),
    "told_to_end": (
        "{where}: not asked any more: csmail was told to end",
        "{where}: tidak ditanya lagi: csmail diminta berhenti",
    ),
    "connections_break": (
        "{where}: broke off {losses} connections in a row",
        "{where}: {losses} koneksi terputus berturut-turut",
    ),
    "answer_not_understood": (
        "{where}: cannot understand the answer while {doing} ({name})",
        "{where}: jawaban server tidak bisa dimengerti saat {doing} ({name})",
    ),
    "refused_while": ("{where}: refused while {doing}: {said}", "{where}: ditolak saat {doing}: {said}"),
    "server_says": ("{where}: {doing}: the server says {said}", "{where}: {doing}: kata server: {said}"),
    "certificate_untrusted": (
        "{where}: the certificate is not trusted: {said}",
        "{where}: sertifikatnya tidak dipercaya: {said}",
    ),
    "port_without_tls": (
        "{where}: no TLS: this port begins without it, and `tls: implicit` asks for it at once",
        "{where}: tanpa TLS: port ini dimulai tanpa TLS, sedangkan `tls: implicit` langsung memintanya",
    ),
    "no_tls": ("{where}: no TLS: {said}", "{where}: tanpa TLS: {said}"),
    "no_such_host": ("{where}: no such host", "{where}: server tidak ditemukan"),
    "no_answer_in_time": (
        "{where}: no answer in time while {doing}",
        "{where}: tidak ada jawaban tepat waktu saat {doing}",
    ),
    "nothing_listens": ("{where}: nothing listens there", "{where}: tidak ada layanan di alamat dan port itu"),
    "connection_broke": (
        "{where}: the connection broke while {doing}: {said}",
        "{where}: koneksi terputus saat {doing}: {said}",
    ),
    "broken_off": (
        "{where}: broken off while {doing}: csmail was told to end",
        "{where}: dihentikan saat {doing}: csmail diminta berhenti",
    ),
    "given_up_while": ("{where}: given up while {doing}: {said}", "{where}: dihentikan saat {doing}: {said}"),
    "fetch_not_understood": (
        "{where}: cannot understand the answer while fetching mails: {said}",
        "{where}: jawaban server tidak bisa dimengerti saat mengambil email: {said}",
    ),
    "mails_not_given": (
        "{where}: the server does not give the mails of {folder}",
        "{where}: server tidak memberikan email di {folder}",
    ),
    "idle_refused": (
        "{where}: the server offers IDLE and then refuses it",
        "{where}: server menyediakan IDLE lalu menolaknya",
    ),
    "no_such_folder": ("{where}: there is no folder {name}", "{where}: tidak ada folder {name}"),
    "folder_rebuilt": (
        "{where}: folder {name} was rebuilt meanwhile (UIDVALIDITY {uidvalidity})",
        "{where}: folder {name} sementara itu dibuat ulang (UIDVALIDITY {uidvalidity})",
    ),
    "folder_without_numbers": (
        "{where}: folder {name} has no UIDVALIDITY: its mails have no lasting numbers",
        "{where}: folder {name} tidak punya UIDVALIDITY: nomor emailnya tidak tetap",
    ),
    "folder_not_there": ("there is no folder {folder}", "tidak ada folder {folder}"),
    "folder_unwritable": ("{folder}: may not be written", "{folder}: tidak boleh ditulisi"),
    "folder_fails": ("{folder}: {said}", "{folder}: {said}"),
    "no_smtputf8": ("this server does not offer SMTPUTF8", "server ini tidak menyediakan SMTPUTF8"),
    "nobody_to_send_to": ("there is nobody to send it to", "tidak ada penerimanya"),
    "mail_not_safe": (
        "the mail {message_id} has {what} at byte {start}, so it cannot be sent safely",
        "email {message_id} berisi {what} di bita {start}, jadi tidak aman dikirim",
    ),
    "cannot_be_sent_to": ("mail cannot be sent to {address!r}", "email tidak bisa dikirim ke {address!r}"),
    "not_a_domain": ("{domain!r} is not a domain name", "{domain!r} bukan nama domain"),
    "mail_too_large": (
        "the mail has {size} bytes, {where} takes at most {limit}",
        "emailnya {size} bita, {where} menerima paling besar {limit}",
    ),
    "extension_missing": (
        "the mail needs {upper}, which {where} does not offer",
        "email ini memerlukan {upper}, yang tidak disediakan {where}",
    ),
    "smtp_unreachable_when": ("{where} {when}: {said}", "{where} {when}: {said}"),
    "smtp_mismatch": ("{where}: {why}", "{where}: {why}"),
    "smtp_wants_login": ("{where} wants a login at {verb}: {said}", "{where} meminta login saat {verb}: {said}"),
    "smtp_refused": ("{where} refused the mail at {verb}: {said}", "{where} menolak email saat {verb}: {said}"),
    "smtp_later": (
        "{where} asks to come back later at {verb}: {said}",
        "{where} meminta dicoba lagi nanti saat {verb}: {said}",
    ),
    "password_in_clear": (
        "{where} would see the password in clear text",
        "{where} akan menerima kata sandi tanpa enkripsi",
    ),
    "login_refused": ("{where} refused the login of {username}: {said}", "{where} menolak login {username}: {said}"),
    "no_login_we_can_use": (
        "{where} offers no login we can use (it offers {known})",
        "{where} tidak menyediakan cara login yang bisa dipakai (yang ada: {known})",
    ),
    "told_to_stop": (
        "{server}: left, because csmail is told to stop",
        "{server}: ditinggalkan, karena csmail diminta berhenti",
    ),
    "sender_refused": (
        "{where} takes no mail from {sender}: {refusal}",
        "{where} tidak menerima email dari {sender}: {refusal}",
    ),
    "ca_file_wrong": ("ca_file: {ca_file}: {said}", "sertifikat di ca_file: {ca_file}: {said}"),
    "login_not_let_in": (
        "{where}: the login of {username} is refused: {said}",
        "{where}: login {username} ditolak: {said}",
    ),
    "certificate_untrusted_here": (
        "{where}: its certificate is not to be trusted: {said}",
        "{where}: sertifikatnya tidak dipercaya: {said}",
    ),
    "starttls_then_no_tls": (
        "it agrees to STARTTLS and then speaks no TLS",
        "server menyetujui STARTTLS lalu tidak memakai TLS",
    ),
    "port_not_tls": ("port {port} does not begin with TLS", "port {port} tidak dimulai dengan TLS"),
    "port_is_tls": (
        "port {port} speaks TLS from the first octet",
        "port {port} langsung memakai TLS sejak awal",
    ),
    "silent_until_late": (
        "no answer in time, and not a word before it, as of a port that begins with TLS",
        "tidak ada jawaban sama sekali sampai batas waktu, seperti port yang dimulai dengan TLS",
    ),
    "silent_until_cut": (
        "the connection was cut, and not a word before it, as of a port that begins with TLS",
        "koneksi diputus tanpa jawaban sama sekali, seperti port yang dimulai dengan TLS",
    ),
    "mail_not_moved": (
        "not moved to {target}: the mail is not in {folder} any more, somebody moved or removed it",
        "tidak dipindahkan ke {target}: emailnya sudah tidak ada di {folder}, dipindahkan atau dihapus orang",
    ),
}
DOING = {
    "asking for a size": ("asking for a size", "menanyakan ukuran"),
    "asking for news": ("asking for news", "menanyakan email baru"),
    "asking for sizes": ("asking for sizes", "menanyakan ukuran"),
    "asking for the namespace": ("asking for the namespace", "menanyakan susunan folder"),
    "asking what it can do": ("asking what it can do", "menanyakan kemampuan server"),
    "claiming a mail": ("claiming a mail", "menandai email"),
    "comparing Message-IDs": ("comparing Message-IDs", "membandingkan Message-ID"),
    "comparing mails": ("comparing mails", "membandingkan email"),
    "connecting": ("connecting", "menghubungi server"),
    "fetching mails": ("fetching mails", "mengambil email"),
    "filing into": ("filing into", "menyimpan ke"),
    "listing folders": ("listing folders", "membaca daftar folder"),
    "logging in": ("logging in", "masuk (login)"),
    "looking for a mail": ("looking for a mail", "mencari email"),
    "making folder": ("making folder", "membuat folder"),
    "marking mails": ("marking mails", "menandai email"),
    "moving to": ("moving to", "memindahkan ke"),
    "opening folder": ("opening folder", "membuka folder"),
    "removing mails": ("removing mails", "menghapus email"),
    "searching": ("searching", "mencari"),
    "waiting for its greeting": ("waiting for its greeting", "menunggu salam server"),
    "waiting for mail": ("waiting for mail", "menunggu email baru"),
}
"""What we were at with a server; what may follow is a name."""
WHEN = {
    "while connecting": ("while connecting", "saat menghubungi"),
    "at STARTTLS": ("at STARTTLS", "saat STARTTLS"),
    "at AUTH": ("at AUTH", "saat login (AUTH)"),
}
