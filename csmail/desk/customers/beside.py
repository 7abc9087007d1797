"""The tasks of no conversation that tell of a customer: mails to many, reports that name her, the copies in Sent."""

from __future__ import annotations

from collections.abc import Collection

from csmail.model.task import Mail, SendMail, Task
from csmail.ports import Store


def tasks(store: Store, keys: Collection[str], of_bulks: Collection[str]) -> tuple[Task, ...]:
    """Those of these address keys; `of_bulks` are the ids of mails to many that went to them. Raises StoreError."""
    alone = store.tasks_of(("",))
    mails = {_mail(one) for one in alone if one.id in of_bulks or _reports(store, one, keys)} - {""}
    return tuple(one for one in alone if one.id in of_bulks or _mail(one) in mails)


def _mail(task: Task) -> str:
    return getattr(task.work, "mail", "")


def _reports(store: Store, task: Task, keys: Collection[str]) -> bool:
    if not isinstance(task.work, SendMail) or task.work.purpose != "report":
        return False
    mail = store.mail(task.work.mail)
    return mail is not None and names(mail, keys)


def names(mail: Mail, keys: Collection[str]) -> bool:
    """Whether one of the address keys is written in a part of our mail: transfer encodings would hide it."""
    from email import message_from_bytes  # a pass in which nobody is forgotten does not wait for it

    parts = (one.get_payload(decode=True) for one in message_from_bytes(mail.data).walk())
    texts = [one.decode("utf-8", "replace").casefold() for one in parts if isinstance(one, bytes)]
    return any(key.casefold() in text for key in keys for text in texts)
