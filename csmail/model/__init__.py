"""The nouns: frozen dataclasses of the standard library. No I/O, no decisions about mail.

Everybody above may use them. A new field has a default, so that stores written before can be read.
"""
