"""Who a customer is: `find` answers it for everybody, `records` keeps the records up in a pass.

`backfill` makes those of conversations that are older than records. A new question about a person is asked in `find`.
"""
