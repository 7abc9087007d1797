"""How haste, danger and near deadlines are written in Indonesian."""

from __future__ import annotations

WORDS = """
segera|secepat*|darurat|mendesak|gawat|genting|buruan|cepatan|kebelet|mepet|keburu|urgensi|kritis|krusial|secepetnya|ugd|igd
sekarang|hari|detik|saat|malam|siang|sore|pagi ?ini|?itu juga
detik|saat ini juga
tolong|mohon|bisa|minta|butuh|harus|dong|agak ?.. cepat|gercep|kilat|kebut
cepat ?ya|?dong|?tidak|?kak|?sebelum ya|dong|kak|pak|bu|min|admin|tidak|sebelum
butuh|perlu|harus ?banget|?sekali|?urgent sekarang|segera|cepat|urgent|hari
bisa|mohon|tolong|minta|agar|supaya ?.. dipercepat|disegerakan|diprioritaskan|dikebut|diutamakan|fast|gercep
diprioritaskan|prioritas ?utama
sangat|banget penting
penting sekali|banget|dan
waktu ?nya|?saya|?kami|sudah mepet|sempit|habis
waktunya mepet|sempit
tidak bisa menunggu|ditunda|nanti
jangan sampai ... telat|terlambat|lewat
sebelum terlambat|telat|kehabisan
tidak sempat|keburu
blokir|bekukan|tahan|stop|hentikan|amankan|kunci ?.. sekarang|akun*|kartu|rekening|transaksi|pembayaran
batalkan|stop|tahan|ubah|ganti|diganti|dibatalkan|cancel|ditahan ... sebelum ?.. dikirim|dikemas|jalan|diproses|berangkat|diantar
"""
HINT = """
kurir*|paket|driver ?.. otw|jalan|depan|berangkat|menuju
otw
ditunggu bos|atasan|klien|pelanggan|tamu|pasien
salah alamat|transfer|kirim
alamat* salah
follow up
penting
"""
DANGER = """
bau|tercium gas|gosong|terbakar|hangus|menyengat
keluar|mengeluarkan|muncul|ada asap|api|percikan|bau
berasap|ngebul|terbakar|kebakaran|meledak|meletus|korslet|konslet|korsleting|kesetrum|nyetrum|tersetrum|menyetrum|tersengat|keracunan|kejang|pingsan
bocor gas
gas bocor
kebocoran gas
percikan api
menggembung|melembung|gembung|kembung|bengkak
reaksi alergi
alergi ... parah|bengkak|gatal|sesak
sesak napas|nafas
muntah|diare ... setelah|habis
overheat|meleleh|panas_sekali
terluka|luka bakar|parah|serius|dan
tertelan|menelan
berbahaya
"""
ACCOUNT = """
dibobol|kebobolan|diretas|diheck|dihack|kehack|dibajak|dihek|keretas|disusupi
kena|di hack|retas|bobol|phishing|skimming|bajak
akun*|email|rekening|kartu|saldo ... dipakai|diambil|dibajak|disalahgunakan|diganti|digunakan|dibobol|dicuri|berkurang ?.. orang|alih|sendiri|pihak|maling
ada yang login|masuk|mengganti|memakai|pakai|pesan|transaksi|belanja ... akun*|sandi|kartu|email|password|saya
bukan saya yang ?.. buat|pesan|lakukan|login|order|transaksi|buat
pesanan|transaksi|pembelian|login ... bukan saya
transaksi|login|aktivitas|pesanan mencurigakan|tidak_dikenal|asing
mencurigakan
tidak saya kenal|kenali|lakukan
"""
OUTAGE = """
seluruh|semua|total ...  tidak bisa login|diakses|masuk|jalan|dipakai|transaksi
sistem|server|aplikasi|mesin|kasir|toko|web|website|situs|servernya ...  down|mati|lumpuh|eror|error|macet|diakses
mati total
lumpuh total
produksi|operasional ?.. berhenti|terhenti|macet|stop
tidak bisa diakses|transaksi
"""
NEAR = """
hari|malam|siang|sore|pagi|petang ini
nanti malam|sore|siang|pagi
sekarang
sejam|semenit lagi
<n> jam|menit lagi
<n> jam|menit ?ke|?saja depan
dalam|kurang <n> jam|menit
jam|pukul <n>|12|24|00
tengah malam
dinten niki|meniko
mengko bengi|sore
dalam waktu dekat
"""
NEXT = """
besok*|esok|lusa|keesokan
<n> hari|x24 lagi
1x24|2x24
dalam <n> hari
"""
BEFORE = """
sebelum|maksimal|selambat*|paling_lambat|deadline|tenggat|batas|sampai_jam
paling|batas|selambat ?waktu|?akhir lambat|lama|telat
"""
EVENT = """
acara*|pernikahan*|nikahan*|resepsi|pesawat*|penerbangan*|kereta*|bus|kapal|tiket|ujian*|rapat*|meeting*|presentasi*|wisuda*|lamaran|pesta*|ulang_tahun|ultah*|tender*|sidang*|operasi*|pameran*|wawancara*|interview|lomba*|seminar|pelatihan|khitanan|sunatan|syukuran|umroh|haji|mudik|keberangkatan|jadwal|hajatan|pengajian|tamu
berangkat*|terbang|habis*|hangus|kadaluarsa|kedaluwarsa|ditutup|tutup|berakhir|expired|jatuh_tempo|dipakai|digunakan|dibawa|kepakai|pindahan|dibuka|tes|cek|kontrol|pelaporan|lapor
jatuh tempo
"""
NEED = """
harus|butuh|perlu|wajib|memerlukan|membutuhkan|diperlukan|dibutuhkan|terpaksa
"""
REQUEST = """
tolong|mohon|minta|bantu*|dibantu|dimohon|harap|bisakah|bisa|boleh|pls|please
"""
PROBLEM = """
belum|tidak|salah|gagal|ditolak|rusak|hilang|habis|kurang
"""
PAST = """
tadi|sudah|telah|barusan|baru|kemarin|datang|tiba|sampai|diterima|terima|mulai|sejak|dari
"""
HOURS = """
buka|operasional|jam_berapa
jam|pukul berapa
apakah|kalian|apa ?.. tutup|libur
"""
CALM = """
tidak|jangan|nggak|bukan ?usah|?perlu|?terlalu|?harus|?ada buru|terburu*|cepat|mendesak|urgent|darurat|segera|tergesa*
santai|kapan_saja|sempat
minggu|bulan depan
akan segera
segera setelah
saya|kami ?akan|?juga segera
lampu|pintu darurat
kapan kapan|saja|pun
"""
