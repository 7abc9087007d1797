"""Texts: files of a folder, filled in a sandbox.

`folder` finds and fills them, `wordings` chooses among several of one text, `front_matter` reads what stands on top,
`sandbox` bounds what a template may do, `filters` are those it may use, `mistakes` says what is wrong with one,
`allowed_syntax` says what may stand in one, `samples` are values to try it with, `facts` says where a fact is said.
"""

from csmail.templates.facts import said_facts
from csmail.templates.folder import FolderTemplates, open
from csmail.templates.samples import EXAMPLE

__all__ = ["EXAMPLE", "FolderTemplates", "open", "said_facts"]
