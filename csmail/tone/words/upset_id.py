"""What upset customers write in Indonesian, in chat and in the regions, by what it counts."""

from __future__ import annotations

FEELING = """
kecewa*|mengecewakan*|kekecewaan*
rasa|perasaan kecewa
marah|marahnya|emosi|murka|geram|gusar|jengkel*|dongkol|gondok|mangkel|sewot
naik darah|pitam
kesal|sebal|gregetan|gemes_marah|muak|eneg|jenuh|frustrasi|frustasi|stres_marah
sakit hati
tersinggung|terhina
menyesal|nyesel|nyesal|kapok|jera
dirugikan|dipermainkan|dipingpong|diabaikan|dicuekin|dikacangin|dipersulit|dibohongi|dibohongin|ditipu|ketipu|tertipu|dizalimi|dilecehkan|disepelekan|dikecewakan
dibohong*|ditipu*|dikerjain|diphp
"""
ACCUSATION = """
penipu*|maling|rampok|pencuri|pembohong
tukang tipu|bohong
bohong|menipu|nipu|ngibulin|membohongi
abal|abalan|bodong|gadungan
memalukan|keterlaluan|kebangetan|kelewatan|menjijikkan|menyebalkan|nyebelin|ngeselin|menjengkelkan|mengesalkan
bikin emosi|kesal|naik|jengkel
tidak becus|bener|niat|profesional|serius|sopan|amanah|jujur|manusiawi|masuk_akal|ngotak|beres
tidak masuk akal
tidak ?mau|ada ?yang ?mau bertanggung|tanggung ?jawab
tidak ada ?itikad|niat|tanggung ?baik|jawab
lepas|cuci tangan
janji palsu|doang|saja|manis|kosong|melulu|terus
cuma|hanya dijanjiin|dijanjikan|janji|php|alasan
alasan terus|saja|mulu|melulu|klasik
omong kosong
ingkar janji
janji* ... tidak ditepati|menepati
payah|bobrok|amburadul|kacrut|ampas
terburuk|seburuk
paling buruk|parah|jelek
buruk|jelek|ancur|hancur sekali|banget|sangat pelayanan*|respon*
sangat buruk|jelek|lambat|mengganggu
pelayanan*|service|servis|respon*|layanan ?sangat|?paling|?kok|?yang buruk|jelek|mengecewakan|parah|payah|nol|asal|asalan|kacau|hancur
jutek|ketus|judes|ngegas|nyolot|kasar|songong|sombong|arogan
berbelit|mbulet|muter
tidak ?bisa terima ?saya diperlakukan|begini|dengan|cara|perlakuan
barang|produk kw ?..  dibilang|dikatakan|ngakunya ori*|asli|original
barang|produk bekas ?.. dijual|dikirim sebagai|baru
cs|admin|customer ?service|?kalian tidur|mati|ngilang|kabur|menghilang
dijawab robot|bot
asal kirim|jawab|jawabnya
dilempar lempar|sana|sini|kesana|kemari
main main dengan
main dengan
tipu
"""
RHETORIC = """
kesabaran|sabar saya|ada|habis|sudah|?ada|?ini batas*|habis
habis kesabaran|sabar
sabar ?ada batas*
hilang kesabaran|kepercayaan|respek|sabar
tidak|mana|siapa bisa sabar lagi|terus
tidak ?bisa sabar lagi
tidak ?bisa|akan|mau|lagi percaya lagi|sama|dengan
tidak percaya lagi
niat jualan|jual|dagang|kerja|usaha|bisnis|bantu tidak
apa|apakah ?memang|?ini begini|begitu|seperti ?.. cara ...  pelanggan|customer|konsumen|pembeli
begini|gini|gitu ?ya|?kah cara|pelayanan|cara*|kerja*|?amat kalian|anda|toko|kerja|melayani|pelayanan*
gini|begini amat|doang|saja pelayanan*|toko|cs|respon*
gimana|bagaimana|piye sih|seh|to|toh|nih
sampai kapan ?.. harus|mau|saya|begini|digantung|ditunda
mau sampai kapan
kemana|mana saja sih|kalian|admin*|cs
mana tanggung ?jawab*|janji*|katanya|buktinya|pertanggungjawaban*
tidak adakah|ada ?yang|satupun|seorangpun ?.. membaca|baca|jawab|menjawab|balas|respon|merespon|peduli
tidak ada yang mau
apa|apakah tidak ada yang
anda|pikir kira|pikir saya
dikira|emang|emangnya|memangnya saya|kita bodoh|tidak|mesin|bank
bisa bisanya|bisanya
bisa bisa*
kok bisa|begini|gini|gitu|tega
tega ?banget|sekali|kalian|anda|ya
masa|masak ?iya ?sih|toko|begini|gini|barang|saya|gitu
serius dong|lah|napa|kek
woy|woi|heh|hoi|oy|oi|hei_marah
sudah cukup|muak|capek|lelah|males|malas
cukup sudah
capek ?banget|deh|saya|sekali|hati|nunggu|menunggu
lelah ?saya menunggu|hati
tidak|ga bakal|akan|mau|pernah beli|belanja|order|pesan|balik|percaya ?lagi ?disini|?di|?sini|?lagi
terakhir ?kali|kalinya saya|belanja|beli|order
jangan|stop|berhenti main|bohong|tipu|nipu|asal|ngeles|php|lempar|mempermainkan|permainkan|membohongi|pura
jangan salahkan
saya ini|sudah|kan bayar ?.. bukan
bukan minta gratis|gratisan
tidak habis pikir
tidak punya|ada hati|otak|malu|perasaan|etika
punya|dimana|mana otak|hati|nurani
sekecewa|semarah|sekesal|seburuk ini|itu
mending|mendingan ?di|?ke|?beli toko|tempat|sebelah|lain
benar|sungguh memalukan
mau|minta sabar sampai
coba kalau|jadi anda|kalian|posisi
dasar penipu|toko|maling|bohong|admin|cs|tidak|payah
"""
PLAIN = """
tidak ?pernah dibalas|dijawab|direspon*|ditanggapi|digubris|ditanggap|diproses|diurus|dihiraukan|dipedulikan
tidak|belum ada respon*|tanggapan|jawaban|balasan|kabar|kejelasan|kepastian|penjelasan|solusi
tidak ?ada kejelasan|jelas
dibaca|read|centang|diread doang|saja|biru
balikin|kembalikan|kembaliin|balikan|refund ?.. uang|dana
uang ?saya ?.. kembali|balikin|kembalikan sekarang|segera
kurang ajar
tidak peduli
peduli tidak
aneh sekali|banget
lama banget|sekali|amat
lambat|lemot|lelet banget|sekali|sangat
dijanjikan|dijanjiin|janjinya|janji
digantung|digantungin
bertele
disuruh menunggu|sabar|bolak|bayar
sabar sabar|mulu|terus
menipu|kebohongan
ulasan|review|rating|bintang buruk|jelek|satu|1
tidak puas
rugi saya|banget|besar
tidak pantas|layak|wajar|beradab
mengeluh|komplain terus|berkali
"""
WEAK = """
lama
lambat|lemot|lelet
masih|juga belum
belum juga
padahal sudah
sudah <n> hari|minggu|bulan
katanya
tidak jelas
aneh
telat|terlambat
"""
AMBIGUOUS = """
parah
gila
anjir|anjay|anjrit|njir|buset|gokil|sadis
"""
SWEARING = """
anjing|bangsat|bajingan|brengsek|kampret|keparat|goblok|tolol|bego|dungu|idiot|sialan|bacot|asu|jancok|jancuk|cok|kontol|memek|tai|taik|bangke|setan|monyet|babi|biadab|laknat|kurang_ajar|pekok|ndeso|koplok|belegug
kurang ajar
"""
THREAT = """
lapor|laporkan|laporin|melapor|melaporkan|dilaporkan|ngadu|adukan|mengadukan|adu|aduin|laporan ... polisi|polres|polsek|polda|bpkn|ylki|bpsk|kominfo|komdigi|ojk|konsumen|lpksm|ombudsman|berwajib|cyber|siber|kemendag|hukum|yang_berwajib
bpkn|ylki|bpsk
dinas|kementerian perdagangan ... adu*|lapor*
pengacara|kuasa|lawyer|advokat ?hukum saya|kami|akan|menghubungi
lewat|melalui|pakai|bawa pengacara|lawyer|hukum
jalur|ranah|proses|langkah|upaya|tuntutan hukum
tempuh|menempuh|bawa|proses|proseskan|perkarakan ... hukum|pengadilan|meja
tuntut|menuntut|gugat|menggugat|somasi|mensomasi|perkarakan|pidanakan|polisikan|meja_hijau anda|toko|kalian|saya|kami|ke|ganti
saya|kami|akan ?akan|?bisa|?siap somasi|gugat|tuntut|polisikan|perkarakan|viralkan|laporkan|sebarkan
meja hijau
viralkan|viralin|memviralkan|diviralkan|viral
sebar|sebarkan|sebarin|menyebarkan|posting|unggah|upload|up|share|bikin ... grup|medsos|sosmed|media|tiktok|instagram|ig|twitter|facebook|fb|youtube|semua|publik|thread
surat pembaca
media massa|sosial ?.. tahu|viral|sebar*
lapor* ke polisi|bank|media
saya|kami|akan lapor ?..  polisi
chargeback
biar|supaya semua|orang orang|pada ?.. tahu
siap siap|tunggu ?saja
"""
PRAISE = """
terima kasih ?banyak ?ya|?lho|?loh|?kak sudah|atas|karena|telah|untuk
hebat|mantap|mantul|keren|salut|bravo|pintar|jempol|top|jos|luar_biasa
luar biasa
bagus|bagus|selamat ?sekali|?banget ya|sekali
bagus ya|sekali
selamat ya|anda|kalian
sungguh profesional|hebat
"""
FAULT = """
rusak|hancur*|pecah|penyok|sobek|robek|bocor|basi|busuk|layu|salah|kosong|hilang|telat|terlambat|lambat|lama|lemot|cacat|bekas|palsu|kw|mati|kurang|patah|retak|berjamur|kadaluarsa|kedaluwarsa|nyasar|ketuker|tertukar|ditunda|dibatalkan|menunggu|ditunggu|seminggu|sebulan|dilempar*|tidur|zonk
belum|tidak sampai|datang|dikirim|dibalas|ada|bisa|dijawab|jelas|sesuai|tiba|berfungsi|direspon*
pesan .. dikirim|datang|dapat|dikasih|dapatnya
disuruh bayar|menunggu|sabar
"""
REMEDY = """
mengganti*|menukar*|membantu*|memperbaiki*|menyelesaikan*|merespon*|mengurus*|menanggapi*|menangani*|diganti*|ditukar*|diperbaiki*|perhatian*|bantuan*|respon*|menjelaskan|diurus|penggantian*|penanganan*|kerja*
tapi|sayang*|cuma|hanya|namun|walau*|meski*|semoga|mohon|tolong|mau|apakah|bisa|boleh
"""
REPEAT = """
email|chat|pesan|surat|kali|komplain|keluhan|laporan|pengaduan|follow ?up|?yang kedua|ketiga|keempat|kelima|keenam|kesekian|ketujuh
kesekian|kedua|ketiga|keempat|kelima kali|kalinya
berkali|berulang ?kali
sudah <n> kali|x
<n> kali ?saya|?sudah email|chat|telepon|tanya|hubungi|komplain|follow|ganti|salah
follow up 4x|3x|5x|2x|6x|<n>
sudah 3x|4x|5x|6x|7x|10x|2x
setiap|tiap kali|hari|ditanya|tanya|bertanya
bolak balik
lagi lagi
"""
CALM = """
puas|senang|terima_baik|ikhlas|rela|ridho|nyaman|terbantu|dihargai|memuaskan
"""
PLEASED = """
bagus|mantap|keren|suka|puas|ramah|makasih|recommended|rekomen|oke|cakep|aman|murah|enak|lucu|cantik|nyaman|sukses|lancar|rapi|semurah|senang|cinta|juara|worth|jos|mulus
terima kasih
tidak|nggak nyesel|menyesal|nyangka|rugi
"""
