"""What makes typer start in some 70 ms: commands are imported when they are called.

`lazy` has the stubs, `options` the options that every command shares, `fast_parameters` cheaper parameters.
"""
