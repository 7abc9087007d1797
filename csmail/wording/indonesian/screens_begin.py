"""What `csmail init` asks and says, and what comes next."""

from __future__ import annotations

ROWS = {
    "wrote {rules} and {count:text|texts} in {folder}": "{rules} dan {count} teks di {folder} sudah ditulis",
    "would write {rules} and {count:text|texts} in {folder}": "akan menulis {rules} dan {count} teks di {folder}",
    "What comes next": "Langkah berikutnya",
    "cd {folder}, then {step}": "cd {folder}, lalu {step}",
    "edit the lines of rules.yaml marked EDIT: your address, your servers, your people": "ubah baris rules.yaml yang bertanda EDIT: alamat, server, dan orang-orang Anda",
    "the password never stands in the file": "kata sandi tidak pernah ditulis di file",
    "proves that all of it works; nothing is sent": "memastikan semuanya berfungsi; tidak ada yang dikirim",
    "the first pass: the desk begins with the mail that comes from now on": "putaran pertama: desk mulai dari email yang masuk sejak sekarang",
    "put csmail poll into cron, or leave csmail run running": "pasang csmail poll di cron, atau biarkan csmail run berjalan",
}
