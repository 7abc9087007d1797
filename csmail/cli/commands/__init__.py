"""One file a command: its name is the file's name, its help the first line of the file.

Each has `app`, made by `typer_support.options.new_app`. They ask the desk and hand what it answers to `documents` and
`terminal`; nothing is decided here. A new command is a new file here and a word in `cli.app.PANELS`. Modules with an
underscore are parts of one command.
"""
