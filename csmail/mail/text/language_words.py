"""The small words by which Indonesian and English are told apart, spelled as people type them."""

from __future__ import annotations

# Function words and shop talk, with what chats make of them (gmn, udh, yg); some Javanese, Sundanese and Malay, whose
# writers read Indonesian. Words that both write (order, refund, thanks, please) stand among the loans. What English
# has too (me, bang, om, sis, min) is no Indonesian here.
_ID = """
yang yg yng dan dn dari dr dri untuk utk buat bwt dengan dgn dg saya sy sya aku aq gue gua gw kami kita anda kamu kmu
tidak tdk gak gk ga g nggak enggak ngga ngak tak tdak gada gaada gabisa gbs belum blm blom belom sudah sdh sdah udah
udh uda dah mau mo ingin pengen pgn bisa bs bsa tolong tlg tolg tlong mohon mhn terima kasih terimakasih makasih
makasi mksh mksih trims trimakasih trmksh tks tengkyu matursuwun pesanan pesan psan barang brg brng kapan kpn kenapa
knp knapa mengapa bagaimana gimana gmn gmna bgmn apa ap apakah apkh ini itu ada adakah selamat selamt pagi siang sore
malam mlm halo hallo hai kirim krm dikirim kirimkan kirimin pengiriman terkirim ngirim uang duit bayar byr dibayar
dibayarkan pembayaran dana pengembalian kembali kmbali dikembalikan balikin rusak salah kurang kurng karena karna krn
krna tapi tp tetapi namun juga jg jga lagi lg masih msh mash harap segera sgr dong donk ya yaa iya iy kok ko sih sich
nih tuh loh lho deh banget bgt bgtt bngt sekali skali harga hrg berapa brp brapa alamat almt nomor nomer nmr resi
batal batalkan dibatalkan batalin cancelin hari hri kemarin kmrn kemaren tadi td besok bsk sekarang skrg skrng skarang
ke pada pd oleh akan akn telah tlh sangat sgt lebih lbh jika kalau kalo klo klu kl bila saat ketika agar spy supaya
atau ato atw bukan bkn jangan jgn harus hrs perlu minta mnta tanya nanya bertanya tny informasi info infonya bantu
bantuin bantuan bantuannya dapat dpt mendapat dapet diterima menerima nerima beli membeli pembelian baju warna ukuran
ganti diganti gantiin tukar tuker ditukar penukaran garansi kecewa lama lm cepat cepet cpt paket pket kurir mana mn
dimana dmn siapa sapa semua smua seperti sprti kayak kyk lewat lwt melalui hanya cuma cm cuman baru bru lalu kemudian
maka adalah adlh ialah tersebut tsb dalam dlm luar atas bawah sebelum sblm setelah stlh sejak di sampai smp sampe
nyampe nyampai nyampek gimna gmana aja aj saja sj jadi jd jdi bener bnr benar betul gitu gini gtu bgitu begitu begini
trus trs terus truss kak kakak nggih cek dicek ngecek kabar kabari kabarin balas dibalas bales respon direspon tunggu
ditunggu nunggu menunggu sesuai pesenan orderan tf trf ongkir stok stoknya nota kuitansi faktur cowok cewek bahan
kecil besar gede kekecilan kebesaran sobek robek pecah bocor cacat hilang ilang telat terlambat lambat lelet parah
jelek bagus puas senang rekening norek saldo potong kepotong gagal dobel potongan diskon boleh blh punya pny lihat
liat liatin foto gambar kasi kasihtau tau tahu tw ngerti paham siap sip lanjut lanjutkan lanjutin mantap mantul
permisi maaf maap mf mav assalamualaikum waalaikumsalam yth hormat salam demikian sama sm bersama rb ribu jt juta
minggu mggu bulan bln tahun thn jam menit pukul lusa senin selasa rabu kamis jumat sabtu ahad desember piye wis durung
ora opo iki kulo suwun matur sampun dereng pripun pinten kepiye opoto kumaha abdi acan teu punten nuhun hatur iraha
sabaraha atos parantos euy naha kunaon awak nak macam kemana ringgit kedai encik puan cik sila bagaimanakah takde
tiada rek lemot retur restok gpp gapapa gausah gajadi kaka gais bilang blg katanya ktnya lgi hubungi telpon tlp
telp rumah rmh kantor jln ongkos murah mahal sampek smpai smpek nyasar kirain emang memang kyknya
kayaknya sepihak dikit dikirimnya selesai beres tertukar kebalik warnanya ukurannya bukti terlampir
"""
# How one speaks to people: an English mail to Ibu Sari has it too.
_TITLES = """
bu pak bapak bpk ibu mas mba mbak mbk sis gan agan min mimin om tante bang kang teh neng
"""
_EN = """
the i and is to of for my you not have has had were this that it its on with where why how can could would should your
yours our are be been being but from any some still need want wants what which who does did do an as if or here when
then than they them their he she his her get got just about after before by into out up down again more most yes
price cost color colour cheap expensive damaged delayed nvm mind eta gotcha yup
only other same also because since until while these those received arrived arrive broken wrong money back i'm don't
didn't isn't haven't hasn't can't won't i've waiting weeks days yesterday today tomorrow shipped ship missing know let
us there send sent give take make made will was am we me in at so a whats what's it's im dont didnt cant wont ive isnt
doesnt doesn't havent hasnt u ur r bout wanna gonna gotta coz cuz idk tho though yet ever never anyone someone
something anything nothing much many very really too way soon asap late long week month day hours number address
change changed wait happened happening look looking good bad great nice fine thing tell told ask asked asking said say
think thought sure sorry hope see saw come came go going went find found keep kept work works working worked paid pay
charged buy bought now lost forgot forgotten failed fail terrible awful horrible kindly advise mate bye nope yep
ridiculous unacceptable disappointed happy unhappy angry quickly old new first last next another every both few own
off over under without against between left right maybe perhaps shall might may must cannot couldn't wouldn't
shouldn't wasn't weren't aren't you're we're they're that's there's where's when's how's let's courier item items
parcel arriving return returned returning replace replacement exchange
"""
# English words that Indonesians write as well: they decide only where nothing else speaks.
_LOANS = """
thanks thank thx thnx tnx thks ty tysm pls plz please plis order orders refund cancel help hi hello hey dear regards
cheers invoice delivery package tracking size chart stock ready complaint update check status email wrong refunded
best kind btw fyi done noted fast slow quick delivered service password login account urgent reply answer shipping
payment confirm confirmed no
"""
# Written by nobody who writes on: alone they are English, unless a conversation has a language already.
_THANKS = """
thanks thank thx thnx tnx thks ty tysm cheers
"""
_OTHERS = """
der die das ist nicht ich und wir ihr sie es ein eine einen mit auf wo wann wie warum bitte danke meine mein meinen
noch für von zu habe hat haben kein keine aber auch schon wird wurde bestellung kaputt geld het een niet ik wij mijn
van voor op aan waar wanneer hoe waarom graag dank bedankt bestelling maar ook nog heb heeft le la les des du est pas
je nous vous ma mon mes une un pour avec sur où quand comment pourquoi merci bonjour commande n'ai n'est j'ai encore
mais aussi c'est el los las una yo mi mis por para con dónde cuándo cómo gracias hola pedido pero también todavía está
ha llegado o os as um uma não eu meu minha seu com onde quando porque obrigado obrigada olá encomenda mas já ainda il
lo gli della è non io mio mia per dove perché grazie ciao ordine ancora anche sono och att det är inte jag vi min mitt
på för var när hur tack beställning men också ännu har og ikke jeg hvor hvornår hvordan tak bestilling endnu nie jest
się na proszę dziękuję gdzie kiedy zamówienie moje mój ale bir ve bu için değil ne zaman nerede nasıl teşekkürler
sipariş benim wel jullie ang ng sa po opo ko ako hindi kailan saan bakit salamat pa không tôi bạn của là và đơn
hàng khi nào cảm ơn
"""
INDONESIAN = frozenset(_ID.encode().split())
TITLES = frozenset(_TITLES.encode().split())
ENGLISH = frozenset(_EN.encode().split()) - frozenset(_LOANS.encode().split())
LOANS = frozenset(_LOANS.encode().split())
THANKS = frozenset(_THANKS.encode().split())
# What one of ours has too says nothing about a third language.
OTHERS = frozenset(_OTHERS.encode().split()) - INDONESIAN - TITLES - ENGLISH - LOANS
