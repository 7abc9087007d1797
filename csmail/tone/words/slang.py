"""Chat spelling, typing errors and contractions, each with the words it stands for."""

from __future__ import annotations

CONTRACTED = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would", "s": ""}

_WRITTEN = """
tidak: gak ga nggak ngga gk ngak enggak engga kagak kaga kgk ndak nda tdk tak ora mboten henteu teu gag nggk g nope boten
belum: blm blum belom blom durung dereng tacan
bukan: bkn bukn sanes dudu
banget: bgt bngt bgtt bangat bingit bgd pisan buanget bget bener2
sangat: sgt sngt amat sanget
sekali: skali skl
jangan: jgn jngn jangn ojo aja_jw ulah
sudah: sdh udah udh dah uda wis wes wus sampun parantos sudh sdah
sekarang: skrg skrng skg skr saiki ayeuna sekarng
hari ini: hr_ini
besok: bsk bsok sesuk mbenjang enjing besuk
tolong: tlg tlng tulung tolg
segera: sgera sgra segra
cepat: cpt cpet cepet cpat gancang cept
cepatan: cepetan cptan
bagaimana: gmn gimana gmna bgmn piye kumaha gimna pripun
kenapa: knp napa ngapa kenape ngopo kunaon
kapan: kpn kapn
saya: sy sya aku gue gua gw gwe ane abdi kula kulo aing w aq ak akuh
anda: kamu km kmu kalian lu lo elu loe sampeyan panjenengan anjeun maneh ente elo
dengan: dgn dg dngn karo kaliyan
yang: yg sing nu
untuk: utk bwt buat
karena: krn karna krna gara2 soale soalnya
tapi: tp tpi tetapi namun ning nanging
kalau: kalo klo kl klau nek menawi lamun upami
jika: jk
uang: duit duwit dwit duid doku arto artos duite uangnya duitnya uangku duitku
barang: brg brang barangnya brgnya
toko: tokonya tokone
pesanan: psanan pesenan orderan
pesan: psn pesen
kirim: krm kirm
dikirim: dikrm dikirimin dikirimkan dikirim
terima kasih: makasih makasi mksh tks trims trimakasih terimakasih trmksh thx_id matur_nuwun hatur_nuhun maacih tengkyu mks
mohon: mhn mohn nyuwun
kecewa: kcewa kecwa kecewe kuciwa kecwea gela
mengecewakan: ngecewain ngecewakan mengecewain
kesal: kesel kzl ksl keki sebal sebel
marah: marahh nesu
penipu: penipuu pnipu tukang_tipu
penipuan: pnipuan
bohong: boong bhong boongin ngapusi ngibul
balas: bls bales
dibalas: dibales dbales dibls dibalesin
saja: aja aj doang
juga: jg jga ugo
sampai: smp sampe nyampe nyampek nyampai smpe tekan nepi
minggu: mgg mnggu
jam: pkl pukul
lagi: lg lgi maning
nanti: ntar entar nti tar
malam: mlm malem
bisa: bs bsa iso tiasa biso
butuh: bth btuh
harus: hrs hrus kudu mesti kedah
masalah: mslh masalahnya
parah: prh
sama: sm
siapa: sp
tahu: tau
admin: min adminnya mimin
cs: csnya
kurir: kurirnya kurire
menunggu: nunggu nungguin tunggu nunggoni ngantosan
ditunggu: ditungguin
bantu: bntu bantuin
i am: im i'm
do not: dont
does not: doesnt
did not: didnt
is not: isnt aint
are not: arent
was not: wasnt
were not: werent
can not: cant cannot
could not: couldnt
would not: wouldnt
should not: shouldnt
will not: wont
has not: hasnt
have not: havent
you: u ya_en yall
your: ur yr yer
you are: youre
please: pls plz plese plase pleas pliz pliss
because: cuz bc cos coz
thanks: thx tx tnx thnx thanx ty ta cheers
disappointed: dissapointed disapointed dissappointed disappointd dissapoint
disappointing: dissapointing disapointing dissappointing
unacceptable: unaceptable unacceptible inacceptable
ridiculous: rediculous ridiculus ridicolous
immediately: immediatly imediately immidiately immediatelly asapp
urgent: urgnt urgen urjen urget urgnet
tomorrow: tmrw tomorow tommorow tommorrow tmr 2moro tmrrw
tonight: 2nite tonite tnight
today: 2day tday
before: b4
frustrated: frustated fustrated frustrted
terrible: terible terribe
received: recieved
"""


def _spelled() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _WRITTEN.strip().split("\n"):
        meant, _, written = line.partition(": ")
        for one in written.split():
            if "_" not in one:
                found[one.rstrip("2") if one.endswith("2") else one] = meant
    return found


SPELLED = _spelled()
