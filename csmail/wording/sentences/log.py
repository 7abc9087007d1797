"""What the log says of changes that no command or rule made, and how it names what changed."""

from __future__ import annotations

SENTENCES = {
    "bulk_begun": ("bulk {kind} for {count} begun", "bulk {kind} untuk {count} penerima dimulai"),
    "bulk_resumed": ("bulk resumed", "bulk dilanjutkan"),
    "bulk_taken_back": ("bulk stopped", "bulk dihentikan"),
    "copy_put_back": (
        "a copy of the store was put back: the log goes on from record {goes_on_from}, {held} mails are held",
        "salinan penyimpanan dipasang kembali: log berlanjut dari catatan {goes_on_from}, {held} surel ditahan",
    ),
    "desk_terms_changed": (
        "hours or promises of the desk were changed in the file",
        "jam kerja atau janji meja diubah di berkas",
    ),
    "incident_begun": ("incident opened, {count} told", "gangguan dibuka, {count} orang diberi tahu"),
    "incident_ended": ("incident closed, {count} told", "gangguan ditutup, {count} orang diberi tahu"),
    "incident_updated": ("word of the incident to {count}", "kabar gangguan kepada {count} orang"),
    "log_end_differs": (
        "log of {desk}: record {number} is not the last one that was written down",
        "log {desk}: catatan {number} bukan catatan terakhir yang pernah ditulis",
    ),
    "record_changed": (
        "log of {desk}: record {number} was changed",
        "log {desk}: catatan {number} diubah",
    ),
    "record_elsewhere": (
        "log of {desk}: record {number} does not follow the one before it",
        "log {desk}: catatan {number} tidak menyambung dengan catatan sebelumnya",
    ),
    "record_missing": ("log of {desk}: record {number} is gone", "log {desk}: catatan {number} hilang"),
    "records_missing": (
        "log of {desk}: records {number} to {last} are gone",
        "log {desk}: catatan {number} sampai {last} hilang",
    ),
    "recorded_mail": ("a mail came", "surel masuk"),
    "recorded_outbox": ("a mail left", "surel terkirim"),
    "recorded_time": ("by itself", "dengan sendirinya"),
}
NAMES = {
    "asked": ("asked inside", "ditanyakan ke dalam"),
    "assignee": ("assignee", "penanggung jawab"),
    "count": ("mails", "jumlah surel"),
    "customer": ("customer", "pelanggan"),
    "desk": ("desk", "meja"),
    "goes_on_from": ("goes on from", "berlanjut dari"),
    "held": ("held", "ditahan"),
    "kind": ("kind", "jenis"),
    "language": ("language", "bahasa"),
    "left_alone": ("left alone", "tidak dihubungi"),
    "merged": ("merged in", "digabungkan ke sini"),
    "merged_into": ("merged into", "digabung ke"),
    "mood": ("mood", "suasana hati"),
    "notes": ("notes", "jumlah catatan"),
    "priority": ("priority", "prioritas"),
    "promises": ("promises", "janji"),
    "ratings": ("ratings", "nilai"),
    "reminders": ("reminders", "pengingat"),
    "snoozed": ("snoozed until", "disembunyikan sampai"),
    "state": ("state", "keadaan"),
    "status": ("status", "status"),
    "steps": ("told", "diberi tahu"),
    "tags": ("tags", "tag"),
    "targets": ("targets", "target"),
    "task": ("task", "tugas"),
}
"""How what changed is called (English, Indonesian)."""
