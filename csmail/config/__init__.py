"""rules.yaml and its folder, made into a `Config`; every mistake is told at once, with its place.

`load` is the way in. `yaml` reads text into nodes that know their line, `desks` and `rules` make the model of them,
`docs` makes help, reference and JSON Schema from the same tables. A new key of a desk: `model.desk` and `desks`.
"""
