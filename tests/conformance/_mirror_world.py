"""A desk beside other mail programs: our drafts filed in a mailbox, then what people left there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from csmail.desk.by_hand import act, drafts
from csmail.desk.by_hand.approval import Despite
from csmail.desk.intake.poll import poll
from csmail.desk.mirror import keywords, moves
from csmail.desk.mirror.visit import visit
from csmail.mail import identity
from csmail.mailboxes.memory import Memory, Settings
from csmail.model.address import Address
from csmail.model.changes import Changes
from csmail.model.draft_life import Claim
from csmail.model.message import Place
from csmail.model.mirror import Conclusion, MirrorTerms
from csmail.model.reason import Reason
from csmail.model.task import Draft
from tests import factories
from tests.workspace import Office, asked

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
RINA = Address("rina@customer.example", "Rina")
FOLDER, VALIDITY = "Drafts", 7
TEXT = (
    "Halo Rina,\n\nTerima kasih sudah menunggu. Paket pesanan 12345 sudah berangkat kemarin sore dan menurut kurir "
    "sampai besok siang. Kalau belum datang, balas saja email ini.\n\nSalam hangat,\nToko Melati"
)
EDITED = TEXT.replace("kemarin sore", "pagi ini").replace("besok siang", "lusa paling lambat pukul tiga")
OTHER = "Selamat siang Kak, barangnya kami ganti baru dan dikirim ulang lewat JNE, resi menyusul. Ongkir gratis ya."
WORDS = {"same": TEXT, "edited": EDITED, "other": OTHER}
ROLES = {"trash": "Trash", "junk": "Junk", "archive": "Archive"}
ASSUMED_GONE = timedelta(minutes=5)


class MirrorWorld:
    """`drafts` is the id in the store by the id of the case, `ids` the real Message-ID by that of the case."""

    def __init__(self, before: Mapping[str, Any]) -> None:
        mailbox = Memory(Settings())
        self.office = Office(desk=factories.desk(timezone="Asia/Jakarta"), mailbox=mailbox, now=NOW)
        self.place = self.office.place
        self.drafts: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self._box(FOLDER).uidvalidity = VALIDITY
        for filed in before.get("filed", ()):
            self._file(filed)
        self._before = before

    @property
    def names(self) -> dict[str, str]:
        """The id of the case by that of the store."""
        return {real: name for name, real in self.drafts.items()}

    def draft(self, name: str) -> Draft:
        found = self.place.store.draft(self.drafts[name])
        assert found is not None
        return found

    def leave(self, seen: Mapping[str, Any]) -> None:
        """Put what the case says into the folder, with the times of its looks."""
        self._note(seen)
        kept = {uid: one.data for uid, one in self._box(FOLDER).mails.items()}
        validity = seen.get("uidvalidity", VALIDITY)
        self.office.mailbox._boxes.pop(FOLDER, None)
        box = self._box(FOLDER)
        box.uidvalidity = validity
        for mail in seen.get("drafts", ()):
            ours = "words" not in mail and self.ids.get(mail["id"], "") in _ids(kept.values())
            data = self._bytes_of(kept, mail["id"]) if ours else self._written(mail)
            box.uidnext = mail["uid"]
            box.add(data, NOW, frozenset(flag.lstrip("\\").lower() for flag in mail.get("flags", ["\\Draft"])))
        box.uidnext = max(box.uidnext, 100)

    def rekeyworded(self, before: Mapping[str, Any], now: Sequence[str]) -> tuple[Conclusion, ...]:
        """What a pass concludes where the keywords of a mail are `now`; the last pass saw those of `before`."""
        self.place = replace(
            self.place, desk=replace(self.place.desk, mirror=MirrorTerms(labels=before.get("mapping", {})))
        )
        box = self._box("INBOX")
        header = "From: rina@customer.example\r\nMessage-ID: <q{}@customer.example>\r\n\r\nHalo\r\n"
        at = box.add(header.format(1).encode(), NOW, frozenset(before["keywords"]))
        self._open("K7F3Q2", frozenset(before["tags"]), at)
        if before.get("newer_carries"):
            newer = box.add(header.format(2).encode(), NOW, frozenset(before["newer_carries"]))
            self._newer(newer)
        self._look_at_keywords()
        box.mails[at] = replace(box.mails[at], flags=frozenset(now))
        return self._look_at_keywords()

    def _look_at_keywords(self) -> tuple[Conclusion, ...]:
        mailbox = self.office.mailbox
        return keywords.visit(self.place, mailbox.open_folder("INBOX"), lambda: mailbox.uids("INBOX", 0))

    def moved(self, before: Mapping[str, Any], gone_to: str) -> tuple[Conclusion, ...]:
        """What a pass concludes where somebody moved the customer's mail to a folder, or out of all ("")."""
        mailbox = self.office.mailbox
        for name in ("Archive", "Junk", "Trash"):
            self._box(name)
        poll(self.place)
        at = self.office.deliver(
            "From: rina@customer.example\nTo: support@toko.example\nSubject: Pesanan 12345\n"
            "Message-ID: <q1@customer.example>\n"
        )
        poll(self.place)
        folder = ROLES.get(gone_to.lower(), gone_to)
        if folder:
            mailbox.move("INBOX", at, folder, "<q1@customer.example>")
        else:
            mailbox.expunge("INBOX", at)
        opened = mailbox.open_folder("INBOX")
        return moves.visit(self.place, opened, {}, lambda: mailbox.uids("INBOX", 0)).conclusions

    def opened(self) -> None:
        """The conversation of the case, where no draft has opened it."""
        if self.place.store.conversation("K7F3Q2") is None:
            self._open("K7F3Q2")

    def passes(self, seen: Mapping[str, Any]) -> None:
        """What lies in Drafts and Sent is read by a whole pass."""
        if self._before.get("just_sent"):
            act.act(self.place, "K7F3Q2", asked("reply", text=TEXT), "sari@toko.example")
        self._box("Sent")
        poll(self.place)
        if self._before.get("filed"):
            self.leave(seen)
        self.office.later()
        for mail in seen["sent"]:
            self._box("Sent").add(self._written(mail), NOW + timedelta(minutes=1))
        poll(self.place)

    def tags(self) -> set[str]:
        found = self.place.store.conversation("K7F3Q2")
        assert found is not None
        return set(found.tags)

    def visit(self) -> list[Reason]:
        return visit(self.place)

    def _file(self, filed: Mapping[str, Any]) -> None:
        conversation = filed["id"].split(".")[1]
        if self.place.store.conversation(conversation) is None:
            self._open(conversation)
        self._hold(conversation, Claim("budi@toko.example", NOW + timedelta(hours=1)))  # or it would step aside
        act.act(self.place, conversation, asked("draft", text=TEXT), "sari@toko.example")
        self._hold(conversation, None)
        (draft,) = (
            one
            for one in self.place.store.drafts(conversation)
            if one.id not in self.drafts.values() and one.state == "waiting"
        )
        mail = self.place.store.mail(draft.mail)
        assert mail is not None
        self.drafts[filed["draft"]], self.ids[filed["id"]] = draft.id, mail.message_id
        box = self._box(FOLDER)
        at = max(uid for uid, one in box.mails.items() if mail.message_id.encode() in one.data)
        box.mails[filed["uid"]] = replace(box.mails.pop(at), uid=filed["uid"])
        box.uidnext = filed["uid"] + 1

    def _hold(self, conversation: str, claim: Claim | None) -> None:
        for one in tuple(self.place.store.drafts(conversation, waiting=True)):
            if one.claim != claim and one.id in self.drafts.values():
                self.place.store.commit(Changes(drafts=(replace(one, claim=claim),)))

    def _open(self, conversation: str, tags: frozenset[str] = frozenset(), uid: int = 1) -> None:
        number = "1" if conversation == "K7F3Q2" else conversation
        message = factories.message(
            key=f"k{conversation}", conversation=conversation, message_id=f"<q{number}@customer.example>",
            originators=(RINA,), received_at=NOW - timedelta(hours=1), subject="Pesanan 12345",
            place=Place("INBOX", 1, uid),
        )  # fmt: skip
        opened = factories.conversation(
            id=conversation,
            customer=RINA,
            participants=frozenset({RINA.spec}),
            opened_at=NOW,
            changed_at=NOW,
            tags=tags,
        )
        self.place.store.commit(Changes(conversations=(opened,), messages=(message,)))

    def _newer(self, uid: int) -> None:
        newer = factories.message(
            key="newer", conversation="K7F3Q2", message_id="<q2@customer.example>", originators=(RINA,),
            received_at=NOW, place=Place("INBOX", 1, uid),
        )  # fmt: skip
        self.place.store.commit(Changes(messages=(newer,)))

    def _note(self, seen: Mapping[str, Any]) -> None:
        """The look at which all was as we filed it, and those since then, with what was missed in them."""
        self.visit()
        for filed in self._before.get("filed", ()):
            if filed.get("task") == "sent":
                drafts.send(self.place, self.drafts[filed["draft"]], "sari@toko.example", Despite(lint=True))
            elif filed.get("state") == "approved":
                drafts.approve(self.place, self.drafts[filed["draft"]], "sari@toko.example", Despite(lint=True))
        there = {self.ids.get(mail["id"], mail["id"]) for mail in seen.get("drafts", ())}
        state = json.loads(self.place.store.fact("mirror/support") or "{}")
        gone_for = timedelta(minutes=seen["gone_for"]) if "gone_for" in seen else ASSUMED_GONE
        for copy in state.get("copies", ()):
            if copy["message_id"] not in there:
                copy["missing_since"] = (NOW - gone_for).isoformat()
                copy["looks"] = seen.get("looks", 3) - 1
        if state:
            met = {mail["uid"]: NOW - timedelta(minutes=mail.get("settled", 5)) for mail in seen.get("drafts", ())}
            state["met"] = {str(uid): at.isoformat() for uid, at in met.items()}
            self.place.store.remember("mirror/support", json.dumps(state))

    def _written(self, mail: Mapping[str, Any]) -> bytes:
        """The bytes of a mail of another program: lines flowed, text as the case says."""
        fields = {
            "From": mail.get("from", "support@toko.example"),
            "To": ", ".join(mail.get("to", [RINA.spec])),
            "Cc": ", ".join(mail.get("cc", ())),
            "Bcc": ", ".join(mail.get("bcc", ())),
            "Subject": mail.get("subject", "Re: Pesanan 12345"),
            "Message-ID": self.ids.get(mail["id"], mail["id"]),
            "In-Reply-To": self._real(mail.get("in_reply_to", ())),
            "References": self._real(mail.get("references", ())),
            "Reply-To": self._token(mail.get("reply_to", "")),
            "Auto-Submitted": "auto-replied" if mail.get("auto") else "",
            "Date": format_datetime(NOW),
        }
        head = [f"{name}: {value}" for name, value in fields.items() if value]
        head += mail.get("headers", ())
        return "\r\n".join([*head, *_body(mail)]).encode()

    def _real(self, ids: Iterable[str]) -> str:
        return " ".join(self.ids.get(one, one) for one in ids)

    def _token(self, written: str) -> str:
        """The table signs with a key of its own: what it signed we sign, anything else stays forged."""
        if not written.endswith(".9f1c2e3d4a5b6c7d8e9f@toko.example"):
            return written
        conversation = written.partition("+c")[2].partition(".")[0].upper()
        return identity.reply_address(self.place.store.key(), conversation, "support@toko.example")

    def _bytes_of(self, kept: Mapping[int, bytes], id: str) -> bytes:
        return next(data for data in kept.values() if self.ids[id].encode() in data)

    def _box(self, name: str) -> Any:
        boxes: dict[str, Any] = self.office.mailbox._boxes
        if name not in boxes:
            boxes[name] = type(boxes["INBOX"])()
        return boxes[name]


def _ids(mails: Iterable[bytes]) -> str:
    """All of them as one text to look for an id in."""
    return b" ".join(mails).decode("utf-8", "replace")


def _body(mail: Mapping[str, Any]) -> list[str]:
    text = "\r\n".join(f"{line} " if line else "" for line in WORDS[mail.get("words", "same")].split("\n"))
    plain = ["Content-Type: text/plain; charset=utf-8; format=flowed", "MIME-Version: 1.0"]
    files = mail.get("attachments", ())
    if not files:
        return [*plain, "", text.rstrip(), ""]
    parts = [*plain[:1], "", text.rstrip()]
    lines = ['Content-Type: multipart/mixed; boundary="b"', "MIME-Version: 1.0", "", "--b", *parts]
    for name in files:
        lines += ["--b", f'Content-Type: application/pdf; name="{name}"', "Content-Transfer-Encoding: base64"]
        lines += [f'Content-Disposition: attachment; filename="{name}"', "", "JVBERi0xLjQK"]
    return [*lines, "--b--", ""]
