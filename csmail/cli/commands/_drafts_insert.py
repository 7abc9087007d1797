"""Which words a snippet puts into a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmail import templates
from csmail.cli.commands.templates import given, variables_of
from csmail.errors import UsageError
from csmail.mail.text.language import language
from csmail.reason import Reason

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.model.task import Draft
    from csmail.wiring import Wiring


def words(wiring: Wiring, workspace: Workspace, draft: Draft, name: str, values: list[str]) -> str:
    """The snippet filled for the draft's conversation, in the language that the draft is written in.

    Raises UsageError when it is no snippet, ConfigurationError when it cannot be filled.
    """
    folder = templates.open(wiring.config.templates)
    snippets = [one for one in folder.names() if _is_snippet(folder, one)]
    if name not in snippets:
        known = Reason.of("advice_snippets", known=", ".join(snippets) or "-")
        raise UsageError(Reason.of("not_a_snippet", name=name), known)
    variables, spoken = variables_of(workspace, draft.conversation)
    read = language(draft.text, names=(workspace.desk.display_name,)) or spoken
    return folder.render(name, read, {**variables, **given(values)}).text


def _is_snippet(folder: templates.FolderTemplates, name: str) -> bool:
    return any(folder.top(f"{name}.{one}.txt").purpose == "snippet" for one in folder.languages(name))
