"""Texts: files of a folder, filled in a sandbox.

`folder` finds and fills them, `sandbox` bounds what a template may do, `allowed_syntax` says what may stand in one,
`facts` where a fact is said.
"""

from csmail.templates.facts import said_facts
from csmail.templates.folder import EXAMPLE, FolderTemplates, open

__all__ = ["EXAMPLE", "FolderTemplates", "open", "said_facts"]
