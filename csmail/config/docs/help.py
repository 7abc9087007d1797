"""What each key of `rules.yaml` means, in one sentence with an example.

The model may know nothing of YAML, so the sentences stand here; a test demands one for every key. An adapter of your
own says it in its file, as metadata of the field: `field(metadata={"help": "..."})`.
"""

from __future__ import annotations

import dataclasses
from typing import Any

HELP: dict[str, dict[str, str]] = {
    "file": {
        "desks": "the desks by name; a name is of lower-case letters, digits, `-` and `_`",
        "store": "where everything is remembered; `{kind: tinydb, path: state}` when left out",
        "schedule": "how often `csmail run` looks by itself",
        "rules": "the rules, tried from top to bottom",
        "lookups": "facts of the shop that drafts may say: `{order: {kind: csv, path: orders.csv, …}}`",
        "reports": "reports that are sent by themselves: `[{send: week, at: \"mon 08:00\", to: [owner@toko.example]}]`",
        "notices": "chats that are told what people should see: `{ops: {url: {env: OPS_URL}, on: [overdue]}}`",
        "departments": "whom `ask` asks inside: `{gudang: {to: gudang@toko.example, expects: 4h}}`",
        "bulk": "what `csmail bulk` may do without being told otherwise: `{cap: 100, rate: 60/m}`",
        "mood": "words of your own for the condition `mood`: `{upset: [zonk], not: [lampu darurat]}`",
    },
    "notices.apprise": {"url": "where to, as apprise writes it: a secret by reference"},
    "notices.memory": {"fails": "for tests"},
    "notice": {
        "name": "",
        "on": "what it is told of by itself: `[overdue, broken, in_doubt, login_refused]`",
        "always": "whether it is told outside of the desk's hours too",
        "with_": "`subject`: the subject of the conversation is told too",
    },
    "Department": {
        "to": "its address; an answer from there is a note that no customer gets",
        "expects": "by when it answers, in business time: `4h`; then it is asked once more",
        "hours": "its hours, where they are others than the desk's",
    },
    "bulk": {
        "cap": "mails that one command may send; more only with --cap",
        "rate": "how fast they leave: `30/m`, `500/h`",
    },
    "reports": {
        "send": "`day`, `week` or `month`: about the last one that is over, once",
        "at": 'when it leaves, in the zone of the desk: `"08:00"` each day, `"mon 08:00"`, in a month `"1 08:00"` too',
        "to": "who gets it: `[owner@toko.example]`",
        "desk": "whose figures, and who sends them; needed where there are several desks",
        "as": "`html` (the usual), `text`, or `csv`: tables for a spreadsheet, attached",
        "by": "tables besides: `[tag, agent, hour, customer, language]`",
        "outside": "whether addresses that are not of the house get it too",
    },
    "mood": {
        "upset": "words or phrases that show an upset customer; `zonk*` may run on",
        "not": "words or phrases that show nothing, however they sound: names of products",
    },
    "desk": {
        "address": "the address customers write to: `support@toko.example`",
        "display_name": "the name customers read beside it: `Toko Melati`",
        "aliases": "its other addresses: `[help@toko.example]`",
        "catch_all": "domains of which every address is the desk's: `[toko.example]`",
        "sendable": "which of its addresses may stand in From; all of them when left out",
        "plus_addresses": "whether `support+anything@` is the desk too",
        "plus_separator": "what begins the rest of such an address: `+`, at some providers `-`",
        "reply_tokens": "whether answers come back to `support+cK7F3Q2.…@`, which names the conversation",
        "dots_insignificant": "whether `sup.port@` is the desk too, as at Gmail",
        "equivalent_domains": "other names of its domain: `[googlemail.com]`",
        "loop_id": "what its mails carry in X-CSMail-Loop; the address when left out",
        "language": "the language of templates when a mail does not tell its own: `id`",
        "timezone": "the zone its people read times in: `Asia/Jakarta`",
        "team": "who works here",
        "promises": "how soon customers are answered, in business time; what is left out is not promised",
        "escalation": "who is told when a customer waits too long: `[{to: lead@toko.example, after: 30m}]`; "
        "`escalate` that names nobody tells the next",
        "acknowledge": "the limits of acknowledgements",
        "trust": "who is believed about who wrote",
        "satisfaction": "whom `ask: satisfaction` asks",
        "auto_bcc": "who gets a blind copy of every reply: `[archive@toko.example]`",
        "max_recipients": "a reply to more than these waits for a person",
        "split_after": "silence after which an answer opens a new conversation: `30d`",
        "null_sender": "whether acknowledgements have the null envelope sender, so that none bounces back",
        "signature": "what templates get as `signature`",
        "hours": 'when somebody is there: `always`, or `{mon-fri: "09:00-17:00", holidays: ID}`',
        "knowledge": "articles from which answers are suggested: `{path: knowledge, suggest: 3}`",
        "tone": "how its letters sound: `{form: anda, allow: [maaf ya]}`; see `csmail templates lint`",
        "drafts": "what stops a draft, who approves it: `{lint: strict, undo: 30s, four_eyes: [refund]}`",
        "mirror": "what is followed of what people do with other mail programs: `{labels: {$label1: important}}`",
        "assist": "a language model that suggests drafts, `off` when left out: "
        "`{kind: openai, url: http://127.0.0.1:11434/v1, model: llama3.1}`",
        "mailbox": "where its mail lies",
        "transport": "how its mail leaves",
    },
    "MirrorTerms": {
        "drafts": "whether drafts that are edited, sent or deleted in a mail program are taken back in",
        "keywords": "whether keywords that people set in a mail program become tags",
        "moves": "whether mails that people move, or throw away, in a mail program are looked for in the other folders",
        "labels": "tags for keywords that would mean nothing: `{$label1: important}`",
    },
    "KnowledgeTerms": {
        "path": "the folder of the articles, from where rules.yaml lies",
        "suggest": "how many articles are suggested to a draft at most; 0 suggests none",
        "words": "how customers write a word that the articles write otherwise: `{ongkir: ongkos}`",
    },
    "Tone": {
        "form": "how Indonesian customers are addressed: `anda`, `kakak`, `kamu` or `bapak/ibu`; any when left out",
        "allow": "words and phrases of which the lint says nothing: `[kamu, MELATI]`",
        "add": "phrases more for its lists, by language: `{robot: {id: [salam sukses]}, acronyms: [PT]}`",
    },
    "DraftPolicy": {
        "lint": "`errors` of the courtesy lint stop a draft, `strict`: warnings too, `off`: only gaps, secrets asked "
        "for and forgotten attachments",
        "undo": "how long an approval can be taken back before the mail leaves: `30s`",
        "claim": "how long a draft stays in the hand of who claimed it: `30m`",
        "four_eyes": "tags of conversations whose answers two people must stand behind: `[refund, legal]`",
        "signature": "`agent`: letters bear the signature of the person who writes, if there is one; `desk`: never",
        "notes": "`stop`: a note of a colleague pulls an approved draft back; `ignore`: it does not",
    },
    "Team": {
        "agents": "who answers: `[sari@toko.example]`, or `{address: budi@toko.example, name: Budi}`; "
        "they are never customers",
        "people": "more about agents, by address: `{sari@toko.example: {name: Sari, login: [sari]}}`",
        "internal_domains": "domains whose people are colleagues: `[toko.example]`",
        "assign": "how `assign: auto` gives: `{keep: true, at_most: 25}`",
        "roles": "what people may do with drafts: `{lina: draft, tono: read}`; whoever is not named may do everything",
    },
    "Agent": {
        "address": "the address of the agent; the entry may be this alone",
        "name": "what customers read where a template says `agent`, and what colleagues may type: `Budi`",
        "knows": "tags: what bears one of them goes to those who know it: `[refund, product-x]`",
        "languages": "languages the agent writes: `[id, en]`",
        "login": "the names of the agent on your machines, if they are others than the part before the @: `[sari]`",
        "signature": "what templates get as `signature` where the agent writes; that of the desk when left out",
        "hours": "when the agent is there, written like the hours of a desk; those of the desk when left out",
        "at_most": "how many unanswered conversations `assign: auto` lets the agent have; what the team says when "
        "left out",
    },
    "Person": {
        "name": "as in the entry of an agent",
        "login": "as in the entry of an agent",
        "signature": "as in the entry of an agent",
    },
    "AssignPolicy": {
        "keep": "whether the agent who had the customer's last matter comes first, if there",
        "at_most": "how many unanswered conversations `assign: auto` lets an agent have; no limit when left out",
    },
    "Tier": {
        "to": "whom to tell",
        "after": "how long after the promise was broken, in business time: `2h`",
        "step": "its name: `manager`; the address when left out",
        "hours": "those of this step, where they are others than the desk's: `always`",
        "at": "`half`: when half of the promise has passed, instead of `after`",
    },
    "AcknowledgeLimits": {
        "max_age": "nothing older is acknowledged: `24h`",
        "per_sender": "at most so many for one sender in the window; more are held for a person",
        "window": "the time in which they are counted: `24h`",
        "per_domain": "at most so many an hour for one domain, when nobody here has written to the sender before",
        "per_hour": "at most so many an hour in all; then they are held, `csmail todo` says so, until it is quieter",
        "reserve": "how many of `per_hour` are kept for customers you have written to before; else a quarter",
        "per_free_mail": "as `per_domain`, for gmail.com and its like; else three quarters of what strangers may have",
    },
    "Promises": {
        "first_response": "the first answer: `30m`",
        "next_response": "every later answer: `4h`",
        "resolution": "the end of the matter: `3d`; a day is the longest ordinary day of the desk, `w` its week",
        "warn": "the share of a promise after which it is half gone for `on: half` and `at: half`: `50%`",
        "apologise": "the share after which an apology is drafted for a person to send: `80%`",
        "by_priority": "other ones for a priority: `{urgent: {first_response: 15m}}`",
    },
    "Hours": {
        "mon-fri": '`"08:00-12:00, 13:00-17:00"`: a break is a gap, `22:00-06:00` ends the next day, '
        "`24:00` may close; `fri`, `sat-mon` and `mon,wed` are keys too; a day that is not named is closed",
        "holidays": "days off of a country, joint leave included: `ID`, `[ID, DE-BY]`, or "
        "`{country: ID, joint_leave: false, except: [2026-12-24]}`",
        "closed": "dates: `[2026-12-31, 2027-03-08..2027-03-15]`",
        "days": 'one date, stronger than all else: `{2026-12-24: "09:00-12:00"}`',
        "ranges": 'other hours for a time: `{ramadan: {from: 2027-02-08, to: 2027-03-07, mon-fri: "08:00-15:00"}}`',
    },
    "Trust": {
        "lists": "mailing lists that tell the true author in X-Original-From",
        "forms": "contact forms, whose Reply-To is the customer; with `authserv_ids` only if one vouches for them",
        "authserv_ids": "servers whose Authentication-Results count: `[mx.toko.example]`",
        "notifiers": "addresses or domains that only ever send notices",
        "unauthenticated": "whether facts of `lookups` are told to senders of whom no such server says anything",
    },
    "SatisfactionPolicy": {
        "upset": "whether upset customers are asked too; to leave them out flatters the figures",
    },
    "Schedule": {
        "poll": "how often mail is taken in: `60s`",
        "sweep": "how often the outbox is worked off: `60s`",
        "idle": "whether servers may tell of new mail at once (IMAP IDLE)",
    },
    "mailboxes.imap": {
        "host": "name of the server: `imap.toko.example`",
        "username": "the name to log in with",
        "password": "where the password is: `{env: SUPPORT_PASSWORD}`",
        "oauth": "where an access token for XOAUTH2 is, instead of a password",
        "port": "993, or 143 when `tls` is not implicit, when left out",
        "tls": "`implicit`, `starttls` (then required), or `none` (to this machine only)",
        "folders": "what is read: `[INBOX, Orders]`",
        "drafts": "the folder of drafts; found or made when left out",
        "sent": "the folder of sent mail; found or made when left out",
        "ca_file": "a PEM file trusted instead of the system's authorities",
        "timeout": "the longest silence that is waited for: `60s`",
        "file_sent": "whether sent mail is filed; false where the provider does it (Gmail)",
        "read_sent": "whether answers that people sent with other programs are looked for in the folder of sent mail",
    },
    "mailboxes.memory": {
        "folders": "what is read",
        "file_sent": "whether sent mail is filed",
        "read_sent": "whether answers are looked for in the folder of sent mail",
    },
    "transports.smtp": {
        "host": "name of the server: `smtp.toko.example`",
        "port": "465, 587 with starttls, 25 with none, when left out",
        "tls": "`implicit`, `starttls` (then required), or `none` (to this machine only)",
        "username": "the name to log in with; nobody logs in when left out",
        "password": "where the password is: `{env: SUPPORT_PASSWORD}`",
        "oauth": "where an access token for XOAUTH2 is, instead of a password",
        "ca_file": "a PEM file trusted instead of the system's authorities",
        "timeout": "the longest wait at each step: `60s`",
        "data_timeout": "the longest wait for the last answer: `10m`",
        "connections": "how many mails may be under way at once, each on a connection of its own",
        "hello": "our name in EHLO; found out when left out",
    },
    "transports.folder": {"path": "the folder mails are written to as files"},
    "stores.tinydb": {
        "path": "the folder of the store, beside rules.yaml: `state`",
        "search": "whether an index of words is kept for `csmail conversations search`; 31-44 us and 300 octets a mail",
    },
    "assist": {
        "share": "what the model is shown: `[question, articles, facts]`; written out when it runs elsewhere",
        "mask": "whether names, addresses, phone and card numbers are replaced before",
        "rules": "whether rules may ask: `draft: {assist: true}`",
        "timeout": "how long a suggestion is waited for, at most `2m`",
    },
    "assist.openai": {
        "url": "what stands before `/chat/completions`: `http://127.0.0.1:11434/v1`; http to this machine only",
        "model": "the name of the model: `llama3.1`",
        "key": "where the key is: `{env: ASSIST_KEY}`",
        "tokens": "how long an answer may get",
    },
    "lookup": {
        "owner": "the column with the address of whom the facts belong to: `email`; nobody else is told",
        "public": "whether anybody may be told: `true` instead of `owner`",
        "fields": "what templates may say, and the column or dotted path of it: `{status: status, eta: ships_on}`",
        "keep": "how long an answer is believed: `5m`",
        "timeout": "how long an answer is waited for, at most `5s`",
    },
    "lookups.csv": {
        "path": "the table, beside rules.yaml: `orders.csv`; read anew when it changes",
        "key": "the column that is looked up: `number`",
    },
    "lookups.sql": {
        "dsn": "`sqlite:shop.db`, or `postgresql://shop@db.toko.example/shop` (extra `sql`), without the password",
        "query": "one SELECT with `:order` in it: `SELECT status, email FROM orders WHERE number = :order`",
        "key": "another name by which a rule may capture the value",
        "password": "where the password is: `{env: SHOP_PASSWORD}`",
    },
    "lookups.http": {
        "url": "where JSON is: `https://shop.example/orders/{order}`; http to this machine only",
        "key": "another name by which a rule may capture the value",
        "headers": "header fields, secrets by reference: `{Authorization: {env: SHOP_TOKEN}}`",
    },
    "rule": {
        "name": "what `csmail why` calls it",
        "on": "what sets it off: `arrival` (when left out), `reply`, `bounce`, `half` or `overdue` of a promise, "
        "`opening` or `closing` (a shift of the desk begins or ends), `silence` (the customer does not answer), "
        "`closed` (somebody closed the conversation)",
        "after": "with `on: silence`: how long after our last answer, in real days, each once: `[3d, 7d]`",
        "desks": "the desks it is for; every desk when left out",
        "when": "the conditions; it always hits when left out",
        "then": "the actions, in order",
        "stop": "whether the rules below are not tried when it hits",
    },
}  # fmt: skip


def helped(group: str, kind: Any) -> dict[str, str]:
    """Field to sentence, of a dataclass; "" where there is none."""
    known = HELP.get(group, {})
    return {one.name: str(one.metadata.get("help", known.get(one.name, ""))) for one in dataclasses.fields(kind)}
