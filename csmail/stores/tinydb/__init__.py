"""The store that remembers: documents as rows of one SQLite file, index tables for the hot road, TinyDB for queries.

`store` is the store, `schema` its tables, `commit` one atomic write, `narrowing` which rows a question leaves,
`queries` what TinyDB is asked of them, `locks` and `file` the disk, `checksums`, `commit_counter` and `verify` notice
damage, `backup` copies and restores, `look` finds ids for Tab, `migrations` reads what older versions wrote.
"""

from csmail.stores.tinydb.store import Settings, TinyStore, check, glimpse, open, restore, state, unsent

__all__ = ["Settings", "TinyStore", "check", "glimpse", "open", "restore", "state", "unsent"]
