"""A survey that never left asked nobody: neither its conversation nor its customer counts as asked."""

from __future__ import annotations

from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.task import SendMail, Task


def conversation(one: Conversation, task: Task) -> Conversation:
    """The conversation without the survey, when the end of `task` says that nobody got it."""
    if not _never_left(task) or not any(each.mail == _mail(task) for each in one.surveys):
        return one
    return one.amended(surveys=tuple(each for each in one.surveys if each.mail != _mail(task)))


def customers(task: Task, before: Conversation | None, customer: Customer | None) -> tuple[Customer, ...]:
    """The record of a customer who was not asked, when it changes; `before` is the conversation as it was.

    She was asked by no other in the thirty days before, or this one would not have been written.
    """
    if not _never_left(task) or before is None or customer is None or customer.surveyed_at is None:
        return ()
    asked_at = next((one.asked_at for one in before.surveys if one.mail == _mail(task)), None)
    if asked_at is None or customer.surveyed_at < asked_at:
        return ()
    return (customer.amended(surveyed_at=None),)


def _never_left(task: Task) -> bool:
    if task.purpose != "survey" or task.state != "dropped":
        return False
    return not any(each.state in ("sent", "in_doubt") for each in task.deliveries)


def _mail(task: Task) -> str:
    return task.work.mail if isinstance(task.work, SendMail) else ""
