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
    from csmail.ports import Rendered
    from csmail.wiring import Wiring


def words(wiring: Wiring, workspace: Workspace, draft: Draft, asked: tuple[str, list[str]], by: str) -> Rendered:
    """The snippet of that name filled for the draft's conversation, with these values (NAME=VALUE) besides, in the
    language that the draft is written in.

    Raises UsageError when it is no snippet, ConfigurationError when it cannot be filled.
    """
    folder, (name, values) = templates.open(wiring.config.templates), asked
    snippets = names(wiring)
    if name not in snippets:
        known = Reason.of("advice_snippets", known=", ".join(snippets) or "-")
        raise UsageError(Reason.of("not_a_snippet", name=name), known)
    variables, spoken = variables_of(workspace, draft.conversation, by)
    read = language(draft.text, names=(workspace.desk.display_name,)) or spoken
    return folder.render(name, read, {**variables, **given(values)})


def names(wiring: Wiring) -> tuple[str, ...]:
    """The snippets there are. Raises ConfigurationError."""
    folder = templates.open(wiring.config.templates)
    return tuple(one for one in folder.names() if _is_snippet(folder, one))


def _is_snippet(folder: templates.FolderTemplates, name: str) -> bool:
    return any(top.purpose == "snippet" for top in folder.tops(name))
