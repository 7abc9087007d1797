"""The desk of the drawings: six conversations at four minutes past nine, four of them with something to be said of."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from csmail.desk.by_hand import approval, draft_deeds, drafts
from csmail.desk.by_hand.act import act
from csmail.desk.history import Histories
from csmail.desk.intake.poll import poll
from csmail.desk.workspace import Workspace
from csmail.model.changes import Changes
from csmail.model.clock import Turn
from csmail.model.conversation import Conversation
from csmail.model.courtesy import DraftPolicy
from csmail.model.duration import parse_span
from csmail.model.task import Draft
from csmail.model.team import Team
from csmail.outbox import Ways
from csmail.ports import FIRST, Earlier, Rendered, Store
from csmail.stores.memory import MemoryStore
from csmail.transports.memory import MemoryTransport
from tests.factories import desk
from tests.workspace import Office, asked, mail

NINE = datetime(2026, 7, 6, 2, 4, tzinfo=UTC)
"""Four minutes past nine in Jakarta."""
SARI, BUDI, LINA = "sari@toko.example", "budi@toko.example", "lina@toko.example"
POLICY = DraftPolicy(undo=timedelta(seconds=150), four_eyes=("refund",))
THANKS = (
    "Terima kasih sudah menghubungi kami. Permintaan pengembalian dana Anda sudah sampai dan langsung kami teruskan."
)
TEXT = """Halo Budi,

Terima kasih sudah menghubungi kami, dan mohon maaf pesanannya belum sesuai harapan. Dananya kembali lewat BCA {when}.

Penggantinya belum ada; begitu datang, kami kabari lebih dulu.

Salam hangat,
Toko Melati
"""
PLAIN = """Halo {name},

Terima kasih sudah menghubungi kami. Pesanannya sudah kami cek dan sampai besok.

Salam hangat,
Toko Melati
"""


class Texts:
    """The acknowledgement in words; every other template says its name."""

    def render(self, name: str, language: str, variables: Mapping[str, Any], earlier: Earlier = FIRST) -> Rendered:
        return Rendered(THANKS if name == "acknowledgement" else name, language=language)

    def names(self) -> tuple[str, ...]:
        return ("acknowledgement",)


@dataclass
class Scene(Office):
    """An office whose clock stands at nine. `ids` are conversations by the first name of the customer."""

    store: Store = field(default_factory=MemoryStore)
    now: datetime = NINE
    policy: DraftPolicy = POLICY
    ids: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        team = Team(agents=(SARI, BUDI, LINA), internal_domains=("toko.example",))
        self.desk = replace(desk(), drafts=self.policy, team=team, display_name="Toko Melati", timezone="Asia/Jakarta")
        super().__post_init__()
        ways = Ways(lambda: self.mailbox, lambda: self.transport, drafts=self.policy)
        self.place = replace(self.place, templates=Texts(), ways=ways)
        poll(self.place)

    def asks(self, name: str, address: str, subject: str, text: str, due: timedelta, **fields: str) -> Conversation:
        """A customer writes; an answer is promised so long after now."""
        self.number += 1
        self.deliver(
            mail(self.number, From=f"{name} <{address}>" if name else address, Subject=subject, **fields), text
        )
        poll(self.place)
        known = set(self.ids.values())
        one = next(each for each in self.store.conversations() if each.id not in known)
        self.ids[name.split()[0] if name else address] = one.id
        asked_at = one.last_in_at or self.now
        span = parse_span(f"{int((self.now + due - asked_at).total_seconds() // 60) or 1}m")
        turned = one.turned(Turn.target(asked_at, "first_response", span))
        self.store.commit(Changes(conversations=(turned,)))
        return self.conversation(one.id)

    def again(self) -> Scene:
        """Another one of the same, which changes nothing here: to make it anew takes longer."""
        store = MemoryStore()
        for name, kept in vars(self.store).items():
            if isinstance(kept, dict | list | set | bytes | int) and name != "_leases":
                setattr(store, name, copy(kept))
        other = copy(self)
        other.store, other.ids = store, dict(self.ids)
        other.mailbox, other.transport = copy(self.mailbox), MemoryTransport()
        other.mailbox._boxes = deepcopy(self.mailbox._boxes)
        ways = Ways(lambda: other.mailbox, lambda: other.transport, drafts=self.policy)
        other.place = replace(self.place, store=store, ways=ways, now=lambda: other.now, histories=Histories())
        return other

    def conversation(self, id: str) -> Conversation:
        found = self.store.conversation(self.ids.get(id, id))
        assert found is not None
        return found

    def drafted(self, name: str, text: str = "", by: str = "rule") -> Draft:
        """A draft of a rule."""
        words = text or PLAIN.format(name=name)
        act(self.place, self.ids[name], asked("draft", text=words), by)
        draft = self.draft(name)
        self.store.commit(
            Changes(drafts=(replace(draft, person=False, author="rule refund", template="kembali-dana"),))
        )
        return self.draft(name)

    def draft(self, name: str) -> Draft:
        return list(self.store.drafts(self.ids[name]))[-1]

    def at(self, clock: str, place: Workspace | None = None) -> None:
        """Set the clock: `08:41` in Jakarta."""
        hour, minute = map(int, clock.split(":"))
        self.now = NINE.replace(hour=hour - 7, minute=minute)


def edit(scene: Scene, name: str, by: str, text: str, cc: str = "") -> None:
    """A new edition by somebody."""
    draft = scene.draft(name)
    edited = drafts.Edited(", ".join(one.spec for one in draft.audience.to), cc, "", draft.subject, text)
    drafts.edit(scene.place, draft.id, edited, by)


def drawn(store: Store | None = None) -> Scene:
    """The desk as it is drawn."""
    scene = Scene(store=store or MemoryStore())
    _refund(scene)
    scene.at("08:50")
    scene.asks(
        "Rina Wijaya", "rina@cust.example", "Pesanan 12345 belum sampai", "Pesanan saya mana?", timedelta(minutes=2)
    )
    scene.drafted("Rina")
    scene.asks("Tom Baker", "tom@cust.example", "Wrong size delivered", "Halo, ukurannya salah.", timedelta(minutes=54))
    scene.drafted("Tom")
    scene.asks("Aisyah", "aisyah@cust.example", "Tanya ongkir ke Medan", "Berapa ongkirnya?", timedelta(minutes=134))
    scene.drafted("Aisyah", PLAIN.format(name="Aisyah").replace("besok", "[[kapan]]"))
    partner = "toko@mitra.example"
    scene.asks("", partner, "Harga grosir", "Minta daftar harga grosir.", timedelta(minutes=194))
    scene.drafted(partner)
    scene.asks("Dewi Lestari", "dewi@cust.example", "Faktur pajak", "Minta faktur pajak.", timedelta(minutes=254))
    scene.drafted("Dewi")
    scene.at("09:00")
    again = {"In_Reply_To": "<m3@cust.example>"}
    scene.deliver(
        mail(90, From="Tom Baker <tom@cust.example>", Subject="Re: Wrong size delivered", **again), "Sudah ada kabar?"
    )
    poll(scene.place)
    draft_deeds.claim(scene.place, scene.draft(partner).id, BUDI)
    half = NINE.replace(minute=30)
    drafts.approve(scene.place, scene.draft("Dewi").id, SARI, terms=approval.Terms(send_at=half))
    scene.at("09:04")
    return scene


def _refund(scene: Scene) -> None:
    scene.at("08:41")
    words = "Halo, kaosnya sobek di bagian lengan waktu dibuka. Nomor pesanan 12345.\nSaya minta uang kembali ya."
    scene.asks("Budi Santoso", "budi@customer.example", "Refund kaos sobek", words, timedelta(minutes=31))
    act(scene.place, scene.ids["Budi"], asked("tag", tags=("refund",)), "rule")
    act(scene.place, scene.ids["Budi"], asked("priority", level="high"), "rule")
    act(scene.place, scene.ids["Budi"], asked("acknowledge"), "rule")
    scene.drafted("Budi", TEXT.format(when="dalam [[lama waktunya]]"))
    scene.at("08:52")
    act(
        scene.place,
        scene.ids["Budi"],
        asked("note", text="sudah dicek gudang: benar sobek, stok pengganti kosong"),
        SARI,
    )
    draft_deeds.comment(scene.place, scene.draft("Budi").id, SARI, "tolong sebut harinya")
    scene.at("08:58")
    edit(scene, "Budi", LINA, TEXT.format(when="paling lambat Jumat pukul 15.00"), "gudang@toko.example")
    draft_deeds.comment(scene.place, scene.draft("Budi").id, LINA, "sudah, Jumat")
