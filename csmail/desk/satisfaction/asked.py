"""Notes in the conversation and on the customer's record that a survey leaves, in the commit that queues it."""

from __future__ import annotations

from dataclasses import replace

from csmail.desk.customers.find import by_address
from csmail.desk.customers.new import new_record
from csmail.desk.effects.collect import ChangeCollector
from csmail.model.conversation import Conversation
from csmail.model.task import SendMail
from csmail.ports import Store


def noted(store: Store, collector: ChangeCollector, conversation: Conversation) -> Conversation:
    """The conversation with the key of the survey that `collector` queues for it, if it queues one. Raises StoreError.

    The record changes in the same commit: of two conversations of one customer that are due together, the second is
    decided anew, and declines.
    """
    mail = _mail(collector, conversation.id)
    if not mail or not conversation.surveys or conversation.customer is None:
        return conversation
    customer = conversation.customer
    record = by_address(store, customer.spec) or new_record(store, customer, collector.now, collector.customers)
    record = collector.customers.get(record.id, record)
    collector.customers[record.id] = record.amended(surveyed_at=collector.now)
    *earlier, last = conversation.surveys
    return conversation.amended(surveys=(*earlier, replace(last, mail=mail)))


def _mail(collector: ChangeCollector, conversation: str) -> str:
    sending = (one.work for one in collector.tasks if one.conversation == conversation)
    return next((work.mail for work in sending if isinstance(work, SendMail) and work.purpose == "survey"), "")
