"""Drafts that a language model suggests: wrong settings, why there is no suggestion, which words are a model's."""

from __future__ import annotations

SENTENCES = {
    "assist_expected": ("expected `off`, or {example}", "isi dengan `off`, atau {example}"),
    "assist_model_wrong": (
        "the name of a model, at most {limit} characters and without brackets: {example}",
        "nama model, paling panjang {limit} huruf dan tanpa tanda kurung: {example}",
    ),
    "assist_tokens_wrong": ("more than nothing, at most {limit}", "lebih dari nol, paling banyak {limit}"),
    "assist_timeout_wrong": ("more than nothing, at most {longest}", "lebih dari nol, paling lama {longest}"),
    "assist_share_missing": (
        "the model runs on another machine: write down what it may see: {example}",
        "model ini berjalan di komputer lain: tuliskan apa saja yang boleh dilihatnya: {example}",
    ),
    "assist_without_question": (
        "without the question there is nothing to answer: share: [question, …]",
        "tanpa pertanyaan tidak ada yang dijawab: share: [question, …]",
    ),
    "assist_not_for_rules": (
        "no desk lets rules ask a model: {example}",
        "belum ada desk yang mengizinkan aturan memakai model: {example}",
    ),
    "assist_off": ("desk {desk} asks no language model", "desk {desk} tidak memakai model bahasa"),
    "advice_assist_on": ("in rules.yaml: assist: {example}", "di rules.yaml: assist: {example}"),
    "assist_leaves": (
        "asks {model} at {where}; what leaves the house: {share}[; {masked}]",
        "bertanya ke {model} di {where}; yang keluar dari toko: {share}[; {masked}]",
    ),
    "assist_stays": (
        "asks {model} at {where}, on this machine: {share}[; {masked}]",
        "bertanya ke {model} di {where}, di komputer ini: {share}[; {masked}]",
    ),
    "assist_masked": (
        "names, addresses, phone and card numbers behind masks",
        "nama, alamat, nomor telepon, dan nomor kartu disamarkan",
    ),
    "assist_open": ("names and numbers as they are", "nama dan nomor apa adanya"),
    "assist_by_rules": ("rules may ask too", "aturan juga boleh bertanya"),
    "assist_by_command": ("only when somebody asks", "hanya bila ada yang meminta"),
    "no_suggestion": ("no suggestion[ for draft {draft}]: {why}", "tidak ada saran[ untuk draf {draft}]: {why}"),
    "assist_unreachable": ("{where}: {said}", "{where}: {said}"),
    "assist_late": ("{where} did not answer in time", "{where} tidak menjawab tepat waktu"),
    "assist_status": ("{where} answered {status}", "{where} menjawab {status}"),
    "assist_too_large": ("{where} answered more than {limit} KiB", "{where} menjawab lebih dari {limit} KiB"),
    "assist_packed": ("{where} sent a packed answer", "{where} mengirim jawaban yang dipadatkan"),
    "assist_no_json": (
        "[{where} ]did not answer in the form that was asked for",
        "jawaban[ {where}] tidak sesuai bentuk yang diminta",
    ),
    "assist_cut_off": (
        "the answer was cut off after {limit} tokens (`tokens`)",
        "jawabannya terpotong setelah {limit} token (`tokens`)",
    ),
    "assist_empty": ("the model has nothing to say to it", "model tidak punya jawaban untuk ini"),
    "assist_wrong_language": (
        "the answer is in another language ({language})",
        "jawabannya dalam bahasa lain ({language})",
    ),
    "assist_too_long": ("the answer is longer than {limit} KiB", "jawabannya lebih panjang dari {limit} KiB"),
    "assist_overtaken": (
        "the customer wrote again while the model was asked",
        "pelanggan menulis lagi selagi model ditanya",
    ),
    "assist_rests": (
        "it failed three times in a row and is asked again at {until}[ ({said})]",
        "gagal tiga kali berturut-turut, baru ditanya lagi pukul {until}[ ({said})]",
    ),
    "assist_nothing_asked": (
        "nothing is asked in words",
        "pelanggan tidak menanyakan apa pun dengan kata-kata",
    ),
    "assist_articles_not_shared": (
        "this desk shows no articles to the model",
        "desk ini tidak memperlihatkan artikel kepada model",
    ),
    "assist_too_many_articles": ("at most {limit} articles", "paling banyak {limit} artikel"),
    "assist_mark": (
        "a model wrote: {text}[ ← {sources}]",
        "tulisan model: {text}[ ← {sources}]",
    ),
    "assist_warning": (
        "{count:sentence was|sentences were} written by a language model: read them as if a stranger had written them",
        "{count:kalimat|kalimat} ditulis model bahasa: periksa baik-baik, seperti tulisan orang yang belum Anda kenal",
    ),
    "not_a_person": (
        "{by!r} is nobody who could stand behind a mail",
        "{by!r} bukan orang yang bisa bertanggung jawab atas sebuah email",
    ),
    "file_there_already": ("{path} is there already", "{path} sudah ada"),
}
