"""Help, the reference of rules.yaml and its JSON Schema, made from what the reader itself goes by.

Called by `csmail rules reference` and `csmail rules schema`. A sentence about a key stands in `help`; `reference` is
the page, `json_schema` the schema of the file, `rule_schema` that of a rule, `schema_parts` that of one type.
"""
