"""What may be done with a conversation: one file an action, each pure.

An action answers with effects, or says why it withholds itself; its file name is its key in rules.yaml and its
command. Called by `rules.steps`. A new action is a new file here: command, help, schema and reference follow. `base`
says what an action is, `catalog` finds them; modules with an underscore are shared by several actions.
"""
