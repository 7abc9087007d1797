"""What `--json` prints: shapes that scripts rely on.

`shapes` are the documents (their JSON Schema is printed by `csmail schema`), `build` makes them from the model,
`failed` is that of an error. A field may be added; none changes its meaning or goes without a new `schema_version`.
"""
