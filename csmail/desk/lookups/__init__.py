"""Facts of the shop in drafts: `facts` says what a letter may be told, and to whom; `desk.fact_sources` asks in time.

`wiring` and the command `lookup` come here. Who may be told is decided in `facts` and nowhere else.
"""
