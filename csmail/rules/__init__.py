"""Rules: conditions on a situation, and the fold that asks them (`decide`).

`conditions` see and say what they saw, `combinators` put them together, `patterns` match with RE2, `steps` runs the
actions of a hit, `plans` knows beforehand what those of a rule do that only tags, `amend` changes the conversation as
effects say. Pure; `config.rules` builds them.
"""
