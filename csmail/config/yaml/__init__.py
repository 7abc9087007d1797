"""YAML 1.2 in a safe subset, as nodes that know where they stand.

`source` reads the file, `nodes` its tree, `part` one mapping with every key accounted for, `types` turns words into
values. Nothing here knows what the keys mean.
"""
