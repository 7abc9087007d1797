"""Ways to look up a fact of the shop: `csv`, `sql`, `http`; one file each, each with `Settings`, `check`, `open`.

They are asked by `desk.lookups`, which knows whose facts they are and what a template may say of them. A new way is a
file here and a case of tests/contract/test_lookups.py.
"""
