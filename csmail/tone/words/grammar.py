"""The small words that change what others mean, of both languages."""

from __future__ import annotations

NUMBERS = frozenset(
    """satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas setengah beberapa
    one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty sixty ninety half an a
    couple few several sejam""".split()
)
NEGATIONS = frozenset("tidak bukan belum tanpa not no never without neither hardly tiada nothing none".split())
FORBIDDING = frozenset({"jangan", "dont"})
FIRST_PERSONS = frozenset("saya kami kita i we me us".split())
INTENSIFIERS = frozenset(
    """sangat banget sekali sungguh benar bener sumpah amat berat total parah terlalu betul nian asli beneran poll pol
    abis super very so really extremely absolutely utterly completely totally deeply incredibly beyond truly thoroughly
    bloody damn fucking highly seriously too quite mulu terus""".split()
)

NOT_NEGATING = """
tidak|bukan hanya|cuma|sekedar|sekadar|sekali|lain
bukan main
tidak|belum pernah se*
tidak habis pikir
not only|just|merely
not be more|any
never been so|more|this|as
never felt so|more|this
never seen|had|experienced such|so
no wonder
not to mention
why not|do|does|did|are|is not
"""

CONDITIONS = """
kalau|jika|bila|bilamana|apabila|andai*|seandainya|semisal|misal*|umpama*|barangkali
if|unless|whenever
in case
should it|they|this|that|you|there|i
were i to
"""
NO_CONDITIONS = """
kalau|jika begini|gini|gitu|begitu|caranya|kayak|seperti
as if
even if
maaf|sorry kalau|jika|bila|if|apabila ?kata|?saya|?i|?this
"""

THIRD_PERSONS = """
pelanggan*|customer*|klien*|konsumen*|pembeli*|teman*|temen*|kawan*|sahabat*|tetangga*|istri*|suami*|anak*|adik*|kakak*|ibu*|bapak*|ayah*|mama*|papa*|mertua*|pacar*|sepupu*|bos*|atasan*|rekan*|tamu*|nasabah*|pasien*|murid*|keponakan*|nenek*|kakek*|penyewa* saya|kami|kita
temanku|istriku|suamiku|anakku|adikku|kakakku|ibuku|ayahku|bosku|pacarku|pelangganku|tetanggaku
teman|temen|kawan|orang lain|kantor
ada|banyak|beberapa pelanggan|orang|teman|pembeli
dia|beliau|mereka|he|she
my|our customer*|client*|friend*|wife|husband|son|daughter|mother|mum|mom|father|dad|boss|manager|colleague*|neighbour*|neighbor*|tenant*|partner|sister|brother|kid*|child*|team|boyfriend|girlfriend|guest*|aunt|uncle|cousin|grandmother|grandfather|nephew|niece|employee*|student*|patient*|landlord|buyer*
a|one|some|many|other|another of my|our|customer*|client*|friend*|people|buyer*
"""

PAST = """
sempat|tadinya|awalnya|kemarin|dulu|semula|pernah
was|were
had been
at|to first
initially|yesterday
"""
SETTLED = """
sudah|akhirnya ?semuanya beres|selesai|teratasi|terselesaikan|clear|kelar|aman
tapi|ternyata sekarang|ternyata|akhirnya|syukur*|suka|senang|puas|bagus
sekarang sudah|puas|senang|lega|tenang
all|now|is|got|been sorted|solved|resolved|fixed|settled
but ... wonderful|great|helpful|kind|lovely|excellent|perfect|fine|happy|brilliant|amazing|good
sorry i was
maaf ... kemarin|tadi
"""

OTHER_SENSES = """
marah|benci rusli|tapi
penipu|penipuan|jebakan tikus|nyamuk|lalat|mata|kecoa
anti|waspada|hindari|awas penipuan|maling|penipu|pencuri|bocor|rusak|pecah|karat
angry birds|bird|orchard
mad men|max|hatter
lampu|pintu|tangga|nomor|kontak|genset|tombol|unit|ruang|jalur|kotak|tas|senter|radio|dana|layanan|perlengkapan|peralatan|rem|alat|palu darurat|emergency|gawat
emergency exit*|light*|lamp*|kit*|contact*|number|door*|button*|stairs|blanket*|lighting|radio|fund|room|services|sign*|supplies|food|whistle|torch|ladder|stop|hammer
urgent care
daging|salmon|ikan|ayam|bebek|sosis|keju|sapi|bandeng|rumah|bakar asap
asap cair|rokok|buatan|mobil|knalpot
smoke|fire detector*|alarm*|extinguisher*|machine|place|pit|grill|works|proof
pemadam|alat|alarm|detektor|sensor kebakaran|asap|api
tidak sabar menunggu|ingin|pengen|mau|mencoba|pakai|nyoba|coba
can not wait to|for
harga|promo|diskon gila|sadis|parah
shocking|hot pink
horror|terrible twos
crazy|shut good|cheap|fast
no complaints|complaint
can not|could not|not|nothing to complain*
time|waste bin*|basket*|paper
rude awakening
hate to bother|ask|trouble|be
rush hour
gold rush
disgrace kelly
bad credit|batch
lost property
"""
