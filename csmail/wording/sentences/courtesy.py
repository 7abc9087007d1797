"""What the courtesy lint advises, and what it stops."""

from __future__ import annotations

SENTENCES = {
    "tone_say_what_you_can": (
        "say what you can do: what we can do is …",
        "katakan yang bisa: yang bisa kami bantu adalah …",
    ),
    "tone_find_out": ("find it out first: I will ask and tell you by …", "kami cek dulu, lalu kami kabari pada …"),
    "tone_other_way": ("name another way that works", "sebutkan jalan lain yang bisa ditempuh"),
    "tone_say_when": ("say what you can do, and from when", "sebutkan kapan bisa: … sudah bisa mulai …"),
    "tone_say_it_straight": (
        "say it straight, then say what happens next",
        "langsung sebutkan keadaannya dan jalan keluarnya",
    ),
    "tone_reason_calmly": ("give the reason calmly", "sebutkan alasannya dengan tenang"),
    "tone_not_approved": (
        "not approved because …; what you can do: …",
        "belum bisa disetujui karena …; yang bisa dilakukan: …",
    ),
    "tone_say_allowed": ("say what is allowed", "sebutkan yang boleh"),
    "tone_next_step": ("did not work yet; the next step is …", "belum berhasil; langkah berikutnya …"),
    "tone_no_blame": (
        "say what happened and what helps now; who is to blame helps nobody",
        "ceritakan yang terjadi dan jalan keluarnya; siapa yang salah tidak perlu dicari",
    ),
    "tone_what_we_do_now": ("say what we are doing about it now", "ceritakan apa yang kita kerjakan sekarang"),
    "tone_plain_words": ("say it as you would to somebody at the counter", "katakan seperti kepada pembeli di toko"),
    "tone_use_name": ("use the name: Hello Rina,", "sapa dengan nama: Halo Rina,"),
    "tone_who_and_when": (
        "say who does what, and by when",
        "katakan siapa mengerjakan apa, dan kapan selesai",
    ),
    "tone_to_the_point": ("say it straight", "langsung ke isinya"),
    "tone_offer_help": ("simply offer further help", "cukup tawarkan bantuan lanjutan"),
    "tone_name_hour": (
        "name the time: you will hear from us by …",
        "sebutkan waktunya: kami kabari paling lambat pukul …",
    ),
    "tone_explain_cause": ("explain the cause in a few words", "jelaskan sebabnya dengan singkat"),
    "tone_answers_are_read": (
        "answers are read here: simply reply to this mail",
        "balasan dibaca orang: balas saja email ini",
    ),
    "tone_steps_not_rules": ("explain the steps, not the rule", "jelaskan langkahnya, bukan aturannya"),
    "tone_own_words": ("give the reason in your own words", "sebutkan alasannya dengan kata sendiri"),
    "tone_show_it": ("show it by what you do", "tunjukkan dengan tindakan"),
    "tone_once_at_the_end": (
        "say it once, at the end, with when a person answers",
        "sebutkan sekali saja, di akhir, beserta kapan orang menjawab",
    ),
    "tone_leave_out": ("leave it out", "hapus saja"),
    "tone_write_instead": ("write: {instead}", "tulis: {instead}"),
    "tone_whole_word": ("write the whole word", "tulis kata lengkapnya"),
    "tone_nothing_went_wrong": (
        "nothing went wrong here: thank them instead",
        "di sini tidak ada yang salah: ucapkan terima kasih saja",
    ),
    "tone_name_a_moment": (
        "name a time, in a template with {example}",
        "sebutkan waktunya, di templat dengan {example}",
    ),
    "tone_polite_you": ("write Anda, or Bapak or Ibu with the name", "pakai Anda, atau Bapak atau Ibu dengan namanya"),
    "tone_one_language": (
        "the rest of the text is in another language",
        "bagian lain teks ini memakai bahasa lain",
    ),
    "tone_one_form": ("address the reader in one way throughout", "pakai satu sapaan saja dari awal sampai akhir"),
    "tone_form_of_desk": ("this desk says {form}", "meja ini memakai sapaan {form}"),
    "tone_split_sentence": (
        "make two of it: more than {most} words are hard to follow",
        "pecah jadi dua: kalimat lebih dari {most} kata sulit diikuti",
    ),
    "tone_ask_politely": ("ask for it: please …, could you …", "minta dengan halus: mohon …, boleh …"),
    "tone_said_before": (
        "the customer read this from us before: say it in other words, or refer to it",
        "pelanggan sudah membaca ini dari kita: pakai kata lain, atau cukup rujuk saja",
    ),
    "tone_attach_it": (
        "the text speaks of a file, and none is attached",
        "lampirannya disebut, tetapi belum ada",
    ),
    "tone_greet": ("begin with a greeting: Hello Rina,", "mulai dengan sapaan: Halo Rina,"),
    "tone_greet_once": ("greet once", "sapa satu kali saja"),
    "tone_thank": (
        "thank the customer: for writing, for waiting, for the photo",
        "ucapkan terima kasih: sudah menghubungi kami, sudah menunggu, sudah mengirim fotonya",
    ),
    "tone_apologise_first": (
        "a complaint is answered with an apology first",
        "keluhan dijawab dengan permintaan maaf dulu",
    ),
    "tone_apologise_once": (
        "apologise once: it sounds less with each time",
        "minta maaf sekali saja: makin sering, makin kurang terasa",
    ),
    "tone_close": ("close it: Kind regards,", "tutup dengan salam: Salam hangat,"),
    "tone_small_letters": (
        "write it small: capitals shout",
        "pakai huruf kecil: huruf besar terasa membentak",
    ),
    "tone_one_mark": ("one mark is enough", "satu tanda saja cukup"),
    "tone_fill_in": ("fill it in, or take it out", "isi dulu, atau hapus"),
    "texts_checked": (
        "{texts:text|texts}, {sets} sets of values each: {errors:error|errors}, {warnings:warning|warnings}, "
        "{hints:hint|hints}",
        "{texts} teks, masing-masing {sets} kumpulan nilai: {errors} kesalahan, {warnings} peringatan, {hints} saran",
    ),
    "texts_checked_hints_hidden": (
        "{texts:text|texts}, {sets} sets of values each: {errors:error|errors}, {warnings:warning|warnings}, "
        "{hints:hint|hints} (--hints shows them)",
        "{texts} teks, masing-masing {sets} kumpulan nilai: {errors} kesalahan, {warnings} peringatan, "
        "{hints} saran (--hints menampilkannya)",
    ),
    "things_found": (
        "{errors:error|errors}, {warnings:warning|warnings}, {hints:hint|hints}",
        "{errors} kesalahan, {warnings} peringatan, {hints} saran",
    ),
    "nothing_to_say": ("nothing to improve", "tidak ada yang perlu diperbaiki"),
    "lint_language_unknown": (
        "the courtesy lint knows no words of {language!r}, only of {known}",
        "pemeriksaan bahasa belum mengenal {language!r}, baru {known}",
    ),
    "tone_never_ask": (
        "never ask a customer for this: whoever forges our mail would ask the same",
        "jangan pernah memintanya kepada pelanggan: penipu juga memintanya begitu",
    ),
}
LEVELS = {"error": ("error", "kesalahan"), "warning": ("warning", "peringatan"), "hint": ("hint", "saran")}
"""How grave a finding is."""
