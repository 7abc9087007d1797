"""What makes typer start in some 70 ms: commands are imported when they are called.

`options` has the options that every command shares, `groups` what a group of commands understands (`ls`, `help`),
`fast_parameters` cheaper parameters, `several_ids` several ids at once, `selecting` and `selected` what of a document
is asked for; `cli.lazy` has the stubs.
"""
