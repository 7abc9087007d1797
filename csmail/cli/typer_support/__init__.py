"""What makes typer start in some 70 ms: commands are imported when they are called.

`options` has the options that every command shares, `fast_parameters` cheaper parameters; `cli.lazy` has the stubs.
"""
