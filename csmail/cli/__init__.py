"""The command line: the only room that prints.

`main` runs one command line and is the one place that shows an error; `app` says which commands there are, `lazy`
imports the one that is called. `commands` has a file a noun, `actions` makes commands of actions, `documents` holds
what --json promises, `input` reads what people type and edit, `terminal` shows, `typer_support` keeps the start quick.
"""
