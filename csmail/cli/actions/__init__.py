"""Commands made from actions: `csmail tag K7F3Q2 vip` without a file of its own.

`command` makes the command, `parameters` its options, `perform` acts on the conversation and shows what came of it.
Called by `cli.lazy`. What all actions share on the command line belongs here.
"""
