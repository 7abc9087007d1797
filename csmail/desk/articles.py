"""Which articles answer what a customer asked."""

from __future__ import annotations

from collections.abc import Sequence

from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import ConfigurationError
from csmail.mail.new_words import own_words
from csmail.mail.threading.subject import base
from csmail.model.knowledge import Hit
from csmail.model.situation import Situation
from csmail.model.task import Draft
from csmail.ports.knowledge import Question


def suggested(workspace: Workspace, conversation: str, limit: int | None = None) -> Sequence[Hit]:
    """Articles for the newest question of a conversation, at most `limit`, the desk's number when None.

    Raises NotFound without the conversation, ConfigurationError when the folder of articles is missing.
    """
    articles = workspace.knowledge()
    most = workspace.desk.knowledge.suggest if limit is None else limit
    if articles is None or not most:
        return ()
    asked = question(by_hand(workspace, conversation, ""))
    return articles.suggest(asked, workspace.today, most)


def suggested_for(workspace: Workspace, draft: Draft) -> Sequence[Hit]:
    """Articles that answer what the customer asked, while the draft waits; none when they cannot be opened."""
    try:
        if draft.state != "waiting" or workspace.knowledge() is None:
            return ()
    except ConfigurationError:
        return ()
    return suggested(workspace, draft.conversation)


def question(situation: Situation) -> Question:
    """What the newest message asks: its subject and its own words, in its language, else the conversation's."""
    message, conversation = situation.message, situation.conversation
    spoken = (message.language if message else "") or conversation.language or situation.desk.language
    if message is None:
        return Question(conversation.subject, spoken)
    return Question(f"{base(message.subject)}\n{own_words(message)}", spoken)
